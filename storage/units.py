"""Units of the country as they are stored: few thousand rows, read whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, insert, select, update

from bot.units import Kind, Name, Population
from storage.tables import UnitRow, table
from storage.unit_of_work import AnyRow, UnitOfWork

_unit = table(UnitRow)


@dataclass(frozen=True, slots=True)
class Unit:
    """`until`: merged into `into` since that day; None while it is there."""

    id: int
    level: str
    name: Name | None  # None: a row from before kinds were kept
    parent: int | None
    population: Population | None
    into: int | None = None
    until: date | None = None


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
    _unit.c.valid_to,
).order_by(_unit.c.id)
_ADD = insert(_unit).returning(_unit.c.id)
_COUNT = (
    update(_unit)
    .where(_unit.c.id == bindparam("unit"))
    .values(
        adult_population=bindparam("adults"),
        population_source=bindparam("source"),
        population_as_of=bindparam("as_of"),
    )
)
_MERGE = (
    update(_unit)
    .where(_unit.c.id == bindparam("unit"))
    .values(merged_into_id=bindparam("into"), valid_to=bindparam("since"))
)


def known(uow: UnitOfWork) -> Sequence[Unit]:
    """All that there are or were."""
    return [_read(row) for row in uow.rows(_ALL)]


def add(uow: UnitOfWork, name: Name, parent: int | None) -> int:
    """The new unit's number."""
    row = {"level": name.kind.level, "kind": name.kind, "name": name.proper, "parent_id": parent}
    return int(uow.rows(_ADD, row)[0][0])


def count(uow: UnitOfWork, unit: int, population: Population) -> None:
    """So many adults live there now."""
    uow.run(
        _COUNT,
        {
            "unit": unit,
            "adults": population.adults,
            "source": population.source,
            "as_of": population.as_of,
        },
    )


def merge(uow: UnitOfWork, unit: int, into: int, since: date) -> None:
    """It is part of another one since that day; its row stays, for the figures of its time."""
    uow.run(_MERGE, {"unit": unit, "into": into, "since": since})


def _read(row: AnyRow) -> Unit:
    number, level, kind, name, parent, adults, source, as_of, into, until = row
    population = None if adults is None else Population(adults, source or "", as_of)
    named = Name(Kind(kind), name) if kind else None
    return Unit(number, level, named, parent, population, into, until)
