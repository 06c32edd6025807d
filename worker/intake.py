"""Where arriving updates become one transaction: whatever came while the last one ran is the next.

No timer and no queue that outlives an acknowledgement: a caller is answered after its commit.
"""

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.delivery import Envelope
from bot.trace import trace_of_update
from bot.turn import School
from bot.update import Address, Update
from handlers import inbound
from handlers.inbound import Receipt, Received
from storage.database import Database
from storage.errors import Unavailable
from worker.counts import Histogram
from worker.desk import Desk

log = logging.getLogger(__name__)

# More gains nothing per update (167 against 141 thousand/s for 100) and makes the first wait longer.
LARGEST_BATCH = 500
# Some seconds' work. Whoever is refused is asked to come again, which platforms do.
LARGEST_BACKLOG = 5_000

BATCH_SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500)
LAGS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds

Receive = Callable[[Database, Sequence[Update]], Received]


class Overloaded(Exception):
    """Too much waits already, or we are closing: the platform should send it again later."""


@dataclass(frozen=True, slots=True)
class _Visit:
    """One caller's updates, and where it waits for their receipts."""

    updates: tuple[Update, ...]
    receipts: asyncio.Future[Sequence[Receipt]]
    came: float  # monotonic seconds


class Intake:
    """Group commit of updates. `on_envelopes` gets what was committed as claimed by this process;
    `on_doubt` is told when nobody knows whether something was."""

    def __init__(
        self,
        desk: Desk,
        receive: Receive,
        on_envelopes: Callable[[Sequence[Envelope]], None],
        max_backlog: int = LARGEST_BACKLOG,
        on_doubt: Callable[[], None] = lambda: None,
    ) -> None:
        self._desk = desk
        self._receive = receive
        self._on_envelopes = on_envelopes
        self._on_doubt = on_doubt
        self._visits: deque[_Visit] = deque()
        self._closed = False
        self._clerk: asyncio.Task[None] | None = None
        self.backlog = 0  # updates waiting or in the running transaction
        self.max_backlog = max_backlog
        self.taken: Counter[tuple[str, bool, bool]] = Counter()  # account, fresh, quarantined
        self.refused: Counter[str] = Counter()  # by account: too much waited, or no database
        self.batches = Histogram(BATCH_SIZES)
        self.lags = Histogram(LAGS)  # from `submit` to the commit

    async def submit(self, updates: Sequence[Update]) -> Sequence[Receipt]:
        """A receipt for each update, in order, once they are committed.

        Raises Overloaded, or storage's Unavailable: nothing was taken, ask for them again.
        """
        if not updates:
            return ()
        if self._closed or self.backlog + len(updates) > self.max_backlog:
            self._count_refused(updates)
            raise Overloaded("closing" if self._closed else f"{self.backlog} updates wait")
        visit = _Visit(tuple(updates), asyncio.get_running_loop().create_future(), time.monotonic())
        self._visits.append(visit)
        self.backlog += len(updates)
        if self._clerk is None:
            self._clerk = asyncio.create_task(self._work(), name="intake")
        return await visit.receipts

    async def stop(self) -> None:
        """Refuse new updates and finish with those that wait."""
        self._closed = True
        if self._clerk is not None:
            await self._clerk

    async def _work(self) -> None:
        while self._visits:
            visits = self._next_batch()
            await self._commit(visits)
            self.backlog -= sum(len(visit.updates) for visit in visits)
        self._clerk = None

    def _next_batch(self) -> Sequence[_Visit]:
        visits = [self._visits.popleft()]
        size = len(visits[0].updates)
        while self._visits and size + len(self._visits[0].updates) <= LARGEST_BATCH:
            visits.append(self._visits.popleft())
            size += len(visits[-1].updates)
        return visits

    async def _commit(self, visits: Sequence[_Visit]) -> None:
        batch = tuple(update for visit in visits for update in visit.updates)
        try:
            received = await self._desk.run(self._receive, batch)
        except Exception as error:
            if not isinstance(error, Unavailable):
                log.exception("a batch of updates could not be taken in")
            self._on_doubt()  # it may have been committed all the same
            self._count_refused(batch)
            for visit in visits:
                if not visit.receipts.done():  # the caller may have gone meanwhile
                    visit.receipts.set_exception(error)
            return
        self._count_taken(visits, batch, received.receipts)
        self._hand_over(received.envelopes)
        first = 0
        for visit in visits:
            last = first + len(visit.updates)
            if not visit.receipts.done():
                visit.receipts.set_result(received.receipts[first:last])
            first = last

    def _count_taken(
        self, visits: Sequence[_Visit], batch: Sequence[Update], receipts: Sequence[Receipt]
    ) -> None:
        now = time.monotonic()
        self.batches.observe(len(batch))
        for visit in visits:
            self.lags.observe(now - visit.came)
        pairs = zip(batch, receipts, strict=True)
        self.taken.update((u.address.account, r.fresh, r.quarantined) for u, r in pairs)
        if log.isEnabledFor(logging.DEBUG):
            for update, receipt in zip(batch, receipts, strict=True):
                log.debug("taken" if receipt.fresh else "repeated", extra=_told(update))

    def _count_refused(self, updates: Sequence[Update]) -> None:
        self.refused.update(update.address.account for update in updates)
        if log.isEnabledFor(logging.DEBUG):
            for update in updates:
                log.debug("refused", extra=_told(update))

    def _hand_over(self, envelopes: Sequence[Envelope]) -> None:
        if not envelopes:
            return
        try:
            self._on_envelopes(envelopes)
        except Exception:
            # They are rows already, and their updates are committed: that must be acknowledged.
            log.exception("%d committed messages could not be handed to a sender", len(envelopes))


def _told(update: Update) -> dict[str, object]:
    """For a line's `extra`."""
    return {
        "trace": trace_of_update(update.address.account, update.key),
        "who": update.address,  # which the logs turn into a pseudonym
    }


def receiver(
    school: Callable[[], School],
    clock: Callable[[], datetime],
    sends_here: Callable[[], frozenset[str]],
    help_chat: Address | None = None,
    metered: Callable[[], frozenset[str]] = frozenset,
) -> Receive:
    """How an intake takes a batch: with the lessons, the time and the senders of that moment."""

    def receive(db: Database, batch: Sequence[Update]) -> Received:
        return inbound.receive(
            db,
            school(),
            batch,
            clock(),
            help_chat=help_chat,
            sends_here=sends_here(),
            metered=metered(),
        )

    return receive
