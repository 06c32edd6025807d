"""Writes down what became of envelopes: promptly, many in one transaction, and never forgets one.

Whatever gathered while the last transaction ran is written by the next; while the database is
away, all is kept here and tried again.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from bot.delivery import Envelope, Outcome
from handlers import delivery
from storage.errors import Unavailable
from worker.desk import Desk

log = logging.getLogger(__name__)

# A transaction of this size takes some milliseconds; the intake waits behind it.
LARGEST_BATCH = 500
FIRST_PAUSE = 0.1  # seconds; doubled after every failure
LONGEST_PAUSE = 5.0  # seconds; a database comes back within minutes, not milliseconds


class Ledger:
    """The outcomes and releases of one sender. `written` is told after each commit. `metered`: what was
    sent is counted against the account's plan."""

    def __init__(
        self,
        desk: Desk,
        clock: Callable[[], datetime],
        written: Callable[[Sequence[Outcome]], None],
        *,
        metered: bool = False,
    ) -> None:
        self._desk = desk
        self._clock = clock
        self._written = written
        self._metered = metered
        self._outcomes: list[Outcome] = []
        self._released: list[int] = []
        self._clerk: asyncio.Task[None] | None = None
        self.behind = False  # the database refused the last write

    def __len__(self) -> int:
        return len(self._outcomes) + len(self._released)

    @property
    def numbers(self) -> set[int]:
        """Of all messages about which something is to be written."""
        return {outcome.envelope.id for outcome in self._outcomes} | set(self._released)

    def put(self, outcome: Outcome) -> None:
        """It will be recorded, in the order of calls."""
        self._outcomes.append(outcome)
        self._start()

    def release(self, envelopes: Iterable[Envelope]) -> None:
        """They will go back to the queue unsent, after all outcomes put before."""
        self._released.extend(envelope.id for envelope in envelopes)
        self._start()

    async def settled(self) -> None:
        """Returns when everything is written; as long as the database is away it does not."""
        while self._clerk is not None:
            await asyncio.shield(self._clerk)

    def abandon(self) -> None:
        """Stop trying. What is unwritten stays *sending* in the database, for `recover`."""
        if self._clerk is not None:
            self._clerk.cancel()
            self._clerk = None

    def _start(self) -> None:
        if self._clerk is None and len(self):
            self._clerk = asyncio.create_task(self._work(), name="ledger")

    async def _work(self) -> None:
        try:
            await self._write_all()
        finally:
            self._clerk = None

    async def _write_all(self) -> None:
        pause = FIRST_PAUSE
        while len(self):
            try:
                await self._write_outcomes()
                await self._write_releases()
            except Unavailable as error:
                log.warning("%d results wait for the database: %s", len(self), error)
                self.behind = True
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                self.behind = False
                pause = FIRST_PAUSE

    async def _write_outcomes(self) -> None:
        batch = tuple(self._outcomes[:LARGEST_BATCH])
        if batch:
            await self._record(batch)
            del self._outcomes[: len(batch)]
            self._written(batch)

    async def _record(self, batch: Sequence[Outcome]) -> None:
        try:
            await self._desk.run(delivery.record, batch, self._clock(), metered=self._metered)
        except Unavailable:
            raise
        except Exception:
            if len(batch) == 1:
                # It stays *sending*; the next start decides about it.
                log.exception("the result of message %d could not be written", batch[0].envelope.id)
                return
            log.exception("%d results could not be written at once; one by one", len(batch))
            for outcome in batch:
                await self._record((outcome,))

    async def _write_releases(self) -> None:
        if self._outcomes:
            return  # a release must not overtake an outcome of its chat
        batch = tuple(self._released[:LARGEST_BATCH])
        if not batch:
            return
        try:
            await self._desk.run(delivery.release, batch, self._clock())
        except Unavailable:
            raise
        except Exception:
            log.exception("%d messages could not be released", len(batch))
        del self._released[: len(batch)]
