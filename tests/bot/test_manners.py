"""Small courtesies that were missed when the product was used by hand."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import notices
from bot.engine import take_turn
from bot.message import Message
from bot.standing import Consent, Honorific, Standing
from bot.turn import HelpAsked, LessonStarted, School, Turn
from bot.update import Address, Sender, TextSent, Update
from lessons.catalogue import read_catalogue
from lessons.lesson import Course, Device

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SCHOOL = School(Course(read_catalogue(Path("lessons/catalog")).lessons))
SETTLED = Standing(
    consent=Consent.GRANTED, honorific=Honorific.CHU, device=Device.ANDROID, settled=True
)


def says(standing: Standing, text: str, school: School = SCHOOL) -> Turn:
    update = Update("1", Address("t", "1"), Sender("1", "Hùng"), TextSent(text), NOW)
    return take_turn(school, standing, update, NOW)


def words(turn: Turn) -> str:
    return "\n".join(one.text for one in turn.messages if isinstance(one, Message))


@pytest.mark.parametrize(
    ("shown", "called"),
    [
        ("Bác Lan", "Chú Lan"),
        ("Lan", "Chú Lan"),
        ("Chu Văn An", "Chú Chu Văn An"),
        ("Bà", "Chú Bà"),
    ],
)
def test_a_call_for_help_names_nobody_with_two_titles(shown: str, called: str) -> None:
    call = notices.help_call(SCHOOL.course, SETTLED, shown, HelpAsked(None, None))
    assert call.text.startswith(f"{called} đang nhờ người giúp")


@pytest.mark.parametrize("text", ["iphone", "máy iPhone", "Iphone ạ"])
def test_a_phone_that_is_merely_named_is_taken_over(text: str) -> None:
    assert says(SETTLED, text).standing.device is Device.IPHONE


@pytest.mark.parametrize("text", ["đúng rồi", "vang", "ừ"])
def test_is_it_this_lesson_can_be_answered_with_yes(text: str) -> None:
    asked = says(SETTLED, "chỉ tôi cách tải app")
    assert "Có phải" in words(asked)
    answered = says(asked.standing, text)
    assert [one.lesson for one in answered.facts if isinstance(one, LessonStarted)] == [
        "cai-ung-dung"
    ]


def test_who_calls_a_human_is_told_whom_it_reached() -> None:
    nobody = words(says(SETTLED, "cho toi gap nguoi"))
    helpers = words(says(SETTLED, "cho toi gap nguoi", replace(SCHOOL, has_helpers=True)))
    named = words(says(SETTLED, "cho toi gap nguoi", replace(SCHOOL, contact="cô Hoa")))
    assert "chưa có số người trực" in nobody
    assert "đã nhắn tổ công nghệ số" in helpers
    assert "cô Hoa" in named


@pytest.mark.parametrize(
    ("text", "called"), [("ba", Honorific.BAC), ("chị", Honorific.CHI), ("o", Honorific.CO)]
)
def test_a_form_of_address_is_no_number_where_it_is_asked_for(text: str, called: Honorific) -> None:
    asked = says(replace(SETTLED, honorific=None), "xưng hô")
    assert says(asked.standing, text).standing.honorific is called


def test_what_a_guest_left_in_the_middle_counts_from_their_consent_on() -> None:
    guest = replace(SETTLED, consent=Consent.DECLINED)
    first = says(guest, "cai ung dung an toan")
    second = says(first.standing, "chu ky so ca nhan")
    second = says(second.standing, "1")
    assert list(second.standing.paused) == ["cai-ung-dung"]
    agreed = says(second.standing, "tôi đồng ý")
    begun = [one.lesson for one in agreed.facts if isinstance(one, LessonStarted)]
    assert sorted(begun) == ["cai-ung-dung", "chu-ky-so"]


# Few enough groups for one page, enough lessons to be shown in groups.
IN_GROUPS = replace(
    SCHOOL, course=Course(tuple(one for one in SCHOOL.course.lessons if one.group in ("K4", "K5")))
)


@pytest.mark.parametrize("text", ["cong dich vu cong", "Cổng Dịch vụ công quốc gia"])
def test_a_lesson_named_before_the_groups_is_opened(text: str) -> None:
    """Its words stand in the name of the group "VNeID và dịch vụ công" as well."""
    groups = says(SETTLED, "menu", IN_GROUPS)
    assert "về việc gì" in words(groups)
    opened = says(groups.standing, text, IN_GROUPS)
    assert [one.lesson for one in opened.facts if isinstance(one, LessonStarted)] == [
        "cong-dich-vu-cong"
    ]


def test_a_group_can_be_named_by_some_of_its_words() -> None:
    shown = says(says(SETTLED, "menu", IN_GROUPS).standing, "tra tien mua ban", IN_GROUPS)
    assert words(shown).startswith("Trả tiền, mua bán")
