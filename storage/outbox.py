"""The messages on their way out, as rows: written with the decision, claimed by compare-and-set.

What a platform's answer means is decided in `handlers.delivery`; here are only its statements.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    update,
)

from bot.announcing import UNASKED
from bot.message import Lane, Purpose
from storage import ids
from storage.tables import HoldRow, MessageRow, table
from storage.unit_of_work import UnitOfWork

_message, _hold = table(MessageRow), table(HoldRow)


class Status(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


# Written out, not bound: only then do both databases see that the partial indexes answer.
QUEUED: ColumnElement[str] = literal_column("'queued'")
SENDING: ColumnElement[str] = literal_column("'sending'")
UNKNOWN: ColumnElement[str] = literal_column("'unknown'")
OPEN = (QUEUED, SENDING)


@dataclass(frozen=True, slots=True)
class Slip:
    """A message's row, without what only an archive wants."""

    id: int
    account: str
    chat: str
    kind: str
    person_id: int | None
    purpose: str
    lane: int
    payload: str | None
    status: str
    attempts: int
    doubts: int
    created_at: datetime
    expires_at: datetime | None
    key: str


_COLUMNS = tuple(_message.c[name] for name in Slip.__slots__)
_open = _message.c.status.in_(OPEN)
_older = _message.alias("older")

_PUT = insert(_message)
_BUSY = select(_message.c.chat).where(
    _message.c.account == bindparam("account"),
    _message.c.chat.in_(bindparam("chats", expanding=True)),
    _message.c.status == QUEUED,
)
_HEADS = (
    select(*_COLUMNS)
    .where(
        _message.c.account == bindparam("account"),
        _message.c.status == QUEUED,
        or_(_message.c.not_before.is_(None), _message.c.not_before <= bindparam("now")),
        ~exists().where(
            _older.c.account == _message.c.account,
            _older.c.chat == _message.c.chat,
            _older.c.id < _message.c.id,
            _older.c.status.in_(OPEN),
            # Whoever writes at night is answered at night, whatever waits for the morning. Only an
            # announcement that failed keeps its place, and among themselves all do.
            ~and_(
                _older.c.status == QUEUED,
                _older.c.not_before.is_not(None),
                _older.c.not_before > bindparam("now"),
                or_(
                    _older.c.lane == Lane.REMINDER,
                    and_(
                        _older.c.lane == Lane.BROADCAST,
                        _older.c.reason.is_(None),
                        _message.c.lane < Lane.BROADCAST,
                    ),
                ),
            ),
        ),
        ~exists().where(
            _hold.c.account == _message.c.account,
            _hold.c.chat.in_([_message.c.chat, ""]),
            _hold.c.until > bindparam("now"),
        ),
    )
    .order_by(_message.c.lane, _message.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=_message)
)
_newer = _message.alias("newer")
_OVERTAKEN = select(_message.c.id).where(
    _message.c.id.in_(bindparam("ids", expanding=True)),
    exists().where(
        _newer.c.account == _message.c.account,
        _newer.c.chat == _message.c.chat,
        _newer.c.id > _message.c.id,
        _newer.c.status.in_((Status.SENDING, Status.SENT, Status.UNKNOWN)),
    ),
)
_CLAIM = (
    update(_message)
    .where(_message.c.id.in_(bindparam("ids", expanding=True)), _message.c.status == QUEUED)
    .values(status=Status.SENDING, claimed_at=bindparam("now"))
    .returning(_message.c.id)
)
_RING = text("SELECT pg_notify('hocvuso_outbox', :account)")  # heard by storage.bell
_by_id = _message.c.id == bindparam("row")
_SENT = (
    update(_message)
    .where(_by_id)
    .values(
        status=Status.SENT,
        reason=None,
        external_id=bindparam("external"),
        closed_at=bindparam("at"),
    )
)
_CLOSE = (
    update(_message)
    .where(_by_id, _open)
    .values(status=bindparam("as_"), reason=bindparam("why"), closed_at=bindparam("at"))
)
_AGAIN = (
    update(_message)
    .where(_by_id, _message.c.status == Status.SENDING)
    .values(
        status=Status.QUEUED,
        reason=bindparam("why"),
        not_before=bindparam("at"),
        attempts=bindparam("tried"),
        doubts=bindparam("doubted"),
    )
)
_RELEASE = (
    update(_message)
    .where(_message.c.id.in_(bindparam("ids", expanding=True)), _message.c.status == Status.SENDING)
    .values(status=Status.QUEUED)
)
_POSTPONE = (
    update(_message).where(_by_id, _message.c.status == QUEUED).values(not_before=bindparam("at"))
)
_SLIPS = (
    select(*_COLUMNS)
    .where(_message.c.id.in_(bindparam("ids", expanding=True)), _message.c.status == Status.SENDING)
    .order_by(_message.c.id)
)
_LEFT = (
    select(*_COLUMNS)
    .where(
        _message.c.account == bindparam("account"),
        _message.c.status == SENDING,
        _open,
    )
    .order_by(_message.c.id)
)
_of_chat = and_(
    _message.c.account == bindparam("an_account"), _message.c.chat == bindparam("a_chat")
)
_SKIP_CHAT = (
    update(_message)
    .where(_of_chat, _open)
    .values(status=Status.SKIPPED, reason=bindparam("why"), closed_at=bindparam("at"))
)
# What is being sent stays so: its answer is still to come, and it may have arrived.
_REDIRECT = (
    update(_message).where(_of_chat, _open).values(chat=bindparam("new_chat"), not_before=None)
)
_LATEST = (
    select(_message.c.status)
    .where(_of_chat, _message.c.closed_at.is_not(None))
    .order_by(_message.c.id.desc())
    .limit(bindparam("most"))
)
_PAYLOAD = select(_message.c.payload).where(
    _of_chat, _message.c.external_id == bindparam("external")
)
_READY = case(
    (or_(_message.c.not_before.is_(None), _message.c.not_before <= bindparam("now")), 1), else_=0
)
_STANDING = (
    select(_message.c.account, _message.c.lane, func.sum(_READY), func.count())
    .where(
        _message.c.account.in_(bindparam("accounts", expanding=True)),
        _message.c.lane.in_((Lane.EMERGENCY, Lane.BROADCAST)),
        _message.c.status == QUEUED,
        _message.c.purpose == Purpose.BROADCAST,
    )
    .group_by(_message.c.account, _message.c.lane)
)
# By chat, what nobody had asked for and came all the same, or may have.
_UNASKED = (
    select(_message.c.chat, func.count())
    .where(
        _message.c.account == bindparam("account"),
        _message.c.chat.in_(bindparam("chats", expanding=True)),
        _message.c.closed_at >= bindparam("since"),
        _message.c.status.in_((Status.SENT, Status.UNKNOWN)),
        _message.c.purpose.in_(UNASKED),
        _message.c.lane != Lane.EMERGENCY,
    )
    .group_by(_message.c.chat)
)
_CHAT_OF = select(_message.c.account, _message.c.chat).where(_message.c.key == bindparam("a_key"))
_ERASE_CHAT = delete(_message).where(_of_chat)
_ERASE_KEYS = delete(_message).where(_message.c.key.in_(bindparam("keys", expanding=True)))


