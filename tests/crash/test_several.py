"""Several processes on one database: one active sender an account, another takes over (F05, F15)."""

import asyncio
import signal
import time

import pytest

from storage.database import Database
from tests.crash.fleet import Fleet, Instance
from tests.crash.scene import Scene

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

TAKEN_OVER_WITHIN = 15.0  # seconds: a promise of the product
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
