"""A day and an hour as people write them: "19h tối nay", "7 gio ruoi sang mai", "2 giờ chiều thứ 7, 28/11".

All hours are Thanh Hóa's. What was understood is always shown before anything comes of it.
"""

import re
from datetime import date, datetime, time, timedelta

from bot.calendar import ZONE
from bot.folding import fold

_CLOCK = re.compile(r"\b(\d{1,2}) ?(?:gio|h|g)(?: ?(\d{2})\b| ?(ruoi))?")
_PARTS = {"sang": time(8), "trua": time(11), "chieu": time(14), "toi": time(19), "dem": time(19)}
_PART = re.compile(r"\b(sang|trua|chieu|toi|dem)\b")
_DATE = re.compile(r"\b(\d{1,2}) ?thang ?(\d{1,2})\b(?: ?(?:nam|thang) ?(\d{4}))?")
_WEEKDAY = re.compile(r"\b(?:thu ?(hai|ba|tu|nam|sau|bay|[2-7])|(chu nhat|cn))\b")
_WEEKDAYS = {
    name: day for day, names in enumerate(("hai 2", "ba 3", "tu 4", "nam 5", "sau 6", "bay 7"))
    for name in names.split()
}  # fmt: skip
_SUNDAY = 6
_DAYS = (("ngay kia", 2), ("ngay mot", 2), ("mai", 1), ("hom nay", 0), ("nay", 0))
_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
# Nobody calls neighbours together between one and five in the morning: "2h" is in the afternoon.
_EARLIEST = 5


def moment_meant(text: str, now: datetime) -> datetime | None:
    """The next such moment after `now`; None where no day and no hour is named, or there is no such one."""
    plain = _folded(text)
    try:
        clock, day = _clock(plain), _day(plain, now)
    except ValueError:  # 25 o'clock, the 31st of February
        return None
    if clock is None and day is None:
        return None
    here = now.astimezone(ZONE)
    at = datetime.combine(day or here.date(), clock or _PARTS["sang"], ZONE)
    if at <= here and day is None:
        at += timedelta(days=1)
    return at if at > here else None


def spoken(at: datetime) -> str:
    """ "19 giờ 30 thứ Bảy 28/11"."""
    here = at.astimezone(ZONE)
    minutes = f" {here.minute:02d}" if here.minute else ""
    return f"{here.hour} giờ{minutes} {_NAMES[here.weekday()]} {here.day}/{here.month}"


def _folded(text: str) -> str:
    """With what stands between the parts of a clock or of a date written out."""
    shaped = re.sub(r"(\d{1,2}):(\d{2})", r"\1h\2", text)
    return fold(re.sub(r"(?<=\d)\s*[/.-]\s*(?=\d)", " thang ", shaped))


def _clock(plain: str) -> time | None:
    """Raises ValueError for one that there is not."""
    part = _PART.search(plain)
    found = _CLOCK.search(plain)
    if found is None:
        return None if part is None else _PARTS[part[1]]
    hour, minute = int(found[1]), 30 if found[3] else int(found[2] or 0)
    named = part[1] if part else ""
    is_later = named in ("chieu", "toi", "dem") or (named == "trua" and hour < 3)
    if hour < 12 and (is_later or (not named and 0 < hour < _EARLIEST)):
        hour += 12
    return time(hour, minute)


def _day(plain: str, now: datetime) -> date | None:
    """Raises ValueError for one that there is not."""
    today = now.astimezone(ZONE).date()
    dated = _DATE.search(plain)
    if dated is not None:
        return _dated(today, int(dated[1]), int(dated[2]), dated[3])
    weekday = _WEEKDAY.search(plain)
    if weekday is not None:
        wanted = _SUNDAY if weekday[2] else _WEEKDAYS[weekday[1]]
        days = (wanted - today.weekday()) % 7
        return today + timedelta(days=days)
    return next((today + timedelta(days=n) for name, n in _DAYS if _says(plain, name)), None)


def _says(plain: str, name: str) -> bool:
    return f" {name} " in f" {plain} "


def _dated(today: date, day: int, month: int, year: str | None) -> date:
    found = date(int(year or today.year), month, day)
    is_over = found < today and year is None
    return found.replace(year=found.year + 1) if is_over else found
