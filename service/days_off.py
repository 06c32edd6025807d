"""Vietnam's public holidays, on which nobody is reminded of lessons (domain.md 6.2)."""

from datetime import date

import holidays

# Learners stay for years, a process hardly for more than one: two years ahead are plenty.
_YEARS_AHEAD = 2


def days_off(today: date) -> frozenset[date]:
    """Public holidays with their make-up days, from last year's end to two years ahead."""
    years = range(today.year - 1, today.year + _YEARS_AHEAD + 1)
    return frozenset(holidays.country_holidays("VN", years=years))