def put(uow: UnitOfWork, rows: Sequence[dict[str, Any]]) -> Sequence[int]:
    """New rows, all with the same columns, and the numbers that they got, in order."""
    taken = ids.take(uow, "message", len(rows))
    uow.each(_PUT, [{"id": id_, **row} for id_, row in zip(taken, rows, strict=True)])
    return taken


def ring(uow: UnitOfWork, accounts: Iterable[str]) -> None:
    """Wake the accounts' senders in other processes as soon as this transaction is committed."""
    if uow.postgres:
        for account in accounts:
            uow.rows(_RING, {"account": account})


def busy(uow: UnitOfWork, account: str, chats: Collection[str]) -> set[str]:
    """The chats in which a message waits to be claimed."""
    return {row[0] for row in uow.rows(_BUSY, {"account": account, "chats": sorted(chats)})}


def heads(uow: UnitOfWork, account: str, now: datetime, most: int) -> Sequence[Slip]:
    """What may be claimed: the first open message of each chat, unless it or its account must wait.
    A reminder or an announcement that must wait holds up nobody else."""
    found = uow.rows(_HEADS, {"account": account, "now": now, "most": most})
    return [Slip(*row) for row in found]


def overtaken(uow: UnitOfWork, numbers: Collection[int]) -> set[int]:
    """Those after which something of their chat was decided that went before them."""
    if not numbers:
        return set()
    return {row[0] for row in uow.rows(_OVERTAKEN, {"ids": sorted(numbers)})}


