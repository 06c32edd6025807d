"""The figures of a month, looked up: of the one that runs from the counters, of an earlier one from the rows."""

import calendar
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.calendar import ZONE
from bot.coverage import Coverage, summed
from bot.folding import fold
from bot.monthly import Month, Report
from bot.units import Level
from storage import country, coverage, progress
from storage.country import Country
from storage.database import Database
from storage.progress import ANY, Count


class NoUnit(Exception):
    """Which unit is meant cannot be told; the sentence says how it is said."""


class NotYet(Exception):
    """A month that has not begun."""


def made(db: Database, said: str, month: tuple[int, int], now: datetime) -> Report:
    """`said`: a unit's name as “xã Sông Mây”, or its number; "": the only province. Raises NoUnit, NotYet."""
    first = date(*month, 1)
    last = date(*month, calendar.monthrange(*month)[1])
    today = now.astimezone(ZONE).date()
    if first > today:
        raise NotYet
    since, until = _midnight(first), _midnight(last + timedelta(days=1))
    with db.reading() as uow:
        units = country.known(uow)
        unit = _meant(units, said)
        counts = progress.as_of(uow, until) if last < today else None
        tables = coverage.by_hamlet(uow, unit, counts)
        finished = progress.lately(uow, since, until)
        lately = coverage.by_hamlet(
            uow, unit, {(team, ANY): Count(started=runs) for team, runs in finished.items()}
        )
    name = units.name(unit)
    whole = summed(name, units.adults(unit), [table.whole for table in tables])
    by_unit = {part.unit: _runs(part.coverage) for table in lately for part in table.parts}
    return Report(name, Month(*month, min(last, today)), whole, tables, by_unit)


def _runs(coverage: Coverage) -> int:
    return coverage.over_all.begun


def _meant(units: Country, said: str) -> int:
    """Of today's communes and provinces. Raises NoUnit."""
    known = {
        number: one.name
        for number, one in units.units.items()
        if one.level != Level.HAMLET and one.into is None
    }
    provinces = [one for one in known if units.units[one].level == Level.PROVINCE]
    wanted = fold(said)
    found = [one for one, name in known.items() if wanted in (str(one), fold(name))]
    if not wanted:
        found = provinces
    if len(found) == 1:
        return found[0]
    raise NoUnit(_which(known, found or list(known), said))


def _which(known: dict[int, str], some: Sequence[int], said: str) -> str:
    if not known:
        return "Chưa có xã, phường nào. Nhập danh sách: hocvuso team import"
    listed = "; ".join(f"{one} = {known[one]}" for one in list(some)[:5])
    head = f"Không rõ “{said}” là nơi nào" if said else "Có nhiều tỉnh"
    return f"{head}. Ghi tên như “xã Sông Mây”, hoặc số: {listed}."


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ZONE)
