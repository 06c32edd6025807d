"""The teams, and who leads them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from storage.tables import MemberRow, TeamRow, table
from storage.unit_of_work import UnitOfWork

_team, _member = table(TeamRow), table(MemberRow)

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


def led(uow: UnitOfWork, person: int, now: datetime) -> Sequence[tuple[int, str]]:
    """(team, its name) of those that a person leads now."""
    return [(row[0], row[1]) for row in uow.rows(_LED, {"person": person, "now": now})]
