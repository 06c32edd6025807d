"""Routes and needs suggest: what is remembered of them, and that nobody is held up by them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.engine import take_turn
from bot.joining import joined
from bot.message import Message
from bot.serial import standing_from_json, standing_to_json
from bot.standing import Consent, FollowRoute, Honorific, Offer, OpenLesson, Standing
from bot.turn import LessonStarted, School, Turn
from bot.update import Address, ButtonPressed, ChatOpened, Content, Sender, TextSent, Update
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
def test_what_a_lesson_needs_is_suggested_once_and_keeps_nobody_out(one: Lesson) -> None:
    asked = does_offer(OpenLesson(one.id))
    assert labels(asked) == ["Học bài ấy trước", "Học luôn bài này"]
    assert not [fact for fact in asked.facts if isinstance(fact, LessonStarted)]
    for number, opened in ((0, one.needs[0]), (1, one.id)):
        prompt = asked.standing.prompt
        assert prompt
        turn = does(asked.standing, ButtonPressed(f"{prompt.seq}:{number}"))
        assert [fact.lesson for fact in turn.facts if isinstance(fact, LessonStarted)] == [opened]
    by_link = does(SETTLED, ChatOpened(one.code))
    assert [fact.lesson for fact in by_link.facts if isinstance(fact, LessonStarted)] == [one.id]
    known = SETTLED.but(finished=dict.fromkeys(one.needs, NOW))
    turn = does_offer(OpenLesson(one.id), known)
    assert [fact.lesson for fact in turn.facts if isinstance(fact, LessonStarted)] == [one.id]


def does_offer(action: OpenLesson, standing: Standing = SETTLED) -> Turn:
    """The learner takes an answer that does this."""
    shown = says(standing, "menu").standing
    assert shown.prompt
    prompt = replace(shown.prompt, offers=(Offer("bài", action),))
    return does(shown.but(prompt=prompt), ButtonPressed(f"{prompt.seq}:0"))


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("vâng", "cai-ung-dung"),
        ("ok", "cai-ung-dung"),
        ("học bài kia trước", "cai-ung-dung"),
        ("bài ấy trước đi", "cai-ung-dung"),
        ("học luôn đi cháu", "vneid-muc-2"),
        ("thôi cứ học bài này", "vneid-muc-2"),
        ("không", "vneid-muc-2"),
        ("ko", "vneid-muc-2"),
    ],
)
def test_either_way_is_taken_by_words(text: str, opened: str) -> None:
    asked = does_offer(OpenLesson("vneid-muc-2"))
    turn = says(asked.standing, text)
    assert [fact.lesson for fact in turn.facts if isinstance(fact, LessonStarted)] == [opened]


def test_who_may_have_lost_money_is_sent_to_no_other_lesson_first() -> None:
    turn = does_offer(OpenLesson("bao-lua-dao"))
    assert [one.lesson for one in turn.facts if isinstance(one, LessonStarted)] == ["bao-lua-dao"]
