"""A platform's limits as values; the numbers and their sources stand with each platform in `channels/`."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` messages in any window of `seconds`."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Quota:
    """What an account's plan allows; None = no end. `messages` in a calendar month of Vietnam,
    those that people write and those that we send together, which is the more careful reading."""

    users: int | None = None
    groups: int | None = None
    messages: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """None = no limit. `in_flight` bounds how many sends may be under way at once. `window`: for so
    long after a person's last message they may be written to in private."""

    overall: Rate | None = None
    private_chat: Rate | None = None
    group_chat: Rate | None = None
    in_flight: int = 256
    window: timedelta | None = None
    quota: Quota = Quota()
