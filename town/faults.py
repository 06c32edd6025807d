"""What the town shall do wrong on request: the faults, and the list that the wire asks once per call.

Two things matter to whoever called, and each fault says both: `accepted`, whether the town did what was
asked (a call that it refuses by itself stays refused), and what the caller saw. Nothing here acts.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, ClassVar

import orjson

from town.calls import Id
from town.clock import real_time
from town.telegram.errors import RESTARTING, Refusal, too_many

if TYPE_CHECKING:  # weather is made of faults
    from town.weather import Weather


@dataclass(frozen=True, slots=True)
class Answer:
    """The caller sees this instead: a refusal, a gateway's page, half of a JSON, an empty body."""

    status: int
    body: bytes = b""
    media_type: str = "application/json"
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class DropAfterAccepting:
    """The caller sees the head of an answer, and the connection ends before its body."""

    accepted: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Delay:
    """The caller sees the right answer, this many seconds late."""

    seconds: float
    accepted: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Trickle:
    """The caller sees the right answer one byte at a time, so many seconds apart."""

    seconds: float = 1.0
    accepted: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Silence:
    """The caller sees nothing: the connection stays open until the caller hangs up.

    Not accepted it is a half-open connection, accepted a lost answer.
    """

    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Reset:
    """The caller sees a TCP reset and no byte of an answer.

    Where the connection is out of reach (the town is mounted in another application) the nearest thing
    happens: the head of an answer, and then the connection ends.
    """

    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Storm:
    """Until then, by the town's clock, the caller sees a 429 with the seconds that are left."""

    until: datetime
    accepted: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Again:
    """The bot takes the update and gets it once more, so many seconds of the town's time later."""

    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Overtaken:
    """The bot gets a later update before this one: one of another queue, as can happen on the real
    platform, or with `same_queue` the next of its own, which Telegram never does.

    Where none comes within `patience` seconds, nothing happens.
    """

    same_queue: bool = False
    patience: float = 5.0


Fault = Answer | DropAfterAccepting | Delay | Trickle | Silence | Reset
UpdateFault = Again | Overtaken

# Decides for one call (method, chat or None) whether something goes wrong; for an update of a chat.
Hook = Callable[[str, Id | None], Fault | None]
UpdateHook = Callable[[Id], UpdateFault | None]


def refusal(what: Refusal) -> Answer:
    """Telegram's own refusal, whatever the call was."""
    said: dict[str, object] = {
        "ok": False,
        "error_code": what.code,
        "description": what.description,
    }
    if what.parameters:
        said["parameters"] = dict(what.parameters)
    return Answer(what.code, orjson.dumps(said))


@dataclass(frozen=True, slots=True)
class Words:
    """How a platform words what every platform refuses. `too_many` is given the seconds to wait, which it may
    keep to itself."""

    too_many: Callable[[int], Answer]
    server_error: Answer


TELEGRAM = Words(lambda seconds: refusal(too_many(seconds)), refusal(RESTARTING))


@dataclass(slots=True, eq=False)
class Rule:
    """One fault switched on. `method` None: every call that names a chat; `left` None: until switched off."""

    id: int
    fault: Fault | Storm | UpdateFault
    method: str | None
    chat: Id | None
    left: int | None
    name: str
    hits: int = 0

    def meets(self, method: str, chat: Id | None) -> bool:
        if self.chat is not None and chat != self.chat:
            return False
        if self.method is None:
            return chat is not None
        return method.lower() == self.method.lower()


class Faults:
    """Rules in the order in which they were switched on, the first that fits acts; then hooks, then the
    weather. They live in memory: a town that starts again is well.

    `now` is the town's clock, `happened` is called whenever a rule changes. Each platform has its own faults
    in its own `words`; those of one town share `numbers`, so that a rule's id is its own.
    """

    def __init__(
        self,
        now: Callable[[], datetime] = real_time,
        happened: Callable[[], object] = lambda: None,
        words: Words = TELEGRAM,
        numbers: Iterator[int] | None = None,
    ) -> None:
        self.words = words
        self.rules: list[Rule] = []
        self.hooks: list[Hook] = []
        self.update_hooks: list[UpdateHook] = []
        self.weather: Weather | None = None
        self._now = now
        self._happened = happened
        self._numbers = numbers or count(1)

    def next(self, method: str, fault: Fault, times: int = 1, chat: Id | None = None) -> Rule:
        """The next `times` calls of a method (of that chat, if named) go wrong in this way."""
        return self.switch_on(fault, method=method, chat=chat, times=times)

    def switch_on(
        self,
        fault: Fault | Storm | UpdateFault,
        *,
        method: str | None = None,
        chat: Id | None = None,
        times: int | None = None,
        name: str = "",
    ) -> Rule:
        """What names that chat, or any, goes wrong so many times; None: until switched off."""
        rule = Rule(
            next(self._numbers), fault, method, chat, times, name or type(fault).__name__.lower()
        )
        if times != 0:
            self.rules.append(rule)
            self._happened()
        return rule

    def switch_off(self, rule: Rule) -> None:
        """Also when it is off already."""
        if rule in self.rules:
            self.rules.remove(rule)
            self._happened()

    def all_off(self) -> None:
        self.rules.clear()
        self.hooks.clear()
        self.update_hooks.clear()
        self.weather = None
        self._happened()

    def decide(self, method: str, chat: Id | None) -> Fault | None:
        """What happens to this call; counted as having happened."""
        for rule in tuple(self.rules) if self.rules else ():
            match rule.fault:
                case Again() | Overtaken():
                    continue
                case Storm(until):
                    left = math.ceil((until - self._now()).total_seconds())
                    if left <= 0:
                        self.switch_off(rule)
                    elif rule.meets(method, chat):
                        self._count(rule)
                        return self.words.too_many(left)
                case fault:
                    if rule.meets(method, chat):
                        self._count(rule)
                        return fault
        for hook in self.hooks:
            fault_or_none = hook(method, chat)
            if fault_or_none is not None:
                return fault_or_none
        return self.weather.over_call(method, chat) if self.weather is not None else None

    def decide_update(self, chat: Id) -> UpdateFault | None:
        """What happens to an update of that chat on its way to the webhook."""
        for rule in tuple(self.rules) if self.rules else ():
            if isinstance(rule.fault, Again | Overtaken) and rule.chat in (None, chat):
                self._count(rule)
                return rule.fault
        for hook in self.update_hooks:
            found = hook(chat)
            if found is not None:
                return found
        return self.weather.over_update(chat) if self.weather is not None else None

    def _count(self, rule: Rule) -> None:
        rule.hits += 1
        if rule.left is not None:
            rule.left -= 1
            if rule.left == 0:
                self.rules.remove(rule)
        self._happened()
