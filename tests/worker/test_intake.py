"""What arrives together is committed together, and nobody is answered before the commit (P1)."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import pytest

from bot.delivery import Envelope
from bot.update import Address, Sender, TextSent, Update
from handlers.inbound import Receipt, Received
from storage.database import Database
from storage.errors import Unavailable
from tests.worker.conftest import ON_SQLITE, Office
from tests.worker.wire import until
from worker.desk import Desk
from worker.intake import LARGEST_BATCH, Intake, Overloaded

pytestmark = ON_SQLITE


NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)


def update(key: str, text: str = "xong rồi") -> Update:
    return Update(key, Address("telegram", "1"), Sender("1"), TextSent(text), NOON)


class Gate:
    """A `receive` that begins a true transaction and ends it when it is told to."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.batches: list[list[str]] = []
        self.trouble: Exception | None = None
        self.envelopes: tuple[Envelope, ...] = ()

    def __call__(self, db: Database, batch: Sequence[Update]) -> Received:
        with db.transaction():
            self.batches.append([one.key for one in batch])
            assert self.open.wait(10)
            if self.trouble is not None:
                raise self.trouble
        receipts = tuple(Receipt(one.key, fresh=True, quarantined=False) for one in batch)
        return Received(receipts=receipts, envelopes=self.envelopes)


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
async def desk(office: Office, gate: Gate) -> AsyncIterator[Desk]:
    yield office.desk
    gate.open.set()


async def begun(gate: Gate, batches: int = 1) -> None:
    await until(lambda: len(gate.batches) == batches)


async def test_each_caller_gets_its_own_receipts_in_order(desk: Desk, gate: Gate) -> None:
    intake = Intake(desk, gate, lambda _: None)
    first, second = await asyncio.gather(
        intake.submit([update("a"), update("b")]), intake.submit([update("c")])
    )
    assert [one.key for one in first] == ["a", "b"]
    assert [one.key for one in second] == ["c"]


async def test_no_updates_cost_no_transaction(desk: Desk, gate: Gate) -> None:
    assert await Intake(desk, gate, lambda _: None).submit([]) == ()
    assert gate.batches == []


async def test_what_comes_during_a_transaction_is_the_next_batch(desk: Desk, gate: Gate) -> None:
    intake = Intake(desk, gate, lambda _: None)
    gate.open.clear()
    callers = [asyncio.create_task(intake.submit([update("0")]))]
    await begun(gate)
    callers += [asyncio.create_task(intake.submit([update(str(n))])) for n in range(1, 40)]
    await asyncio.sleep(0.02)
    assert not any(caller.done() for caller in callers)  # nothing is acknowledged before its commit
    gate.open.set()
    await asyncio.gather(*callers)
    assert gate.batches == [["0"], [str(n) for n in range(1, 40)]]


async def test_a_batch_is_bounded(desk: Desk, gate: Gate) -> None:
    intake = Intake(desk, gate, lambda _: None)
    gate.open.clear()
    callers = [asyncio.create_task(intake.submit([update("first")]))]
    await begun(gate)
    many = range(2 * LARGEST_BATCH + 1)
    callers += [asyncio.create_task(intake.submit([update(str(n))])) for n in many]
    await asyncio.sleep(0.02)
    gate.open.set()
    await asyncio.gather(*callers)
    assert [len(batch) for batch in gate.batches] == [1, LARGEST_BATCH, LARGEST_BATCH, 1]


async def test_a_full_backlog_refuses_and_recovers(desk: Desk, gate: Gate) -> None:
    intake = Intake(desk, gate, lambda _: None, max_backlog=3)
    gate.open.clear()
    callers = [asyncio.create_task(intake.submit([update(str(n))])) for n in range(3)]
    await begun(gate)
    with pytest.raises(Overloaded):
        await intake.submit([update("one too many")])
    gate.open.set()
    await asyncio.gather(*callers)
    assert intake.backlog == 0
    assert await intake.submit([update("later")])


@pytest.mark.parametrize("trouble", [Unavailable("disk full"), ValueError("a bug of ours")])
async def test_trouble_reaches_every_caller_and_ends_with_it(
    desk: Desk, gate: Gate, trouble: Exception
) -> None:
    doubts: list[str] = []
    intake = Intake(desk, gate, lambda _: None, on_doubt=lambda: doubts.append("?"))
    gate.trouble = trouble
    answers = await asyncio.gather(
        *(intake.submit([update(str(n))]) for n in range(5)), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [type(trouble)] * 5
    assert doubts  # the senders are told: it may have been committed all the same
    gate.trouble = None
    assert await intake.submit([update("again")])


async def test_a_caller_that_went_away_harms_nobody(desk: Desk, gate: Gate) -> None:
    intake = Intake(desk, gate, lambda _: None)
    gate.open.clear()
    gone = asyncio.create_task(intake.submit([update("a")]))
    stays = asyncio.create_task(intake.submit([update("b")]))
    await begun(gate)
    gone.cancel()
    gate.open.set()
    assert [one.key for one in await stays] == ["b"]


async def test_what_was_committed_as_ours_is_handed_over(
    office: Office, desk: Desk, gate: Gate
) -> None:
    handed: list[Sequence[Envelope]] = []
    gate.envelopes = tuple(office.claimed(("1", "Chào bác!")))
    await Intake(desk, gate, handed.append).submit([update("a")])
    assert handed == [gate.envelopes]


async def test_a_sender_in_trouble_does_not_undo_the_acknowledgement(
    office: Office, desk: Desk, gate: Gate
) -> None:
    def refuse(_: Sequence[Envelope]) -> None:
        raise KeyError("no such account")

    gate.envelopes = tuple(office.claimed(("1", "Chào bác!")))
    assert await Intake(desk, gate, refuse).submit([update("a")])


async def test_stop_drains_and_then_refuses(desk: Desk, gate: Gate) -> None:
    intake = Intake(desk, gate, lambda _: None)
    gate.open.clear()
    callers = [asyncio.create_task(intake.submit([update(str(n))])) for n in range(10)]
    await begun(gate)
    stopping = asyncio.create_task(intake.stop())
    await asyncio.sleep(0.02)
    assert not stopping.done()
    gate.open.set()
    await stopping
    assert all(caller.done() and caller.result() for caller in callers)
    with pytest.raises(Overloaded):
        await intake.submit([update("late")])
