"""Routes as an official writes them: what is read, what is told with its line, and what is served all the same."""

from datetime import date
from pathlib import Path

import pytest

from lessons.catalogue import read_catalogue
from lessons.fault import Severity
from lessons.lesson import Course, Route
from lessons.routes import FILE, read_routes
from tests.lessons.samples import SOUND

CATALOG = Path(__file__).parents[2] / "lessons" / "catalog"
KNOWN = {"cai-ung-dung": "L02", "vneid": "L07", "chu-ky-so": "L14"}
TWO = """\
# Ghi chú riêng, không ai thấy

## giay-to · Làm giấy tờ
Cho người cần giấy tờ.
- cai-ung-dung
- vneid

## ky-so · Ký số
- chu-ky-so
"""
TODAY = date(2026, 11, 24)


def test_routes_are_read_in_the_order_of_the_file() -> None:
    assert read_routes(TWO, KNOWN, TODAY) == (
        (
            Route("giay-to", "Làm giấy tờ", "Cho người cần giấy tờ.", ("cai-ung-dung", "vneid")),
            Route("ky-so", "Ký số", "", ("chu-ky-so",)),
        ),
        (),
    )


@pytest.mark.parametrize("written", ["## giay-to - Làm giấy tờ", "##giay-to: Làm giấy tờ",
                                     "## GIAY-TO • Làm giấy tờ", "\t## giay–to — Làm giấy tờ"])  # fmt: skip
def test_what_editors_change_by_themselves_is_forgiven(written: str) -> None:
    text = TWO.replace("## giay-to · Làm giấy tờ", written).replace("- vneid", "•  VNeID\r")
    assert read_routes(text, KNOWN, TODAY) == read_routes(TWO, KNOWN, TODAY)


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("- vneid", "- vneit", 6, "Không có bài “vneit”: mỗi dòng là id"),
        ("- vneid", "- L07", 6, "Không có bài “L07”: viết “- vneid”."),
        ("- vneid", "- Chữ ký số", 6, "Không có bài “Chữ ký số”: viết “- chu-ky-so”."),
        ("- vneid", "- cai-ung-dung", 6, "Bài “cai-ung-dung” đã có ở trên"),
        ("# Ghi chú", "Ghi chú", 1, "chưa thuộc lộ trình nào"),
        ("## ky-so · Ký số", "## Ký số", 8, "viết “## ky-so · Ký số”"),
        ("## ky-so", "## giay-to", 8, "Tên “giay-to” đã dùng"),
        ("- chu-ky-so\n", "", 8, "Lộ trình “Ký số” chưa có bài nào"),
        ("Cho người", "Cho người {bạn}", 4, "Không có chỗ điền “{bạn}”"),
        ("Cho người", "Cho bà con " * 20, 4, "nhiều nhất là 160"),
        ("Cho người", "Xem ở https://la-lam.vn. Cho người", 4, "la-lam.vn"),
    ],
)
def test_an_error_is_told_with_its_line(old: str, new: str, line: int, told: str) -> None:
    _, faults = read_routes(TWO.replace(old, new, 1), KNOWN, TODAY)
    (fault,) = [fault for fault in faults if fault.is_error]
    assert (fault.file, fault.line) == (FILE, line)
    assert told in fault.message


def test_advice_keeps_nothing_back() -> None:
    text = TWO.replace("Làm giấy tờ", "Làm giấy tờ ngay ở tại nhà").replace("Cho", "Mời bác. Cho")
    routes, faults = read_routes(text, KNOWN, TODAY)
    assert len(routes) == 2
    assert [(fault.line, fault.severity) for fault in faults] == [
        (3, Severity.WARNING),
        (4, Severity.WARNING),
    ]


def test_a_route_goes_on_without_the_lesson_that_is_not_there() -> None:
    routes, _ = read_routes(TWO.replace("- vneid", "- vneit"), KNOWN, TODAY)
    assert [route.lessons for route in routes] == [("cai-ung-dung",), ("chu-ky-so",)]


def test_more_routes_than_can_be_offered_at_once() -> None:
    more = "".join(f"\n## them-{n} · Thêm {n}\n- vneid\n" for n in range(3))
    routes, faults = read_routes(TWO + more, KNOWN, TODAY)
    assert len(routes) == 3
    assert [fault.line for fault in faults if "Nhiều nhất 3" in fault.message] == [14, 17]


def test_a_folder_may_have_routes_and_a_broken_file_of_them_harms_no_lesson(tmp_path: Path) -> None:
    (tmp_path / "cai-ung-dung.md").write_text(SOUND, "utf-8")
    assert read_catalogue(tmp_path).routes == ()
    (tmp_path / FILE).write_text("## a · A\n- cai-ung-dung\n", "utf-8")
    assert [route.title for route in read_catalogue(tmp_path).routes] == ["A"]
    (tmp_path / FILE).write_bytes("## a · Á".encode("utf-16"))
    found = read_catalogue(tmp_path)
    assert ([lesson.id for lesson in found.lessons], found.routes) == (["cai-ung-dung"], ())
    assert [(fault.file, fault.line) for fault in found.faults] == [(FILE, 1)]


def test_a_lesson_whose_file_is_broken_is_no_unknown_one(tmp_path: Path) -> None:
    (tmp_path / "cai-ung-dung.md").write_text(SOUND.replace("-> go-ten", "-> go-tem"), "utf-8")
    (tmp_path / FILE).write_text("## a · A\n- cai-ung-dung\n", "utf-8")
    found = read_catalogue(tmp_path)
    assert FILE not in {fault.file for fault in found.faults}
    assert Course((), found.routes).along(found.routes[0]) == ()


def test_the_routes_that_are_served_are_those_of_the_catalogue_of_lessons() -> None:
    """domain.md 3.0, in its order."""
    found = read_catalogue(CATALOG, today=TODAY)
    course = Course(found.lessons, found.routes)
    assert {
        route.title: [lesson.code for lesson in course.along(route)] for route in course.routes
    } == {
        "Mới bắt đầu": ["L01", "L02", "L03", "L05", "L07", "L09", "L16"],
        "Làm giấy tờ": ["L07", "L11", "L12", "L13", "L14"],
        "Bán hàng": ["L15", "L16", "L20"],
    }
    assert [fault for fault in found.faults if fault.file == FILE] == []
