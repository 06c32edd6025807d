"""Quiet hours, days off and the learner's own evening."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import ZONE, before_days_off, evening, may_disturb, next_allowed, put_off

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))
# Tết 2027, from the eve on, and single days.
DAYS_OFF = st.sets(st.dates(date(2026, 1, 1), date(2031, 3, 1)), max_size=8).map(frozenset)
TET = frozenset(date(2027, 2, 5) + timedelta(days=n) for n in range(7))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        ("2026-11-24 06:59:59", False),
        ("2026-11-24 07:00", True),
        ("2026-11-24 11:29:59", True),
        ("2026-11-24 11:30", False),
        ("2026-11-24 13:29:59", False),
        ("2026-11-24 13:30", True),
        ("2026-11-24 20:29:59", True),
        ("2026-11-24 20:30", False),
        ("2026-11-24 23:59", False),
        ("2027-02-06 19:00", False),
        ("2027-02-12 19:00", True),
    ],
)
def test_when_somebody_may_be_disturbed(moment: str, allowed: bool) -> None:
    assert may_disturb(at(moment), TET) is allowed
    assert may_disturb(at(moment).astimezone(UTC), TET) is allowed


@pytest.mark.parametrize(
    ("moment", "then"),
    [
        ("2026-11-24 09:00", "2026-11-24 09:00"),
        ("2026-11-24 12:00", "2026-11-24 13:30"),
        ("2026-11-24 05:00", "2026-11-24 07:00"),
        ("2026-11-24 21:00", "2026-11-25 07:00"),
        ("2027-02-06 12:00", "2027-02-12 07:00"),
        ("2027-02-04 21:00", "2027-02-12 07:00"),
    ],
)
def test_the_next_allowed_moment(moment: str, then: str) -> None:
    assert next_allowed(at(moment), TET) == at(then)


@given(MOMENTS, DAYS_OFF)
def test_the_next_allowed_moment_is_allowed_and_none_before_it_was(
    moment: datetime, days_off: frozenset[date]
) -> None:
    then = next_allowed(moment, days_off)
    assert may_disturb(then, days_off)
    assert then >= moment
    assert next_allowed(then, days_off) == then
    tried = (moment + timedelta(minutes=10 * n) for n in range(100))
    assert not any(may_disturb(early, days_off) for early in tried if early < then)


@given(MOMENTS, st.integers(1, 30), st.text(max_size=20), DAYS_OFF)
def test_an_evening_is_between_six_and_eight_on_no_day_off(
    after: datetime, days: int, person: str, days_off: frozenset[date]
) -> None:
    then = evening(after, days, person, days_off)
    here = then.astimezone(ZONE)
    assert time(18) <= here.time() < time(20)
    assert may_disturb(then, days_off)
    assert here.date() >= after.astimezone(ZONE).date() + timedelta(days=days)
    assert evening(after, days, person, days_off) == then


def test_a_province_is_spread_over_the_evening() -> None:
    evenings = [evening(at("2026-11-24 09:00"), 1, f"u{n}", frozenset()) for n in range(7200)]
    a_minute = [
        sum(one.minute == minute and one.hour == 18 for one in evenings) for minute in range(60)
    ]
    assert max(a_minute) < 120  # sixty on average


@given(MOMENTS, st.text(max_size=20), DAYS_OFF)
def test_what_is_put_off_comes_within_an_hour_of_the_first_allowed_moment(
    moment: datetime, person: str, days_off: frozenset[date]
) -> None:
    then = put_off(moment, person, days_off)
    if not may_disturb(moment, days_off):
        assert may_disturb(then, days_off)
    assert timedelta() <= then - next_allowed(moment, days_off) < timedelta(hours=1)


def test_a_hundred_thousand_put_off_at_night_do_not_come_at_once() -> None:
    """F47: after an evening's outage; what is queued then still goes out at the platform's rate only."""
    night = at("2026-11-24 23:00")
    moments = Counter(put_off(night, f"u{n}", frozenset()) for n in range(100_000))
    assert min(moments) >= at("2026-11-25 07:00")
    assert max(moments) < at("2026-11-25 08:00")
    assert max(moments.values()) < 60  # twenty-eight a second on average: a bot sends thirty


@pytest.mark.parametrize(
    ("moment", "then"),
    [
        ("2027-02-04 23:59", "2027-02-04 23:59"),
        ("2027-02-05 00:00", "2027-02-05 00:00"),
        ("2027-02-05 08:00", "2027-02-05 00:00"),
        ("2027-02-11 08:00", "2027-02-05 00:00"),
        ("2027-02-12 00:00", "2027-02-12 00:00"),
    ],
)
def test_the_end_of_the_last_day_before_days_off(moment: str, then: str) -> None:
    assert before_days_off(at(moment), TET) == at(then)


def test_a_broken_list_of_days_off_ends() -> None:
    always = frozenset(date(2026, 11, 24) + timedelta(days=n) for n in range(400))
    assert evening(at("2026-11-24 09:00"), 1, "u", always) > at("2026-12-24 09:00")
    assert next_allowed(at("2026-11-24 09:00"), always) > at("2026-12-24 09:00")
