"""From an update to the bubble on the phone: intake, handlers, sender and a real database (P1, P2)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.turn import School
from bot.update import Address, Sender, TextSent, Update
from lessons.lesson import Course
from tests.worker.conftest import Office, now
from tests.worker.wire import Wire, until
from worker.intake import Intake, receiver
from worker.sender import Sender as MessageSender

SCHOOL = School(Course())
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)


def says(person: int, key: str, text: str = "xin chào") -> Update:
    chat = str(person)
    return Update(key, Address("telegram", chat), Sender(chat, "Lan"), TextSent(text), NOON)


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
async def sender(office: Office, wire: Wire) -> MessageSender:
    return await office.sender(wire)


@pytest.fixture
async def intake(office: Office, sender: MessageSender) -> AsyncIterator[Intake]:
    def sends_here() -> frozenset[str]:
        return frozenset({"telegram"} if sender.accepting else ())

    intake = Intake(
        office.desk, receiver(lambda: SCHOOL, now, sends_here), sender.accept, max_backlog=2_000
    )
    yield intake
    await intake.stop()


async def test_everybody_who_writes_is_answered_once(
    office: Office, intake: Intake, wire: Wire
) -> None:
    people = range(200)
    receipts = await asyncio.gather(*(intake.submit([says(p, f"u{p}")]) for p in people))
    again = await asyncio.gather(*(intake.submit([says(p, f"u{p}")]) for p in people))
    assert all(own[0].fresh for own in receipts)
    assert not any(own[0].fresh for own in again)
    await until(office.settled)
    assert set(wire.chats) == {str(p) for p in people}
    assert len({tuple(texts) for texts in wire.chats.values()}) == 1


async def test_replies_go_before_the_sweeper_would_find_them(
    office: Office, intake: Intake, wire: Wire
) -> None:
    await intake.submit([says(1, "u1")])
    await until(lambda: wire.chats, seconds=0.5)


async def test_without_a_sender_replies_are_queued_and_wait(
    office: Office, intake: Intake, sender: MessageSender, wire: Wire
) -> None:
    await sender.stop()
    await intake.submit([says(1, "u1")])
    assert set(office.states().values()) == {"queued"}
    assert wire.taken == []


async def test_a_conversation_keeps_its_order_while_batches_overlap(
    office: Office, intake: Intake, wire: Wire
) -> None:
    for turn in range(15):
        await asyncio.gather(*(intake.submit([says(p, f"{p}.{turn}")]) for p in range(20)))
    await until(office.settled)
    order = list(office.rows.by_chat().items())
    assert len(order) == 20
    assert all(wire.chats[chat] == texts for chat, texts in order)
