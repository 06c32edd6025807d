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

_FATES = (
    select(_recipient.c.state, _recipient.c.reason, func.count())
    .where(_of_broadcast)
    .group_by(_recipient.c.state, _recipient.c.reason)
)
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
_ACKED = select(func.count()).where(_of_broadcast, _recipient.c.acked_at.is_not(None))
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
_LATEST_OF_PERSON = select(func.max(_recipient.c.broadcast_id)).where(
    _recipient.c.person_id == bindparam("person"), _got
)
_LATEST_OF_CHAT = select(func.max(_recipient.c.broadcast_id)).where(
    _recipient.c.account == bindparam("an_account"), _recipient.c.chat == bindparam("a_chat"), _got
)
_ACK = update(_recipient).where(_of_broadcast, _got, _recipient.c.acked_at.is_(None))
_ACK_PERSON = _ACK.where(_recipient.c.person_id == bindparam("person")).values(
    acked_at=bindparam("moment")
)
_ACK_CHAT = _ACK.where(
    _recipient.c.account == bindparam("an_account"), _recipient.c.chat == bindparam("a_chat")
).values(acked_at=bindparam("moment"))


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


def fates(uow: UnitOfWork, broadcast: int) -> Mapping[tuple[Fate, str | None], int]:
    """How many, by what became of it and why."""
    found = uow.rows(_FATES, {"broadcast": broadcast})
    return {(Fate(row[0]), row[1]): row[2] for row in found}


def tally(uow: UnitOfWork, broadcast: int) -> Counts:
    """The same as (groups, people)."""
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


def acknowledged(uow: UnitOfWork, broadcast: int) -> int:
    return int(uow.rows(_ACKED, {"broadcast": broadcast})[0][0])


def unreached(uow: UnitOfWork, broadcast: int, but: Collection[str], most: int) -> Sequence[Listed]:
    """Those who do not have it, or perhaps not, unless for one of the reasons `but`."""
    wanted = {"broadcast": broadcast, "but": sorted(but), "most": most}
    return [Listed(*row) for row in uow.rows(_UNREACHED, wanted)]


def silent(uow: UnitOfWork, broadcast: int, most: int) -> Sequence[Listed]:
    """Those who have it and did not say so."""
    return [Listed(*row) for row in uow.rows(_SILENT, {"broadcast": broadcast, "most": most})]


def latest(uow: UnitOfWork, who: int | tuple[str, str]) -> int | None:
    """The last announcement that a person, or a chat (account, chat), got."""
    if isinstance(who, int):
        found = uow.rows(_LATEST_OF_PERSON, {"person": who})
    else:
        found = uow.rows(_LATEST_OF_CHAT, {"an_account": who[0], "a_chat": who[1]})
    return found[0][0] if found else None


def acknowledge(uow: UnitOfWork, broadcast: int, who: int | tuple[str, str], now: datetime) -> int:
    """How many rows of theirs say now that they have read it: none the second time."""
    if isinstance(who, int):
        return uow.run(_ACK_PERSON, {"broadcast": broadcast, "person": who, "moment": now})
    chat = {"an_account": who[0], "a_chat": who[1]}
    return uow.run(_ACK_CHAT, {"broadcast": broadcast, "moment": now, **chat})
