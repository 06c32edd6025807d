"""Throttles, broken accounts, lost answers, crashes, two processes, a database that goes away."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from bot.delivery import Ambiguous, Envelope, Moved, Rejected, Result, RetryAt, Sent, Unreachable
from bot.message import Message, Purpose
from bot.update import ChatKind
from tests.worker.conftest import ON_SQLITE, Office, by_day
from tests.worker.wire import Script, Wire, until

pytestmark = pytest.mark.slow


def soon(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def at_first(first: Callable[[], Result], text: str) -> Script:
    """The first attempt at this text gets another answer."""
    tried: set[str] = set()

    async def script(envelope: Envelope) -> Result:
        assert isinstance(envelope.content, Message)
        one = envelope.content.text
        if one == text and one not in tried:
            tried.add(one)
            return first()
        return Sent("m")

    return script


async def test_a_throttled_chat_waits_alone_and_in_order(office: Office) -> None:
    wire = Wire(at_first(lambda: RetryAt(soon(0.4), "429", throttled=True), "một"))
    sender = await office.sender(wire)
    sender.accept(office.claimed(("an", "một"), ("an", "hai"), ("binh", "ba")))
    await until(lambda: wire.taken == ["ba"])
    sender.accept(office.claimed(("chi", "tư")))
    await until(lambda: wire.taken == ["ba", "tư"])
    await until(lambda: office.states()["hai"] == "queued")
    await until(office.settled)
    assert wire.chats["an"] == ["một", "hai"]


async def test_a_throttled_account_waits_altogether(office: Office) -> None:
    wire = Wire(
        at_first(lambda: RetryAt(soon(0.5), "429", throttled=True, whole_account=True), "một")
    )
    sender = await office.sender(wire)
    sender.accept(office.claimed(("an", "một")))
    await until(lambda: len(wire.began) == 1 and not sender.in_flight)
    assert not sender.accepting
    sender.accept(office.claimed(("binh", "hai")))
    await asyncio.sleep(0.2)
    assert len(wire.began) == 1
    assert set(office.states().values()) == {"queued"}  # a crash now makes nothing doubtful
    await until(office.settled)
    assert sorted(wire.taken) == ["hai", "một"]


@pytest.mark.slow
async def test_a_throttled_account_waits_in_the_next_process_too(
    another: Callable[[], Office],
) -> None:
    wire = Wire(
        at_first(lambda: RetryAt(soon(1.5), "429", throttled=True, whole_account=True), "một")
    )
    first = another()
    sender = await first.sender(wire)
    sender.accept(first.claimed(("an", "một")))
    await until(lambda: first.states() == {"một": "queued"})
    await sender.stop()
    second = another()
    second.queue(("binh", "hai"))
    sender = await second.sender(wire)
    assert not sender.accepting
    sender.wake()
    await asyncio.sleep(0.3)
    assert wire.taken == []
    await until(second.settled)
    assert sorted(wire.taken) == ["hai", "một"]


@ON_SQLITE
async def test_nothing_overtakes_a_failure_that_is_still_being_written(office: Office) -> None:
    """The next turn of that chat was committed as ours before the failure was known."""
    wire = Wire(at_first(lambda: RetryAt(soon(0.05), "busy"), "một"))
    sender = await office.sender(wire)
    first = office.claimed(("an", "một"))
    written = threading.Event()
    writer = asyncio.create_task(office.desk.run(lambda _: written.wait(10)))
    sender.accept(first)
    await until(lambda: wire.began and not sender.in_flight)
    sender.accept(office.claimed(("an", "hai")))
    await asyncio.sleep(0.1)
    assert len(wire.began) == 1
    written.set()
    await writer
    await until(office.settled)
    assert wire.chats["an"] == ["một", "hai"]


async def test_nothing_overtakes_a_failure_that_was_just_written(office: Office) -> None:
    """On PostgreSQL a commit may be told to us later than a younger one."""
    wire = Wire(at_first(lambda: RetryAt(soon(0.4), "busy"), "một"))
    sender = await office.sender(wire)
    sender.accept(office.claimed(("an", "một")))
    await until(lambda: office.states() == {"một": "queued"})
    sender.accept(office.claimed(("an", "hai")))
    await until(office.settled)
    assert wire.chats["an"] == ["một", "hai"]


@pytest.mark.parametrize(
    ("result", "state"),
    [
        (Unreachable("blocked"), "failed"),
        (Rejected("message is too long"), "failed"),
    ],
)
async def test_a_final_failure_stops_no_other_chat(
    office: Office, result: Result, state: str
) -> None:
    wire = Wire(at_first(lambda: result, "một"))
    sender = await office.sender(wire)
    sender.accept(office.claimed(("an", "một"), ("binh", "hai")))
    await until(office.settled)
    assert office.states() == {"một": state, "hai": "sent"}


async def test_a_moved_group_is_written_to_at_its_new_place(office: Office) -> None:
    wire = Wire(at_first(lambda: Moved("-1002"), "một"))
    office.queue(("-1", "một"), ("-1", "hai"), kind=ChatKind.GROUP)
    await office.sender(wire)
    await until(office.settled)
    assert wire.chats == {"-1002": ["một", "hai"]}


async def test_an_adapter_that_raises_ends_nothing(office: Office) -> None:
    """Nobody knows whether that message arrived: a reply may come twice, once."""

    async def clumsy(envelope: Envelope) -> Result:
        if envelope.attempt == 1 and envelope.address.chat == "an":
            raise KeyError("a bug of ours")
        return Sent("m")

    wire = Wire(clumsy)
    sender = await office.sender(wire)
    sender.accept(office.claimed(("an", "một"), ("binh", "hai")))
    await until(lambda: wire.taken == ["hai"])
    await until(lambda: office.states()["một"] == "queued")
    assert sender.active


async def test_an_announcement_with_an_unknown_fate_is_not_repeated(office: Office) -> None:
    office.clock = by_day
    wire = Wire(at_first(lambda: Ambiguous("answer lost"), "loa"))
    office.queue(("nhom", "loa"), purpose=Purpose.BROADCAST, kind=ChatKind.GROUP)
    await office.sender(wire)
    await until(lambda: office.states() == {"loa": "unknown"})
    assert len(wire.began) == 1


async def test_a_refused_account_stops_and_keeps_its_rows(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    async def revoked(envelope: Envelope) -> Result:
        return Rejected("401 Unauthorized", account_broken=True)

    wire = Wire(revoked)
    sender = await office.sender(wire)
    sender.accept(office.claimed(*((f"chat{n}", str(n)) for n in range(300))))
    await until(lambda: set(office.states().values()) == {"queued"})
    office.queue(("an", "một"))
    sender.wake()
    await asyncio.sleep(0.1)
    assert len(wire.began) <= 256
    assert not sender.accepting
    assert [r.levelname for r in caplog.records].count("ERROR") == 1


async def test_one_of_two_processes_sends_and_the_other_takes_over(
    another: Callable[[], Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.sender.LOCK_EVERY", 0.1)
    wire = Wire()
    one, two = another(), another()
    first = await one.sender(wire)
    second = await two.sender(wire, wait=False)
    one.queue(*((f"chat{n}", str(n)) for n in range(200)))
    first.wake()
    second.wake()
    await until(one.settled)
    assert not second.active
    assert len(wire.taken) == 200
    await first.stop()
    await until(lambda: second.active)
    two.queue(("an", "một"))
    second.wake()
    await until(two.settled)
    assert wire.taken[200:] == ["một"]


@ON_SQLITE
@pytest.mark.slow
async def test_a_lost_lock_ends_the_sending(
    another: Callable[[], Office], database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody deleted the locked file: a second process may lock a new one."""
    monkeypatch.setattr("worker.sender.LOCK_EVERY", 0.1)
    wires = Wire(), Wire()
    one, two = another(), another()
    first = await one.sender(wires[0])
    await asyncio.to_thread(Path(database_url.removeprefix("sqlite:///") + ".telegram.lock").unlink)
    second = await two.sender(wires[1])
    await until(lambda: not first.active)
    one.queue(("an", "một"))
    first.wake()
    second.wake()
    await until(one.settled)
    assert (wires[0].taken, wires[1].taken) == ([], ["một"])


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_lock_lost_with_its_connection_is_taken_again(
    office: Office, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server restarted, or a firewall forgot the connection: nothing is sent until it is ours."""
    monkeypatch.setattr("worker.sender.LOCK_EVERY", 0.1)
    monkeypatch.setattr("worker.tenure.ASK_EVERY", 0.0)
    wire = Wire()
    sender = await office.sender(wire)
    with psycopg.connect(database_url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON oid = database"
            " WHERE locktype = 'advisory' AND datname = current_database()"
        )
    sender.wake()
    await until(lambda: not sender.active)
    office.queue(*((f"chat{n}", str(n)) for n in range(20)))
    await until(lambda: sender.active)
    await until(office.settled)
    assert len(wire.taken) == len(set(wire.taken)) == 20


def test_after_a_crash_nothing_is_lost_and_only_what_flew_comes_twice(database_url: str) -> None:
    """The first life ends without a word: 40 fly (and arrive), the others wait or are done."""
    arrived: list[str] = []

    async def first_life() -> None:
        async def half_answered(envelope: Envelope) -> Result:
            if int(envelope.address.chat) >= 60:
                wire.arrives(envelope)
                await asyncio.sleep(3600)
            return Sent("m")

        office = Office(database_url)
        wire = Wire(half_answered)
        sender = await office.sender(wire)
        sender.accept(office.claimed(*((str(n), f"{n}.1") for n in range(100))))
        await until(lambda: sender.in_flight == 40 and not len(sender._ledger))
        office.queue(*((str(n), f"{n}.2") for n in range(100)))
        await asyncio.sleep(0.1)
        arrived.extend(wire.taken)
        assert sender._tenure._lock is not None
        sender._tenure._lock.release()  # as the kernel does when a process is gone
        office.db.close()
        office.rows.close()

    async def second_life() -> None:
        office = Office(database_url)
        wire = Wire()
        await office.sender(wire)
        await until(lambda: set(office.states().values()) == {"sent"}, seconds=60)
        arrived.extend(wire.taken)
        await office.close()

    asyncio.run(first_life())
    asyncio.run(second_life())
    assert set(arrived) == {f"{n}.{part}" for n in range(100) for part in (1, 2)}
    twice = {text for text in arrived if arrived.count(text) > 1}
    assert twice <= {f"{n}.1" for n in range(60, 100)}


@ON_SQLITE
@pytest.mark.slow
async def test_results_outlive_a_database_that_is_away(office: Office, database_url: str) -> None:
    """Another program holds the file for longer than a transaction waits for it (F07)."""
    landing = asyncio.Event()

    async def slow(envelope: Envelope) -> Result:
        await landing.wait()
        return Sent("m")

    wire = Wire(slow)
    sender = await office.sender(wire)
    sender.accept(office.claimed(("an", "một"), ("binh", "hai")))
    office.queue(("chi", "ba"))
    await until(lambda: sender.in_flight == 2)
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as backup:
        backup.execute("BEGIN IMMEDIATE")
        landing.set()
        await until(lambda: sender._ledger.behind, seconds=60)
        assert not sender.accepting
        began = len(wire.began)
        await asyncio.sleep(0.3)
        assert len(wire.began) == began  # nothing is claimed whose fate could not be written
        backup.rollback()
    await until(office.settled, seconds=30)
    assert sorted(wire.taken) == ["ba", "hai", "một"]  # each once: no result was forgotten
    assert sender.accepting


async def test_what_was_claimed_and_never_handed_over_is_sent(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit whose answer was lost: the rows are there, and their process never heard of them."""
    monkeypatch.setattr("worker.strays.STRAY_AFTER", timedelta())
    monkeypatch.setattr("worker.strays.STRAYS_EVERY", 0.0)
    monkeypatch.setattr("worker.sender.SWEEP_EVERY", 0.05)
    landing = asyncio.Event()

    async def slow(envelope: Envelope) -> Result:
        if envelope.address.chat == "an":
            await landing.wait()
        return Sent("m")

    wire = Wire(slow)
    sender = await office.sender(wire)
    sender.accept(office.claimed(("an", "một"), ("an", "hai")))
    office.claimed(("binh", "ba"))
    await until(lambda: office.states()["ba"] == "sent")
    for _ in range(3):
        await asyncio.sleep(0.1)
        assert [envelope.address.chat for envelope in wire.began].count("an") == 1
    landing.set()
    await until(office.settled)
    assert wire.chats == {"binh": ["ba"], "an": ["một", "hai"]}


async def test_after_a_doubtful_commit_nothing_newer_overtakes_what_it_may_have_claimed(
    office: Office,
) -> None:
    """P6: its rows go back to their queue at once, in their order, and no attempt is counted."""
    landing = asyncio.Event()

    async def slow(envelope: Envelope) -> Result:
        await landing.wait()
        return Sent("m")

    wire = Wire(slow)
    sender = await office.sender(wire)
    sender.accept(office.claimed(("an", "một")))
    office.claimed(("an", "hai"), ("binh", "ba"))  # committed, but nobody here heard of it
    sender.doubt()
    assert not sender.accepting  # what comes now is queued behind them
    office.queue(("an", "bốn"), ("binh", "năm"))
    await until(lambda: sender.accepting)
    landing.set()
    await until(office.settled)
    assert wire.chats == {"an": ["một", "hai", "bốn"], "binh": ["ba", "năm"]}
    assert office.rows.attempts() == {0}


async def test_an_announcement_that_was_never_handed_over_is_unknown(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.strays.STRAY_AFTER", timedelta())
    monkeypatch.setattr("worker.strays.STRAYS_EVERY", 0.0)
    wire = Wire()
    await office.sender(wire)
    office.rows.add([("to", "họp")], purpose=Purpose.BROADCAST, kind=ChatKind.GROUP, claimed=True)
    await until(office.settled)
    assert office.states() == {"họp": "unknown"}
    assert wire.began == []
