"""What the database and the town's phones show afterwards, past the product's own statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from bot.engine import question_of
from bot.message import Message, Purpose
from bot.serial import outgoing_from_json
from handlers import figures
from handlers.figures import Mismatch
from storage.database import Database
from storage.tables import (
    DueRow,
    IdentityRow,
    InboundRow,
    LearnerRow,
    MessageRow,
    PersonRow,
    RunRow,
    StepEventRow,
    UsageRow,
    table,
)
from storage.unit_of_work import UnitOfWork
from tests.crash.platforms import Bubbles, Platform
from tests.crash.replay import Coming, Event
from town.town import Town

_inbound, _message, _run = table(InboundRow), table(MessageRow), table(RunRow)
_usage = table(UsageRow)
_event, _due = table(StepEventRow), table(DueRow)
_identity, _person, _learner = table(IdentityRow), table(PersonRow), table(LearnerRow)

_ARRIVED = select(_inbound).where(_inbound.c.account == bindparam("account"))
_NUMBERED = select(_message.c.external_id, _message.c.payload).where(
    _message.c.account == bindparam("account"), _message.c.external_id.is_not(None)
)
_COUNTED = select(func.sum(_usage.c.inbound)).where(_usage.c.account == bindparam("account"))


@dataclass(frozen=True, slots=True)
class Row:
    """A message's row. `text` is what a phone shows of it, None for a mark on an earlier bubble."""

    id: int
    key: str
    chat: str
    purpose: Purpose
    status: str
    doubts: int
    external_id: str | None
    payload: str
    text: str | None

    @property
    def is_open(self) -> bool:
        return self.status in {"queued", "sending"}


@dataclass(frozen=True, slots=True)
class Learner:
    """As the tables have it."""

    standing: str
    events: tuple[Event, ...]
    dues: dict[Coming, datetime]
    active: dict[str, str]  # the step of each lesson that was begun and not finished


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of everybody in some chats, and of those chats."""

    received: dict[str, datetime]  # when each key was taken, of all accounts' updates
    quarantined: frozenset[str]
    learners: dict[str, tuple[Learner, ...]]  # by user: there should be one
    rows: dict[str, tuple[Row, ...]]  # by chat
    mismatches: tuple[Mismatch, ...]
    seen: dict[str, Bubbles]  # by chat
    questions: dict[str, int | None]  # by the platform's id of a bubble: which question it asked
    metered: int  # how many messages that people wrote are counted


def gather(db: Database, platform: Platform, town: Town, chats: Sequence[str]) -> Evidence:
    account = platform.account
    with db.reading() as uow:
        arrived = uow.rows(_ARRIVED, {"account": account})
        learners = {chat: _learners(uow, account, chat) for chat in chats}
        rows = {chat: _rows(uow, platform, chat) for chat in chats}
        numbered = uow.rows(_NUMBERED, {"account": account})
        counted = uow.rows(_COUNTED, {"account": account})[0][0]
    return Evidence(
        received={row.key: row.received_at for row in arrived},
        quarantined=frozenset(row.key for row in arrived if row.state != "taken"),
        learners=learners,
        rows=rows,
        mismatches=figures.recount(db),
        seen={chat: platform.seen(town, chat) for chat in chats},
        questions={row[0]: question_of(outgoing_from_json(row[1])) for row in numbered},
        metered=int(counted or 0),
    )


def received(db: Database, account: str) -> set[str]:
    """The keys of all updates that were taken."""
    with db.reading() as uow:
        return {row.key for row in uow.rows(_ARRIVED, {"account": account})}


def is_recorded(db: Database, account: str, bubble: str) -> bool:
    """Whether the product knows that a bubble of its own has this id."""
    asked = select(_message.c.id).where(
        _message.c.account == account, _message.c.external_id == bubble
    )
    with db.reading() as uow:
        return bool(uow.rows(asked))


def open_rows(db: Database) -> list[tuple[str, str, str]]:
    """(key, status, why) of what is not settled yet."""
    asked = select(_message.c.key, _message.c.status, _message.c.reason).where(
        _message.c.status.in_(("queued", "sending"))
    )
    with db.reading() as uow:
        return [(row[0], row[1], row[2]) for row in uow.rows(asked)]


def _rows(uow: UnitOfWork, platform: Platform, chat: str) -> tuple[Row, ...]:
    asked = select(_message).where(_message.c.account == platform.account, _message.c.chat == chat)
    return tuple(
        Row(
            id=row.id,
            key=row.key,
            chat=row.chat,
            purpose=Purpose(row.purpose),
            status=row.status,
            doubts=row.doubts,
            external_id=row.external_id,
            payload=row.payload,
            text=_shown(platform, row.payload),
        )
        for row in uow.rows(asked.order_by(_message.c.id))
    )


def _shown(platform: Platform, payload: str) -> str | None:
    content = outgoing_from_json(payload)
    return platform.shown(content) if isinstance(content, Message) else None


def _learners(uow: UnitOfWork, account: str, user: str) -> tuple[Learner, ...]:
    asked = (
        select(_learner.c.id, _learner.c.standing)
        .select_from(_identity)
        .join(_person, _person.c.id == _identity.c.person_id)
        .join(_learner, _learner.c.person_id == _person.c.id)
        .where(_identity.c.account == account, _identity.c.user == user)
    )
    return tuple(
        Learner(row.standing, _events(uow, row.id), _dues(uow, row.id), _active(uow, row.id))
        for row in uow.rows(asked)
    )


def _events(uow: UnitOfWork, learner: int) -> tuple[Event, ...]:
    asked = select(_event).where(_event.c.learner_id == learner).order_by(_event.c.id)
    return tuple(
        (row.verb, row.run, row.lesson, row.step, row.option, row.correct)
        for row in uow.rows(asked)
    )


def _dues(uow: UnitOfWork, learner: int) -> dict[Coming, datetime]:
    asked = select(_due).where(_due.c.learner_id == learner)
    return {(row.kind, row.lesson, row.step): row.due_at for row in uow.rows(asked)}


def _active(uow: UnitOfWork, learner: int) -> dict[str, str]:
    asked = select(_run).where(_run.c.learner_id == learner, _run.c.status == "active")
    return {row.lesson: row.step for row in uow.rows(asked)}
