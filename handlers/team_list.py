"""The teams of the province, each with where it is and how many adults live there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.units import Name, Population
from storage import teams, units
from storage.database import Database
from storage.units import Unit


@dataclass(frozen=True, slots=True)
class Listed:
    """`residents`: people who joined it on their phones. None where a list never told."""

    team: int
    name: str
    hamlet: Name | None
    commune: Name | None
    population: Population | None
    residents: int
    merged: bool = False  # its hamlet is part of another one now


def listed(db: Database) -> Sequence[Listed]:
    """By commune and hamlet, as they were entered."""
    with db.transaction() as uow:
        known = {unit.id: unit for unit in units.known(uow)}
        joined = teams.residents(uow)
        return [
            _listed(team.id, team.name, known, team.unit, joined.get(team.id, 0))
            for team in teams.known(uow)
        ]


def _listed(
    team: int, name: str, known: Mapping[int, Unit], unit: int | None, residents: int
) -> Listed:
    hamlet = known.get(unit) if unit is not None else None
    if hamlet is None:
        return Listed(team, name, None, None, None, residents)
    commune = known.get(hamlet.parent) if hamlet.parent is not None else None
    around = commune.name if commune is not None else None
    merged = hamlet.until is not None
    return Listed(team, name, hamlet.name, around, hamlet.population, residents, merged)
