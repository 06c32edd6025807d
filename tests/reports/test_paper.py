"""Paper as a resident holds it: read back from the PDF as text, as boxes and as a picture."""

import re
import unicodedata
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp

import lessons
from bot.search import search
from bot.teencode import standard_text
from lessons.catalogue import read_catalogue
from lessons.lesson import Course, Device, Lesson
from reports.booklet import Booklet, booklet_pdf
from reports.contact_card import contact_card
from reports.lesson_pdf import Paper, TooTall, lesson_pdf
from reports.lesson_sheet import SAFETY, Door, Sheet, sheet_of
from reports.one_sheet import Left, one_sheet
from reports.paper_style import LOOKS, SIDE, SMALLEST, Look
from reports.typeface import printable, unprintable

TODAY = date(2026, 11, 25)
CONTACTS = contact_card(TODAY, "cô Hoa, nhà văn hóa thôn")
LARGEST_SHEET, LARGEST_BOOKLET = 500_000, 6_000_000  # bytes: they travel over village networks
SHARP = 3.0  # pixels a point: a cheap printer's 216 dots an inch


@cache
def course() -> Course:
    return Course(read_catalogue(Path(lessons.__file__).parent / "catalog").lessons)


def lesson(lesson_id: str) -> Lesson:
    found = course().lesson(lesson_id)
    assert found is not None
    return found


def doors(lesson_id: str) -> tuple[Door, ...]:
    return (
        Door("Zalo", "https://zalo.me/1234567890123456789", "Học Vụ Số", opens_lesson=False),
        Door("Telegram", f"https://t.me/hoc_vu_so_bot?start={lesson_id}", "@hoc_vu_so_bot"),
        Door("trang web", f"https://hocvuso.example/chat/?bai={lesson_id}", "hocvuso.example/chat"),
    )


def sheet(lesson_id: str, device: Device | None = None) -> Sheet:
    return sheet_of(lesson(lesson_id), course(), device=device, doors=doors(lesson_id))


