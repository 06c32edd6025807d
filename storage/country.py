"""The units as they are today: what was merged is followed to where it is now."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.coverage import Adults, adults_of
from bot.units import Level
from storage import units
from storage.unit_of_work import UnitOfWork
from storage.units import Unit


@dataclass(frozen=True, slots=True)
class Country:
    units: Mapping[int, Unit]
    below: Mapping[int, Sequence[Unit]]  # what a unit consists of today

    def name(self, unit: int) -> str:
        return str(self.units[unit].name or "")

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
        return adults_of((str(one.name or ""), one.population) for one in self.hamlets(unit))

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
    found = {unit.id: unit for unit in units.known(uow)}
    country = Country(found, {})
    below: dict[int, list[Unit]] = {}
    for unit in found.values():
        if unit.parent is not None and unit.into is None:
            below.setdefault(country.today(unit.parent), []).append(unit)
    return Country(found, below)
