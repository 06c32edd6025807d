"""What bots called and what they were answered, for tests that count and people who look."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

# A Telegram bot or chat has a number, a Zalo account or chat a text.
Id = int | str

# Enough for every broadcast of a test; an endless benchmark must not eat the memory.
LONGEST_LOG = 200_000


@dataclass(frozen=True, slots=True)
class Call:
    """`at` is monotonic seconds when it was decided, `ms` how long the answer took.

    `accepted`: the town did what was asked. `code` is the status that the caller saw, 0 if none; where a
    `fault` (its name; empty: none) struck, the two are about different things. `app` is whose server it was.
    """

    at: float
    time: datetime
    bot: Id
    method: str
    chat: Id | None
    code: int
    description: str
    ms: float
    accepted: bool
    fault: str = ""
    app: str = "telegram"

    @property
    def ok(self) -> bool:
        """The town did it, whatever the caller learned."""
        return self.accepted


class Calls:
    """The last calls, oldest first."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=LONGEST_LOG)

    def add(self, call: Call) -> None:
        self._calls.append(call)

    def clear(self) -> None:
        self._calls.clear()

    def last(self, count: int) -> Sequence[Call]:
        """The newest `count`, newest first."""
        return [call for call, _ in zip(reversed(self._calls), range(count), strict=False)]

    def __iter__(self) -> Iterator[Call]:
        return iter(self._calls)

    def __len__(self) -> int:
        return len(self._calls)

    def accepted(self, *methods: str, chat: Id | None = None) -> list[Call]:
        """The calls of these methods (all, if none are named) that the town did."""
        return [
            call
            for call in self._calls
            if call.ok and (not methods or call.method in methods) and (chat in (None, call.chat))
        ]

    def refused(self, code: int | None = None) -> list[Call]:
        """The calls that it did not do: by itself, or because a fault struck."""
        return [call for call in self._calls if not call.ok and code in (None, call.code)]

    def struck(self) -> list[Call]:
        """The calls that a fault struck."""
        return [call for call in self._calls if call.fault]


def most_within(calls: Iterable[Call], seconds: float) -> int:
    """The largest number of calls in any window of that length, open at its end."""
    window: deque[float] = deque()
    most = 0
    for call in calls:
        window.append(call.at)
        while call.at - window[0] >= seconds:
            window.popleft()
        most = max(most, len(window))
    return most
