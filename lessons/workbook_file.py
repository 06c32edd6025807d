"""Opens an Excel file that somebody brings: anything may be in it, and nothing of it is run.

What cannot be a lesson's workbook is said in Vietnamese; what can be becomes rows of cells.
"""

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from lessons.typography import tidy, without_marks
from lessons.workbook import COLUMNS, GUIDE

LARGEST_FILE = 10_000_000  # bytes; all our lessons together are a third of one
LARGEST_UNPACKED = 100_000_000  # bytes; more is a trap or no text
MOST_ROWS = 2_000  # of a sheet; a lesson has about a hundred
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"  # the container of .xls, and of an .xlsx with a password


class NoWorkbook(Exception):
    """The file as a whole cannot be read; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Cell:
    """`place` as Excel calls it, "D12". `value` None: empty."""

    place: str
    value: Any
    is_formula: bool = False
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class RawRow:
    number: int
    cells: tuple[Cell, ...]  # in the order of COLUMNS


@dataclass(frozen=True, slots=True)
class RawSheet:
    """`trouble`: why it cannot be read, with the cell that says so; "" where it can."""

    name: str
    rows: tuple[RawRow, ...] = ()
    trouble: str = ""
    place: str = "A1"


def sheets_of(content: bytes) -> tuple[RawSheet, ...]:
    """All sheets with something in them but for the guide. Raises NoWorkbook."""
    with opened_book(content) as book:
        found = [_sheet(name, book[name]) for name in book.sheetnames if name != GUIDE]
    sheets = tuple(one for one in found if one is not None)
    if not sheets:
        raise NoWorkbook("Trong tệp không có bài học nào: hãy bắt đầu từ hocvuso lessons export.")
    return sheets


@contextmanager
def opened_book(content: bytes, *, values_only: bool = False) -> Iterator[Workbook]:
    """While it is read. `values_only`: of a formula what Excel reckoned. Raises NoWorkbook, also for what
    turns out to be broken only when it is read."""
    _look_at_container(content)
    try:
        book = load_workbook(
            BytesIO(content), read_only=True, data_only=values_only, keep_links=False
        )
        yield book
        book.close()
    except Exception as error:  # openpyxl raises whatever its parsers stumble over
        raise NoWorkbook(
            "Tệp Excel bị hỏng, không đọc được: mở bằng Excel hoặc LibreOffice, lưu lại dạng .xlsx "
            f"rồi thử lại ({type(error).__name__})."
        ) from error


def _look_at_container(content: bytes) -> None:
    """Before anything of a file is unpacked. Raises NoWorkbook."""
    if content.startswith(_OLD_OR_LOCKED):
        raise NoWorkbook(
            "Tệp có mật khẩu, hoặc là Excel đời cũ (.xls): bỏ mật khẩu, lưu lại dạng .xlsx."
        )
    if len(content) > LARGEST_FILE:
        raise NoWorkbook("Tệp lớn quá: chỉ để chữ, bỏ ảnh và trang thừa.")
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except zipfile.BadZipFile:
        raise NoWorkbook(
            "Đây không phải tệp Excel .xlsx: lưu lại dạng .xlsx rồi thử lại."
        ) from None
    if size > LARGEST_UNPACKED:
        raise NoWorkbook("Tệp bung ra lớn quá: chép các ô cần dùng sang tệp mới.")


def _sheet(name: str, sheet: Any) -> RawSheet | None:
    """`sheet` Any: openpyxl has several kinds that are read alike. None: nothing stands in it."""
    if not hasattr(sheet, "iter_rows"):  # a sheet that is a chart
        return None
    numbered = enumerate(sheet.iter_rows(), 1)
    filled = ((number, cells) for number, cells in numbered if any(map(_is_filled, cells)))
    first = next(filled, None)
    if first is None:
        return None
    if [_plain(cell.value) for cell in first[1][: len(COLUMNS)]] != [*map(without_marks, COLUMNS)]:
        told = "”, “".join(COLUMNS)
        trouble = f"Dòng đầu của trang phải là năm cột “{told}”: chép lại từ tệp xuất ra."
        return RawSheet(name, trouble=trouble, place=f"A{first[0]}")
    rows: list[RawRow] = []
    for number, cells in filled:
        if len(rows) >= MOST_ROWS:
            trouble = (
                f"Trang có quá {MOST_ROWS} dòng, không phải một bài học: tách ra, bỏ dòng thừa."
            )
            return RawSheet(name, trouble=trouble, place=f"A{number}")
        row = RawRow(number, tuple(_row(number, cells)))
        if any(cell.value is not None for cell in row.cells):  # notes beside our columns are theirs
            rows.append(row)
    return RawSheet(name, tuple(rows))


def _is_filled(cell: Any) -> bool:
    return cell.value is not None and (not isinstance(cell.value, str) or bool(tidy(cell.value)))


def _plain(head: Any) -> str:
    return without_marks(tidy(str(head or "")))


def _row(number: int, cells: Sequence[Any]) -> Iterator[Cell]:
    for at in range(len(COLUMNS)):
        place = f"{get_column_letter(at + 1)}{number}"
        cell = cells[at] if at < len(cells) else None
        if cell is None or not _is_filled(cell):
            yield Cell(place, None)
        else:
            yield Cell(place, cell.value, cell.data_type == "f", cell.data_type == "e")
