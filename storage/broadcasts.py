"""Announcements from draft to report, as rows. A state follows another by compare-and-set: of two who want
the same, one gets it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from bot.announcing import State
from storage import ids
from storage.tables import BroadcastRow, RecipientRow, table
from storage.unit_of_work import UnitOfWork

_broadcast, _recipient = table(BroadcastRow), table(RecipientRow)


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A row of the table of that name; what its columns mean is said there."""

    id: int
    author_id: int | None
    team_id: int | None
    unit_id: int | None
    commune_id: int | None
    audience: str
    body: str
    picture: str | None
    lesson: str | None
    event_at: datetime | None
    send_at: datetime | None
    weekly: bool
    emergency: bool
    corrects_id: int | None
    state: str
    approved_by: int | None
    created_at: datetime
    confirmed_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    fed_at: datetime | None


_NAMES = tuple(one.name for one in fields(Broadcast))
_COLUMNS = tuple(_broadcast.c[name] for name in _NAMES)
# Written out, not bound: only then do both databases see that the partial index answers.
_SCHEDULED: ColumnElement[str] = literal_column("'scheduled'")
_SENDING: ColumnElement[str] = literal_column("'sending'")
_open = _broadcast.c.state.in_((literal_column("'approval'"), _SCHEDULED, _SENDING))
_A_MOMENT = timedelta(microseconds=1)
_by_id = _broadcast.c.id == bindparam("row")

