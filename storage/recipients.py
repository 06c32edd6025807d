"""Whom each announcement is for, and what became of it there. The waiting ones are the queue."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    literal_column,
    null,
    or_,
    select,
    update,
)

from bot.announcing import A_WEEK, SILENT_FOR, UNASKED_A_WEEK, Audience, Fate, Reach, Reason
from bot.update import ChatKind
from storage.audiences import AUDIENCES
from storage.broadcasts import Broadcast
from storage.outbox import OPEN, Status
from storage.tables import (
    GroupRow,
    IdentityRow,
    MessageRow,
    PersonRow,
    RecipientRow,
    table,
)
from storage.unit_of_work import UnitOfWork

_recipient, _message = table(RecipientRow), table(MessageRow)
_person, _identity, _group = table(PersonRow), table(IdentityRow), table(GroupRow)

# Written out, not bound: only then do both databases see that the partial indexes answer.
_WAITING: ColumnElement[str] = literal_column("'waiting'")
_QUEUED: ColumnElement[str] = literal_column("'queued'")
_waits, _is_queued = _recipient.c.state == _WAITING, _recipient.c.state == _QUEUED
_of_broadcast = _recipient.c.broadcast_id == bindparam("broadcast")
_MADE = ("broadcast_id", "number", "account", "chat", "kind", "person_id", "team_id", "state", "reason")  # fmt: skip


def _counting(audience: Audience) -> Any:
    of = AUDIENCES[audience].c
    return select(of.kind, of.reason, func.count()).group_by(of.kind, of.reason)


def _making(audience: Audience) -> Any:
    of = AUDIENCES[audience].c
    order = (of.team_id, of.kind, of.account, of.chat, of.person_id)
    rows = select(
        bindparam("broadcast", type_=_recipient.c.broadcast_id.type),
        func.row_number().over(order_by=order),
        *(of.account, of.chat, of.kind, of.person_id, of.team_id),
        case((of.reason.is_(None), literal(Fate.WAITING)), else_=literal(Fate.EXCLUDED)),
        of.reason,
    )
    return insert(_recipient).from_select(_MADE, rows)


_COUNT = {audience: _counting(audience) for audience in Audience}
_MAKE = {audience: _making(audience) for audience in Audience}
_ANY = select(_recipient.c.number).where(_of_broadcast).limit(1)

# --- Feeding -----------------------------------------------------------------------------------------

_BACKLOG = (
    select(_recipient.c.account, _recipient.c.broadcast_id, func.count())
    .where(
        _waits,
        _recipient.c.account.in_(bindparam("accounts", expanding=True)),
        _recipient.c.broadcast_id.in_(bindparam("broadcasts", expanding=True)),
    )
    .group_by(_recipient.c.account, _recipient.c.broadcast_id)
)
_calm = ~bindparam("emergency", type_=_person.c.reminders_wanted.type)
_asked = bindparam("asked", type_=_person.c.reminders_wanted.type)
_agrees = exists().where(_person.c.id == _recipient.c.person_id, _person.c.consent == "granted")
_wants = exists().where(_person.c.id == _recipient.c.person_id, _person.c.reminders_wanted)
_reached = exists().where(
    _identity.c.account == _recipient.c.account,
    _identity.c.chat == _recipient.c.chat,
    _identity.c.person_id == _recipient.c.person_id,
    _identity.c.unreachable.is_(None),
)
_bound = exists().where(
    _group.c.account == _recipient.c.account,
    _group.c.chat == _recipient.c.chat,
    _group.c.team_id == _recipient.c.team_id,
    _group.c.bound_at.is_not(None),
    _group.c.unreachable.is_(None),
)
_in_private = _recipient.c.kind == ChatKind.PRIVATE.value
# Much may have changed since the recipients were made: each is looked at again when its turn comes.
_against = case(
    (_in_private & ~_agrees, literal(Reason.NO_CONSENT.value)),
    (_in_private & _asked & _calm & ~_wants, literal(Reason.UNWANTED.value)),
    (_in_private & ~_reached, literal(Reason.UNREACHABLE.value)),
    (~_in_private & ~_bound, literal(Reason.GROUP_LOST.value)),
    else_=null(),
)
_NEXT = (
    select(
        _recipient.c.number,
        _recipient.c.account,
        _recipient.c.chat,
        _recipient.c.kind,
        _recipient.c.person_id,
        _against,
    )
    .where(_waits, _of_broadcast, _recipient.c.account == bindparam("account"))
    .order_by(_recipient.c.number)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=_recipient)
)
_ARRIVED = (
    select(_recipient.c.account, _recipient.c.chat, _message.c.external_id)
    .join(_message, _message.c.id == _recipient.c.message_id)
    .where(
        _of_broadcast,
        _recipient.c.chat.in_(bindparam("chats", expanding=True)),
        _message.c.external_id.is_not(None),
    )
)
_of_row = (_of_broadcast, _recipient.c.number == bindparam("row"))
_QUEUE = (
    update(_recipient)
    .where(*_of_row, _waits)
    .values(state=Fate.QUEUED, message_id=bindparam("message"))
)
_CLOSE = (
    update(_recipient)
    .where(*_of_row, _waits)
    .values(state=Fate.SKIPPED, reason=bindparam("why"), at=bindparam("moment"))
)
_CLOSE_ALL = (
    update(_recipient)
    .where(_of_broadcast, _waits)
    .values(state=Fate.SKIPPED, reason=bindparam("why"), at=bindparam("moment"))
)
# Certainly not sent: never tried, or known to have failed.
_WITHDRAW = (
    delete(_message)
    .where(
        _message.c.status == literal_column("'queued'"),
        _message.c.status.in_(OPEN),
        _message.c.doubts == 0,
        _message.c.id.in_(select(_recipient.c.message_id).where(_of_broadcast, _is_queued)),
    )
    .returning(_message.c.id)
)
_BACK = (
    update(_recipient)
    .where(_of_broadcast, _is_queued, _recipient.c.message_id == bindparam("message"))
    .values(state=Fate.WAITING, message_id=None)
)
_SETTLE = (
    update(_recipient)
    .where(
        _is_queued,
        _recipient.c.message_id == _message.c.id,
        _message.c.status.in_((Status.SENT, Status.FAILED, Status.SKIPPED, Status.UNKNOWN)),
    )
    .values(state=_message.c.status, reason=_message.c.reason, at=_message.c.closed_at)
)
_ANY_QUEUED = select(_recipient.c.number).where(_is_queued).limit(1)

# --- Whose they are ------------------------------------------------------------------------------------

_REDIRECT = (
    update(_recipient)
    .where(
        _recipient.c.account == bindparam("an_account"), _recipient.c.chat == bindparam("a_chat")
    )
    .values(chat=bindparam("new_chat"))
)
_HAND_ON = (
    update(_recipient)
    .where(_recipient.c.person_id == bindparam("other"))
    .values(person_id=bindparam("kept"))
)
_ERASE = delete(_recipient).where(_recipient.c.person_id.in_(bindparam("persons", expanding=True)))
_twin = _recipient.alias("twin")
_TWICE = delete(_recipient).where(
    _recipient.c.person_id == bindparam("other"),
    or_(_waits, _recipient.c.state == Fate.EXCLUDED),
    exists().where(
        _twin.c.broadcast_id == _recipient.c.broadcast_id, _twin.c.person_id == bindparam("kept")
    ),
)


@dataclass(frozen=True, slots=True)
class Next:
    """One whose turn has come; `against`: why it is not sent after all."""

    number: int
    account: str
    chat: str
    kind: str
    person_id: int | None
    against: str | None


def count(uow: UnitOfWork, one: Broadcast, now: datetime) -> Reach:
    """For how many chats it would be now, and who is left out."""
    groups = people = 0
    excluded: Counter[Reason] = Counter()
    for kind, reason, number in uow.rows(_COUNT[Audience(one.audience)], _wanted(one, now)):
        if reason is not None:
            excluded[Reason(reason)] += number
        elif kind == ChatKind.GROUP:
            groups += number
        else:
            people += number
    return Reach(groups, people, excluded)


def make(uow: UnitOfWork, one: Broadcast, now: datetime) -> int:
    """Those whom it is for at this moment, and those left out, numbered from 1. How many."""
    return uow.run(_MAKE[Audience(one.audience)], {"broadcast": one.id, **_wanted(one, now)})


def are_made(uow: UnitOfWork, broadcast: int) -> bool:
    return bool(uow.rows(_ANY, {"broadcast": broadcast}))


def _wanted(one: Broadcast, now: datetime) -> Mapping[str, Any]:
    wanted: dict[str, Any] = {"emergency": one.emergency}
    match Audience(one.audience):
        case Audience.GROUP:
            return {"team": one.team_id}
        case Audience.UNFINISHED:
            wanted |= {"lesson": one.lesson}
        case Audience.STUCK:
            wanted |= {"silent_since": now - SILENT_FOR}
        case Audience.RESIDENTS:
            pass
        case Audience.SAME:
            return {"corrects": one.corrects_id}
        case Audience.TEAMS:
            wanted |= {"unit": one.unit_id, "now": now}
    if one.audience != Audience.TEAMS:
        wanted |= {"team": one.team_id}
    return wanted | {"week_ago": now - A_WEEK, "budget": UNASKED_A_WEEK}


def backlog(
    uow: UnitOfWork, accounts: Collection[str], broadcasts: Collection[int]
) -> Mapping[tuple[str, int], int]:
    """How many wait, by account and announcement."""
    if not accounts or not broadcasts:
        return {}
    wanted = {"accounts": sorted(accounts), "broadcasts": sorted(broadcasts)}
    return {(row[0], row[1]): row[2] for row in uow.rows(_BACKLOG, wanted)}


def following(uow: UnitOfWork, one: Broadcast, account: str, most: int) -> Sequence[Next]:
    """The next of those who wait, locked."""
    wanted = {
        "broadcast": one.id,
        "account": account,
        "most": most,
        "emergency": one.emergency,
        "asked": one.audience not in (Audience.TEAMS, Audience.SAME),
    }
    return [Next(*row) for row in uow.rows(_NEXT, wanted)]


def queue(uow: UnitOfWork, broadcast: int, rows: Collection[tuple[int, int]]) -> None:
    """(number, its message in the outbox)."""
    uow.each(
        _QUEUE,
        [{"broadcast": broadcast, "row": row, "message": message} for row, message in rows],
    )


def arrived(
    uow: UnitOfWork, broadcast: int, chats: Collection[tuple[str, str]]
) -> Mapping[tuple[str, str], str]:
    """By (account, chat) the platform's own id of the announcement there, where it is known."""
    if not chats:
        return {}
    wanted = {"broadcast": broadcast, "chats": sorted({chat for _, chat in chats})}
    return {(row[0], row[1]): row[2] for row in uow.rows(_ARRIVED, wanted)}


