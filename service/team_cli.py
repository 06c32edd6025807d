"""The words of `hocvuso team`: what the shell gives, and what a person reads."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from service import spoken

FINDINGS, ENVIRONMENT = 1, 3

team_app = typer.Typer(
    help="Xã, thôn và tổ công nghệ số: nhập danh sách, xem lại.", no_args_is_help=True
)


@team_app.command("import")
def team_import(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Danh sách .xlsx hoặc .csv.")],
    write: Annotated[
        bool, typer.Option("--write", help="Ghi thật; bỏ trống thì chỉ đọc thử.")
    ] = False,
    province: Annotated[
        str, typer.Option("--province", metavar="TỈNH", help="Tỉnh của các xã này.")
    ] = "tỉnh Thanh Hóa",
) -> None:
    """Nhập danh sách thôn và tổ: dòng nào sai thì nói rõ, và không nhập dòng nào."""
    from reports.spreadsheet import Unreadable
    from service.cli import settings  # which imports us
    from service.team_command import NoProvince, Order, import_list

    try:
        fine = import_list(settings(), Order(file, province, write), typer.echo)
    except NoProvince as trouble:
        raise typer.BadParameter(str(trouble)) from trouble
    except FileNotFoundError as trouble:
        raise typer.BadParameter(f"Không có tệp {file}.") from trouble
    except OSError as trouble:
        raise typer.BadParameter(f"Không mở được tệp {file}.") from trouble
    except Unreadable as trouble:
        typer.echo(trouble, err=True)
        raise typer.Exit(FINDINGS) from trouble
    raise typer.Exit(0 if fine else FINDINGS)


@team_app.command("list")
def team_list(
    as_json: Annotated[bool, typer.Option("--json", help="In ra cho máy đọc.")] = False,
) -> None:
    """Các tổ đang có: ở thôn nào, bao nhiêu người trưởng thành, bao nhiêu người đã vào tổ."""
    from service.cli import settings
    from service.team_command import rows

    found = rows(settings())
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    elif not found:
        typer.echo("Chưa có tổ nào. Lấy tệp mẫu: hocvuso team sample > to.csv")
    else:
        typer.echo("\n".join(map(_line, found)))


@team_app.command("sample")
def team_sample(
    province: Annotated[
        bool, typer.Option("--province", help="Cả tỉnh: 166 xã, phường và 4.351 tổ.")
    ] = False,
) -> None:
    """In ra một danh sách mẫu, không có thật: một xã, hoặc cả tỉnh, để xem cách viết và chạy thử."""
    from service.team_sample import sample

    typer.echo(sample(whole_province=province), nl=False)


def _line(row: dict[str, Any]) -> str:
    adults = "chưa có số dân"
    if row["adults"] is not None:
        as_of = f"{date.fromisoformat(row['as_of']):%d/%m/%Y}"
        counted = f"{spoken.count(row['adults'])} người trưởng thành"
        adults = f"{counted} ({row['source']}, {as_of})"
    hamlet = "" if row["name"].endswith(row["hamlet"]) else row["hamlet"]
    joined = f"{spoken.count(row['residents'])} người đã vào tổ"
    merged = "thôn này đã nhập vào thôn khác" if row["merged"] else ""
    told = (row["name"], hamlet, row["commune"], adults, joined, merged)
    return f"{row['team']:>5}  {' · '.join(filter(None, told))}"
