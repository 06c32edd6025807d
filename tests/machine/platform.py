"""Platforms as the machine sees them: every attempt to send is remembered, nothing is answered until
somebody decides what became of it, and what a platform would complain about is noticed here.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.delivery import Ambiguous, Envelope, Result, RetryAt, Sent
from bot.limits import Limits, Rate
from bot.message import Mark, Purpose
from bot.update import ChatKind, Update
from channels.telegram.calls import CAPABILITIES
from tests.machine.promise import Broken, Invariant, hold
from tests.machine.still import Clock

# Small, so that a handful of messages comes up against them.
CLOSE_ENOUGH = 0.001  # seconds; instants are kept in microseconds
LIMITS = Limits(Rate(5, 1.0), private_chat=Rate(1, 1.0), group_chat=Rate(2, 45.0), in_flight=6)


@dataclass
class Attempt:
    """One request that left us. `result` is what the sender was told, None as long as it flies."""

    envelope: Envelope
    result: Result | None = None
    arrived: bool = False  # of several parts: one of them
    lost: bool = False  # its process died before it had written the result down

    @property
    def in_doubt(self) -> bool:
        return self.lost or isinstance(self.result, Ambiguous)


@dataclass(frozen=True)
class Arrival:
    """A person has seen it, or a part of it."""

    attempt: Attempt
    at: float  # by the platform's clock, when it was sent


@dataclass(frozen=True)
class Wait:
    """A platform has asked us, in answer to a row, to leave a chat ("": everybody) alone."""

    chat: str
    until: float  # by the platform's clock
    answer: RetryAt


@dataclass
class Platform:
    """One account's. It outlives our processes. `begins` is told of every attempt as it begins."""

    account: str
    clock: Clock
    begins: Callable[[Envelope], None]
    attempts: dict[int, list[Attempt]] = field(default_factory=lambda: defaultdict(list))
    arrivals: list[Arrival] = field(default_factory=list)
    newest: dict[str, int] = field(default_factory=dict)  # by chat: the row that arrived last
    newest_announced: dict[str, int] = field(default_factory=dict)  # the same of announcements
    # Claimed by a commit whose answer was lost: nobody has them until an hour, or a life, is over,
    # and what is decided meanwhile goes before them. Known, and not mended.
    astray: set[int] = field(default_factory=set)
    given_up: set[int] = field(default_factory=set)  # rows that housekeeping took for lost
    waits: list[Wait] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)  # noticed where nobody may raise

    def attempt(self, envelope: Envelope) -> Attempt:
        before = self.attempts[envelope.id]
        try:
            self._judge(envelope, before)
        except Broken as broken:  # a sender takes what an adapter raises for a platform's trouble
            self.broken.append(broken)
        self.begins(envelope)
        made = Attempt(envelope)
        before.append(made)
        return made

    def answered(self, attempt: Attempt, result: Result) -> None:
        """What a sender is told of it."""
        attempt.result = result
        match result:
            case RetryAt(at, throttled=True, whole_account=whole):
                chat = "" if whole else attempt.envelope.address.chat
                ahead = (at - self.clock.wall()).total_seconds()
                self.waits.append(Wait(chat, self.clock.true + ahead, result))
            case _:
                pass

    def _judge(self, envelope: Envelope, before: Sequence[Attempt]) -> None:
        """I5: no second attempt where there is nothing to gain, or too much to lose."""
        chat = envelope.address.chat
        for wait in self.waits:
            is_over = wait.chat not in ("", chat) or self.clock.true > wait.until - CLOSE_ENOUGH
            hold(Invariant.WAITS, is_over, f"to {chat} at {self.clock.true}, asked for {wait}")
        known = [one for one in before if isinstance(one.result, Sent) and not one.lost]
        given_up = envelope.id in self.given_up
        hold(
            Invariant.ONE_ATTEMPT,
            not known or given_up,
            f"{envelope.id} was sent, and is sent again",
        )
        flying = [one for one in before if one.result is None and not one.lost]
        hold(Invariant.ONE_ATTEMPT, not flying, f"{envelope.id} is sent while it is being sent")
        doubtful = sum(one.in_doubt for one in before)
        repeatable = envelope.purpose is not Purpose.BROADCAST and not is_mark(envelope)
        most = 1 if repeatable else 0
        hold(
            Invariant.ONE_ATTEMPT,
            doubtful <= most,
            f"{envelope.purpose.value} {envelope.id} is tried again after {doubtful} doubts",
        )

    def takes(self, attempt: Attempt, at: float) -> None:
        """The person sees what was sent at that time."""
        chat, row = attempt.envelope.address.chat, attempt.envelope.id
        if not any(one.arrived for one in self.attempts[row]):
            # What waited for the morning may come after later answers, never after later announcements.
            is_announced = attempt.envelope.purpose is Purpose.BROADCAST
            newest = (self.newest_announced if is_announced else self.newest).get(chat, 0)
            in_order = newest < row or row in self.astray
            hold(Invariant.ORDER, in_order, f"{row} comes to {chat} after {newest}")
            self.newest[chat] = max(self.newest.get(chat, 0), row)
            if is_announced:
                self.newest_announced[chat] = row
        is_part = attempt.arrived
        attempt.arrived = True
        self.arrivals.append(Arrival(attempt, at))
        self.arrivals.sort(key=lambda one: one.at)
        if (
            not is_part
        ):  # an account's rate counts bubbles; of a bubble's parts the chat's pace is kept
            self._within(LIMITS.overall, self._firsts(), "the account")
        if not is_mark(attempt.envelope):
            is_group = attempt.envelope.address.kind is ChatKind.GROUP
            rate = LIMITS.group_chat if is_group else LIMITS.private_chat
            self._within(rate, [one for one in self.arrivals if _in_chat(one, chat)], chat)

    def _firsts(self) -> Sequence[Arrival]:
        """Without the further parts of what came in several."""
        firsts = {id(one.attempt): one for one in reversed(self.arrivals)}
        return sorted(firsts.values(), key=lambda one: one.at)

    def _within(self, rate: Rate | None, arrivals: Sequence[Arrival], what: str) -> None:
        if rate is None:
            return
        for earlier, later in zip(arrivals, arrivals[rate.count :], strict=False):
            gap = later.at - earlier.at
            # The pause between parts is the window itself, to the last bit of a float.
            least = rate.seconds - (CLOSE_ENOUGH if earlier.attempt is later.attempt else 0)
            hold(
                Invariant.LIMITS,
                gap > least,
                f"{rate.count + 1} messages to {what} within {gap} s",
            )

    def forget(self, rows: set[int]) -> None:
        """Nobody remembers having sent these: whoever erased them wished it so (P8)."""
        self.arrivals = [one for one in self.arrivals if one.attempt.envelope.id not in rows]


