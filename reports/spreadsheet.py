"""The first sheet of a spreadsheet that somebody brings, Excel or CSV, as rows of cells; nothing of it is run.

What is in a cell is for others to judge. What cannot be read at all is said in Vietnamese.
"""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from bot.roster import Cell, Row
from lessons.workbook_file import LARGEST_FILE, NoWorkbook, opened_book

MOST_ROWS = 20_000  # the teams of a province are 4,351
MOST_COLUMNS = 50
# Excel on a Vietnamese Windows separates by semicolons; by tabs what was copied out of it.
_SEPARATORS = ";\t,"
TITLES = 10  # lines from which the separator is told; the first are often a title without any


class Unreadable(Exception):
    """The file as a whole; the sentence says what to do."""


def rows_of(name: str, content: bytes) -> Sequence[Row]:
    """`name` only for its ending. Raises Unreadable."""
    if len(content) > LARGEST_FILE:
        raise Unreadable("Tệp lớn quá: chỉ để danh sách thôn và tổ, bỏ ảnh và trang thừa.")
    ending = name.lower().rpartition(".")[2]
    match ending:
        case "xlsx":
            rows = _excel(content)
        case "csv" | "txt" | "tsv":
            rows = list(_text(content))
        case _:
            raise Unreadable(f"Không đọc được tệp .{ending}: lưu lại dạng .xlsx hoặc .csv.")
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"Tệp có hơn {MOST_ROWS} dòng: chia thành nhiều tệp.")
    if not rows:
        raise Unreadable("Tệp trống.")
    return rows


def _excel(content: bytes) -> Sequence[Row]:
    try:
        with opened_book(content, values_only=True) as book:
            sheet = book[book.sheetnames[0]]
            found = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
            return [Row(n, _cells(cells)) for n, cells in enumerate(found, 1)]
    except NoWorkbook as trouble:
        raise Unreadable(str(trouble)) from trouble


def _cells(found: Sequence[object]) -> tuple[Cell, ...]:
    """Without the empty ones behind the last."""
    filled = max((at for at, cell in enumerate(found, 1) if cell is not None), default=0)
    return tuple(cell if isinstance(cell, Cell) else str(cell) for cell in found[:filled])


def _text(content: bytes) -> Iterator[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(
            "Tệp chữ không phải UTF-8: trong Excel chọn Lưu thành, “CSV UTF-8”, hoặc .xlsx."
        ) from None
    top = "\n".join(text.split("\n", TITLES)[:TITLES])
    separator = max(_SEPARATORS, key=top.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            yield Row(reader.line_num, tuple(cells[:MOST_COLUMNS]))
    except csv.Error as error:
        raise Unreadable(f"Tệp CSV bị hỏng ở dòng {reader.line_num}: {error}.") from error
