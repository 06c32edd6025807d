"""The days on which nobody is reminded."""

from datetime import date, datetime, time, timedelta

import pytest

from bot.calendar import WAKING, ZONE, may_disturb, next_allowed
from service.days_off import days_off

FOUND = days_off(date(2026, 11, 24))


@pytest.mark.parametrize(
    "day",
    [
        date(2027, 1, 1),
        *(date(2027, 2, 5) + timedelta(n) for n in range(5)),  # Tết Đinh Mùi is on 6 February
        date(2027, 4, 16),  # Giỗ Tổ Hùng Vương, the 10th of the third lunar month
        date(2027, 4, 30),
        date(2027, 5, 1),
        date(2027, 9, 2),
        date(2027, 11, 24),  # Ngày Văn hóa Việt Nam, since 2026
        date(2028, 1, 26),  # Tết Mậu Thân
        date(2028, 9, 2),
    ],
)
def test_a_public_holiday_is_a_day_off(day: date) -> None:
    assert day in FOUND


@pytest.mark.parametrize("day", [date(2026, 11, 25), date(2027, 2, 20), date(2027, 12, 25)])
def test_any_other_day_is_not(day: date) -> None:
    assert day not in FOUND


def test_the_last_days_of_a_year_know_the_next_years_tet() -> None:
    assert date(2027, 2, 6) in days_off(date(2026, 12, 31))
    assert date(2027, 2, 6) in days_off(date(2027, 12, 31))


# Mùng một Tết and Giỗ Tổ Hùng Vương (the tenth of the third lunar month), from the Vietnamese calendar:
# libraries for the Chinese one are a day wrong for Tết 2030.
LUNAR = {
    2026: (date(2026, 2, 17), date(2026, 4, 26)),
    2027: (date(2027, 2, 6), date(2027, 4, 16)),
    2028: (date(2028, 1, 26), date(2028, 4, 4)),
    2029: (date(2029, 2, 13), date(2029, 4, 23)),
    2030: (date(2030, 2, 2), date(2030, 4, 12)),
}


@pytest.mark.parametrize("year", LUNAR)
def test_nobody_is_disturbed_on_the_days_off_of_these_years(year: int) -> None:
    """F48: neither at Tết, from its eve to the third day, nor on the other days, at any hour."""
    tet, founders = LUNAR[year]
    known = days_off(date(year, 1, 1))
    days = [tet + timedelta(n) for n in range(-1, 3)] + [founders]
    days += [date(year, *day) for day in ((1, 1), (4, 30), (5, 1), (9, 2))]
    for day in days:
        hours = (datetime.combine(day, time(hour, 15), ZONE) for hour in range(24))
        assert not any(may_disturb(hour, known) for hour in hours), day
        then = next_allowed(datetime.combine(day, time(9), ZONE), known)
        assert then.date() > day
        assert then.time() == WAKING


@pytest.mark.parametrize("year", LUNAR)
def test_on_other_days_people_are_disturbed_between_seven_and_half_past_eight(year: int) -> None:
    known = days_off(date(year, 1, 1))
    ordinary = date(year, 7, 15)
    heard = [
        hour
        for hour in range(24)
        if may_disturb(datetime.combine(ordinary, time(hour, 15), ZONE), known)
    ]
    assert heard == [7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 19, 20]