@dataclass
class Flight:
    """One call to the platform. `answer` is told what came back."""

    attempt: Attempt
    at: float  # by the platform's clock
    answer: asyncio.Future[Any]


class Line:
    """A process's connection to a platform: a channel whose requests hang until they are landed.

    On this one the platform's answers are results as they are.
    """

    kind = "telegram"
    limits = LIMITS
    capabilities = CAPABILITIES

    def __init__(self, platform: Platform) -> None:
        self.account = platform.account
        self.platform = platform
        self.flights: list[Flight] = []

    async def send(self, envelope: Envelope) -> Result:
        attempt = self.platform.attempt(envelope)
        result = await self.deliver(attempt)
        self.platform.answered(attempt, result)
        return result

    async def deliver(self, attempt: Attempt) -> Result:
        result: Result = await self.fly(attempt)
        return result

    async def fly(self, attempt: Attempt) -> Any:
        """One call, until it is landed."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.flights.append(Flight(attempt, self.platform.clock.true, answer))
        return await answer

    def land(self, number: int, said: object, *, arrived: bool) -> Envelope:
        """The platform has decided: what it says, and whether the person sees the message."""
        flight = self.flights.pop(number)
        if arrived:
            self.platform.takes(flight.attempt, flight.at)
        flight.answer.set_result(said)
        return flight.attempt.envelope

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        return True

    def read(self, body: bytes) -> Sequence[Update]:
        return ()

    def acknowledge(self, body: bytes) -> bytes:
        return b""

    async def open(self) -> None: ...

    async def close(self) -> None: ...


def is_mark(envelope: Envelope) -> bool:
    return isinstance(envelope.content, Mark)


def _in_chat(arrival: Arrival, chat: str) -> bool:
    envelope = arrival.attempt.envelope
    return envelope.address.chat == chat and not is_mark(envelope)
