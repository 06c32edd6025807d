"""`hocvuso lessons print | export | import`: what officials hold in their hands and edit in Excel."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from lessons.lesson import Device

USAGE = 2

Names = Annotated[
    list[str] | None, typer.Argument(metavar="[BÀI]…", help="Mã hoặc id của bài; bỏ trống: tất cả.")
]


def add_to(app: typer.Typer) -> None:
    """Called once, by `service.cli`."""
    app.command("print")(print_paper)


def print_paper(
    lessons: Names = None,
    out: Annotated[Path, typer.Option(help="Thư mục để tệp PDF.")] = Path("to-bai-hoc"),
    device: Annotated[str, typer.Option(help="android, iphone hoặc both (cả hai).")] = "both",
    booklet: Annotated[
        bool, typer.Option("--booklet", help="Một cuốn sổ tay thay cho từng tờ rời.")
    ] = False,
    large: Annotated[
        bool, typer.Option("--large", help="Chữ 14 trở lên, dù phải thêm tờ giấy.")
    ] = False,
) -> None:
    """In bài học ra giấy (PDF, khổ A4): mỗi bài một tờ có mã QR, hoặc cả cuốn sổ tay."""
    from service.cli import settings  # which imports us
    from service.clock import today_in_vietnam
    from service.doors import find_doors
    from service.print_command import Order, Unprinted, print_lessons

    if device not in {"both", *Device}:
        raise typer.BadParameter("--device: chỉ nhận android, iphone hoặc both.")
    kind = None if device == "both" else Device(device)
    order = Order(out, tuple(lessons or ()), kind, booklet, large)
    found = settings()
    try:
        doors = asyncio.run(find_doors(found))
        print_lessons(found, order, doors, today_in_vietnam(), typer.echo)
    except Unprinted as trouble:
        typer.echo(str(trouble), err=True)
        raise typer.Exit(USAGE) from None