_ONE = select(*_COLUMNS).where(_by_id)
_LOCKED = _ONE.with_for_update()
# What the ticks look at. Whoever is changing one holds it: the next tick sees it again.
_SENT_NOW = (
    select(*_COLUMNS)
    .where(_broadcast.c.state == _SENDING, _open)
    .order_by(_broadcast.c.id)
    .with_for_update(skip_locked=True)
)
_DUE = (
    select(*_COLUMNS)
    .where(_open, _broadcast.c.state == _SCHEDULED, _broadcast.c.send_at <= bindparam("now"))
    .order_by(_broadcast.c.send_at, _broadcast.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_FED = update(_broadcast).where(_by_id).values(fed_at=bindparam("at"))
_waits = exists(
    select(_recipient.c.number).where(
        _recipient.c.broadcast_id == _broadcast.c.id,
        or_(
            _recipient.c.state == literal_column("'waiting'"),
            _recipient.c.state == literal_column("'queued'"),
        ),
    )
)
_END = (
    update(_broadcast)
    .where(_broadcast.c.id.in_(bindparam("rows", expanding=True)))
    .where(_broadcast.c.state == _SENDING, ~_waits)
    .values(state=State.DONE, ended_at=bindparam("now"))
    .returning(_broadcast.c.id)
)
_BY_AUTHOR = (
    select(*_COLUMNS)
    .where(
        _broadcast.c.author_id == bindparam("author"),
        _broadcast.c.state.in_(bindparam("states", expanding=True)),
    )
    .order_by(_broadcast.c.id.desc())
    .limit(bindparam("most"))
)
_OF_PLACE = (
    select(*_COLUMNS)
    .where(
        or_(
            and_(bindparam("team") != 0, _broadcast.c.team_id == bindparam("team")),
            and_(bindparam("unit") != 0, _broadcast.c.unit_id == bindparam("unit")),
        ),
        _broadcast.c.state.in_(bindparam("states", expanding=True)),
    )
    .order_by(_broadcast.c.id.desc())
    .limit(bindparam("most"))
)

# What an erased person wrote and nobody got goes with them; what was sent is the team's.
_FORGET = delete(_broadcast).where(
    _broadcast.c.author_id.in_(bindparam("persons", expanding=True)),
    _broadcast.c.confirmed_at.is_(None),
)
_HAND_ON = [
    update(_broadcast).where(column == bindparam("other")).values({column.key: bindparam("kept")})
    for column in (_broadcast.c.author_id, _broadcast.c.approved_by)
]


def add(uow: UnitOfWork, *, author: int, audience: str, now: datetime, **more: Any) -> int:
    """A new draft's number. `more`: other columns by name, among them its team or unit."""
    (number,) = ids.take(uow, "broadcast", 1)
    row = {"weekly": False, "emergency": False, "body": "", "state": State.DRAFT, **more}
    uow.run(
        insert(_broadcast),
        {**row, "id": number, "author_id": author, "audience": audience, "created_at": now},
    )
    return number


def copy(uow: UnitOfWork, one: Broadcast, now: datetime, **changes: Any) -> int:
    """The same again under a new number, with these columns changed."""
    row = {name: getattr(one, name) for name in _NAMES if name != "id"}
    (number,) = ids.take(uow, "broadcast", 1)
    uow.run(insert(_broadcast), {**row, "created_at": now, **changes, "id": number})
    return number


def get(uow: UnitOfWork, number: int) -> Broadcast | None:
    return _first(uow.rows(_ONE, {"row": number}))


def lock(uow: UnitOfWork, number: int) -> Broadcast | None:
    """The same, and nobody else changes it until the end of the transaction."""
    return _first(uow.rows(_LOCKED, {"row": number}))


def amend(uow: UnitOfWork, number: int, **changes: Any) -> bool:
    """Columns of a draft; False: it is none any more."""
    amended = (
        update(_broadcast)
        .where(_by_id, _broadcast.c.state == State.DRAFT)
        .values({name: bindparam(f"new_{name}") for name in changes})
    )
    new = {f"new_{name}": value for name, value in changes.items()}
    return uow.run(amended, {"row": number, **new}) == 1


def turn(
    uow: UnitOfWork, number: int, states: Collection[State], to: State, **moments: Any
) -> bool:
    """From one of the states to another, with the columns that come with it; False: somebody was first."""
    turned = (
        update(_broadcast)
        .where(_by_id, _broadcast.c.state.in_(bindparam("states", expanding=True)))
        .values({"state": bindparam("to"), **{name: bindparam(f"new_{name}") for name in moments}})
    )
    new = {f"new_{name}": value for name, value in moments.items()}
    return uow.run(turned, {"row": number, "states": list(states), "to": to, **new}) == 1


def due(uow: UnitOfWork, now: datetime, most: int) -> Sequence[Broadcast]:
    """Scheduled ones whose time has come, locked."""
    return _read(uow.rows(_DUE, {"now": now, "most": most}))


def sending(uow: UnitOfWork) -> Sequence[Broadcast]:
    """Those that are being sent, locked."""
    return _read(uow.rows(_SENT_NOW))


def fed(uow: UnitOfWork, numbers: Iterable[int], at: datetime) -> None:
    """They had a turn, in this order: so close to one another that only the order counts."""
    moments = [(number, at + n * _A_MOMENT) for n, number in enumerate(numbers)]
    uow.each(_FED, [{"row": number, "at": moment} for number, moment in sorted(moments)])


def end(uow: UnitOfWork, numbers: Collection[int], now: datetime) -> Sequence[int]:
    """Those of them that are through: nobody waits, and nothing stands in the outbox."""
    if not numbers:
        return ()
    return [row[0] for row in uow.rows(_END, {"rows": sorted(numbers), "now": now})]


def by(uow: UnitOfWork, author: int, states: Collection[State], most: int) -> Sequence[Broadcast]:
    """Somebody's own, the newest first."""
    return _read(uow.rows(_BY_AUTHOR, {"author": author, "states": list(states), "most": most}))


def of_place(
    uow: UnitOfWork, states: Collection[State], most: int, *, team: int = 0, unit: int = 0
) -> Sequence[Broadcast]:
    """A team's or a unit's, the newest first."""
    wanted = {"team": team, "unit": unit, "states": list(states), "most": most}
    return _read(uow.rows(_OF_PLACE, wanted))


def _read(rows: Sequence[Any]) -> Sequence[Broadcast]:
    return [Broadcast(*row) for row in rows]


def _first(rows: Sequence[Any]) -> Broadcast | None:
    return Broadcast(*rows[0]) if rows else None


def forget(uow: UnitOfWork, persons: Collection[int]) -> None:
    """Their drafts."""
    uow.run(_FORGET, {"persons": sorted(persons)})


def hand_on(uow: UnitOfWork, other: int, kept: int) -> None:
    """What one person wrote, or approved, the other did, who is the same one."""
    for statement in _HAND_ON:
        uow.run(statement, {"other": other, "kept": kept})
