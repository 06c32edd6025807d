"""Who holds which role where, with the units around it; and where a team or unit lies."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from bot.policy import Place, Post, Role
from storage.tables import MemberRow, TeamRow, UnitRow, table
from storage.unit_of_work import UnitOfWork

_member, _team, _unit = table(MemberRow), table(TeamRow), table(UnitRow)
# A place has at most three units above one another: hamlet, commune, province.
_own, _above, _top = _unit.alias("own"), _unit.alias("above"), _unit.alias("top")
_own_name = func.trim(_own.c.kind + " " + _own.c.name)  # “thôn Đông”
_levels = [column for unit in (_own, _above, _top) for column in (unit.c.id, unit.c.level)]
_HELD = (
    select(
        _member.c.role,
        _member.c.team_id,
        func.coalesce(_team.c.name, _own_name, ""),
        *_levels,
    )
    .select_from(_member)
    .outerjoin(_team, _team.c.id == _member.c.team_id)
    .outerjoin(_own, _own.c.id == func.coalesce(_member.c.unit_id, _team.c.unit_id))
    .outerjoin(_above, _above.c.id == _own.c.parent_id)
    .outerjoin(_top, _top.c.id == _above.c.parent_id)
    .where(
        _member.c.person_id == bindparam("person"),
        _member.c.valid_from <= bindparam("now"),
        or_(_member.c.valid_to.is_(None), _member.c.valid_to > bindparam("now")),
    )
    .order_by(_member.c.id)
)
_OF_TEAM = (
    select(_team.c.id, _team.c.name, *_levels)
    .select_from(_team)
    .outerjoin(_own, _own.c.id == _team.c.unit_id)
    .outerjoin(_above, _above.c.id == _own.c.parent_id)
    .outerjoin(_top, _top.c.id == _above.c.parent_id)
    .where(_team.c.id == bindparam("team"))
)
_OF_UNIT = (
    select(_own.c.id, _own_name, *_levels)
    .select_from(_own)
    .outerjoin(_above, _above.c.id == _own.c.parent_id)
    .outerjoin(_top, _top.c.id == _above.c.parent_id)
    .where(_own.c.id == bindparam("unit"))
)


_OFFICERS = (
    select(_member.c.person_id)
    .where(
        _member.c.unit_id.in_(bindparam("units", expanding=True)),
        _member.c.role.in_((Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER)),
        _member.c.valid_from <= bindparam("now"),
        or_(_member.c.valid_to.is_(None), _member.c.valid_to > bindparam("now")),
    )
    .order_by(_member.c.id)
)


@dataclass(frozen=True, slots=True)
class Held:
    """A post, and the name of the team or unit in which it is held."""

    post: Post
    name: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A team or unit: where it lies, and its name."""

    place: Place
    name: str


def held(uow: UnitOfWork, person: int, now: datetime) -> Sequence[Held]:
    """The posts that a person holds now."""
    found = uow.rows(_HELD, {"person": person, "now": now})
    return [Held(Post(Role(row[0]), _place(row[1], row[3:])), row[2]) for row in found]


def officers(uow: UnitOfWork, units: Collection[int], now: datetime) -> Sequence[int]:
    """The people who are officers of one of these units now, each once."""
    found = uow.rows(_OFFICERS, {"units": sorted(units), "now": now})
    return list(dict.fromkeys(row[0] for row in found))


def of_team(uow: UnitOfWork, team: int) -> Spot | None:
    found = uow.rows(_OF_TEAM, {"team": team})
    return Spot(_place(found[0][0], found[0][2:]), found[0][1]) if found else None


def of_unit(uow: UnitOfWork, unit: int) -> Spot | None:
    found = uow.rows(_OF_UNIT, {"unit": unit})
    return Spot(_place(None, found[0][2:]), found[0][1]) if found else None


def of_place(uow: UnitOfWork, team: int | None, unit: int | None) -> Spot | None:
    """The team, or else the unit."""
    if team is not None:
        return of_team(uow, team)
    return of_unit(uow, unit) if unit is not None else None


def _place(team: int | None, levels: Sequence[Any]) -> Place:
    """`levels`: number and level of up to three units, the nearest first."""
    units = {levels[n + 1]: levels[n] for n in range(0, len(levels), 2) if levels[n] is not None}
    return Place(units.get("province"), units.get("commune"), units.get("hamlet"), team)
