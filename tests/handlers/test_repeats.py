"""F22, F24, F29, F30: what comes again, late or out of order has no second effect and loses no place."""

import random
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.delivery import Envelope, Unreachable
from bot.message import Message, Purpose
from bot.update import BotBlocked, BotUnblocked, ButtonPressed, ChatKind, ChatOpened, TextSent
from handlers import due
from tests.handlers.test_delivery import queue, texts
from tests.handlers.village import SCHOOL, Village, words


def learning(village: Village, *users: str) -> None:
    """In the middle of a lesson, at its second step, and wishing to be reminded."""
    village.enrol(*users)
    for number, user in enumerate(users, 1):
        village.open(user, "L01")
        village.wish_reminders(number)
        village.say(user, "xong")


# --- F22 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", ["told first", "refused first", "only told", "only refused"])
@pytest.mark.parametrize("back", ["unblocks", "writes", "starts"])
def test_who_blocked_us_in_the_middle_goes_on_where_they_stopped(
    village: Village, told: str, back: str
) -> None:
    learning(village, "lan")
    assert village.rows("due", "id")
    queue(village, ("chat-lan", "1"), ("chat-lan", "2"))
    flying = village.claim()
    if told in {"told first", "only told"}:
        village.take(village.update("lan", BotBlocked()))
    if told != "only told":
        village.deliver(flying, Unreachable("blocked"))
    if told == "refused first":
        village.take(village.update("lan", BotBlocked()))
    assert village.rows("identity", "unreachable") == ["blocked"]

    village.now += timedelta(days=4)
    due.queue(village.db, SCHOOL, village.now, 100)
    assert village.claim() == ()
    assert village.rows("due", "id") == []

    match back:
        case "unblocks":
            heard = village.unblock("lan")
        case "writes":
            heard = village.say("lan", "xin chào")
        case _:
            heard = village.open("lan")
    assert village.rows("identity", "unreachable") == [None]
    assert "làm b nhé" in words(heard)
    assert "1" not in texts(heard)
    assert "OTP" in words(village.say("lan", "xong"))  # the quiz after it
    assert village.rows("due", "id")  # and is reminded again


# --- F24 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", ["told first", "refused first", "only refused"])
def test_a_group_that_put_us_out_gets_no_old_announcement_when_we_are_back(
    village: Village, told: str
) -> None:
    def announces(*groups: str) -> None:
        queue(
            village,
            *((group, f"tin cho {group}") for group in groups),
            purpose=Purpose.BROADCAST,
            kind=ChatKind.GROUP,
        )

    village.in_group("-1", BotUnblocked())
    announces("-1")
    flying = village.claim()
    announces("-1")
    if told == "told first":
        village.in_group("-1", BotBlocked())
    village.deliver(flying, Unreachable("kicked"))
    if told == "refused first":
        village.in_group("-1", BotBlocked())
    assert village.rows("chat", "unreachable")[0]
    assert "queued" not in village.rows("message", "status")

    village.now += timedelta(days=1)
    village.in_group("-1", BotUnblocked())
    village.in_group("-2", BotUnblocked())  # and in another one
    assert village.rows("chat", "chat", "unreachable") == [("-1", None), ("-2", None)]
    assert village.claim() == ()
    announces("-1", "-2")
    assert texts(village.claim()) == ["tin cho -1", "tin cho -2"]


# --- F29 ------------------------------------------------------------------------------------------


def test_a_day_of_traffic_comes_once_more(village: Village) -> None:
    """In another order, in other batches, a day and a week later: keys are kept for a month."""
    village.enrol("lan", "hoa")
    people = ("lan", "hoa", "tư")
    said = (
        "xin chào",
        "đồng ý",
        "bác",
        "android",
        "bài 1",
        "xong",
        "giúp",
        "xong",
        "2",
        "nhắc lại",
    )
    day = []
    for text in said:
        for user in people:
            village.now += timedelta(minutes=20)
            day.append(village.update(user, TextSent(text)))
            village.deliver(village.take(day[-1]).envelopes)
    before = village.everything()
    assert len(before["message"]) > len(day)
    dice = random.Random(29)
    for later in (timedelta(hours=23), timedelta(days=6)):
        village.now += later
        again = dice.sample(day, len(day))
        for first in range(0, len(again), 7):
            received = village.take(*again[first : first + 7])
            assert received.envelopes == ()
            assert not any(receipt.fresh for receipt in received.receipts)
        assert village.everything() == before


# --- F30 ------------------------------------------------------------------------------------------


def presses(envelopes: Sequence[Envelope]) -> list[str]:
    return [
        option.token
        for envelope in envelopes
        if isinstance(envelope.content, Message)
        for option in envelope.content.options
    ]


def test_old_buttons_in_any_order_move_nobody_and_show_the_present_step(village: Village) -> None:
    village.enrol("lan")
    old = presses(village.take(village.update("lan", ChatOpened("L01"))).envelopes)
    old += presses(village.say("lan", "nhắc lại"))
    old += presses(village.say("lan", "xong"))
    now = village.say("lan", "xong")
    assert "OTP" in words(now)
    stale = [token for token in old if token not in presses(now)]
    assert len(stale) >= 3
    dice = random.Random(30)
    before = village.rows("step_event", "verb", "step")
    for token in dice.sample(stale, len(stale)) * 2:
        village.now += timedelta(minutes=1)
        heard = village.take(village.update("lan", ButtonPressed(token, "7"))).envelopes
        village.deliver(heard)
        assert "cũ rồi" in words(heard)
        assert "OTP" in words(heard)
    assert village.rows("step_event", "verb", "step") == before
    assert "Đúng rồi" in words(village.say("lan", "2"))
