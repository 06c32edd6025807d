"""The pulse of announcements: begins those that are due and hands a little of each to the senders, often
while there is something to hand on. It holds nothing: announcements and their recipients are rows.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from bot.limits import Limits
from bot.turn import School
from handlers import feeding
from storage.errors import Unavailable
from worker.desk import Desk

log = logging.getLogger(__name__)

# Seconds. Four helpings stand in the outbox (feeding.AHEAD), so a late tick is no gap.
BUSY_EVERY, IDLE_EVERY = 0.5, 1.0


class Announcer:
    """`rates`: the accounts for which this process sends now, and how many messages a second each may."""

    def __init__(
        self,
        desk: Desk,
        school: Callable[[], School],
        clock: Callable[[], datetime],
        rates: Callable[[], Mapping[str, float]],
        wake: Callable[[Iterable[str]], None],
    ) -> None:
        self._desk = desk
        self._school = school
        self._clock = clock
        self._rates = rates
        self._wake = wake
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
        while not self._closing:
            is_busy = False
            try:
                is_busy = await self.tick()
            except Unavailable as error:
                log.warning("announcements wait: %s", error)
            except Exception:
                log.exception("announcements stumbled and go on")
            await self._nap(BUSY_EVERY if is_busy else IDLE_EVERY)

    async def _nap(self, seconds: float) -> None:
        if self._closing:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass
        self._woken.clear()


def rate(limits: Limits) -> float:
    """Messages a second; where a platform sets no limit, as many as may be under way at once."""
    if limits.overall is None:
        return float(limits.in_flight)
    return limits.overall.count / limits.overall.seconds
