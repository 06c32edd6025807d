"""The days on which nobody is reminded."""

from datetime import date, timedelta

import pytest

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
