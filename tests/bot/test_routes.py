"""Routes and needs suggest: what is remembered of them, and that nobody is held up by them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.engine import take_turn
from bot.joining import joined
from bot.message import Message
from bot.scene import BUBBLE
from bot.serial import standing_from_json, standing_to_json
from bot.standing import Consent, FollowRoute, Honorific, Offer, OpenLesson, Standing
from bot.turn import LessonStarted, School, Turn
from bot.update import Address, ButtonPressed, Content, Sender, TextSent, Update
from lessons.lesson import Course, Device, Lesson
from tests.bot.test_conversations import catalogue

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
COURSE = catalogue()
SCHOOL = School(COURSE)
SETTLED = Standing(Consent.GRANTED, Honorific.BAC, Device.ANDROID, settled=True)
BEGINNER = COURSE.routes[0]


def does(standing: Standing, content: Content, school: School = SCHOOL) -> Turn:
    update = Update("1", Address("test", "lan"), Sender("lan", "Lan"), content, NOW)
    return take_turn(school, standing, update, NOW)


def says(standing: Standing, text: str, school: School = SCHOOL) -> Turn:
    return does(standing, TextSent(text), school)


def bubbles(turn: Turn) -> list[str]:
    return [one.text for one in turn.messages if isinstance(one, Message)]


def started(turn: Turn) -> list[str]:
    return [fact.lesson for fact in turn.facts if isinstance(fact, LessonStarted)]


def words(turn: Turn) -> str:
    return "\n".join(one.text for one in turn.messages if isinstance(one, Message))


def labels(turn: Turn) -> list[str]:
    prompt = turn.standing.prompt
    return [offer.label for offer in prompt.offers] if prompt else []


def finished(*lessons: str) -> Standing:
    ends = {one: NOW - timedelta(days=9 - n) for n, one in enumerate(lessons)}
    return SETTLED.but(finished=ends, route=BEGINNER.id)


@pytest.mark.parametrize("done", range(len(BEGINNER.lessons) + 1))
def test_the_next_one_is_the_first_that_is_not_finished(done: int) -> None:
    shown = says(finished(*BEGINNER.lessons[:done]), "menu")
    if done == len(BEGINNER.lessons):
        assert "đã xong cả 7 bài" in words(shown)
        assert labels(shown)[0] == "Lộ trình khác"
        return
    following = COURSE.lesson(BEGINNER.lessons[done])
    assert following
    assert labels(shown)[0] == f"Tiếp: {following.title}"
    assert (f"đã xong {done} trong 7 bài" if done else "có 7 bài") in words(shown)


def test_an_older_row_is_on_no_route_and_one_that_is_survives() -> None:
    assert standing_from_json('{"v": 1, "consent": "granted"}').route is None
    assert standing_from_json(standing_to_json(finished())).route == BEGINNER.id


def test_of_two_routes_the_one_of_the_app_where_the_code_was_asked_for_stands() -> None:
    here, there = SETTLED.but(route="ban-hang"), SETTLED.but(route="lam-giay-to")
    assert joined(here, there).route == "ban-hang"
    assert joined(SETTLED, there).route == "lam-giay-to"


def test_a_school_without_routes_never_speaks_of_them() -> None:
    bare = School(Course(COURSE.lessons))
    for standing in (SETTLED, finished()):
        shown = says(standing, "menu", bare)
        assert "trình" not in words(shown) + "".join(labels(shown))
    new = SETTLED.but(settled=False, device=None)
    assert "muốn học về việc gì" in words(says(says(new, "đổi máy", bare).standing, "2", bare))


def test_a_route_that_is_gone_is_forgotten_in_the_talk_but_not_in_the_standing() -> None:
    without = replace(SCHOOL, course=Course(COURSE.lessons, COURSE.routes[1:]))
    shown = says(finished("lam-quen-dien-thoai"), "menu", without)
    assert labels(shown)[0] == "Học theo lộ trình"
    assert "đã xong 1 trong 7" in words(says(shown.standing, "menu"))
    asked = says(SETTLED, "lo trinh")
    chosen = says(asked.standing, "1", without)
    assert labels(chosen) == [route.title for route in COURSE.routes[1:]]


def test_a_route_of_which_nothing_is_served_is_none() -> None:
    kept = tuple(one for one in COURSE.lessons if one.id not in BEGINNER.lessons)
    shown = says(finished(), "menu", School(Course(kept, COURSE.routes)))
    assert "Mới bắt đầu" not in words(shown)


@pytest.mark.parametrize(
    "text",
    [
        "lộ trình",
        "Lo Trinh",
        "hoc gi truoc",
        "nên học bài nào trước ạ",
        "bắt đầu từ đâu",
        "/lotrinh",
    ],
)
def test_a_route_is_asked_for_in_many_words(text: str) -> None:
    prompt = says(SETTLED, text).standing.prompt
    assert prompt
    assert [offer.action for offer in prompt.offers] == [FollowRoute(r.id) for r in COURSE.routes]


@pytest.mark.parametrize(
    "one", [one for one in COURSE.lessons if one.needs], ids=lambda lesson: lesson.id
)
def test_what_a_lesson_needs_is_suggested_in_passing_and_keeps_nobody_out(one: Lesson) -> None:
    first = COURSE.lesson(one.needs[0])
    assert first
    turn = does_offer(OpenLesson(one.id))
    assert started(turn) == [one.id]
    intro, _ = bubbles(turn)  # no bubble more than without
    assert f"Nên học trước: “{first.title}”" in intro
    assert len(intro) <= BUBBLE
    known = SETTLED.but(finished=dict.fromkeys(one.needs, NOW))
    assert "Nên học trước" not in words(does_offer(OpenLesson(one.id), known))
    again = says(turn.standing, "de sau").standing
    assert "Nên học trước" not in words(does_offer(OpenLesson(one.id), again))


def does_offer(action: OpenLesson, standing: Standing = SETTLED) -> Turn:
    """The learner takes an answer that does this."""
    shown = says(standing, "menu").standing
    assert shown.prompt
    prompt = replace(shown.prompt, offers=(Offer("bài", action),))
    return does(shown.but(prompt=prompt), ButtonPressed(f"{prompt.seq}:0"))


@pytest.mark.parametrize("text", ["hoc truoc", "HỌC TRƯỚC", "học bài kia trước", "bài ấy trước ạ"])
def test_what_is_suggested_is_opened_by_a_word(text: str) -> None:
    there = does_offer(OpenLesson("vneid-muc-2")).standing
    assert started(says(there, text)) == ["cai-ung-dung"]
    assert started(says(SETTLED, text)) == []  # no lesson is open: nothing comes before it


def test_who_may_have_lost_money_is_sent_to_no_other_lesson_first() -> None:
    turn = does_offer(OpenLesson("bao-lua-dao"))
    assert [one.lesson for one in turn.facts if isinstance(one, LessonStarted)] == ["bao-lua-dao"]
