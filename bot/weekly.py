"""What brings somebody onto a team's weekly list, and when leaders are sent it. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.calendar import ZONE, first_working_moment, may_disturb

# features.md: from the seventh day on a platform may refuse reminders and the name moves to the leader; a
# neighbour may ask sooner than that, and should before the habit is gone.
STUCK_AFTER = timedelta(days=3)
STOPPED_AFTER = timedelta(days=14)
# On Mondays, before the day's work in the fields and the office begins.
SENT_AT = time(7, 30)


class Need(StrEnum):
    """Most pressing first; nobody is on the list twice."""

    ASKED = "asked"  # a call for help is open
    STUCK = "stuck"  # in the middle of a lesson, and silent
    STOPPED = "stopped"  # for long, and no reminder will come any more
    NEVER = "never"  # in the team, and began nothing; or without a phone, and met by nobody yet


@dataclass(frozen=True, slots=True)
class Counts:
    asked: int = 0
    stuck: int = 0
    stopped: int = 0
    never: int = 0
    households: int = 0  # of those who never began: the ones without a phone

    @property
    def all(self) -> int:
        return self.asked + self.stuck + self.stopped + self.never + self.households


def week_of(at: datetime) -> str:
    """Of Vietnam's calendar: 2026-W48."""
    year, week, _ = at.astimezone(ZONE).isocalendar()
    return f"{year}-W{week:02}"


def sent_since(now: datetime, days_off: Collection[date]) -> datetime | None:
    """When this week's lists went out, if they may go out now; None: not yet, not at this hour, or a week
    that is all days off."""
    here = now.astimezone(ZONE)
    monday = here.date() - timedelta(days=here.weekday())
    moment = first_working_moment(monday, SENT_AT, days_off)
    due = moment <= now and week_of(moment) == week_of(now)
    return moment if due and may_disturb(now, days_off) else None
