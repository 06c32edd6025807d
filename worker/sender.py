"""One account's messages on their way out: claims rows, sends them in order and within the limits,
and has written down what the platform did with each.

It knows no platform. Rows in the database are the truth; what is in memory is only in a hurry.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import assert_never

from bot.delivery import (
    Ambiguous,
    Envelope,
    Moved,
    Outcome,
    Rejected,
    Result,
    RetryAt,
    Sent,
    Unreachable,
)
from bot.limits import Limits
from bot.message import Lane
from channels.protocol import Channel
from handlers import delivery
from storage.errors import Unavailable
from worker.counts import Histogram
from worker.desk import Desk
from worker.lanes import WaitingRoom
from worker.ledger import Ledger
from worker.limiter import Limiter
from worker.strays import Strays
from worker.tenure import Tenure, inherit
from worker.trail import tell, told

log = logging.getLogger(__name__)

SWEEP_EVERY = 1.0  # seconds; finds what nobody woke us for: other processes' rows, passed waits
LOCK_EVERY = 3.0  # seconds between attempts at a lock that another process holds
BROKEN_PAUSE = 300.0  # seconds; a refused token is put right by a person, not by trying
# Rows claimed ahead are *sending* though nothing was sent: after a crash an announcement among
# them is *unknown* for good. So no more than half a second's worth of the account's limit.
CLAIM_AHEAD = 0.5
# The intake may hand over so many times `in_flight`; beyond that its rows are queued.
ACCEPT_DEPTH = 4
# A turn committed while a failure of its chat was being recorded may be handed over a little
# after; for so many seconds what comes for that chat goes through the queue, which keeps order.
OVERTAKING = 10.0
DELAYS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)  # seconds
LAST_WORDS = 2.0  # seconds of the grace kept for giving the lock back

_NEVER = float("inf")


class Sender:
    """Sends for one channel account while this process holds the account's lock."""

    def __init__(
        self,
        channel: Channel,
        desk: Desk,
        clock: Callable[[], datetime],
        now: Callable[[], float] = time.monotonic,
        days_off: Callable[[], Collection[date]] = frozenset,
    ) -> None:
        self.account = channel.account
        self._channel = channel
        self._desk = desk
        self._clock = clock
        self._now = now
        self._days_off = days_off
        self._limiter = Limiter(channel.limits)
        self._room = WaitingRoom(self._limiter)
        metered = channel.limits.quota.messages is not None
        self._ledger = Ledger(desk, clock, self._written, metered=metered)
        self._tenure = Tenure(desk, channel.account, now)
        self._ahead = _claim_ahead(channel.limits)
        self._flights: set[asyncio.Task[None]] = set()
        self._flying: set[int] = set()  # the numbers of their envelopes
        self._strays = Strays(desk, channel.account, clock, now, self._held)
        self._halted: dict[str, float] = {}  # chats after a failure: until when nothing overtakes
        self._more = False  # the last claim left rows behind
        self._woken = asyncio.Event()
        self._alarm: asyncio.TimerHandle | None = None
        self._closing = False
        self._life: asyncio.Task[None] | None = None
        self.active = False  # holds the lock and sends
        self.results: Counter[str] = Counter()  # by the result's name, in small letters
        self.replies = Histogram(DELAYS)  # seconds from the decision until the platform had it
        self.throttled = 0  # how often the platform asked us to wait
        self.broken = ""  # why the platform refuses the account; "" while it does not

    @property
    def accepting(self) -> bool:
        """Whether rows may be committed as claimed for this sender. Any thread may ask."""
        return (
            self._may_send(self._now())
            and not self._strays.doubtful
            and not self._ledger.behind
            and len(self._room) < ACCEPT_DEPTH * self._channel.limits.in_flight
        )

    @property
    def waiting(self) -> int:
        """How many claimed envelopes wait in memory."""
        return len(self._room)

    @property
    def unwritten(self) -> int:
        """How many results wait for the database."""
        return len(self._ledger)

    @property
    def in_flight(self) -> int:
        """How many sends are under way."""
        return len(self._flights)

    async def start(self) -> None:
        """Begin to try for the lock, and to send once it is held; does not wait for it."""
        self._life = asyncio.create_task(self._live(), name=f"sender {self.account}")

    def accept(self, envelopes: Sequence[Envelope]) -> None:
        """Send these: rows of this account that were committed as claimed by this process."""
        now = self._now()
        unwanted = []
        for envelope in envelopes:
            if self._may_send(now) and self._halted.get(envelope.address.chat, now) <= now:
                self._room.add(envelope, now)
            else:
                unwanted.append(envelope)
        self._ledger.release(unwanted)
        self._pump()

    def doubt(self) -> None:
        """A commit of rows claimed for this sender may have been made, though its answer was lost.

        Until what nobody holds is back in its queue, nothing newer may be claimed past it (P6). The
        next sweep is soon enough: a database that is away refuses many batches a second.
        """
        self._strays.doubtful = True

    def wake(self) -> None:
        """Rows of this account may have been queued: look now."""
        self._woken.set()

    async def stop(self, grace: float = 20.0) -> None:
        """Finish what is under way, give back what is not, free the lock; within `grace` seconds."""
        self._closing = True
        self.wake()
        patience = max(grace - LAST_WORDS, grace / 2)
        try:
            async with asyncio.timeout(patience):
                if self._life is not None:
                    await asyncio.shield(self._life)
                await self._quiet()
        except TimeoutError:
            log.warning(
                "%s: %d sends and %d results are left to the next start",
                *(self.account, self.in_flight, len(self._ledger)),
            )
        self._ledger.abandon()
        if self._life is not None:
            self._life.cancel()
        if self._alarm is not None:
            self._alarm.cancel()
        try:
            async with asyncio.timeout(grace - patience):
                await self._tenure.give_back()
        except (TimeoutError, Unavailable):
            log.warning("%s: the lock ends with this process", self.account)

    # --- Holding the lock --------------------------------------------------------------------

    async def _live(self) -> None:
        while not self._closing:
            try:
                # What a former tenure has under way is not for `recover` to judge.
                await self._quiet()
                if await self._tenure.take():
                    await self._serve()
            except Unavailable as error:
                log.warning("%s: no database: %s", self.account, error)
            except Exception:
                log.exception("%s: the sender stumbled and tries again", self.account)
            await self._nap(LOCK_EVERY)

    async def _serve(self) -> None:
        """Send until the lock is lost or `stop` is called."""
        limits = self._channel.limits
        self._limiter = await inherit(self._desk, self.account, limits, self._clock, self._now())
        self._room = WaitingRoom(self._limiter)
        self._halted.clear()
        self.active = True
        log.info("%s: sending", self.account)
        try:
            while not self._closing and await self._tenure.lasts():
                await self._strays.release()
                await self._claim()
                await self._strays.settle()
                await self._nap(SWEEP_EVERY)
        finally:
            self.active = False
            self._empty(lost=not self._closing)

    def _empty(self, *, lost: bool) -> None:
        """Give back what waits. After a lost lock another process may have judged our rows already
        and be sending them: then only what may arrive twice is given back (P4)."""
        left = self._room.clear_all()
        if lost:
            log.warning("%s: the lock is lost, %d messages waited", self.account, len(left))
        self._ledger.release(e for e in left if not lost or e.purpose.may_repeat)

    async def _quiet(self) -> None:
        while self._flights:
            await asyncio.wait(self._flights)
        await self._ledger.settled()

    async def _nap(self, seconds: float) -> None:
        """Until woken, or so many seconds; not at all while closing."""
        if self._closing:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass
        self._woken.clear()

    # --- Claiming ----------------------------------------------------------------------------

    async def _claim(self) -> None:
        now = self._now()
        self._halted = {chat: until for chat, until in self._halted.items() if until > now}
        wanted = self._ahead - self._room.pressing
        if wanted <= 0 or self._ledger.behind or self._limiter.account_held_until > now:
            return
        try:
            claimed = await self._desk.run(
                delivery.claim,
                self.account,
                self._clock(),
                wanted,
                self._channel.limits,
                days_off=self._days_off(),
            )
        except Unavailable as error:
            log.warning("%s: cannot claim: %s", self.account, error)
            return
        self._more = len(claimed) == wanted
        for envelope in claimed:
            # The head of its chat says the database, so what failed before it is settled; unless
            # that failure is still on its way there.
            if self._halted.get(envelope.address.chat) != _NEVER:
                self._halted.pop(envelope.address.chat, None)
        self.accept(claimed)

    def _held(self) -> set[int]:
        return self._flying | self._room.numbers | self._ledger.numbers

    # --- Sending -----------------------------------------------------------------------------

    def _may_send(self, now: float) -> bool:
        return self.active and not self._closing and self._limiter.account_held_until <= now

    def _pump(self) -> None:
        """Start every send that may start now, and be called again when the next may."""
        now = self._now()
        if not self._may_send(now):
            return
        while len(self._flights) < self._channel.limits.in_flight:
            envelope = self._room.take(now)
            if envelope is None:
                self._set_alarm(self._room.next_at(now), now)
                break
            self._flying.add(envelope.id)
            flight = asyncio.create_task(self._send(envelope))
            self._flights.add(flight)
            flight.add_done_callback(self._flown)
        if self._more and self._room.pressing <= self._ahead // 2:
            self._more = False
            self.wake()

    def _set_alarm(self, at: float | None, now: float) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if at is not None:
            loop = asyncio.get_running_loop()
            self._alarm = loop.call_later(max(0.0, at - now), self._pump)

    async def _send(self, envelope: Envelope) -> None:
        try:
            result = await self._channel.send(envelope)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise  # the loop is being torn down around us
            log.exception("%s: cancelled inside the adapter", self.account, extra=told(envelope))
            result = Ambiguous("cancelled inside the adapter")
        except Exception as error:
            log.exception("%s: the adapter failed", self.account, extra=told(envelope))
            result = Ambiguous(f"the adapter raised {type(error).__name__}")
        self._landed(envelope, result)

    def _flown(self, flight: asyncio.Task[None]) -> None:
        self._flights.discard(flight)
        if flight.cancelled():
            return  # the loop is being torn down
        if (error := flight.exception()) is not None:
            log.error("%s: a result was lost", self.account, exc_info=error)
        self._pump()

    def _landed(self, envelope: Envelope, result: Result) -> None:
        outcome = Outcome(envelope, result, self._clock())
        self._ledger.put(outcome)
        self._count(outcome)
        self._flying.discard(envelope.id)
        chat = envelope.address.chat
        match result:
            case Sent():
                pass
            case RetryAt(at=at, throttled=throttled, whole_account=whole_account):
                self._halt(chat)
                if whole_account:
                    self._halt_account(self._instant(at))
                elif throttled:
                    self._limiter.hold(self._instant(at), chat)
            case Rejected(account_broken=True, reason=reason):
                if self._may_send(self._now()):  # said once for all that were under way
                    log.error("%s: refused by its platform: %s", self.account, reason)
                self._halt(chat)
                self._halt_account(self._now() + BROKEN_PAUSE)
            case Unreachable() | Moved() | Rejected() | Ambiguous():
                self._halt(chat)
            case _:
                assert_never(result)
        self._room.landed(chat, self._now())

    def _count(self, outcome: Outcome) -> None:
        envelope, result = outcome.envelope, outcome.result
        self.results[type(result).__name__.lower()] += 1
        match result:
            case Sent():
                self.broken = ""
                if envelope.lane is Lane.REPLY:
                    self.replies.observe((outcome.at - envelope.created_at).total_seconds())
                return
            case RetryAt(throttled=True):
                self.throttled += 1
            case Rejected(account_broken=True, reason=reason):
                self.broken = reason
            case _:
                pass
        tell(envelope, result)

    def _halt(self, chat: str) -> None:
        """The database decides when this chat goes on: what was behind the failure is given back."""
        self._halted[chat] = _NEVER
        self._ledger.release(self._room.clear(chat))

    def _halt_account(self, until: float) -> None:
        """What will certainly wait must not stay *sending*: a crash would make it look half sent."""
        self._limiter.hold(until)
        self._ledger.release(self._room.clear_all())

    def _written(self, outcomes: Sequence[Outcome]) -> None:
        """The rows tell now what became of these: their chats' next may be claimed."""
        now = self._now()
        loop = asyncio.get_running_loop()
        for outcome in outcomes:
            chat = outcome.envelope.address.chat
            if not isinstance(outcome.result, Sent) and chat in self._halted:
                self._halted[chat] = now + OVERTAKING
            if isinstance(outcome.result, RetryAt):
                loop.call_later(max(0.0, self._instant(outcome.result.at) - now), self.wake)
        self.wake()

    def _instant(self, at: datetime) -> float:
        """The wall clock's instant on the clock that never jumps."""
        return self._now() + (at - self._clock()).total_seconds()


def _claim_ahead(limits: Limits) -> int:
    if limits.overall is None:
        return limits.in_flight
    worth = limits.overall.count / limits.overall.seconds * CLAIM_AHEAD
    return max(1, min(limits.in_flight, int(worth)))
