"""The rows behind a trace id, which is computed from their keys: found by looking at all of them.

For an operator who asks now and then; a million keys take some seconds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage.tables import InboundRow, MessageRow, table
from storage.unit_of_work import UnitOfWork

_inbound, _message = table(InboundRow), table(MessageRow)
_STREAMED = {"yield_per": 10_000}

_ARRIVALS = select(
    _inbound.c.account, _inbound.c.key, _inbound.c.state, _inbound.c.reason, _inbound.c.received_at
)
_KEYS = select(_message.c.id, _message.c.key)
_MESSAGE = select(
    _message.c.id,
    _message.c.account,
    _message.c.status,
    _message.c.reason,
    _message.c.attempts,
    _message.c.doubts,
    _message.c.created_at,
    _message.c.not_before,
    _message.c.closed_at,
)


@dataclass(frozen=True, slots=True)
class Arrived:
    account: str
    state: str
    reason: str | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Left:
    id: int
    account: str
    status: str
    reason: str | None
    attempts: int
    doubts: int
    created_at: datetime
    not_before: datetime | None
    closed_at: datetime | None


def arrivals(uow: UnitOfWork, wanted: Callable[[str, str], bool]) -> Sequence[Arrived]:
    """Of updates whose (account, key) is wanted."""
    with uow.connection.execute(_ARRIVALS, execution_options=_STREAMED) as rows:
        return [Arrived(row[0], *row[2:]) for row in rows if wanted(row[0], row[1])]


def messages(uow: UnitOfWork, wanted: Callable[[str], bool]) -> Sequence[Left]:
    """Of messages whose key is wanted, in the order in which they were decided."""
    with uow.connection.execute(_KEYS, execution_options=_STREAMED) as rows:
        numbers = [row[0] for row in rows if wanted(row[1])]
    if not numbers:
        return []
    found = uow.rows(_MESSAGE.where(_message.c.id.in_(numbers)).order_by(_message.c.id))
    return [Left(*row) for row in found]
