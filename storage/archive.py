"""What became of messages: histories, figures, and forgetting. Nothing here sends or claims."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, case, delete, func, or_, select, update

from storage.outbox import OPEN, QUEUED, SENDING, UNKNOWN, Status
from storage.tables import MessageRow, table
from storage.unit_of_work import UnitOfWork

_message = table(MessageRow)
_kept = and_(_message.c.closed_at.is_not(None), _message.c.payload.is_not(None))

_SHOWN = (
    select(_message.c.id, _message.c.payload, _message.c.created_at)
    .where(
        _message.c.account == bindparam("account"),
        _message.c.chat == bindparam("chat"),
        _message.c.id > bindparam("after"),
        _message.c.payload.is_not(None),
        _message.c.status.in_((*OPEN, Status.SENT, Status.UNKNOWN)),
    )
    .order_by(_message.c.id.desc())
    .limit(bindparam("most"))
)
_last_may_count = _message.c.status.in_((Status.SENT, Status.UNKNOWN))
_RECENT = select(
    _message.c.chat,
    _message.c.kind,
    _message.c.closed_at,
    # Each attempt of which nobody knows may have been counted as well.
    _message.c.doubts + case((_last_may_count, 1), else_=0),
).where(
    # An expression, lest SQLite prefer the account's whole history to its last minute.
    _message.c.account.concat("") == bindparam("account"),
    _message.c.closed_at >= bindparam("since"),
    or_(_last_may_count, _message.c.doubts > 0),
    _kept,
)
_tried_by = func.coalesce(_message.c.not_before, _message.c.claimed_at)
_RECENT_DOUBTS = select(_message.c.chat, _message.c.kind, _tried_by, _message.c.doubts).where(
    _message.c.account == bindparam("account"),
    _message.c.status == QUEUED,
    _message.c.doubts > 0,
    _tried_by >= bindparam("since"),
)
_DEPTH = (
    select(_message.c.status, _message.c.lane, func.count(), func.min(_message.c.created_at))
    .where(_message.c.status.in_(OPEN))
    .group_by(_message.c.status, _message.c.lane)
)
_OLDEST_READY = select(func.min(func.coalesce(_message.c.not_before, _message.c.created_at))).where(
    _message.c.status == QUEUED,
    or_(_message.c.not_before.is_(None), _message.c.not_before <= bindparam("now")),
)
_DOUBTFUL = select(func.count()).where(
    _message.c.status == UNKNOWN, _message.c.closed_at >= bindparam("since")
)
_newer = _message.alias("newer")
_STALE = (
    select(_message.c.id)
    .where(
        _kept,
        _message.c.closed_at < bindparam("before"),
        or_(
            _message.c.account != bindparam("but"),
            # A web chat's page shows its last bubbles from here; no platform keeps them for us.
            select(func.count())
            .where(
                _newer.c.account == _message.c.account,
                _newer.c.chat == _message.c.chat,
                _newer.c.id > _message.c.id,
                _newer.c.status == Status.SENT,
            )
            .scalar_subquery()
            >= bindparam("last"),
        ),
    )
    .limit(bindparam("most"))
)
_CLEAR = (
    update(_message).where(_message.c.id.in_(bindparam("ids", expanding=True))).values(payload=None)
)
_FLEETING = delete(_message).where(_message.c.fleeting, _message.c.closed_at < bindparam("before"))
_EXPIRE = (
    update(_message)
    .where(_message.c.status == QUEUED, _message.c.expires_at <= bindparam("now"))
    .values(status=Status.SKIPPED, reason="expired", closed_at=bindparam("now"))
)
_LOST = select(_message.c.id).where(
    _message.c.status == SENDING,
    _message.c.status.in_(OPEN),
    _message.c.claimed_at < bindparam("before"),
)


@dataclass(frozen=True, slots=True)
class Depth:
    """How many messages are open in a state and a lane, and since when the oldest is."""

    status: str
    lane: int
    count: int
    oldest: datetime


def shown(
    uow: UnitOfWork, account: str, chat: str, after: int, most: int
) -> Sequence[tuple[int, str, datetime]]:
    """The newest of a chat, oldest first: number, payload, time."""
    names = {"account": account, "chat": chat, "after": after, "most": most}
    return [(row[0], row[1], row[2]) for row in reversed(uow.rows(_SHOWN, names))]


def recent(uow: UnitOfWork, account: str, since: datetime) -> Sequence[tuple[str, str, datetime]]:
    """(chat, kind, when at the latest) of what a platform may have counted against its limits."""
    names = {"account": account, "since": since}
    found = [*uow.rows(_RECENT, names), *uow.rows(_RECENT_DOUBTS, names)]
    return [(row[0], row[1], row[2]) for row in found for _ in range(row[3])]


def depth(uow: UnitOfWork) -> Sequence[Depth]:
    return [Depth(*row) for row in uow.rows(_DEPTH)]


def oldest_ready(uow: UnitOfWork, now: datetime) -> datetime | None:
    """Since when the message that waits longest might have been sent."""
    return uow.rows(_OLDEST_READY, {"now": now})[0][0]  # type: ignore[no-any-return]


def doubtful(uow: UnitOfWork, since: datetime) -> int:
    """How many messages since then may or may not have arrived."""
    return uow.rows(_DOUBTFUL, {"since": since})[0][0]  # type: ignore[no-any-return]


def clear(uow: UnitOfWork, before: datetime, but: str, last: int, most: int = 5_000) -> int:
    """Forget what was said in messages closed since then, all but the last few of account `but`."""
    found = uow.rows(_STALE, {"before": before, "but": but, "last": last, "most": most})
    stale = [row[0] for row in found]
    for start in range(0, len(stale), 500):
        uow.run(_CLEAR, {"ids": stale[start : start + 500]})
    return len(stale)


def forget_fleeting(uow: UnitOfWork, before: datetime) -> int:
    """The last words to people who were erased."""
    return uow.run(_FLEETING, {"before": before})


def expire(uow: UnitOfWork, now: datetime) -> int:
    """What would come too late is skipped."""
    return uow.run(_EXPIRE, {"now": now})


def lost(uow: UnitOfWork, before: datetime) -> Sequence[int]:
    """Claimed since before then and never heard of again."""
    return [row[0] for row in uow.rows(_LOST, {"before": before})]
