"""Lessons go to a spreadsheet and come back to the letter; whatever is amiss there is named by its cell."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import lessons
from lessons.catalogue import read_catalogue
from lessons.lesson import Lesson, Line
from lessons.reader import read
from lessons.workbook import BY_LABEL, Kind
from lessons.workbook_file import MOST_ROWS, NoWorkbook
from lessons.workbook_reader import Reading, read_workbook
from lessons.workbook_writer import workbook_of
from tests.lessons.samples import SOUND
from tests.lessons.strategies import lessons as any_lessons

CATALOG = Path(lessons.__file__).parent / "catalog"
TODAY = date(2026, 11, 25)


def sound() -> Lesson:
    lesson = read(SOUND, "cai-ung-dung.md")
    assert isinstance(lesson, Lesson)
    return lesson


def edited(change: Callable[[Worksheet], object], lesson: Lesson | None = None) -> Reading:
    """What is read after somebody has worked on the sheet of a sound lesson."""
    book = load_workbook(BytesIO(workbook_of([lesson or sound()])))
    sheet = book.worksheets[1]
    change(sheet)
    target = BytesIO()
    book.save(target)
    return read_workbook(target.getvalue(), today=TODAY)


def row_of(sheet: Worksheet, kind: Kind, text: str = "") -> int:
    found = (
        number
        for number in range(2, sheet.max_row + 1)
        if sheet.cell(number, 1).value == kind.label
        and str(sheet.cell(number, 3).value or "").startswith(text)
    )
    return next(found)


def put(kind: Kind, column: str, value: Any, text: str = "") -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet[f"{column}{row_of(sheet, kind, text)}"].value = value

    return change


def errors(reading: Reading) -> list[tuple[str, str]]:
    return [(fault.place, fault.message) for fault in reading.faults if fault.is_error]


# --- There and back ----------------------------------------------------------------------------------


def test_all_lessons_come_back_as_they_were() -> None:
    served = read_catalogue(CATALOG).lessons
    reading = read_workbook(workbook_of(served), today=TODAY)
    assert tuple(made.lesson for made in reading.drafts) == served
    assert reading.is_sound
    assert reading.notes == ()


@given(any_lessons())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_lesson_comes_back_as_it_was(lesson: Lesson) -> None:
    (made,) = read_workbook(workbook_of([lesson])).drafts
    assert made.lesson == lesson


def test_what_looks_like_a_formula_is_text() -> None:
    nasty = ("=1+1", "+84", "-2", "@SUM(A1)", "'=x", '=HYPERLINK("http://x")')
    first = sound().steps[0]
    step = type(first)(first.id, first.title, tuple(map(Line, nasty)), first.choices)
    lesson = Lesson(**{**fields(sound()), "steps": (step, *sound().steps[1:])})
    content = workbook_of([lesson])
    sheet = load_workbook(BytesIO(content)).worksheets[1]
    at = row_of(sheet, Kind.LINE, "=1+1")
    cells = [sheet[f"C{at + step}"] for step in range(len(nasty))]
    assert [cell.value for cell in cells] == list(nasty)
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    (made,) = read_workbook(content).drafts
    assert made.lesson == lesson


def fields(lesson: Lesson) -> dict[str, Any]:
    names = [name for name in lesson.__dataclass_fields__ if not name.startswith("_")]
    return {name: getattr(lesson, name) for name in names}


def test_the_sheet_is_made_to_be_read_and_keeps_its_ids() -> None:
    sheet = load_workbook(BytesIO(workbook_of([sound()]))).worksheets[1]
    assert sheet.freeze_panes == "A2"
    assert sheet.protection.sheet
    locked = [row[4].value for row in sheet.iter_rows(min_row=2) if row[4].protection.locked]
    assert locked == ["cai-ung-dung", *(step.id for step in sound().steps)]
    assert not any(cell.protection.locked for row in sheet["A2:D9"] for cell in row)
    ranges = sorted(str(one.sqref) for one in sheet.data_validations.dataValidation)
    assert [one[:3] for one in ranges] == ["A2:", "B2:"]
    assert sheet["C12"].alignment.wrap_text
    days = [row[2] for row in sheet.iter_rows(min_row=2) if row[0].value == Kind.CHECKED.label]
    assert [(cell.value, cell.number_format) for cell in days] == [
        (datetime(2026, 11, 23), "dd/mm/yyyy")
    ]


# --- What people do --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        put(Kind.MINUTES, "C", 10.0),
        put(Kind.MINUTES, "C", " 10 phút "),
        put(Kind.CHECKED, "C", "23/11/2026"),
        put(Kind.CHECKED, "C", datetime(2026, 11, 23)),
        put(Kind.LINE, "A", " loi "),
        put(Kind.LINE, "B", "ANDROID", "Chạm hình"),
        put(Kind.LINE, "C", "  Chạm nút \u00a0 \"Mở\".  ", 'Chạm nút "Mở"'),
        put(Kind.CHOICE, "D", "Gõ tên ứng dụng", "Xong rồi"),
        put(Kind.CHOICE, "D", "Gặp người", "Gặp người"),
        lambda sheet: sheet.insert_rows(5, 3),
        lambda sheet: sheet.merge_cells("C2:D2"),
        lambda sheet: sheet.cell(3, 8, "nhớ hỏi lại cô Hoa"),
        lambda sheet: setattr(sheet, "title", "bài của tôi"),
        lambda sheet: sheet.cell(1_048_576, 3).number_format,
    ],
    ids=lambda change: getattr(change, "__qualname__", "")[-12:],
)  # fmt: skip
def test_habits_of_people_and_of_excel_change_nothing(
    change: Callable[[Worksheet], object],
) -> None:
    reading = edited(change)
    assert errors(reading) == []
    assert [made.lesson for made in reading.drafts] == [sound()]


def test_a_new_step_gets_a_name_and_a_new_line_its_place() -> None:
    def change(sheet: Worksheet) -> None:
        at = row_of(sheet, Kind.STEP, "Bấm cài")
        sheet.insert_rows(at, 2)
        for column, value in (("A", "Bước"), ("C", "Mở ứng dụng")):
            sheet[f"{column}{at}"] = value
        sheet[f"A{at + 1}"], sheet[f"C{at + 1}"] = "Lời", "Xem lại một lượt.\nThong thả thôi."

    reading = edited(change)
    assert errors(reading) == []
    step = reading.drafts[0].lesson.steps[3]
    assert step.id == "mo-ung-dung"
    assert step.lines == (Line("Xem lại một lượt."), Line("Thong thả thôi."))
    assert "mo-ung-dung" in reading.notes[0]


@pytest.mark.parametrize(
    ("change", "column", "says"),
    [
        (put(Kind.LINE, "A", "Lờii"), "A", "có phải “Lời”"),
        (put(Kind.LINE, "A", None), "A", "Chưa có loại dòng"),
        (put(Kind.LINE, "B", "Nokia"), "B", "chọn Android, iPhone"),
        (put(Kind.CHOICE, "B", "iPhone"), "B", "để trống"),
        (put(Kind.LINE, "C", None, "Chạm ô tìm"), "C", "Ô còn trống"),
        (put(Kind.LINE, "C", "=A1&B1", "Chạm ô tìm"), "C", "công thức"),
        (put(Kind.KEYWORD, "C", datetime(2026, 7, 2)), "C", "ngày giờ"),
        (put(Kind.KEYWORD, "C", 1.5), "C", "thành số"),
        (put(Kind.KEYWORD, "C", True), "C", "đúng/sai"),
        (put(Kind.MINUTES, "C", "mười"), "C", "con số"),
        (put(Kind.CODE, "C", "Bài 2"), "C", "L và hai chữ số"),
        (put(Kind.GROUP, "C", "K9"), "C", "K0 đến K6"),
        (put(Kind.CHECKED, "C", "31/2/2026"), "C", "không có trong lịch"),
        (put(Kind.TROUBLE, "D", None), "D", "cách gỡ"),
        (put(Kind.TROUBLE, "C", "Không thấy → vuốt"), "C", "Bỏ mũi tên"),
        (put(Kind.CHOICE, "C", "Xong]"), "C", "bỏ dấu ]"),
        (put(Kind.CHOICE, "D", "bước sau nữa", "Xong rồi"), "D", "Không có bước"),
        (put(Kind.CHOICE, "D", "go-tem", "Xong rồi"), "C", "Không có bước “go-tem”"),
        (put(Kind.LINE, "D", "thêm nữa"), "D", "không dùng cột Thêm"),
        (put(Kind.LINE, "E", "mo-kho"), "E", "để trống ô này"),
        (put(Kind.STEP, "E", "Mở Kho!", "Mở kho"), "E", "ghi “mo-kho”"),
        (put(Kind.STEP, "E", "mo-kho", "Gõ tên"), "E", "đã dùng ở dòng"),
        (put(Kind.REVIEW, "C", "7, 2"), "C", "tăng dần"),
        (put(Kind.LINE, "C", "Nhắn mã OTP vào đây.", "Chạm ô tìm"), "C", "mã OTP"),
        (put(Kind.LINE, "C", "Chào {bạn}", "Chạm ô tìm"), "C", "Không có chỗ điền"),
        (put(Kind.WRONG, "D", None), "C", "chưa có lời giải thích"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) > 1 else "",
)  # fmt: skip
def test_a_bad_cell_is_named_with_what_to_do(
    change: Callable[[Worksheet], None], column: str, says: str
) -> None:
    found = errors(edited(change))
    assert any(place[0] == column and says in message for place, message in found), found


def test_all_faults_are_named_at_once() -> None:
    def change(sheet: Worksheet) -> None:
        put(Kind.MINUTES, "C", "mười")(sheet)
        put(Kind.CHECKED, "C", "hôm qua")(sheet)
        sheet.delete_rows(row_of(sheet, Kind.CODE))

    places = [place for place, _ in errors(edited(change))]
    assert len(places) == 3


def test_a_sheet_without_our_first_row_or_without_end_is_refused() -> None:
    assert errors(edited(lambda sheet: sheet.delete_cols(2)))[0][0] == "A1"

    def fill(sheet: Worksheet) -> None:
        for _ in range(MOST_ROWS):
            sheet.append(["Từ khóa", None, "x"])

    assert f"{MOST_ROWS} dòng" in errors(edited(fill))[0][1]


def bomb() -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(101_000_000))
    return target.getvalue()


def empty_zip() -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("hello.txt", "x")
    return target.getvalue()


def empty_book() -> bytes:
    target = BytesIO()
    Workbook().save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: b"", "không phải tệp Excel"),
        ("Loại dòng,Nội dung".encode, "không phải tệp Excel"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "mật khẩu"),
        (empty_zip, "bị hỏng"),
        (lambda: workbook_of([sound()])[:-200], "không phải tệp Excel"),
        (bomb, "bung ra lớn quá"),
        (empty_book, "không có bài học nào"),
        (lambda: workbook_of([]), "không có bài học nào"),
        (lambda: b"PK" + bytes(10_000_001), "lớn quá"),
    ],
    ids=["nothing", "csv", "locked", "zip", "cut", "bomb", "empty", "guide", "large"],
)
def test_what_is_no_workbook_is_said(make: Callable[[], bytes], says: str) -> None:
    with pytest.raises(NoWorkbook, match=says):
        read_workbook(make())


def test_no_two_kinds_of_row_are_alike_without_marks() -> None:
    assert len(BY_LABEL) == len(Kind)
