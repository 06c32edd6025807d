"""The pulse of announcements: begins those that are due and hands a little of each to the senders, often
while there is something to hand on. It holds nothing: announcements and their recipients are rows.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from time import monotonic

from bot.limits import Limits
from bot.turn import School
from handlers import awakening, feeding
from storage.errors import Unavailable
from worker.desk import Desk

log = logging.getLogger(__name__)

# Seconds. Four helpings stand in the outbox (feeding.AHEAD), so a late tick is no gap.
BUSY_EVERY, IDLE_EVERY = 0.5, 1.0


class Announcer:
    """`rates`: the accounts for which this process sends now, and how many messages a second each may.
    `mark`: the file in which this machine remembers that it was here."""

    def __init__(
        self,
        desk: Desk,
        school: Callable[[], School],
        clock: Callable[[], datetime],
        rates: Callable[[], Mapping[str, float]],
        wake: Callable[[Iterable[str]], None],
        *,
        mark: Path | None = None,
    ) -> None:
        self._desk = desk
        self._school = school
        self._clock = clock
        self._rates = rates
        self._wake = wake
        self._mark = mark
        self._woken = asyncio.Event()
        self._closing = False
        self._life: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._life = asyncio.create_task(self._live(), name="announcer")

    async def stop(self) -> None:
        """No more ticks; one under way is waited for."""
        self._closing = True
        self.wake()
        if self._life is not None:
            await self._life

    def wake(self) -> None:
        """An announcement may have been confirmed, or its time have come: look now."""
        self._woken.set()

    async def tick(self) -> bool:
        """Whether there will be more to do very soon. Raises Unavailable."""
        school, now, rates = self._school(), self._clock(), self._rates()
        ticked = await self._desk.run(feeding.tick, school, now, rates)
        if ticked.fed:
            self._wake(ticked.fed)
        return ticked.is_busy

    async def _live(self) -> None:
        """First of all whoever starts after a long silence asks before it goes on with anything."""
        awake, beat_at = False, 0.0
        while not self._closing:
            is_busy = False
            try:
                if not awake:
                    await self._awaken()
                    awake, beat_at = True, monotonic()
                if monotonic() - beat_at >= awakening.BEAT_EVERY:
                    await self._beat()
                    beat_at = monotonic()
                is_busy = await self.tick()
            except Unavailable as error:
                log.warning("announcements wait: %s", error)
            except Exception:
                log.exception("announcements stumbled and go on")
            await self._nap(BUSY_EVERY if is_busy else IDLE_EVERY)

    async def _awaken(self) -> None:
        seen, now = _remembered(self._mark), self._clock()
        waiting = await self._desk.run(awakening.awaken, self._school(), seen, now)
        if waiting:
            log.warning("%d announcements wait for their authors: an older database?", waiting)
        self._remember(now)

    async def _beat(self) -> None:
        now = self._clock()
        await self._desk.run(awakening.beat, now)
        self._remember(now)

    def _remember(self, now: datetime) -> None:
        """After the database does: it is never ahead of what the database knew."""
        if self._mark is None:
            return
        try:
            self._mark.parent.mkdir(parents=True, exist_ok=True)
            self._mark.write_text(now.isoformat())
        except OSError as error:
            log.warning("this machine cannot remember that it was here: %s", error)

    async def _nap(self, seconds: float) -> None:
        if self._closing:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass
        self._woken.clear()


def _remembered(mark: Path | None) -> datetime | None:
    """None: this machine was never here, or what it wrote was cut off."""
    try:
        return datetime.fromisoformat(mark.read_text()) if mark else None
    except (OSError, ValueError):
        return None


def rate(limits: Limits) -> float:
    """Messages a second; where a platform sets no limit, as many as may be under way at once."""
    if limits.overall is None:
        return float(limits.in_flight)
    return limits.overall.count / limits.overall.seconds