def words(pdf: bytes) -> str:
    """All letters in the order of reading, without footers and spaces: lines may break anywhere."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in document]
    assert all(unicodedata.is_normalized("NFC", text) for text in texts)
    lines = [line for text in texts for line in text.splitlines()]
    kept = (line for line in lines if not re.search(r"(Mặt|Trang) \d+$|^Học Vụ Số · L", line))
    return re.sub(r"\s", "", "".join(kept))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", printable(text))


def sentences(of: Sheet) -> list[str]:
    told = [of.title, *of.intro, *of.before, of.outcome, SAFETY]
    for item in of.items:
        told += [item.title, *(line.text for line in item.lines)]
        told += [part for one in item.troubles for part in (one.problem, one.answer)]
    told += [f"{way.label}: {way.leads}" for task in of.tasks for way in task.ways]
    told += [part for one in of.puzzles for o in one.options for part in (o.label, o.feedback)]
    return told


def look_at(paper: Paper, shown: Sheet) -> None:
    """What holds for every sheet."""
    text = words(paper.pdf)
    assert [one for one in sentences(shown) if squeezed(one) not in text] == []
    assert len(paper.pdf) < LARGEST_SHEET
    document = pypdfium2.PdfDocument(paper.pdf)
    assert len(document) == paper.pages
    for page in document:
        letters = page.get_textpage()
        width, height = page.get_size()
        for at in range(letters.count_rects()):
            left, bottom, right, top = letters.get_rect(at)
            assert left >= SIDE - 1
            assert right <= width - SIDE + 1
            assert 18 < bottom < top < height - 18  # what any printer leaves white
        sizes = {
            pypdfium2.raw.FPDFText_GetFontSize(letters, at) for at in range(letters.count_chars())
        }
        assert min(size for size in sizes if size > 1) >= SMALLEST  # 1: a line's end


def test_a_sheet_says_all_that_the_lesson_says_in_large_letters_within_its_margins() -> None:
    shown = sheet("cai-ung-dung")
    paper = lesson_pdf(shown, CONTACTS)
    assert paper.sheets == 1
    look_at(paper, shown)
    text = words(paper.pdf)
    assert squeezed("nhắn “cai ung dung” cho “Học Vụ Số” trên Zalo") in text
    assert squeezed("113 công an") in text
    assert "02373" not in text  # confirmed in 1/2024: nobody knows whether it still answers
    assert squeezed("cô Hoa, nhà văn hóa thôn") in text


def test_the_codes_on_it_open_the_chat_and_the_lesson() -> None:
    page = pypdfium2.PdfDocument(lesson_pdf(sheet("chu-ky-so"), CONTACTS).pdf)[0]
    read = zxingcpp.read_barcodes(page.render(scale=SHARP).to_pil())
    assert {code.text for code in read} == {door.url for door in doors("chu-ky-so")[:2]}


def test_the_same_sheet_has_the_same_bytes_a_title_and_a_language() -> None:
    first, second = (lesson_pdf(sheet("so-suc-khoe"), CONTACTS).pdf for _ in range(2))
    assert first == second
    assert b"/Lang" in first
    assert pypdfium2.PdfDocument(first).get_metadata_value("Title") == "L10 Sổ sức khỏe điện tử"


def test_for_one_kind_of_phone_the_other_is_not_mentioned() -> None:
    shown = sheet("cai-ung-dung", Device.IPHONE)
    text = words(lesson_pdf(shown, CONTACTS, looks=(Look(SMALLEST, columns=2),)).pdf)
    assert squeezed('Tìm hình chữ A trắng trên nền xanh tên "App Store"') in text
    assert squeezed("Tìm hình tam giác nhiều màu tên") not in text
    assert [one for one in sentences(shown) if squeezed(one) not in text] == []


def test_branches_say_to_which_number_they_lead_and_human_help_whom_to_ask() -> None:
    ways = [(way.label, way.leads) for way in sheet("chu-ky-so").tasks[0].ways]
    assert ways == [("Cách 1: VNeID", "sang bước 2"), ("Cách 2: SmartCA", "sang bước 10")]
    checked = sheet("cai-ung-dung").tasks[3]
    assert [way.leads for way in checked.ways] == ["sang bước 5", "hỏi tổ công nghệ số"]


def test_a_number_is_printed_only_while_its_confirmation_is_fresh() -> None:
    fresh = contact_card(date(2025, 9, 1))
    assert [one.number for one in fresh.hotlines] == ["1900.0368"]
    assert {one.number for one in CONTACTS.left_out} >= {"02373.725.725", "1900.0368"}
    assert CONTACTS.hotlines == ()


def test_what_is_to_be_typed_brings_that_lesson() -> None:
    astray = [
        (one.id, typed)
        for one in course().lessons
        if (typed := sheet(one.id).typed) != one.code
        and search(standard_text(typed), course()).lessons[:1] != (one.id,)
    ]
    assert astray == []
    assert sheet("chu-ky-so").typed == "chu ky so"


def test_signs_of_markup_are_letters_and_what_no_letter_shows_is_left_out() -> None:
    plain = lesson("so-suc-khoe")
    odd = replace(plain, intro="Nếu a < b & c thì chạm <b>Xong</b> 🙂 → nhé.")
    text = words(lesson_pdf(sheet_of(odd, course()), CONTACTS, looks=LOOKS[-1:]).pdf)
    assert squeezed("Nếu a < b & c thì chạm <b>Xong</b> – nhé.") in text
    assert unprintable(odd.intro) == {"🙂"}


def test_what_stands_on_no_page_is_said() -> None:
    endless = replace(lesson("so-suc-khoe"), title="Rất dài " * 900)
    with pytest.raises(TooTall):
        lesson_pdf(sheet_of(endless, course()), CONTACTS, looks=LOOKS[-1:])


@pytest.mark.slow
@pytest.mark.parametrize("lesson_id", [one.id for one in course().lessons])
def test_every_lesson_prints(lesson_id: str) -> None:
    shown = sheet(lesson_id)
    look_at(lesson_pdf(shown, CONTACTS), shown)


def test_with_pictures_each_screen_is_drawn_beside_its_step() -> None:
    shown = sheet("so-suc-khoe")
    paper = lesson_pdf(shown, CONTACTS, looks=(Look(14, pictures=True),))
    look_at(paper, shown)
    pictures = [
        found
        for page in pypdfium2.PdfDocument(paper.pdf)
        for found in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    ]
    assert len(pictures) == sum(bool(item.screens) for item in shown.items)


@pytest.mark.slow
def test_the_longest_lesson_stays_light_with_its_pictures() -> None:
    shown = sheet("vneid-quen-mat-khau")
    look_at(lesson_pdf(shown, CONTACTS, looks=(Look(14, pictures=True),)), shown)


@pytest.mark.slow
def test_the_booklet_has_every_lesson_on_the_page_that_its_contents_tell() -> None:
    sheets = tuple(sheet(one.id) for one in course().lessons)
    paper = booklet_pdf(Booklet(sheets, CONTACTS, TODAY))
    assert len(paper.pdf) < LARGEST_BOOKLET
    document = pypdfium2.PdfDocument(paper.pdf)
    assert len(document) == paper.pages
    assert "in ngày 25/11/2026" in document[0].get_textpage().get_text_range()
    contents = " ".join(document[1].get_textpage().get_text_range().split())
    assert contents.index("VNeID và dịch vụ công") < contents.index("L14 ·")
    for one in sheets:
        told = re.search(rf"{re.escape(f'{one.code} · {one.title}')} (\d+)", contents)
        assert told is not None
        page = " ".join(document[int(told[1]) - 1].get_textpage().get_text_range().split())
        assert f"Bài {one.code} ·" in page
        assert one.title in page
    assert all(look.size >= SMALLEST for look in LOOKS)
    assert paper.look.size >= 14


@pytest.mark.slow
def test_each_lesson_fits_on_one_sheet_and_keeps_all_its_steps() -> None:
    left = {}
    for one in course().lessons:
        shown = sheet(one.id)
        made = one_sheet(shown, CONTACTS)
        assert made.paper.sheets == 1, one.id
        left[one.code] = made.left
        text = words(made.paper.pdf)
        steps = [line.text for item in shown.items for line in (*item.lines,)]
        steps += [
            option.feedback
            for puzzle in shown.puzzles
            for option in puzzle.options
            if option.correct
        ]
        assert [told for told in steps if squeezed(told) not in text] == [], one.id
    whole = [code for code, what in left.items() if what is Left.NOTHING]
    assert len(whole) >= len(left) / 2  # what is told besides gives way only in the longest lessons
