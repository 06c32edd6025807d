"""The time, as something that can be handed over: the town jumps it by a day, tests hold it still."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def day_in_vietnam(moment: datetime) -> date:
    """The date that people there see on the calendar at that moment."""
    return moment.astimezone(_VIETNAM).date()


def today_in_vietnam() -> date:
    return day_in_vietnam(system_clock())
