"""The monthly table as an Excel file: for printing on A4 across, and for going on to calculate with."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot import figures
from bot.monthly import (
    COUNTED,
    FINISHED,
    LESSON_FINISHED,
    OF_LESSON,
    WHOLE,
    Line,
    Number,
    Report,
    lesson_lines,
    lines,
    notes,
    share_of,
)

SUMMARY, BY_LESSON, NOTES = "Tổng hợp", "Theo bài", "Ghi chú"
RATE = "Tỷ lệ người lớn đã học xong"
_PLACE = ("Xã, phường", "Thôn, khu phố", "Người lớn", "Nguồn số người lớn", "Số người lớn tính đến")
HEAD = 4  # the row of the columns' names; above it what the table is
_FONT = "Times New Roman"  # as the offices' papers are written (Nghị định 30/2020/NĐ-CP, annex I)
_LINE = Side(style="thin", color="888888")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_SHADE = PatternFill("solid", fgColor="DFE8F1")
_WIDE = {"Nguồn số người lớn": 24, "Xã, phường": 20, "Thôn, khu phố": 20, "Bài học": 40}

AnyValue = Number | float


def workbook(report: Report, titles: Mapping[str, str], *, is_public: bool) -> bytes:
    """`titles`: of the lessons that are taught, in their order."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _summary(book.create_sheet(SUMMARY), report, is_public=is_public)
    _by_lesson(book.create_sheet(BY_LESSON), report, titles, is_public=is_public)
    _notes(book.create_sheet(NOTES), report, is_public=is_public)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _summary(sheet: Worksheet, report: Report, *, is_public: bool) -> None:
    columns = [*_PLACE, *COUNTED[: FINISHED + 1], RATE, *COUNTED[FINISHED + 1 :]]
    _head(sheet, f"Kỹ năng số của người lớn, {report.name}, tháng {report.month}", columns, report)
    for line in lines(report, is_public=is_public):
        _row(sheet, _cells(line), is_sum=not line.hamlet)
    _finish(sheet, columns)


def _cells(line: Line) -> Sequence[AnyValue]:
    adults, numbers = line.adults, list(line.numbers)
    known = adults.count if adults.sources and not adults.missing else None
    until = figures.said(adults.until) if adults.until else None
    source = "; ".join(adults.sources[:2]) + (" …" if len(adults.sources) > 2 else "")
    place = (line.commune or WHOLE, line.hamlet or None, known, source or None, until)
    return [*place, *numbers[: FINISHED + 1], line.share, *numbers[FINISHED + 1 :]]


def _by_lesson(
    sheet: Worksheet, report: Report, titles: Mapping[str, str], *, is_public: bool
) -> None:
    columns = [
        "Bài học",
        *OF_LESSON[: LESSON_FINISHED + 1],
        RATE,
        *OF_LESSON[LESSON_FINISHED + 1 :],
    ]
    _head(sheet, f"Theo từng bài học, {report.name}, tháng {report.month}", columns, report)
    for line in lesson_lines(report, titles, is_public=is_public):
        numbers = list(line.numbers)
        share = share_of(numbers[LESSON_FINISHED], report.whole.adults)
        before, behind = numbers[: LESSON_FINISHED + 1], numbers[LESSON_FINISHED + 1 :]
        _row(sheet, [line.title, *before, share, *behind], is_sum=False)
    _finish(sheet, columns)


def _notes(sheet: Worksheet, report: Report, *, is_public: bool) -> None:
    sheet.append(["Các con số này nghĩa là gì"])
    sheet["A1"].font = Font(name=_FONT, size=14, bold=True)
    for note in notes(report, is_public=is_public):
        _put(sheet, [note])
        cell = sheet.cell(sheet.max_row, 1)
        cell.font = Font(name=_FONT, size=13)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 120
    _print(sheet)


def _head(sheet: Worksheet, title: str, columns: Sequence[str], report: Report) -> None:
    _put(sheet, [title])
    _put(sheet, [figures.note(report.whole.adults, report.month.counted)])
    sheet.append([])
    sheet.append(list(columns))
    sheet["A1"].font = Font(name=_FONT, size=14, bold=True)
    sheet["A2"].font = Font(name=_FONT, size=11, italic=True)
    for cell in sheet[HEAD]:
        cell.font = Font(name=_FONT, size=11, bold=True)
        cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
        cell.fill, cell.border = _SHADE, _BOX


def _row(sheet: Worksheet, values: Sequence[AnyValue], *, is_sum: bool) -> None:
    _put(sheet, values)
    for cell in sheet[sheet.max_row]:
        cell.font = Font(name=_FONT, size=11, bold=is_sum)
        cell.border = _BOX
        is_text = isinstance(cell.value, str)
        cell.alignment = Alignment(wrap_text=is_text, vertical="top")
        if isinstance(cell.value, float):
            cell.number_format = "0.0%"
        elif isinstance(cell.value, int):
            cell.number_format = "#,##0"


def _put(sheet: Worksheet, values: Sequence[AnyValue]) -> None:
    """A name is no formula, whatever it begins with."""
    sheet.append(list(values))
    for cell in sheet[sheet.max_row] if values else ():
        if cell.data_type == "f":
            cell.data_type = "s"


def _finish(sheet: Worksheet, columns: Sequence[str]) -> None:
    for at, name in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = _WIDE.get(name, 13)
    sheet.freeze_panes = f"A{HEAD + 1}"
    sheet.print_title_rows = f"{HEAD}:{HEAD}"
    _print(sheet)


def _print(sheet: Worksheet) -> None:
    """A4 across, as wide as the paper, as long as it needs."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4 (ECMA-376, 18.3.1.63)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
