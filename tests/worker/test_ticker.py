"""Ticks come, fail without harm, come again, and end when told to."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from bot.turn import School
from lessons.lesson import Course
from storage.errors import Unavailable
from tests.handlers.console.hamlet import settle
from tests.handlers.village import Village
from tests.worker.conftest import ON_SQLITE, Office, now
from tests.worker.wire import until
from worker.ticker import Ticker

pytestmark = ON_SQLITE


SCHOOL = School(Course())


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.ticker.RELOAD_EVERY", 0.05)
    monkeypatch.setattr("worker.ticker.DUE_EVERY", 0.05)
    monkeypatch.setattr("worker.ticker.TIDY_EVERY", 0.05)


async def nothing() -> None: ...


@pytest.mark.parametrize("trouble", [ValueError("a bug of ours"), Unavailable("disk full")])
async def test_a_tick_that_fails_is_logged_and_comes_again(
    office: Office, caplog: pytest.LogCaptureFixture, trouble: Exception
) -> None:
    tries = 0

    async def reload() -> None:
        nonlocal tries
        tries += 1
        raise trouble

    ticker = Ticker(office.desk, lambda: SCHOOL, now, lambda: None, reload)
    ticker.start()
    await until(lambda: tries >= 3)
    await ticker.stop()
    assert sum("tick" in record.message for record in caplog.records) >= 3


async def test_stop_waits_for_the_tick_under_way_and_none_follows(office: Office) -> None:
    began, ended = 0, 0

    async def reload() -> None:
        nonlocal began, ended
        began += 1
        await asyncio.sleep(0.1)
        ended += 1

    ticker = Ticker(office.desk, lambda: SCHOOL, now, lambda: None, reload)
    ticker.start()
    await until(lambda: began)
    await ticker.stop()
    assert began == ended
    await asyncio.sleep(0.15)
    assert began == ended == 1


async def test_the_clock_it_works_by_is_the_one_it_was_given(office: Office) -> None:
    """The town jumps it by a day; the heartbeat itself goes on as before."""
    asked: list[datetime] = []
    jump = timedelta()

    def clock() -> datetime:
        asked.append(datetime.now(UTC) + jump)
        return asked[-1]

    ticker = Ticker(office.desk, lambda: SCHOOL, clock, lambda: None, nothing)
    ticker.start()
    await until(lambda: asked)
    jump = timedelta(days=1)
    before = len(asked)
    await until(lambda: len(asked) >= before + 3)
    await ticker.stop()
    assert asked[-1] - asked[0] >= timedelta(days=1)


async def test_a_wall_clock_that_is_put_back_does_not_stop_the_heartbeat(office: Office) -> None:
    """F11: a machine whose time was an hour ahead until its clock was set."""
    ticks = 0

    async def reload() -> None:
        nonlocal ticks
        ticks += 1

    ticker = Ticker(office.desk, lambda: SCHOOL, now, lambda: None, reload)
    ticker.start()
    await until(lambda: ticks >= 2)
    with time_machine.travel(datetime.now(UTC) - timedelta(hours=1)):
        before = ticks
        await until(lambda: ticks >= before + 3)
        await ticker.stop()


async def test_weekly_lists_are_queued_slice_by_slice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.ticker.LISTS_AT_ONCE", 1)
    settle(Village(office.db))  # two leaders
    monday = datetime(2026, 11, 30, 0, 30, tzinfo=UTC)
    woken: list[None] = []
    ticker = Ticker(
        office.desk, lambda: SCHOOL, lambda: monday, lambda: woken.append(None), nothing
    )
    for _ in range(2):
        await ticker.send_lists()
        assert len(woken) == 2
