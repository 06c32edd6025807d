"""Several processes on one database: one active sender an account, another takes over (F05, F15)."""

import asyncio
import signal
import time
from contextlib import closing
from datetime import timedelta
from threading import Thread

import pytest

from handlers import due
from storage.database import Database
from storage.tables import metadata
from tests.crash.fleet import Fleet, Instance
from tests.crash.scene import Scene
from tests.handlers.village import SCHOOL, Village

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

TAKEN_OVER_WITHIN = 15.0  # seconds: a promise of the product
DUE = 2_000
SENDING = "telegram: sending"  # what a sender logs when it has got its account's lock


@pytest.fixture
async def processes(fleet: Fleet, database: Database) -> list[Instance]:
    """All that may send: two `serve` on SQLite; on PostgreSQL two `work`, beside two front doors."""
    if database.is_sqlite:
        both = [fleet.add("serve"), fleet.add("serve")]
    else:
        doors = [fleet.add("serve", "--web-only"), fleet.add("serve", "--web-only")]
        both = [fleet.add("work"), fleet.add("work")]
        await asyncio.gather(*(door.start() for door in doors))
    await asyncio.gather(*(one.start() for one in both))
    return both


async def active(processes: list[Instance]) -> Instance:
    """The one that sends."""
    deadline = time.monotonic() + 60
    while True:
        sending = [one for one in processes if one.running and SENDING in one.log]
        if sending:
            assert len(sending) == 1, "two senders for one account"
            return sending[0]
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


async def test_nothing_is_sent_twice_and_nothing_lost(
    scene: Scene, processes: list[Instance]
) -> None:
    await active(processes)
    scene.village.begin()
    scene.announce()
    await asyncio.sleep(3)
    verdict = await scene.verdict()
    await active(processes)
    assert verdict.broken == {}
    assert (verdict.repeats, verdict.unknown.total()) == (0, 0)


async def test_another_takes_over_from_one_that_was_killed(
    scene: Scene, processes: list[Instance]
) -> None:
    scene.village.begin()
    scene.announce()
    await asyncio.sleep(1)
    first = await active(processes)
    other = next(one for one in processes if one is not first)
    began = time.monotonic()
    await first.kill()
    scene.fleet.instances.remove(first)  # the load balancer noticed
    await other.until_said(SENDING)
    seconds = time.monotonic() - began
    print(f"taken over after {seconds:.1f} s")
    assert seconds < TAKEN_OVER_WITHIN
    verdict = await scene.verdict()
    assert verdict.broken == {}


async def test_one_that_was_frozen_for_a_while_sends_nothing_twice(
    scene: Scene, processes: list[Instance]
) -> None:
    """F11: a laptop's lid, a machine's snapshot. It keeps its lock, wakes up and goes on."""
    scene.village.begin()
    scene.announce()
    await asyncio.sleep(1)
    first = await active(processes)
    first.send(signal.SIGSTOP)
    await asyncio.sleep(5)
    first.send(signal.SIGCONT)
    await asyncio.sleep(1)
    verdict = await scene.verdict()
    assert verdict.broken == {}
    assert verdict.unknown.total() == 0
    assert verdict.repeats == 0


def test_two_that_tick_at_once_take_each_due_row_once(database: Database, empty_url: str) -> None:
    """Two thousand reminders, two processes' worth of connections, one bubble for each learner."""
    village = Village(database)
    village.enrol("lan")
    village.finish("lan", "L01")
    village.say("lan", "có")
    village.open("lan", "L02")
    multiply(village, DUE)
    village.now += timedelta(days=2)
    village.change("DELETE FROM message")
    village.change("UPDATE due SET due_at = :at", at=village.now)
    taken: list[int] = []

    def tick() -> None:
        with closing(Database(empty_url)) as own:
            while count := due.queue(own, SCHOOL, village.now, 200):
                taken.append(count)

    tickers = [Thread(target=tick), Thread(target=tick)]
    for ticker in tickers:
        ticker.start()
    for ticker in tickers:
        ticker.join()
    assert sum(taken) == DUE
    assert len(village.rows("message", "id")) == DUE
    assert len(set(village.rows("message", "chat"))) == DUE


def multiply(village: Village, times: int) -> None:
    """The one learner, and what is due for her, as if so many had done the same."""
    village.change("DELETE FROM due WHERE kind = 'review'")
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {times}) "
    copies = {
        "person": {"id": "i", "learner_id": "i"},
        "learner": {"id": "i", "person_id": "i"},
        "identity": {"id": "i", "person_id": "i", "user": "'u' || i", "chat": "'chat-u' || i"},
        # Far from what the database numbers by itself: a number that is both would be waited for.
        "due": {"id": "i + 1000000", "learner_id": "i"},
    }
    for name, own in copies.items():
        columns = [column.name for column in metadata.tables[name].columns]
        values = ", ".join(own.get(column, f'one."{column}"') for column in columns)
        names = ", ".join(f'"{column}"' for column in columns)
        village.change(f"INSERT INTO {name} ({names}) {numbers} SELECT {values} FROM {name} one, n")
