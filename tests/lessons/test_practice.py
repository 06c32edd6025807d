"""Practice lessons: everything in them says that it is made up, and only there may an address be."""

import pytest

from lessons.check import check_course, check_draft
from lessons.reader import draft
from tests.lessons.samples import SOUND

MADE_UP = "vneid-capnhat.example"


def practice(text: str = SOUND) -> str:
    labelled = text.replace(" · ", " · TẬP THỬ: ").replace("id: cai-ung-dung", "id: tap")
    return labelled.replace("phut: 10", "phut: 10\ntap_thu: cai-ung-dung").replace("L02", "L03")


def told(text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.message) for fault in check_draft(draft(text, "tap.md"))]


def test_a_labelled_practice_lesson_is_sound() -> None:
    made = draft(practice(), "tap.md")
    assert made.faults == ()
    assert made.lesson.practice_of == "cai-ung-dung"
    assert told(practice()) == []
    assert check_course([draft(SOUND, "a.md"), made]) == ()


def test_a_step_that_does_not_say_so_is_named() -> None:
    ((line, message),) = told(practice().replace("TẬP THỬ: Gõ", "Gõ"))
    assert line == 23
    assert "TẬP THỬ" in message


@pytest.mark.parametrize("address", [MADE_UP, f"https://{MADE_UP}/a?b=1", f"www.{MADE_UP}"])
def test_a_made_up_address_stands_in_practice_only(address: str) -> None:
    where = ("gõ tên ứng dụng.", f"gõ “{address}”.")
    assert told(practice(SOUND.replace(*where))) == []
    assert [line for line, _ in told(SOUND.replace(*where))] == [23]


@pytest.mark.parametrize(
    "address",
    [
        "la-lam.vn",
        f"https://{MADE_UP}.com/a",
        "http://example.la-lam.com",
        f"la-lam.vn/{MADE_UP}",
        f"https://{MADE_UP}@la-lam.vn",
        f"https://{MADE_UP}/@la-lam.vn",
    ],
)
def test_any_other_address_is_strange_there_as_well(address: str) -> None:
    found = told(practice(SOUND.replace("gõ tên ứng dụng.", f"gõ “{address}”.")))
    assert any(line == 24 and "danh sách đã duyệt" in message for line, message in found)


@pytest.mark.parametrize(
    ("goal", "word"), [("cai-ung-dunk", "chưa có bài"), ("tap", "cũng là bài tập thử")]
)
def test_practice_of_nothing_is_told(goal: str, word: str) -> None:
    made = draft(practice().replace("tap_thu: cai-ung-dung", f"tap_thu: {goal}"), "tap.md")
    (fault,) = check_course([draft(SOUND, "a.md"), made])
    assert (fault.file, fault.line) == ("tap.md", 7)
    assert word in fault.message
