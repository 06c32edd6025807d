"""What goes wrong with updates on their way to a webhook: brought again, and overtaken by later ones."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from town.calls import Id
from town.clock import TownClock
from town.faults import Again, Faults, Overtaken


class Errand(Protocol):
    """An update on its way to a bot. Those of one queue come in order of their own accord."""

    @property
    def id(self) -> int: ...
    @property
    def bot(self) -> Id: ...
    @property
    def queue(self) -> Id: ...
    @property
    def repeated(self) -> bool: ...  # the bot has had it before


E = TypeVar("E", bound=Errand)
Key = tuple[Id, int]  # a bot and one of its updates


@dataclass(slots=True)
class Gate:
    """Where an update waits to be overtaken. At most one a bot: who comes to a second one goes through."""

    queue: Id
    same_queue: bool
    open: asyncio.Event = field(default_factory=asyncio.Event)


class Detours(Generic[E]):
    """Asks `faults` once per update, when it first sets out. What is on a detour lives in memory.

    `again` brings an update once more.
    """

    def __init__(self, faults: Faults, again: Callable[[E], object], clock: TownClock) -> None:
        self._faults = faults
        self._again = again
        self._clock = clock
        self._planned: dict[Key, Again | Overtaken] = {}
        self._gates: dict[Id, Gate] = {}
        self._later: list[tuple[datetime, E]] = []
        self._timer: asyncio.TimerHandle | None = None
        clock.on_advance(self._bring_what_is_due)

    def set_out(self, update: E, chat: Id | None) -> None:
        """An update of that chat, as the bot knows it, is on its way for the first time, or once more."""
        gate = self._gates.get(update.bot)
        if gate is not None and gate.same_queue and gate.queue == update.queue:
            gate.open.set()
        fault = None
        if chat is not None and not update.repeated:
            fault = self._faults.decide_update(chat)
        if fault is not None:
            self._planned[update.bot, update.id] = fault

    async def let_pass(self, line: deque[E]) -> None:
        """The first of the line may have to wait for one that overtakes it."""
        first = line[0]
        fault = self._planned.get((first.bot, first.id)) if self._planned else None
        if not isinstance(fault, Overtaken):
            return
        del self._planned[first.bot, first.id]
        if first.bot in self._gates:
            return
        if not (fault.same_queue and len(line) > 1):
            await self._wait(first, fault)
        if fault.same_queue and len(line) > 1:
            line[0], line[1] = line[1], line[0]

    async def _wait(self, first: E, fault: Overtaken) -> None:
        gate = self._gates[first.bot] = Gate(first.queue, fault.same_queue)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(fault.patience):
                    await gate.open.wait()
        finally:
            del self._gates[first.bot]

    def taken(self, update: E) -> None:
        """The bot has it: it has overtaken who waits in another queue, or it comes again."""
        gate = self._gates.get(update.bot)
        if gate is not None and not gate.same_queue and gate.queue != update.queue:
            gate.open.set()
        fault = self._planned.pop((update.bot, update.id), None) if self._planned else None
        if isinstance(fault, Again):
            self._later.append((self._clock.now() + timedelta(seconds=fault.after), update))
            self._bring_what_is_due()

    def forget(self) -> None:
        """The town stops."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _bring_what_is_due(self) -> None:
        now = self._clock.now()
        due = [update for at, update in self._later if at <= now]
        self._later = [(at, update) for at, update in self._later if at > now]
        self.forget()
        if self._later:
            soonest = min(at for at, _ in self._later)
            wait = (soonest - now).total_seconds()
            self._timer = asyncio.get_running_loop().call_later(wait, self._bring_what_is_due)
        for update in due:
            self._again(update)
