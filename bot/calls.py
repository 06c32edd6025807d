"""A call for help on its way to somebody who answers: who is asked, in which order, and how long each may take.

The learner's own team first, then the commune (P7). Nobody is measured: that others are asked says nothing
about those who were.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum

from bot.calendar import after_waking, next_allowed


class Kind(StrEnum):
    HELP = "help"  # by words, in the chat
    VISIT = "visit"  # at their home


class State(StrEnum):
    OPEN = "open"
    TAKEN = "taken"  # by its holder
    DONE = "done"
    NOT_DONE = "not done"  # somebody was there, and it did not work
    ENDED = "ended"  # asked again in other words, or too old


# What a call says of a visit that was made: bot.visiting.Outcome.
MET = "met"


class Stage(IntEnum):
    """Who was asked last. Each is asked only if nobody before took the call."""

    NOBODY = 0
    MEMBER = 1
    LEADER = 2
    COMMUNE = 3


# A member may be in the field or at the market; by then a waking day is not half over.
MEMBER_HAS = timedelta(hours=2)  # of waking hours
# A leader has a day, as has everybody who took a call and then fell silent.
LEADER_HAS = timedelta(hours=24)
LEASE = timedelta(hours=24)
# Money may be on its way: the whole team has heard of it at once, and the commune soon after, at any hour.
DANGER_HAS = timedelta(minutes=30)
# Somebody promised to come, "at the weekend" say.
VISIT_HAS = timedelta(days=7)
# Nobody could be reached: perhaps somebody has written to us by tomorrow.
TRY_AGAIN_AFTER = timedelta(hours=24)
# As long as a call is of any use to anybody (domain.md 5.5: thirty days).
FORGOTTEN_AFTER = timedelta(days=30)

LONGEST_WISH = 80  # characters
LONGEST_WORDS = 800  # characters that are passed on at once, either way


def others_asked_at(
    stage: Stage, now: datetime, days_off: Collection[date], *, danger: bool
) -> datetime | None:
    """When the next are asked, after these were asked just now; None: there is nobody else."""
    if stage is Stage.COMMUNE:
        return None
    if danger:
        return now + DANGER_HAS
    match stage:
        case Stage.NOBODY:
            return next_allowed(now, days_off)
        case Stage.MEMBER:
            return after_waking(now, MEMBER_HAS, days_off)
        case Stage.LEADER:
            return next_allowed(now + LEADER_HAS, days_off)


def waited(since: datetime, now: datetime) -> str:
    """How long somebody has been waiting, in words."""
    minutes = int((now - since).total_seconds()) // 60
    if minutes < 1:
        return "vừa xong"
    if minutes < 60:
        return f"{minutes} phút"
    hours = minutes // 60
    return f"{hours} giờ" if hours < 24 else f"{hours // 24} ngày"
