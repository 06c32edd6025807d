"""One-time codes that give a role in a team, or in a unit."""

from datetime import datetime

from sqlalchemy import bindparam, delete

from storage.tables import InvitationRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_invitation = table(InvitationRow)

_PUT = Upsert(
    lambda insert: insert(_invitation).on_conflict_do_nothing().returning(_invitation.c.code)
)
_TAKE = (
    delete(_invitation)
    .where(_invitation.c.code == bindparam("said"), _invitation.c.expires_at > bindparam("now"))
    .returning(_invitation.c.team_id, _invitation.c.unit_id, _invitation.c.role)
)
_END = delete(_invitation).where(_invitation.c.expires_at <= bindparam("now"))


def put(
    uow: UnitOfWork, code: str, place: tuple[int | None, int | None], role: str, until: datetime
) -> bool:
    """`place`: a team, or a unit. False: the code is another's just now."""
    team, unit = place
    row = {"code": code, "team_id": team, "unit_id": unit, "role": role, "expires_at": until}
    return bool(uow.rows(_PUT.on(uow), row))


def take(uow: UnitOfWork, code: str, now: datetime) -> tuple[int | None, int | None, str] | None:
    """(team, unit, role), one of the first two being None; it is used up. Of two who say it at once, one gets it."""
    found = uow.rows(_TAKE, {"said": code, "now": now})
    return (found[0][0], found[0][1], found[0][2]) if found else None


def end(uow: UnitOfWork, now: datetime) -> None:
    """Forget what is over."""
    uow.run(_END, {"now": now})
