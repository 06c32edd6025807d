"""Roll-ups for the figures, from the counters alone: of a team, of a commune by hamlets, of a province by communes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select

from bot.coverage import Adults, Coverage, Part, Reached, Table, summed
from bot.units import Level
from storage import country, teams
from storage.country import Country
from storage.progress import ANY, Count
from storage.tables import ProgressRow, TeamRow, UnitRow, table
from storage.unit_of_work import UnitOfWork

_progress, _team, _unit = table(ProgressRow), table(TeamRow), table(UnitRow)
_COUNTED = ("started", "finished", "learners", "confirmed", "helped", "joined")

_Sums = dict[int, dict[str, Count]]  # by unit and lesson

_of_teams = _progress.join(_team, _team.c.id == _progress.c.team_id)
_summed = [func.sum(_progress.c[name]) for name in _COUNTED]
_OF_TEAM = select(
    _progress.c.team_id, _progress.c.lesson, *(_progress.c[name] for name in _COUNTED)
).where(_progress.c.team_id == bindparam("team"))
_BY_HAMLET = (
    select(_team.c.unit_id, _progress.c.lesson, *_summed)
    .select_from(_of_teams)
    .where(_team.c.unit_id.in_(bindparam("hamlets", expanding=True)))
    .group_by(_team.c.unit_id, _progress.c.lesson)
)
# What was merged is left out, and counted where it is today.
_BY_COMMUNE = (
    select(_unit.c.parent_id, _progress.c.lesson, *_summed)
    .select_from(_of_teams.join(_unit, _unit.c.id == _team.c.unit_id))
    .where(
        _unit.c.parent_id.in_(bindparam("communes", expanding=True)),
        _unit.c.merged_into_id.is_(None),
    )
    .group_by(_unit.c.parent_id, _progress.c.lesson)
)
_UNIT_OF = select(_team.c.unit_id, _team.c.name).where(_team.c.id == bindparam("team"))


def of_team(uow: UnitOfWork, team: int) -> Coverage | None:
    """Its own people, in the adults of the hamlet in which it works today. None: there is no such team."""
    found = uow.rows(_UNIT_OF, {"team": team})
    if not found:
        return None
    unit, name = found[0]
    adults = Adults()
    if unit is not None:
        units = country.known(uow)
        adults = units.adults(units.today(unit))
    counts = _read(uow.rows(_OF_TEAM, {"team": team})).get(team, {})
    return _coverage(name, adults, counts, past=False)


def of_unit(uow: UnitOfWork, unit: int) -> Table | None:
    """A commune or a province; None: there is no such unit, or it is a hamlet."""
    units = country.known(uow)
    if not _has_parts(units, unit):
        return None
    homes = units.homes(frozenset(one.id for one in units.below.get(unit, ())))
    return _table(units, unit, _placed(_sums_of(uow, units, homes), homes), past=False)


def by_hamlet(
    uow: UnitOfWork, unit: int, counts: Mapping[tuple[int, str], Count] | None = None
) -> Sequence[Table]:
    """The commune, or each of a province's, with their hamlets; nothing where there is no such unit. `counts`:
    by team and lesson as they were at another time, instead of the counters as they stand."""
    units = country.known(uow)
    if not _has_parts(units, unit):
        return []
    homes = units.homes(frozenset(hamlet.id for hamlet in units.hamlets(unit)))
    found = _sums_of(uow, units, homes) if counts is None else by_unit(uow, counts)
    sums = _placed(found, homes)
    is_commune = units.units[unit].level == Level.COMMUNE
    communes = [unit] if is_commune else [one.id for one in units.below.get(unit, ())]
    return [_table(units, one, sums, past=counts is not None) for one in communes]


def _has_parts(units: Country, unit: int) -> bool:
    return unit in units.units and units.units[unit].level != Level.HAMLET


def _placed(found: _Sums, homes: Mapping[int, int]) -> _Sums:
    sums: _Sums = {}
    for place, lessons in found.items():
        for lesson, count in lessons.items() if place in homes else ():
            _add(sums, homes[place], lesson, count)
    return sums


def _table(units: Country, unit: int, sums: _Sums, *, past: bool) -> Table:
    parts = [
        Part(
            one.id,
            _coverage(one.name, units.adults(one.id), sums.get(one.id, {}), past=past),
        )
        for one in units.below.get(unit, ())
    ]
    whole = summed(units.name(unit), units.adults(unit), [part.coverage for part in parts])
    return Table(unit, whole, parts)


def _sums_of(uow: UnitOfWork, units: Country, homes: Mapping[int, int]) -> _Sums:
    """By what is in `homes`: of communes at once, but of the hamlets that were merged out of their own."""
    level = {one: units.units[one].level for one in homes}
    by_commune = Level.COMMUNE in level.values()
    communes = [one for one in homes if level[one] == Level.COMMUNE]
    hamlets = [
        one
        for one in homes
        if level[one] == Level.HAMLET and not (by_commune and units.units[one].into is None)
    ]
    return _read(uow.rows(_BY_COMMUNE, {"communes": communes})) | _read(
        uow.rows(_BY_HAMLET, {"hamlets": hamlets})
    )


def by_unit(uow: UnitOfWork, counts: Mapping[tuple[int, str], Count]) -> _Sums:
    """Counts by team, by the unit in which the team was made."""
    at = {team.id: team.unit for team in teams.known(uow)}
    sums: _Sums = {}
    for (team, lesson), count in counts.items():
        unit = at.get(team)
        if unit is not None:
            _add(sums, unit, lesson, count)
    return sums


def _add(sums: _Sums, unit: int, lesson: str, count: Count) -> None:
    of = sums.setdefault(unit, {})
    of[lesson] = of.get(lesson, Count()) + count


def _read(rows: Iterable[Any]) -> _Sums:
    """Sums of a database may be decimal numbers."""
    sums: _Sums = {}
    for unit, lesson, *counted in rows:
        sums.setdefault(unit, {})[lesson] = Count(*map(int, counted))
    return sums


def _coverage(name: str, adults: Adults, counts: Mapping[str, Count], *, past: bool) -> Coverage:
    over_all = counts.get(ANY, Count())
    return Coverage(
        name,
        adults,
        None if past else over_all.joined,
        _reached(over_all),
        {lesson: _reached(count) for lesson, count in counts.items() if lesson != ANY},
    )


def _reached(count: Count) -> Reached:
    return Reached(count.started, count.learners, count.confirmed, count.helped)