def claim(uow: UnitOfWork, numbers: Collection[int], now: datetime) -> set[int]:
    """queued → sending. Those that were not queued any more are somebody else's."""
    if not numbers:
        return set()
    return {row[0] for row in uow.rows(_CLAIM, {"ids": list(numbers), "now": now})}


def sent(uow: UnitOfWork, rows: Iterable[tuple[int, str, datetime]]) -> None:
    """(number, the platform's id, when)."""
    uow.each(_SENT, [{"row": id_, "external": external, "at": at} for id_, external, at in rows])


def close(uow: UnitOfWork, rows: Iterable[tuple[int, Status, str, datetime]]) -> None:
    """(number, failed or skipped or unknown, why, when), if still open."""
    uow.each(
        _CLOSE,
        [{"row": id_, "as_": status, "why": why, "at": at} for id_, status, why, at in rows],
    )


def again(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> None:
    """sending → queued: rows with row, why, at (not before), tried, doubted (so far)."""
    uow.each(_AGAIN, rows)


def release(uow: UnitOfWork, numbers: Collection[int]) -> int:
    """sending → queued, as if never claimed."""
    return uow.run(_RELEASE, {"ids": list(numbers)}) if numbers else 0


def postpone(uow: UnitOfWork, rows: Iterable[tuple[int, datetime]]) -> None:
    """(number, not before), if still queued."""
    uow.each(_POSTPONE, [{"row": id_, "at": at} for id_, at in rows])


def slips(uow: UnitOfWork, numbers: Collection[int]) -> Sequence[Slip]:
    """Those of them that are still being sent."""
    return [Slip(*row) for row in uow.rows(_SLIPS, {"ids": list(numbers)})] if numbers else []


def left(uow: UnitOfWork, account: str) -> Sequence[Slip]:
    """All that are being sent for an account."""
    return [Slip(*row) for row in uow.rows(_LEFT, {"account": account})]


def refused(uow: UnitOfWork, account: str, chat: str, times: int) -> bool:
    """Whether the latest messages of a chat, so many of them, all failed."""
    found = uow.rows(_LATEST, {"an_account": account, "a_chat": chat, "most": times})
    return [row[0] for row in found] == times * [Status.FAILED]


def payload_of(uow: UnitOfWork, account: str, chat: str, external_id: str) -> str | None:
    """What a message of ours said, by the platform's id; None where that is unknown or forgotten."""
    wanted = {"an_account": account, "a_chat": chat, "external": external_id}
    found = uow.rows(_PAYLOAD, wanted)
    return found[0][0] if found else None


def chat_of(uow: UnitOfWork, key: str) -> tuple[str, str] | None:
    """The (account, chat) to which the message with this key went."""
    found = uow.rows(_CHAT_OF, {"a_key": key})
    return (found[0][0], found[0][1]) if found else None


def skip_chat(uow: UnitOfWork, account: str, chat: str, why: str, at: datetime) -> int:
    """Nothing that is open in a chat will be sent."""
    return uow.run(_SKIP_CHAT, {"an_account": account, "a_chat": chat, "why": why, "at": at})


def redirect(uow: UnitOfWork, account: str, chat: str, new_chat: str) -> int:
    """What is open in a chat waits for its new id."""
    return uow.run(_REDIRECT, {"an_account": account, "a_chat": chat, "new_chat": new_chat})


def standing(
    uow: UnitOfWork, accounts: Collection[str], now: datetime
) -> Mapping[tuple[str, int], tuple[int, int]]:
    """By account and lane, how many announcements are queued: those that may leave now, and all."""
    found = uow.rows(_STANDING, {"accounts": sorted(accounts), "now": now}) if accounts else ()
    return {(row[0], row[1]): (int(row[2]), row[3]) for row in found}


def unasked(
    uow: UnitOfWork, account: str, chats: Collection[str], since: datetime
) -> Mapping[str, int]:
    """How many reminders and announcements, but for warnings, came to each of these chats since then."""
    if not chats:
        return {}
    wanted = {"account": account, "chats": sorted(chats), "since": since}
    return {row[0]: row[1] for row in uow.rows(_UNASKED, wanted)}


def erase_chats(uow: UnitOfWork, chats: Iterable[tuple[str, str]]) -> None:
    """All that was ever said in (account, chat)."""
    uow.each(_ERASE_CHAT, [{"an_account": account, "a_chat": chat} for account, chat in chats])


def erase_keys(uow: UnitOfWork, keys: Collection[str]) -> None:
    if keys:
        uow.run(_ERASE_KEYS, {"keys": list(keys)})
