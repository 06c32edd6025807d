"""The teams, and who leads them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, or_, select, update

from bot.policy import Role
from storage.tables import MemberRow, PersonRow, TeamRow, UnitRow, table
from storage.unit_of_work import UnitOfWork

_team, _member, _person = table(TeamRow), table(MemberRow), table(PersonRow)
_unit = table(UnitRow)

_now = (
    _member.c.valid_from <= bindparam("now"),
    or_(_member.c.valid_to.is_(None), _member.c.valid_to > bindparam("now")),
)
_LED = (
    select(_team.c.id, _team.c.name)
    .join(_member, _member.c.team_id == _team.c.id)
    .where(
        _member.c.person_id == bindparam("person"),
        _member.c.role == Role.LEADER,
        *_now,
    )
    .order_by(_team.c.id)
)

_LED_BY = (
    select(_member.c.person_id, _team.c.id, _team.c.name)
    .join(_member, _member.c.team_id == _team.c.id)
    .where(
        _member.c.person_id.in_(bindparam("persons", expanding=True)),
        _member.c.role == Role.LEADER,
        *_now,
    )
    .order_by(_member.c.person_id, _team.c.id)
)
_ALL = select(_team.c.id, _team.c.unit_id, _team.c.name).order_by(_team.c.id)
_WITHIN = (
    select(_team.c.id, _team.c.name)
    .join(_unit, _unit.c.id == _team.c.unit_id)
    .where(_unit.c.parent_id == bindparam("commune"))
    .order_by(_team.c.id)
)
_ADD = insert(_team)
_RESIDENTS = (
    select(_person.c.team_id, func.count())
    .where(_person.c.team_id.is_not(None))
    .group_by(_person.c.team_id)
)

_NAME = select(_team.c.name).where(_team.c.id == bindparam("team"))
_END = (
    update(_member)
    .where(_member.c.id == bindparam("member"), _member.c.valid_to.is_(None))
    .values(valid_to=bindparam("at"))
)
_END_FORMER = (
    update(_member)
    .where(
        _member.c.person_id == bindparam("person"),
        _member.c.valid_to.is_(None),
        or_(_member.c.team_id == bindparam("team"), _member.c.unit_id == bindparam("unit")),
    )
    .values(valid_to=bindparam("at"))
)
_APPOINT = insert(_member)
_MEMBERS = (
    select(
        _member.c.id,
        _member.c.team_id,
        _member.c.unit_id,
        func.coalesce(_team.c.name, func.trim(_unit.c.kind + " " + _unit.c.name), ""),
        _person.c.display_name,
        _member.c.role,
        _member.c.valid_from,
    )
    .outerjoin(_team, _team.c.id == _member.c.team_id)
    .outerjoin(_unit, _unit.c.id == _member.c.unit_id)
    .join(_person, _person.c.id == _member.c.person_id)
    .where(*_now)
    # Officers first; both databases are told where those without a team go.
    .order_by(func.coalesce(_member.c.team_id, 0), _member.c.unit_id, _member.c.id)
)
# Who has been there longest first: somebody must be the first to be asked.
_HELPERS = (
    select(_member.c.person_id, _member.c.role)
    .where(
        _member.c.team_id == bindparam("team"),
        _member.c.role.in_((Role.LEADER, Role.MEMBER)),
        *_now,
    )
    .order_by(_member.c.id)
)


@dataclass(frozen=True, slots=True)
class Member:
    """`place`: the name of the team, or of an officer's unit."""

    id: int
    team: int | None
    unit: int | None
    place: str
    name: str  # as the person shows; "" where nobody knows
    role: str  # bot.policy.Role
    since: datetime


@dataclass(frozen=True, slots=True)
class Team:
    id: int
    unit: int | None
    name: str


def known(uow: UnitOfWork) -> Sequence[Team]:
    return [Team(*row) for row in uow.rows(_ALL)]


def within(uow: UnitOfWork, commune: int) -> dict[int, str]:
    """The names of a commune's teams."""
    return {row[0]: row[1] for row in uow.rows(_WITHIN, {"commune": commune})}


def add(uow: UnitOfWork, teams: Collection[tuple[int, str]], now: datetime) -> None:
    """(unit, name) of new ones."""
    rows = [{"unit_id": unit, "name": name, "created_at": now} for unit, name in teams]
    uow.each(_ADD, rows)


def name_of(uow: UnitOfWork, team: int) -> str | None:
    found = uow.rows(_NAME, {"team": team})
    return found[0][0] if found else None


def appoint(
    uow: UnitOfWork, person: int, place: tuple[int | None, int | None], role: str, now: datetime
) -> None:
    """From now on, in a team or a unit; a role that they had there ends."""
    team, unit = place
    uow.run(_END_FORMER, {"person": person, "team": team, "unit": unit, "at": now})
    row = {
        "person_id": person,
        "team_id": team,
        "unit_id": unit,
        "role": role,
        "valid_from": now,
    }
    uow.run(_APPOINT, row)


def members(uow: UnitOfWork, now: datetime) -> Sequence[Member]:
    """Who has a role in a team or a unit now, officers first."""
    return [Member(*row) for row in uow.rows(_MEMBERS, {"now": now})]


def dismiss(uow: UnitOfWork, member: int, now: datetime) -> bool:
    """False: it had ended already, or never was."""
    return bool(uow.run(_END, {"member": member, "at": now}))


def helpers(uow: UnitOfWork, team: int, now: datetime) -> Sequence[tuple[int, str]]:
    """(person, role) of a team's leaders and members, who has been there longest first."""
    return [(row[0], row[1]) for row in uow.rows(_HELPERS, {"team": team, "now": now})]


def residents(uow: UnitOfWork) -> dict[int, int]:
    """How many people are in each team; those without any left out."""
    return {row[0]: row[1] for row in uow.rows(_RESIDENTS)}


def led_by(
    uow: UnitOfWork, persons: Collection[int], now: datetime
) -> dict[int, list[tuple[int, str]]]:
    """The same of many people; those who lead none left out."""
    found: dict[int, list[tuple[int, str]]] = {}
    for row in uow.rows(_LED_BY, {"persons": sorted(persons), "now": now}) if persons else ():
        found.setdefault(row[0], []).append((row[1], row[2]))
    return found


def led(uow: UnitOfWork, person: int, now: datetime) -> Sequence[tuple[int, str]]:
    """(team, its name) of those that a person leads now."""
    return [(row[0], row[1]) for row in uow.rows(_LED, {"person": person, "now": now})]
