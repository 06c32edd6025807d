"""The words of `hocvuso report`: what the shell gives, and what a person reads."""

import json
from pathlib import Path
from typing import Annotated

import typer

FINDINGS = 1


def report(
    unit: Annotated[
        str, typer.Option("--unit", metavar="NƠI", help="“xã Sông Mây”, tên tỉnh, hoặc số.")
    ] = "",
    month: Annotated[
        str, typer.Option("--month", metavar="THÁNG", help="Như 2026-11; bỏ trống: tháng này.")
    ] = "",
    out: Annotated[Path, typer.Option("--out", metavar="TỆP", help="Tệp Excel để ghi.")] = Path(
        "bao-cao.xlsx"
    ),
    public: Annotated[
        bool, typer.Option("--public", help="Bản công khai: giấu các số dưới 5.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="In ra cho máy đọc, không ghi tệp.")
    ] = False,
) -> None:
    """Bảng số liệu hằng tháng của một xã hay cả tỉnh (Excel, in khổ A4 ngang)."""
    from service.cli import settings  # which imports us
    from service.clock import system_clock
    from service.report_command import Order, Unreported, figures, told, write

    configured = settings()
    try:
        found = figures(configured, Order(unit, month, public), system_clock())
        if as_json:
            answer = told(configured, found, is_public=public)
            typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            write(configured, found, out, is_public=public)
            typer.echo(f"{out}: {found.name}, tháng {found.month}.")
    except Unreported as trouble:
        raise typer.BadParameter(str(trouble)) from trouble
    missing = found.whole.adults.missing
    if missing:
        typer.echo(f"Thiếu số người lớn của {len(missing)} nơi: xem tờ “Ghi chú”.", err=True)
        raise typer.Exit(FINDINGS)
