"""Links of a team to an announcement, and how often each was opened: by whom, nobody asks."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from storage.tables import RelayRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_relay = table(RelayRow)


@dataclass(frozen=True, slots=True)
class Relayed:
    """Which announcement a link shows, and through which team it came."""

    broadcast: int
    team: int


_PUT = Upsert(lambda insert: insert(_relay).on_conflict_do_nothing())
_OF = select(_relay.c.token).where(
    _relay.c.broadcast_id == bindparam("broadcast"), _relay.c.team_id == bindparam("team")
)
_FIND = select(_relay.c.broadcast_id, _relay.c.team_id).where(_relay.c.token == bindparam("token_"))
_OPENED = (
    update(_relay).where(_relay.c.token == bindparam("token_")).values(opened=_relay.c.opened + 1)
)
_TIMES = select(func.coalesce(func.sum(_relay.c.opened), 0)).where(
    _relay.c.broadcast_id == bindparam("broadcast")
)


def token_of(uow: UnitOfWork, broadcast: int, team: int, new: str, now: datetime) -> str:
    """The team's own link: `new`, or the one that it has."""
    row = {"broadcast_id": broadcast, "team_id": team, "token": new, "opened": 0, "created_at": now}
    uow.run(_PUT.on(uow), row)
    return str(uow.rows(_OF, {"broadcast": broadcast, "team": team})[0][0])


def find(uow: UnitOfWork, token: str) -> Relayed | None:
    found = uow.rows(_FIND, {"token_": token})
    return Relayed(*found[0]) if found else None


def opened(uow: UnitOfWork, token: str) -> bool:
    """Once more. False: there is no such link."""
    return bool(uow.run(_OPENED, {"token_": token}))


def times(uow: UnitOfWork, broadcast: int) -> int:
    """All its links together."""
    return int(uow.rows(_TIMES, {"broadcast": broadcast})[0][0])
