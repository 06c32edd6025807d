"""Rows that stand as *sending* and that nobody holds: a commit was made whose answer was lost.

For one sender, which alone may send for its account; it must not send anything itself.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from handlers import delivery
from storage.errors import Unavailable
from worker.desk import Desk

log = logging.getLogger(__name__)

# No call takes half so long (channels.reply.Patience), so what is older and not held is nobody's.
STRAY_AFTER = timedelta(seconds=60)
STRAYS_EVERY = 15.0  # seconds


class Strays:
    """`held`: the numbers of the rows that the sender has in its hands at this moment."""

    def __init__(
        self,
        desk: Desk,
        account: str,
        clock: Callable[[], datetime],
        now: Callable[[], float],
        held: Callable[[], set[int]],
    ) -> None:
        self._desk = desk
        self._account = account
        self._clock = clock
        self._now = now
        self._held = held
        self._look_at = 0.0
        self.doubtful = False  # the intake's last commit may have claimed rows for us

    async def release(self) -> None:
        """After a doubtful commit: what it claimed goes back to its queue, for it was never tried."""
        if not self.doubtful:
            return
        try:
            found = await self._desk.run(
                delivery.release_strays, self._account, self._held(), self._clock()
            )
        except Unavailable:
            return  # the sender's next claim says it; the next look comes within a second
        self.doubtful = False
        if found:
            log.warning("%s: %d messages of a commit that failed", self._account, found)

    async def settle(self) -> None:
        """Now and then: what was claimed long ago, by a claim of ours whose answer was lost."""
        now = self._now()
        if now < self._look_at:
            return
        self._look_at = now + STRAYS_EVERY
        wall = self._clock()
        try:
            found = await self._desk.run(
                delivery.settle_strays, self._account, wall - STRAY_AFTER, self._held(), wall
            )
        except Unavailable as error:
            log.warning("%s: cannot look for strays: %s", self._account, error)
            return
        if found:
            log.warning("%s: %d messages were claimed and never handed over", self._account, found)