def skip(uow: UnitOfWork, broadcast: int, rows: Collection[tuple[int, str]], now: datetime) -> None:
    """(number, why), of those who wait."""
    uow.each(
        _CLOSE,
        [{"broadcast": broadcast, "row": row, "why": why, "moment": now} for row, why in rows],
    )


def skip_waiting(uow: UnitOfWork, broadcast: int, why: Reason, now: datetime) -> int:
    """All who wait. How many."""
    return uow.run(_CLOSE_ALL, {"broadcast": broadcast, "why": why, "moment": now})


def withdraw(uow: UnitOfWork, broadcast: int) -> int:
    """Out of the outbox what was certainly not sent; its recipients wait again. How many."""
    withdrawn = [row[0] for row in uow.rows(_WITHDRAW, {"broadcast": broadcast})]
    uow.each(_BACK, [{"broadcast": broadcast, "message": message} for message in withdrawn])
    return len(withdrawn)


def settle(uow: UnitOfWork) -> int:
    """What the outbox knows of those who stood in it. How many became known."""
    return uow.run(_SETTLE)


def any_queued(uow: UnitOfWork) -> bool:
    return bool(uow.rows(_ANY_QUEUED))


def redirect(uow: UnitOfWork, account: str, chat: str, new_chat: str) -> None:
    """The chat has a new id."""
    uow.run(_REDIRECT, {"an_account": account, "a_chat": chat, "new_chat": new_chat})


def hand_on(uow: UnitOfWork, other: int, kept: int) -> None:
    """What was for one person was for the other, who is the same one; nothing comes twice because of it."""
    uow.run(_TWICE, {"other": other, "kept": kept})
    uow.run(_HAND_ON, {"other": other, "kept": kept})


def erase(uow: UnitOfWork, persons: Collection[int]) -> None:
    """That anything was for them. A report counts them no more."""
    uow.run(_ERASE, {"persons": sorted(persons)})
