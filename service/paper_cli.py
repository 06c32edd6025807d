"""`hocvuso lessons print | export | import`: what officials hold in their hands and edit in Excel."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from lessons.lesson import Device

FINDINGS, USAGE = 1, 2

Names = Annotated[
    list[str] | None, typer.Argument(metavar="[BÀI]…", help="Mã hoặc id của bài; bỏ trống: tất cả.")
]


def add_to(app: typer.Typer) -> None:
    """Called once, by `service.cli`."""
    app.command("print")(print_paper)
    app.command("export")(export_workbook)
    app.command("import")(import_workbook)


def print_paper(
    lessons: Names = None,
    *,
    out: Annotated[Path, typer.Option(help="Thư mục để tệp PDF.")] = Path("to-bai-hoc"),
    device: Annotated[str, typer.Option(help="android, iphone hoặc both (cả hai).")] = "both",
    booklet: Annotated[
        bool, typer.Option("--booklet", help="Một cuốn sổ tay thay cho từng tờ rời.")
    ] = False,
    large: Annotated[
        bool, typer.Option("--large", help="Chữ 14 trở lên, dù phải thêm tờ giấy.")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="In đủ mọi lời của bài, dù phải thêm tờ giấy.")
    ] = False,
    pictures: Annotated[
        bool, typer.Option("--pictures", help="Chữ to, có hình vẽ màn hình ở từng bước.")
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
    order = Order(out, tuple(lessons or ()), kind, booklet, large, pictures, full)
    found = settings()
    try:
        doors = asyncio.run(find_doors(found))
        print_lessons(found, order, doors, today_in_vietnam(), typer.echo)
    except Unprinted as trouble:
        typer.echo(str(trouble), err=True)
        raise typer.Exit(USAGE) from None


def export_workbook(
    file: Annotated[Path, typer.Argument(metavar="TỆP.xlsx", help="Tệp Excel sẽ ghi.")],
    lessons: Names = None,
    replace: Annotated[bool, typer.Option("--replace", help="Ghi đè nếu đã có tệp ấy.")] = False,
) -> None:
    """Xuất bài học sang Excel để sửa, mỗi bài một trang."""
    from service.cli import settings
    from service.print_command import Unprinted
    from service.workbook_command import NotExported, export_lessons

    folder = settings().lessons_dir
    try:
        export_lessons(folder, file, lessons or (), replace=replace, say=typer.echo)
    except (NotExported, Unprinted) as trouble:
        typer.echo(str(trouble), err=True)
        raise typer.Exit(USAGE) from None


def import_workbook(
    file: Annotated[Path, typer.Argument(metavar="TỆP.xlsx", help="Tệp Excel đã sửa.")],
    into: Annotated[
        Path | None, typer.Option(help="Thư mục bài học; bỏ trống: thư mục đang dùng.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Cho phép thay những bài đã có.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ soát lỗi, không ghi gì.")] = False,
) -> None:
    """Nhập bài học từ Excel: soát hết mọi ô trước, có lỗi thì không ghi bài nào."""
    from lessons.workbook_file import NoWorkbook
    from service.cli import settings
    from service.clock import today_in_vietnam
    from service.workbook_command import Import, NotExported, import_lessons

    order = Import(into or settings().lessons_dir, replace, dry_run)
    try:
        content = file.read_bytes()
        sound = import_lessons(content, order, today=today_in_vietnam(), say=typer.echo)
    except OSError as error:
        typer.echo(f"Không đọc được {file}: {error.strerror}.", err=True)
        raise typer.Exit(USAGE) from None
    except (NoWorkbook, NotExported) as trouble:
        typer.echo(str(trouble), err=True)
        raise typer.Exit(FINDINGS) from None
    raise typer.Exit(0 if sound else FINDINGS)
