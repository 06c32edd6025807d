"""An answer that was meant for an older question moves nobody (P2), however it comes late."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.engine import question_of, take_turn
from bot.message import Mark, Message, Option
from bot.serial import standing_from_json, standing_to_json
from bot.standing import Consent, Standing
from bot.turn import EraseAsked, School, StepDone, Turn
from bot.update import Address, ChatOpened, Content, Sender, TextSent, Update
from lessons.catalogue import read_catalogue
from lessons.lesson import Course

CATALOG = Path(__file__).parent.parent.parent / "lessons/catalog"
SCHOOL = School(Course(read_catalogue(CATALOG).lessons))
START = datetime(2026, 11, 24, 2, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def turn(
    standing: Standing, content: Content, now: datetime, sent_at: datetime | None = None
) -> Turn:
    update = Update("k", Address("zalo-bot", "lan"), Sender("lan"), content, sent_at or now)
    return take_turn(SCHOOL, standing, update, now)


@pytest.fixture
def standing() -> Standing:
    """In the first step of a lesson."""
    now, standing = START, Standing()
    said: list[Content] = [ChatOpened("L02"), TextSent("đồng ý"), TextSent("1"), TextSent("1")]
    for content in said:
        now += timedelta(minutes=1)
        standing = turn(standing, content, now).standing
    assert standing.run is not None
    return standing


def place(standing: Standing) -> str:
    assert standing.run is not None
    return standing.run.step


@pytest.mark.parametrize("word", ["1", "1.", "số 1", "một", "xong", "rồi", "Xong rồi", "xong r"])
def test_a_weak_network_brings_an_answer_twice(standing: Standing, word: str) -> None:
    """Typed at once and again ten seconds later, both arrive in the same minute."""
    typed = START + timedelta(minutes=10)
    arrived = typed + timedelta(seconds=40)
    first = turn(standing, TextSent(word), arrived, typed)
    assert any(isinstance(fact, StepDone) for fact in first.facts)
    again = turn(first.standing, TextSent(word), arrived + SECOND, typed + 10 * SECOND)
    assert place(again.standing) == place(first.standing)
    assert not any(isinstance(fact, StepDone) for fact in again.facts)
    (said,) = (m for m in again.messages if isinstance(m, Message))
    assert "câu hỏi trước" in said.text
    assert said.options


def test_help_that_comes_late_is_help(standing: Standing) -> None:
    late = turn(standing, TextSent("ko dc"), START + timedelta(minutes=9), START)
    assert "Không sao" in " ".join(m.text for m in late.messages if isinstance(m, Message))


def test_clocks_that_disagree_keep_nobody_from_answering(standing: Standing) -> None:
    """The platform's clock is an hour behind ours: each answer seems too old, and the second counts."""
    now, behind = START + timedelta(minutes=10), timedelta(hours=1)
    first = turn(standing, TextSent("xong"), now, now - behind)
    assert place(first.standing) == place(standing)
    second = turn(first.standing, TextSent("xong"), now + 9 * SECOND, now + 9 * SECOND - behind)
    assert place(second.standing) != place(standing)


def test_whole_seconds_are_not_late(standing: Standing) -> None:
    """Telegram cuts the time off at the second."""
    now = START + timedelta(minutes=10, milliseconds=900)
    first = turn(standing, TextSent("xong"), now)
    quick = now + timedelta(milliseconds=50)
    second = turn(first.standing, TextSent("xong"), quick, quick.replace(microsecond=0))
    assert place(second.standing) != place(first.standing)


def test_a_number_in_reply_to_an_older_message(standing: Standing) -> None:
    prompt = standing.prompt
    assert prompt is not None
    now = START + timedelta(minutes=10)
    first = turn(standing, TextSent("1", quotes="m1", about=prompt.seq), now)
    assert place(first.standing) != place(standing)
    old = turn(first.standing, TextSent("1", quotes="m1", about=prompt.seq), now + 9 * SECOND)
    assert place(old.standing) == place(first.standing)
    new = first.standing.prompt
    assert new is not None
    right = turn(first.standing, TextSent("1", quotes="m2", about=new.seq), now + 9 * SECOND)
    assert place(right.standing) != place(first.standing)


def test_a_question_knows_its_number() -> None:
    asked = Message("Xong chưa?", (Option("Xong", "41:0"), Option("Chưa", "41:1")))
    assert question_of(asked) == 41
    assert question_of(Message("Chào")) is None
    assert question_of(Mark("7", "Xong")) is None
    assert question_of(Message("?", (Option("Xong", "odd"),))) is None


def test_when_it_was_asked_is_remembered(standing: Standing) -> None:
    assert standing.prompt is not None
    assert standing.prompt.asked_at is not None
    assert standing_from_json(standing_to_json(standing)) == standing
    unknown = replace(standing, prompt=replace(standing.prompt, asked_at=None))
    assert standing_from_json(standing_to_json(unknown)) == unknown


@pytest.mark.parametrize("word", ["👍", "❤️", "👌"])
def test_a_thumb_up_neither_consents_nor_erases(word: str) -> None:
    """P8: silence is not consent, and neither is a sign that many send without thinking."""
    asked = turn(Standing(), ChatOpened(), START).standing
    assert turn(asked, TextSent(word), START).standing.consent is Consent.UNASKED
    granted = turn(asked, TextSent("đồng ý"), START).standing
    erasing = turn(granted, TextSent("xoá dữ liệu"), START).standing
    kept = turn(erasing, TextSent(word), START)
    assert kept.standing.consent is Consent.GRANTED
    assert not any(isinstance(fact, EraseAsked) for fact in kept.facts)


def test_a_number_after_a_long_silence_is_an_answer_as_a_press_is(standing: Standing) -> None:
    later = turn(standing, TextSent("1"), START + timedelta(days=40))
    assert place(later.standing) != place(standing)
    # A word may be about anything done in those weeks: the step is shown first.
    assert place(turn(standing, TextSent("xong"), START + timedelta(days=40)).standing) == place(
        standing
    )


@pytest.mark.parametrize("weeks", [0, 6])
def test_a_number_in_reply_to_an_older_message_is_old_after_a_long_silence_too(
    standing: Standing, weeks: int
) -> None:
    prompt = standing.prompt
    assert prompt is not None
    now = START + timedelta(minutes=10)
    first = turn(standing, TextSent("1"), now)
    later = now + timedelta(weeks=weeks, seconds=9)
    old = turn(first.standing, TextSent("1", quotes="m1", about=prompt.seq), later)
    assert place(old.standing) == place(first.standing)
    assert old.messages[-1].options  # type: ignore[union-attr]
    # And what a network has kept all that time.
    kept = turn(first.standing, TextSent("1"), later, now - 9 * SECOND)
    assert place(kept.standing) == place(first.standing)


def test_in_the_other_app_the_open_question_is_shown_before_it_is_answered(
    standing: Standing,
) -> None:
    """The bubble that stands there is an older one."""
    now = START + timedelta(minutes=10)
    for word in ("1", "xong", "quay lại"):
        update = Update("k", Address("telegram", "lan"), Sender("lan"), TextSent(word), now)
        shown = take_turn(SCHOOL, standing, update, now)
        assert place(shown.standing) == place(standing)
        assert "Ở ứng dụng kia" in " ".join(
            m.text for m in shown.messages if isinstance(m, Message)
        )
        again = replace(update, content=TextSent("1"))
        assert place(take_turn(SCHOOL, shown.standing, again, now).standing) != place(standing)
