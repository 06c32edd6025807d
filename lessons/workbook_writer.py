"""Writes lessons as an Excel file that is pleasant to read and hard to spoil."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from lessons.lesson import Lesson
from lessons.workbook import (
    COLUMNS,
    DEVICE,
    DEVICES,
    GUIDE,
    ID,
    KIND,
    MORE,
    TEXT,
    Kind,
    Row,
    rows_of,
)

AnyCell = Cell | MergedCell  # as openpyxl declares what a sheet's `cell` gives

WIDTHS = (18, 11, 70, 50, 26)  # characters
SPARE = 100  # rows below a lesson's own in which the lists to choose from are offered too
LONGEST_NAME = 31  # characters of a sheet's name (support.microsoft.com, "Rename a worksheet")
FIRST_KIND = 9  # the guide's first row of kinds
DAY_FORMAT, TEXT_FORMAT = "dd/mm/yyyy", "@"
ADVICE = (
    "Mỗi trang là một bài học, mỗi dòng là một phần của bài.",
    "Sửa lời ở cột Nội dung và cột Thêm. Muốn thêm dòng: chèn một dòng, chọn Loại dòng.",
    "Bước mới thì để trống cột Tên riêng, máy sẽ tự đặt. Tên riêng đã có thì giữ nguyên.",
    "Bỏ hay đổi tên một bước: thêm dòng “Bước cũ”, ghi tên riêng cũ và tên riêng của bước thay thế.",
    "Sửa xong, lưu ở dạng .xlsx rồi chạy: hocvuso lessons import TỆP.xlsx --dry-run",
)

_HEAD = PatternFill("solid", fgColor="1F4E79")
_STEP = PatternFill("solid", fgColor="DDEBF7")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_RULE = Border(bottom=Side(style="thin", color="BFBFBF"))


def workbook_of(lessons: Sequence[Lesson]) -> bytes:
    """A sheet for each lesson behind one that explains the rows."""
    book = Workbook()
    guide = book.active
    assert isinstance(guide, Worksheet)  # noqa: S101  a new workbook has one sheet
    _explain(guide)
    for lesson in lessons:
        _write(book.create_sheet(_sheet_name(lesson, book.sheetnames)), list(rows_of(lesson)))
    if lessons:
        book.active = 1
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _sheet_name(lesson: Lesson, taken: Sequence[str]) -> str:
    """For people only; a lesson is known by the id in its rows."""
    name = f"{lesson.code} {lesson.id}"[:LONGEST_NAME]
    return name if name not in taken else f"{name[: LONGEST_NAME - 4]} {len(taken)}"


def _explain(sheet: Worksheet) -> None:
    sheet.title = GUIDE
    sheet["A1"] = "Sửa bài học bằng Excel"
    sheet["A1"].font = Font(bold=True, size=14)
    for number, line in enumerate(ADVICE, 2):
        sheet.cell(number, 1, line)
    for column, head in enumerate(("Loại dòng", "Cột Nội dung", "Cột Thêm"), 1):
        sheet.cell(FIRST_KIND - 1, column, head).font = Font(bold=True)
    for number, kind in enumerate(Kind, FIRST_KIND):
        for column, text in enumerate((kind.label, kind.text, kind.more), 1):
            sheet.cell(number, column, text)
    for letter, width in zip("ABC", (22, 70, 70), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.protection.enable()


def _write(sheet: Worksheet, rows: Sequence[Row]) -> None:
    for column, (head, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True), 1):
        cell = sheet.cell(1, column, head)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows, 2):
        _write_row(sheet, number, row)
    last = len(rows) + 1 + SPARE
    for number in range(len(rows) + 2, last + 1):
        for column in range(1, len(COLUMNS) + 1):
            _open(sheet.cell(number, column))
    _offer_lists(sheet, last)
    _protect(sheet)


def _write_row(sheet: Worksheet, number: int, row: Row) -> None:
    values = {KIND: row.kind.label, TEXT: row.text, MORE: row.more, ID: row.id}
    values[DEVICE] = DEVICES[row.device] if row.device else ""
    for column in range(len(COLUMNS)):
        cell = sheet.cell(number, column + 1)
        _open(cell)
        _put(cell, values[column])
        cell.border = _RULE
        if row.kind in {Kind.STEP, Kind.LESSON}:
            cell.fill, cell.font = _STEP, Font(bold=True)
    if row.id:
        sheet.cell(number, ID + 1).protection = Protection(locked=True)


def _open(cell: AnyCell) -> None:
    """To be typed in, as text: Excel must make no number of 0123 and no day of 2/7."""
    cell.number_format, cell.alignment = TEXT_FORMAT, _WRAPPED
    cell.protection = Protection(locked=False)


def _put(cell: AnyCell, value: object) -> None:
    """Whatever a text begins with, it is a text and never a formula."""
    match value:
        case "":
            pass
        case str():
            cell.value = value
            cell.data_type = "s"
            cell.quotePrefix = value[0] in "=+-@'"
        case int():
            cell.value, cell.number_format = value, "0"
        case datetime() | _:
            cell.value, cell.number_format = value, DAY_FORMAT  # type: ignore[assignment]


def _offer_lists(sheet: Worksheet, last: int) -> None:
    kinds = DataValidation(
        type="list",
        formula1=f"'{GUIDE}'!$A${FIRST_KIND}:$A${FIRST_KIND + len(Kind) - 1}",
        showErrorMessage=True,
        errorTitle="Loại dòng",
        error="Chọn một loại dòng trong danh sách.",
    )
    devices = DataValidation(
        type="list",
        formula1=f'"{",".join(DEVICES.values())}"',
        showErrorMessage=True,
        errorTitle="Loại máy",
        error="Chọn Android, iPhone, hoặc bỏ trống khi lời dành cho cả hai.",
    )
    for column, offered in (("A", kinds), ("B", devices)):
        offered.add(f"{column}2:{column}{last}")
        sheet.add_data_validation(offered)


def _protect(sheet: Worksheet) -> None:
    """Without a password: against slips of the hand, not against people. False: allowed all the same."""
    protection = sheet.protection
    protection.formatCells = protection.formatColumns = protection.formatRows = False
    protection.insertRows = protection.deleteRows = protection.sort = False
    protection.enable()
