"""Work that was begun is finished, whoever stops waiting for it."""

import asyncio
import threading

import pytest

from storage.database import Database
from tests.worker.conftest import ON_SQLITE, Office
from worker.desk import Desk

pytestmark = ON_SQLITE


async def test_it_gives_back_what_the_handler_returns_or_raises(office: Office) -> None:
    def handler(db: Database, word: str, *, times: int) -> str:
        assert db is office.db
        return word * times

    def trouble(db: Database) -> None:
        raise ValueError("no")

    assert await office.desk.run(handler, "a", times=3) == "aaa"
    with pytest.raises(ValueError, match="no"):
        await office.desk.run(trouble)


async def test_a_writer_runs_one_thing_after_the_other(office: Office) -> None:
    assert office.db.writers == 1
    seen: list[int] = []

    def handler(_: Database, nth: int) -> None:
        seen.append(nth)

    await asyncio.gather(*(office.desk.run(handler, nth) for nth in range(50)))
    assert seen == list(range(50))


async def test_a_cancelled_caller_does_not_cancel_the_work(office: Office) -> None:
    go, done = threading.Event(), threading.Event()
    before = asyncio.create_task(office.desk.run(lambda _: go.wait(10)))
    waiting = asyncio.create_task(office.desk.run(lambda _: done.set()))  # not begun yet
    await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go.set()
    await before
    assert await asyncio.to_thread(done.wait, 10)


async def test_closing_waits_for_what_was_taken_and_takes_no_more(office: Office) -> None:
    desk = Desk(office.db)
    done: list[int] = []

    def handler(_: Database, nth: int) -> None:
        done.append(nth)

    work = [asyncio.create_task(desk.run(handler, nth)) for nth in range(20)]
    await asyncio.sleep(0)
    await desk.close()
    assert len(done) == 20
    await asyncio.gather(*work)
    with pytest.raises(RuntimeError):
        await desk.run(lambda _: None)
