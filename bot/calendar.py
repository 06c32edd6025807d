"""When somebody may be disturbed: quiet hours, days off and each learner's own evening minute.

All hours are Thanh Hóa's. Direct answers are never held back; this is for what the bot sends unasked.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

# domain.md 6.2: nothing at night, nothing during the midday rest.
WAKING, BED_TIME = time(7), time(20, 30)
REST_BEGINS, REST_ENDS = time(11, 30), time(13, 30)
# People come home from the fields in the afternoon; the window is wide so that a province is spread
# over it (F47).
EVENING = time(18)
EVENING_SECONDS = 2 * 60 * 60
# What was put off is spread too: else a night's outage ends with everybody's reminder at seven.
PUT_OFF_SECONDS = 60 * 60
# The longest run of days off that is believed; beyond it the list of days off must be broken.
LONGEST_HOLIDAY = timedelta(days=60)
_WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")


def may_disturb(at: datetime, days_off: Collection[date]) -> bool:
    """May something unasked be sent at this moment?"""
    here = at.astimezone(ZONE)
    clock = here.time()
    awake = WAKING <= clock < BED_TIME and not REST_BEGINS <= clock < REST_ENDS
    return awake and here.date() not in days_off


def next_allowed(at: datetime, days_off: Collection[date]) -> datetime:
    """The first moment from `at` on at which somebody may be disturbed; `at` itself if possible."""
    if may_disturb(at, days_off):
        return at
    here = at.astimezone(ZONE)
    if REST_BEGINS <= here.time() < REST_ENDS and here.date() not in days_off:
        return _at(here.date(), REST_ENDS).astimezone(at.tzinfo)
    first = here.date() if here.time() < WAKING else here.date() + timedelta(days=1)
    return _at(_working_day(first, days_off), WAKING).astimezone(at.tzinfo)


def after_waking(since: datetime, span: timedelta, days_off: Collection[date]) -> datetime:
    """The moment at which, since then, somebody could have been disturbed for so long."""
    at = next_allowed(since, days_off)
    while (left := _rest_of_waking(at)) < span:
        span -= left
        at = next_allowed(at + left, days_off)
    return at + span


def put_off(at: datetime, person: str, days_off: Collection[date]) -> datetime:
    """A moment for what may not come at `at`: within an hour of the first allowed one, always the same
    for the same person, but not for everybody."""
    return next_allowed(at, days_off) + _spread(person, PUT_OFF_SECONDS)


def before_days_off(at: datetime, days_off: Collection[date]) -> datetime:
    """`at`, or the end of the last day before it that is no day off."""
    day = at.astimezone(ZONE).date()
    if day not in days_off:
        return at
    while day - timedelta(days=1) in days_off:
        day -= timedelta(days=1)
    return _at(day, time.min).astimezone(at.tzinfo)


def evening(after: datetime, days: int, person: str, days_off: Collection[date]) -> datetime:
    """The learner's own evening minute, `days` days after `after` or on the first day that is no day off.

    The same person always gets the same second between 18:00 and 20:00, so that nobody is surprised
    and not everybody is written to at once.
    """
    day = _working_day(after.astimezone(ZONE).date() + timedelta(days=days), days_off)
    return (_at(day, EVENING) + _spread(person, EVENING_SECONDS)).astimezone(after.tzinfo)


def first_working_moment(first: date, clock: time, days_off: Collection[date]) -> datetime:
    """That hour of `first`, or of the next day that is no day off."""
    return _at(_working_day(first, days_off), clock)


def day_named(at: datetime) -> str:
    """ "thứ năm 26/11", as it is in Vietnam at that moment."""
    here = at.astimezone(ZONE)
    return f"{_WEEKDAYS[here.weekday()]} {here.day}/{here.month}"


def next_saturday(at: datetime) -> datetime:
    """Today, if it is one."""
    return at + timedelta(days=(5 - at.astimezone(ZONE).weekday()) % 7)


def _rest_of_waking(at: datetime) -> timedelta:
    """Until the midday rest, or bed time."""
    here = at.astimezone(ZONE)
    ends = REST_BEGINS if here.time() < REST_BEGINS else BED_TIME
    return _at(here.date(), ends) - here


def _spread(person: str, seconds: int) -> timedelta:
    return timedelta(seconds=crc32(person.encode()) % seconds)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, ZONE)


def _working_day(first: date, days_off: Collection[date]) -> date:
    if first not in days_off:
        return first
    days = (first + timedelta(days=n) for n in range(LONGEST_HOLIDAY.days))
    return next((day for day in days if day not in days_off), first + LONGEST_HOLIDAY)
