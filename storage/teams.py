"""The teams, and who leads them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, or_, select

from storage.tables import MemberRow, PersonRow, TeamRow, table
from storage.unit_of_work import UnitOfWork

_team, _member, _person = table(TeamRow), table(MemberRow), table(PersonRow)

LEADER = "leader"

_LED = (
    select(_team.c.id, _team.c.name)
    .join(_member, _member.c.team_id == _team.c.id)
    .where(
        _member.c.person_id == bindparam("person"),
        _member.c.role == LEADER,
        _member.c.valid_from <= bindparam("now"),
        or_(_member.c.valid_to.is_(None), _member.c.valid_to > bindparam("now")),
    )
    .order_by(_team.c.id)
)

_ALL = select(_team.c.id, _team.c.unit_id, _team.c.name).order_by(_team.c.id)
_ADD = insert(_team)
_RESIDENTS = (
    select(_person.c.team_id, func.count())
    .where(_person.c.team_id.is_not(None))
    .group_by(_person.c.team_id)
)


@dataclass(frozen=True, slots=True)
class Team:
    id: int
    unit: int | None
    name: str


def known(uow: UnitOfWork) -> Sequence[Team]:
    return [Team(*row) for row in uow.rows(_ALL)]


def add(uow: UnitOfWork, teams: Collection[tuple[int, str]], now: datetime) -> None:
    """(unit, name) of new ones."""
    rows = [{"unit_id": unit, "name": name, "created_at": now} for unit, name in teams]
    uow.each(_ADD, rows)


def residents(uow: UnitOfWork) -> dict[int, int]:
    """How many people are in each team; those without any left out."""
    return {row[0]: row[1] for row in uow.rows(_RESIDENTS)}


def led(uow: UnitOfWork, person: int, now: datetime) -> Sequence[tuple[int, str]]:
    """(team, its name) of those that a person leads now."""
    return [(row[0], row[1]) for row in uow.rows(_LED, {"person": person, "now": now})]
