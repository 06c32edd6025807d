"""Bad luck that can be repeated: each trouble at its rate, the same for the same seed."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from random import Random
from types import MappingProxyType

from town.calls import Id
from town.faults import TELEGRAM, Again, Fault, Overtaken, Storm, UpdateFault, Words
from town.trouble import WITH_UPDATES, Trouble, fault_of

NO_SECONDS: Mapping[Trouble, float] = MappingProxyType({})
# A storm alone needs the time, and weather has none.
NEVER = datetime.min.replace(tzinfo=UTC)


class Weather:
    """The n-th call that names a chat, and the n-th update of a chat, fare alike in every run with this
    seed, in whatever order the chats come. `str()` is what `python -m town` takes to repeat it.

    `rates` are shares of calls, or of updates, from 0 to 1; `seconds` where a trouble has a time.
    Raises ValueError for rates that are none. A storm has none: it is switched on.
    """

    def __init__(
        self,
        seed: int,
        rates: Mapping[Trouble, float],
        seconds: Mapping[Trouble, float] = NO_SECONDS,
        *,
        words: Words = TELEGRAM,
    ) -> None:
        if Trouble.STORM in rates:
            raise ValueError(
                "a storm comes over all chats at once: it is switched on, it has no rate"
            )
        if not all(0 <= each < math.inf for each in seconds.values()):
            raise ValueError("seconds are a number from 0 on")
        self.seed = seed
        self._words = words
        self.rates = dict(rates)
        self.seconds = dict(seconds)
        self._calls = _shares(rates, (each for each in rates if each not in WITH_UPDATES))
        self._updates = _shares(rates, (each for each in rates if each in WITH_UPDATES))
        self._seen: Counter[tuple[str, Id]] = Counter()

    @classmethod
    def read(cls, text: str, seed: int) -> "Weather":
        """From `lost-answer=0.02,too-many=0.05@30`: a rate, and seconds behind an @. Raises ValueError."""
        rates: dict[Trouble, float] = {}
        seconds: dict[Trouble, float] = {}
        for part in text.split(","):
            name, _, numbers = part.strip().partition("=")
            rate, _, time = numbers.partition("@")
            rates[Trouble(name)] = float(rate)
            if time:
                seconds[Trouble(name)] = float(time)
        return cls(seed, rates, seconds)

    def told_by(self, words: Words) -> "Weather":
        """The same weather over another platform, whose refusals read otherwise."""
        return Weather(self.seed, self.rates, self.seconds, words=words)

    def __str__(self) -> str:
        return f"--seed {self.seed} --faults {','.join(map(self._told, self.rates))}"

    def over_call(self, method: str, chat: Id | None) -> Fault | None:
        """What happens to this call, if it names a chat; the next one of the chat is another."""
        del method
        if chat is None or not self._calls:
            return None
        found = self._drawn("call", chat, self._calls)
        return None if isinstance(found, Storm | Again | Overtaken) else found

    def over_update(self, chat: Id) -> UpdateFault | None:
        """What happens to this update of the chat."""
        found = self._drawn("update", chat, self._updates) if self._updates else None
        return found if isinstance(found, Again | Overtaken) else None

    def _drawn(
        self, what: str, chat: Id, shares: list[tuple[float, Trouble]]
    ) -> Fault | Storm | UpdateFault | None:
        n = self._seen[what, chat] = self._seen[what, chat] + 1
        # Repeatable on purpose. A text seeds the same way in every process.
        dice = Random(f"{self.seed}/{what}/{chat}/{n}").random()  # noqa: S311
        for upper, trouble in shares:
            if dice < upper:
                return fault_of(trouble, NEVER, self.seconds.get(trouble), self._words)
        return None

    def _told(self, trouble: Trouble) -> str:
        time = f"@{self.seconds[trouble]}" if trouble in self.seconds else ""
        return f"{trouble}={self.rates[trouble]}{time}"


def _shares(
    rates: Mapping[Trouble, float], which: Iterable[Trouble]
) -> list[tuple[float, Trouble]]:
    """Each with the upper end of its share of 1."""
    shares, upper = [], 0.0
    for trouble in which:
        rate = rates[trouble]
        upper += rate
        if not 0 <= rate <= 1 or upper > 1 + 1e-9:
            raise ValueError(f"rates lie between 0 and 1 and sum up to 1 at most: {trouble}={rate}")
        shares.append((upper, trouble))
    return shares
