"""The units as they are today, for sums over them: what was merged is followed to where it is now."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from bot.coverage import Adults, adults_of
from bot.units import Level
from storage.tables import UnitRow, table
from storage.unit_of_work import UnitOfWork

_unit = table(UnitRow)

_ALL = select(
    _unit.c.id,
    _unit.c.level,
    _unit.c.kind,
    _unit.c.name,
    _unit.c.parent_id,
    _unit.c.adult_population,
    _unit.c.population_source,
    _unit.c.population_as_of,
    _unit.c.merged_into_id,
).order_by(_unit.c.id)


class Unit(NamedTuple):
    """As `storage.units` has it, but bare: a province has thousands, and each question here reads them all."""

    id: int
    level: str
    kind: str
    proper: str
    parent: int | None
    adults: int | None
    source: str | None
    as_of: date | None
    into: int | None

    @property
    def name(self) -> str:
        return f"{self.kind} {self.proper}".strip()


@dataclass(frozen=True, slots=True)
class Country:
    units: Mapping[int, Unit]
    below: Mapping[int, Sequence[Unit]]  # what a unit consists of today

    def name(self, unit: int) -> str:
        return self.units[unit].name

    def today(self, unit: int) -> int:
        """Where it is now: itself, or what it was merged into, however often."""
        seen = set[int]()
        while (into := self.units[unit].into) is not None and unit not in seen:
            seen.add(unit)
            unit = into
        return unit

    def hamlets(self, unit: int) -> Sequence[Unit]:
        """All of today, of a commune or a province; a hamlet itself."""
        one = self.units[unit]
        if one.level == Level.HAMLET:
            return [one]
        return [hamlet for below in self.below.get(unit, ()) for hamlet in self.hamlets(below.id)]

    def adults(self, unit: int) -> Adults:
        return adults_of(
            (one.name, one.adults, one.source or "", one.as_of) for one in self.hamlets(unit)
        )

    def homes(self, parts: Collection[int]) -> Mapping[int, int]:
        """In which of the parts every unit is today that is in one of them, or was merged into one."""
        found = {unit: self._home(unit, parts) for unit in self.units}
        return {unit: home for unit, home in found.items() if home is not None}

    def _home(self, unit: int | None, parts: Collection[int]) -> int | None:
        while unit is not None:
            unit = self.today(unit)
            if unit in parts:
                return unit
            unit = self.units[unit].parent
        return None


def known(uow: UnitOfWork) -> Country:
    found = {row[0]: Unit(*row) for row in uow.rows(_ALL)}
    whole = Country(found, {})
    below: dict[int, list[Unit]] = {}
    for unit in found.values():
        if unit.parent is not None and unit.into is None:
            below.setdefault(whole.today(unit.parent), []).append(unit)
    return Country(found, below)
