"""When people mean, as they write it; and never a moment that is over."""

from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.calendar import ZONE
from bot.moments import moment_meant, spoken

# A Wednesday, three in the afternoon.
NOW = datetime(2026, 11, 25, 15, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("19h tối nay", "19 giờ thứ Tư 25/11"),
        ("19 giờ", "19 giờ thứ Tư 25/11"),
        ("7 giờ tối", "19 giờ thứ Tư 25/11"),
        ("7 gio ruoi sang mai", "7 giờ 30 thứ Năm 26/11"),
        ("20:00 thứ bảy", "20 giờ thứ Bảy 28/11"),
        ("2 gio chieu thu 7", "14 giờ thứ Bảy 28/11"),
        ("2h thứ 7", "14 giờ thứ Bảy 28/11"),
        ("9h ngày 28/11", "9 giờ thứ Bảy 28/11"),
        ("9h ngay 28 thang 11 nam 2026", "9 giờ thứ Bảy 28/11"),
        ("Chủ nhật 8g sáng", "8 giờ Chủ nhật 29/11"),
        ("cn 8g15", "8 giờ 15 Chủ nhật 29/11"),
        ("ngày mai lúc 19 giờ 15", "19 giờ 15 thứ Năm 26/11"),
        ("chiều mai", "14 giờ thứ Năm 26/11"),
        ("ngày kia", "8 giờ thứ Sáu 27/11"),
        ("tối thứ tư", "19 giờ thứ Tư 25/11"),
        ("7h", "7 giờ thứ Năm 26/11"),
        ("1 giờ trưa mai", "13 giờ thứ Năm 26/11"),
        ("8h ngày 3/1", "8 giờ Chủ nhật 3/1"),
    ],
)
def test_what_people_write(said: str, meant: str) -> None:
    at = moment_meant(said, NOW)
    assert at is not None
    assert spoken(at) == meant


@pytest.mark.parametrize(
    "said", ["", "không biết", "25h mai", "9h ngày 31/2", "8h hôm nay", "9h ngày 1/1/2020"]
)
def test_what_names_no_moment_to_come(said: str) -> None:
    assert moment_meant(said, NOW) is None


@given(st.text(max_size=60), st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)))
def test_never_a_moment_that_is_over(said: str, clock: datetime) -> None:
    now = clock.replace(tzinfo=ZONE)
    at = moment_meant(said, now)
    assert at is None or at > now


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.integers(30, 300 * 24 * 60))
def test_what_we_say_is_understood(clock: datetime, minutes: int) -> None:
    now = clock.replace(tzinfo=ZONE, second=0, microsecond=0)
    at = now + timedelta(minutes=minutes)
    assume(not 0 < at.hour < 5)  # nobody calls people together then
    assert moment_meant(spoken(at), now) == at
