"""`hocvuso`, with its clock put back to nine in the morning of a day that is no holiday: at night and on
holidays announcements wait, and they are what is measured. `python -m bench.daytime serve`

Back and not on: else everything that people type would seem to have been written before it was asked for.
"""

from datetime import UTC, datetime, timedelta

from bot.calendar import ZONE
from service import clock
from service.days_off import days_off

NINE = 9  # o'clock in Thanh Hóa


def _put_back() -> timedelta:
    """By whole hours, so that two programs agree."""
    now = datetime.now(ZONE)
    back = timedelta(hours=(now.hour - NINE) % 24)
    free = days_off(now.date())
    while (now - back).date() in free:
        back += timedelta(days=1)
    return back


_BACK = _put_back()


def morning() -> datetime:
    return datetime.now(UTC) - _BACK


if __name__ == "__main__":
    clock.system_clock = morning  # before anybody has asked for it

    from service.cli import main

    main()
