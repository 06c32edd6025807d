"""Plans and windows: what is counted, and what is no longer sent because of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery import Sent
from bot.limits import Limits, Quota
from bot.message import Lane, Message, Purpose
from bot.update import Address, BotBlocked, ChatKind, TextSent
from bot.usage import Room, Usage, month_of, room
from handlers import due, people, usage
from handlers.bubbles import bubbles_of, post
from tests.handlers.test_due import remind
from tests.handlers.village import ACCOUNT, SCHOOL, Village

WINDOW = Limits(window=timedelta(hours=48))


@pytest.mark.parametrize(
    ("messages", "left"),
    [
        (0, Room.ENOUGH),
        (2_399, Room.ENOUGH),
        (2_400, Room.LITTLE),
        (2_849, Room.LITTLE),
        (2_850, Room.ANSWERS_ONLY),
        (2_999, Room.ANSWERS_ONLY),
        (3_000, Room.NONE),
        (9_000, Room.NONE),
    ],
)
def test_how_much_of_a_plan_is_left(messages: int, left: Room) -> None:
    assert room(Quota(messages=3_000), messages) is left
    assert room(Quota(), messages) is Room.ENOUGH


def test_a_month_is_vietnam_s() -> None:
    assert month_of(datetime(2026, 11, 30, 16, 59, tzinfo=UTC)) == "2026-11"
    assert month_of(datetime(2026, 11, 30, 17, tzinfo=UTC)) == "2026-12"


def test_both_ways_are_counted_where_there_is_a_plan(village: Village) -> None:
    village.open("lan")
    assert usage.of(village.db, ACCOUNT, village.now) == Usage(0, 0, 1, 0)
    village.metered = frozenset({ACCOUNT})
    update = village.update("lan", TextSent("đồng ý"))
    envelopes = village.take(update, update).envelopes  # delivered twice, counted once
    village.deliver(envelopes, Sent("1", parts=2))
    village.take(village.update("lan", BotBlocked()))  # nobody wrote
    assert usage.of(village.db, ACCOUNT, village.now) == Usage(1, 2 * len(envelopes), 1, 0)
    later = village.now + timedelta(days=30)
    assert usage.of(village.db, ACCOUNT, later) == Usage(0, 0, 1, 0)


def test_groups_that_are_left_are_not_counted(village: Village) -> None:
    village.in_group("zgr-1", TextSent("chào"))
    village.in_group("zgr-2", TextSent("chào"))
    village.in_group("zgr-2", BotBlocked())
    assert usage.of(village.db, ACCOUNT, village.now).groups == 1


def announce(village: Village, chat: str, kind: ChatKind, lane: Lane = Lane.BROADCAST) -> None:
    message = Message("Thông báo", purpose=Purpose.BROADCAST)
    address = Address(ACCOUNT, chat, kind)
    (bubble,) = bubbles_of(address, [message], f"broadcast:{chat}", None)
    with village.db.transaction() as uow:
        post(uow, [replace(bubble, lane=lane)], village.now)


def test_reminders_and_announcements_end_with_the_plan_and_answers_go_on(village: Village) -> None:
    remind(village, "lan")
    due.queue(village.db, SCHOOL, village.now, 100)
    announce(village, "zgr-1", ChatKind.GROUP)
    announce(village, "zgr-2", ChatKind.GROUP, Lane.EMERGENCY)
    village.take(village.update("hoa", TextSent("chào")), here=frozenset())
    village.change(
        "INSERT INTO usage (account, month, inbound, outbound) VALUES (:a, '2026-11', 95, 0)",
        a=ACCOUNT,
    )
    claimed = village.claim(limits=Limits(quota=Quota(messages=100)))
    assert {e.address.chat for e in claimed} == {"chat-hoa", "zgr-2"}  # and the warning
    assert village.states().count(("skipped", "quota")) == 2


@pytest.mark.parametrize(
    ("silence", "reason"),
    [(timedelta(hours=47), None), (timedelta(hours=50), "window")],
)
def test_who_has_been_silent_longer_than_the_window_is_not_written_to(
    village: Village, silence: timedelta, reason: str | None
) -> None:
    village.enrol("lan")
    village.now += silence
    announce(village, "chat-lan", ChatKind.PRIVATE)
    announce(village, "zgr-1", ChatKind.GROUP)
    claimed = {e.address.chat for e in village.claim(limits=WINDOW)}
    assert claimed == ({"zgr-1"} if reason else {"zgr-1", "chat-lan"})
    assert (("skipped", "window") in village.states()) is (reason is not None)


def test_a_reminder_outside_the_window_is_skipped_and_says_why(village: Village) -> None:
    remind(village, "lan")  # three days
    due.queue(village.db, SCHOOL, village.now, 100)
    assert village.claim(limits=WINDOW) == ()
    assert village.states()[-1] == ("skipped", "window")
    (one,) = people.unreached(village.db, village.now)
    assert (one.person_id, one.name, one.account, one.reason) == (1, "Tên lan", ACCOUNT, "window")
    assert one.heard_at is not None
    village.say("lan", "chào")  # a minute later
    assert people.unreached(village.db, village.now) == []
