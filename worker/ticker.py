"""The heartbeat: looks at fixed intervals whether rows have become due. It holds no job of its own.

What is due is a question to the database (`handlers.due`), never a timer here, so a process that
slept or was killed has nothing to catch up on but one tick.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.turn import School
from handlers import calls, due, housekeeping, weekly
from storage.errors import Unavailable
from worker.desk import Desk

log = logging.getLogger(__name__)

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

DUE_EVERY = 15.0  # seconds; nobody notices a reminder that is a quarter of a minute late
CALLS_EVERY = 60.0  # seconds; a call for help waits for hours
LISTS_EVERY = 300.0  # seconds; leaders get their week's list between half past seven and soon after
RELOAD_EVERY = 30.0  # seconds; an author who saved a file looks at the result soon
TIDY_EVERY = 3600.0  # seconds; retention is counted in days

# Rows a transaction: learners who write meanwhile wait for it.
DUE_AT_ONCE = 200
LISTS_AT_ONCE = 200  # leaders

Tick = Callable[[], Awaitable[None]]


class Ticker:
    """Due rows, calls for help, weekly lists, housekeeping, and `reload` for lessons and accounts whose files
    changed. `wake` tells the senders that something was queued."""

    def __init__(
        self,
        desk: Desk,
        school: Callable[[], School],
        clock: Callable[[], datetime],
        wake: Callable[[], None],
        reload: Tick,
    ) -> None:
        self._desk = desk
        self._school = school
        self._clock = clock
        self._wake = wake
        self._reload = reload
        self._running: set[asyncio.Task[None]] = set()
        self._watch: asyncio.Task[None] | None = None
        self.ticks: Counter[tuple[str, bool]] = Counter()  # name, whether it succeeded
        # Without a grace APScheduler skips a tick that it could not begin within a second.
        self._scheduler = AsyncIOScheduler(
            timezone=ZONE,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self, *, sends: bool = True) -> None:
        """Tick from now on: due rows at once, the others after their first interval. Where nothing is
        sent (`serve --web-only`), files are read again all the same and the rest is left to others."""
        if sends:
            self._every(DUE_EVERY, self.queue_due, at_once=True)
            self._every(CALLS_EVERY, self.move_calls)
            self._every(LISTS_EVERY, self.send_lists)
            self._every(TIDY_EVERY, self.tidy)
        self._every(RELOAD_EVERY, self._reload)
        self._scheduler.start()
        self._watch = asyncio.create_task(self._watch_clock(), name="ticker's clock")

    async def stop(self) -> None:
        """No more ticks; those under way are waited for."""
        if self._watch is not None:
            self._watch.cancel()
        self._scheduler.remove_all_jobs()
        await asyncio.gather(*self._running)
        self._scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # APScheduler does its part of it in the loop's next round

    def soon(self, tick: Tick) -> None:
        """Once, beside the usual ticks; `stop` waits for it as for them."""
        self._running.add(asyncio.create_task(self._run(tick)))

    async def queue_due(self) -> None:
        """Take the turns of all due rows, slice by slice, and wake the senders for each."""
        while True:
            now = self._clock()
            queued = await self._desk.run(due.queue, self._school(), now, DUE_AT_ONCE)
            if queued:
                self._wake()
            if queued < DUE_AT_ONCE:
                return

    async def move_calls(self) -> None:
        """Of the calls for help that nobody answers, ask the next."""
        while True:
            now = self._clock()
            moved = await self._desk.run(calls.move, self._school(), now, DUE_AT_ONCE)
            if moved:
                self._wake()
            if moved < DUE_AT_ONCE:
                return

    async def send_lists(self) -> None:
        """Queue the weekly lists that are due, slice by slice, and wake the senders for each."""
        while True:
            now = self._clock()
            told = await self._desk.run(weekly.send, self._school(), now, LISTS_AT_ONCE)
            if told:
                self._wake()
            if told < LISTS_AT_ONCE:
                return

    async def tidy(self) -> None:
        """Let expire what is stale and delete what need not be kept."""
        await self._desk.run(housekeeping.tidy, self._clock())

    async def _watch_clock(self) -> None:
        """APScheduler plans by the wall clock: put back by an hour, it would not tick for an hour."""
        latest = datetime.now(ZONE)
        while True:
            await asyncio.sleep(DUE_EVERY)
            now = datetime.now(ZONE)
            if now < latest:
                log.warning("the clock was put back by %s", latest - now)
                for job in self._scheduler.get_jobs():
                    job.modify(next_run_time=now)
            latest = now

    def _every(self, seconds: float, tick: Tick, *, at_once: bool = False) -> None:
        first = {"next_run_time": datetime.now(ZONE)} if at_once else {}
        self._scheduler.add_job(self._run, "interval", args=(tick,), seconds=seconds, **first)

    async def _run(self, tick: Tick) -> None:
        """A tick that fails comes again; it must not end the heartbeat."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - always inside a task
        self._running.add(task)
        done = False
        try:
            await tick()
            done = True
        except Unavailable as error:
            log.warning("a tick found no database: %s", error)
        except Exception:
            log.exception("a tick failed")
        finally:
            self.ticks[tick.__name__, done] += 1
            self._running.discard(task)
