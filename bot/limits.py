"""A platform's limits as values; the numbers and their sources stand with each platform in `channels/`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` messages in any window of `seconds`."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """None = no limit. `in_flight` bounds how many sends may be under way at once."""

    overall: Rate | None = None
    private_chat: Rate | None = None
    group_chat: Rate | None = None
    in_flight: int = 256
