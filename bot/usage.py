"""How much of an account's plan is used, and what may still be sent. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.calendar import ZONE
from bot.limits import Quota

# Of ours: at the first share the operator is warned; at the second what nobody asked for is no longer
# sent, so that those who write can be answered until the month ends.
LITTLE, LAST = 0.80, 0.95


@dataclass(frozen=True, slots=True)
class Usage:
    """Of one account: messages of this month, and the people and groups that it reaches now."""

    inbound: int = 0
    outbound: int = 0
    users: int = 0
    groups: int = 0

    @property
    def messages(self) -> int:
        """Both ways: whether a platform counts what people write is not documented."""
        return self.inbound + self.outbound


class Room(StrEnum):
    """What is left of a plan's messages."""

    ENOUGH = "enough"
    LITTLE = "little"
    ANSWERS_ONLY = "answers only"
    NONE = "none"


def room(quota: Quota, messages: int) -> Room:
    """Answers are tried even beyond the end: the platform may count less than we do."""
    if quota.messages is None or messages < LITTLE * quota.messages:
        return Room.ENOUGH
    if messages < LAST * quota.messages:
        return Room.LITTLE
    return Room.ANSWERS_ONLY if messages < quota.messages else Room.NONE


def month_of(at: datetime) -> str:
    """The calendar month in which a plan counts, as 2026-11. When platforms begin anew is not
    documented; the first of the month in Vietnam is what people expect."""
    return f"{at.astimezone(ZONE):%Y-%m}"
