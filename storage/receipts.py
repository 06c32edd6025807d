"""What became of an announcement, as reports have it, and who has said that they read it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, func, or_, select, update

from bot.announcing import Fate
from bot.update import ChatKind
from storage.tables import PersonRow, RecipientRow, TeamRow, table
from storage.unit_of_work import UnitOfWork

_recipient, _person, _team = table(RecipientRow), table(PersonRow), table(TeamRow)
_of_broadcast = _recipient.c.broadcast_id == bindparam("broadcast")

_TALLY = (
    select(_recipient.c.state, _recipient.c.reason, _recipient.c.kind, func.count())
    .where(_of_broadcast)
    .group_by(_recipient.c.state, _recipient.c.reason, _recipient.c.kind)
)
_HEARD = select(
    func.count(), func.sum(case((_recipient.c.acked_at.is_not(None), 1), else_=0))
).where(
    _of_broadcast,
    _recipient.c.kind == ChatKind.PRIVATE.value,
    _recipient.c.state.in_((Fate.SENT, Fate.UNKNOWN)),
)
_LISTED = (
    select(
        _recipient.c.number,
        _recipient.c.kind,
        _recipient.c.person_id,
        _recipient.c.team_id,
        func.coalesce(_team.c.name, ""),
        func.coalesce(_person.c.display_name, ""),
        _recipient.c.state,
        _recipient.c.reason,
    )
    .select_from(_recipient)
    .outerjoin(_team, _team.c.id == _recipient.c.team_id)
    .outerjoin(_person, _person.c.id == _recipient.c.person_id)
    .where(_of_broadcast)
    .order_by(_recipient.c.number)
    .limit(bindparam("most"))
)
_UNREACHED = _LISTED.where(
    or_(
        _recipient.c.state.in_((Fate.FAILED, Fate.UNKNOWN)),
        _recipient.c.state.in_((Fate.SKIPPED, Fate.EXCLUDED))
        & _recipient.c.reason.not_in(bindparam("but", expanding=True)),
    )
)
_SILENT = _LISTED.where(
    _recipient.c.state.in_((Fate.SENT, Fate.UNKNOWN)), _recipient.c.acked_at.is_(None)
)
_got = _recipient.c.state.in_((Fate.QUEUED, Fate.SENT, Fate.UNKNOWN))
_LATEST = select(func.max(_recipient.c.broadcast_id)).where(
    _recipient.c.person_id == bindparam("person"), _got
)
_ACK = (
    update(_recipient)
    .where(
        _of_broadcast,
        _got,
        _recipient.c.acked_at.is_(None),
        _recipient.c.person_id == bindparam("person"),
    )
    .values(acked_at=bindparam("moment"))
)


# By what became of them and why: (groups, people).
Counts = Mapping[tuple[Fate, str | None], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a report. `name` is a person's, for those who may see it; "" for a group."""

    number: int
    kind: str
    person_id: int | None
    team_id: int | None
    team_name: str
    name: str
    state: str
    reason: str | None


def tally(uow: UnitOfWork, broadcast: int) -> Counts:
    """How many chats, by what became of them and why."""
    found: dict[tuple[Fate, str | None], tuple[int, int]] = {}
    for state, reason, kind, number in uow.rows(_TALLY, {"broadcast": broadcast}):
        groups, people = found.get((Fate(state), reason), (0, 0))
        is_group = kind == ChatKind.GROUP
        found[Fate(state), reason] = (
            (groups + number, people) if is_group else (groups, people + number)
        )
    return found


def heard(uow: UnitOfWork, broadcast: int) -> tuple[int, int]:
    """How many people have it, or perhaps, and how many of them said that they read it."""
    asked, said = uow.rows(_HEARD, {"broadcast": broadcast})[0]
    return int(asked), int(said or 0)


def unreached(uow: UnitOfWork, broadcast: int, but: Collection[str], most: int) -> Sequence[Listed]:
    """Those who do not have it, or perhaps not, unless for one of the reasons `but`."""
    wanted = {"broadcast": broadcast, "but": sorted(but), "most": most}
    return [Listed(*row) for row in uow.rows(_UNREACHED, wanted)]


def silent(uow: UnitOfWork, broadcast: int, most: int) -> Sequence[Listed]:
    """Those who have it and did not say so."""
    return [Listed(*row) for row in uow.rows(_SILENT, {"broadcast": broadcast, "most": most})]


def latest(uow: UnitOfWork, person: int) -> int | None:
    """The last announcement that somebody got."""
    found: int | None = uow.rows(_LATEST, {"person": person})[0][0]
    return found


def acknowledge(uow: UnitOfWork, broadcast: int, person: int, now: datetime) -> bool:
    """They have read it. False: they had said so before."""
    return uow.run(_ACK, {"broadcast": broadcast, "person": person, "moment": now}) > 0
