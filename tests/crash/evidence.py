"""What the database and the town's phones show afterwards, past the product's own statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.message import Message, Purpose
from bot.serial import outgoing_from_json
from channels.telegram.calls import text_call
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
    table,
)
from storage.unit_of_work import UnitOfWork
from tests.crash.replay import ACCOUNT, Coming, Event
from town.town import Town

_inbound, _message, _run = table(InboundRow), table(MessageRow), table(RunRow)
_event, _due = table(StepEventRow), table(DueRow)
_identity, _person, _learner = table(IdentityRow), table(PersonRow), table(LearnerRow)

_ARRIVED = select(_inbound).where(_inbound.c.account == ACCOUNT)


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
    seen: dict[str, tuple[tuple[str, str], ...]]  # by chat: (the platform's id, text), as they came


def gather(db: Database, town: Town, chats: Sequence[str]) -> Evidence:
    with db.reading() as uow:
        arrived = uow.rows(_ARRIVED)
        learners = {chat: _learners(uow, chat) for chat in chats}
        rows = {chat: _rows(uow, chat) for chat in chats}
    return Evidence(
        received={row.key: row.received_at for row in arrived},
        quarantined=frozenset(row.key for row in arrived if row.state != "taken"),
        learners=learners,
        rows=rows,
        mismatches=figures.recount(db),
        seen={chat: _seen(town, chat) for chat in chats},
    )


def received(db: Database) -> set[str]:
    """The keys of all updates that were taken."""
    with db.reading() as uow:
        return {row.key for row in uow.rows(_ARRIVED)}


def open_rows(db: Database) -> list[tuple[str, str, str]]:
    """(key, status, why) of what is not settled yet."""
    asked = select(_message.c.key, _message.c.status, _message.c.reason).where(
        _message.c.status.in_(("queued", "sending"))
    )
    with db.reading() as uow:
        return [(row[0], row[1], row[2]) for row in uow.rows(asked)]


def _rows(uow: UnitOfWork, chat: str) -> tuple[Row, ...]:
    asked = select(_message).where(_message.c.account == ACCOUNT, _message.c.chat == chat)
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
            text=_shown(row.payload),
        )
        for row in uow.rows(asked.order_by(_message.c.id))
    )


def _shown(payload: str) -> str | None:
    content = outgoing_from_json(payload)
    if not isinstance(content, Message):
        return None
    return str(text_call("0", content).fields["text"]).strip()


def _learners(uow: UnitOfWork, user: str) -> tuple[Learner, ...]:
    asked = (
        select(_learner.c.id, _learner.c.standing)
        .select_from(_identity)
        .join(_person, _person.c.id == _identity.c.person_id)
        .join(_learner, _learner.c.person_id == _person.c.id)
        .where(_identity.c.account == ACCOUNT, _identity.c.user == user)
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


def _seen(town: Town, chat: str) -> tuple[tuple[str, str], ...]:
    """What the bot said there, in the order in which the platform took it."""
    world, number = town.world, int(chat)
    place = world.groups[number] if number < 0 else world.private[f"{town.home.id}:{number}"]
    return tuple((str(m.id), m.text) for m in place.messages if m.author == town.home.id)
