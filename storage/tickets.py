"""Requests for a human: made once, taken by one, passed on to others when nobody answers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, literal_column, or_, select, update

from bot.calls import Kind, Stage, State
from storage import ids
from storage.people import Pupil
from storage.tables import LearnerRow, PersonRow, TeamRow, TicketRow, UnitRow, table
from storage.unit_of_work import UnitOfWork

_ticket, _team, _unit = table(TicketRow), table(TeamRow), table(UnitRow)
_person, _learner = table(PersonRow), table(LearnerRow)
_open = _ticket.c.state == literal_column("'open'")  # as the index has it
_taken = _ticket.c.state == literal_column("'taken'")
_by_id = _ticket.c.id == bindparam("number")


@dataclass(frozen=True, slots=True)
class Ticket:
    id: int
    person_id: int
    learner_id: int
    team_id: int | None
    lesson: str | None
    step: str | None
    danger: bool
    kind: str  # bot.calls.Kind
    state: str  # bot.calls.State
    stage: int  # bot.calls.Stage
    holder_id: int | None
    told: int
    wish: str | None
    created_at: datetime


_COLUMNS = tuple(_ticket.c[name] for name in Ticket.__slots__)

# Asked again for the same place and as urgent: the helpers have been told already.
_ASKED = select(_ticket.c.id).where(
    _ticket.c.learner_id == bindparam("learner"),
    _ticket.c.state.in_((State.OPEN, State.TAKEN)),
    _ticket.c.kind == bindparam("kind"),
    _ticket.c.lesson.is_not_distinct_from(bindparam("lesson")),
    _ticket.c.step.is_not_distinct_from(bindparam("step")),
    _ticket.c.danger >= bindparam("danger"),
    _ticket.c.created_at > bindparam("since"),
)
# Who wants somebody at home is not asked about the same thing in words as well.
_SUPERSEDE = (
    update(_ticket)
    .where(
        _open,
        _ticket.c.learner_id == bindparam("learner"),
        ~_ticket.c.danger,
    )
    .values(state=State.ENDED, moves_at=None, closed_at=bindparam("now"))
)
_OF_PERSONS = select(_ticket.c.id, _ticket.c.told).where(
    or_(
        _ticket.c.person_id.in_(bindparam("persons", expanding=True)),
        _ticket.c.holder_id.in_(bindparam("persons", expanding=True)),
    )
)
_ANSWERED = (
    select(_ticket.c.id, _ticket.c.state, _ticket.c.created_at, _ticket.c.closed_at)
    .where(_ticket.c.holder_id == bindparam("holder"))
    .order_by(_ticket.c.id)
)
_FREE = (
    update(_ticket)
    .where(_taken, _ticket.c.holder_id.in_(bindparam("persons", expanding=True)))
    .values(state=State.OPEN, stage=Stage.NOBODY, moves_at=_ticket.c.created_at)
)
_UNNAME = (
    update(_ticket)
    .where(_ticket.c.holder_id.in_(bindparam("persons", expanding=True)))
    .values(holder_id=None)
)
_FIND = select(*_COLUMNS).where(_by_id)
_DUE = (
    select(*_COLUMNS)
    .where(_ticket.c.moves_at <= bindparam("now"))
    .order_by(_ticket.c.moves_at, _ticket.c.id)
    .limit(bindparam("most"))
)
_PUT = insert(_ticket)
_MOVE = (
    update(_ticket)
    .where(
        _by_id,
        _ticket.c.state == bindparam("was"),
        _ticket.c.stage == bindparam("from_stage"),
        _ticket.c.moves_at <= bindparam("now"),
    )
    .values(state=State.OPEN, stage=bindparam("to_stage"), moves_at=bindparam("next_at"))
)
_TAKE = (
    update(_ticket)
    .where(_by_id, _open)
    .values(state=State.TAKEN, holder_id=bindparam("holder"), moves_at=bindparam("next_at"))
)
_mine = (_by_id, _taken, _ticket.c.holder_id == bindparam("holder"))
_HOLD = update(_ticket).where(*_mine).values(moves_at=bindparam("next_at"))
_BACK = (
    update(_ticket)
    .where(*_mine)
    .values(state=State.OPEN, stage=Stage.NOBODY, moves_at=bindparam("next_at"))
)
_VISIT = (
    update(_ticket)
    .where(*_mine)
    .values(kind=Kind.VISIT, wish=bindparam("wished"), moves_at=bindparam("next_at"))
)
_CLOSE = (
    update(_ticket)
    .where(_by_id, _taken)
    .values(state=bindparam("become"), moves_at=None, wish=None, closed_at=bindparam("now"))
)
_TELL = (
    update(_ticket)
    .where(_by_id)
    .values(told=_ticket.c.told + 1)
    .returning(_ticket.c.told)
)  # fmt: skip
_END = (
    update(_ticket)
    .where(_open, _ticket.c.created_at < bindparam("before"))
    .values(state=State.ENDED, moves_at=None, wish=None, closed_at=bindparam("now"))
)


def _waiting(*columns: Any) -> Select[Any]:
    """Of the teams, and of those in the communes."""
    teams: Any = bindparam("teams", expanding=True)
    communes: Any = bindparam("communes", expanding=True)
    return (
        select(*columns)
        .select_from(_ticket)
        .join(_team, _team.c.id == _ticket.c.team_id)
        .outerjoin(_unit, _unit.c.id == _team.c.unit_id)
        .where(
            _open,
            or_(_team.c.id.in_(teams), _unit.c.id.in_(communes), _unit.c.parent_id.in_(communes)),
        )
    )


_WAITING = _waiting(*_COLUMNS).order_by(_ticket.c.created_at, _ticket.c.id)
_COUNT = _waiting(func.count())
_HELD = (
    select(*_COLUMNS)
    .where(_taken, _ticket.c.holder_id == bindparam("holder"))
    .order_by(_ticket.c.created_at, _ticket.c.id)
)

_ASKERS = (
    select(_learner.c.id, _person.c.display_name, _learner.c.honorific, _learner.c.device)
    .join(_person, _person.c.id == _learner.c.person_id)
    .where(_learner.c.id.in_(bindparam("learners", expanding=True)))
)


def asked_since(
    uow: UnitOfWork,
    pupil: Pupil,
    place: tuple[str | None, str | None],
    kind: Kind,
    since: datetime,
    *,
    danger: bool,
) -> bool:
    """Whether a call for this place, as urgent, has been open since then."""
    lesson, step = place
    known = {
        "learner": pupil.learner_id, "lesson": lesson, "step": step, "kind": kind,
        "danger": danger, "since": since,
    }  # fmt: skip
    return bool(uow.rows(_ASKED, known))


def supersede(uow: UnitOfWork, learner: int, now: datetime) -> None:
    """A learner's calls that nobody took yet end, but for those in danger: another takes their place."""
    uow.run(_SUPERSEDE, {"learner": learner, "now": now})


def put(uow: UnitOfWork, ticket: Ticket, moves_at: datetime | None) -> int:
    """A new one's number; `ticket.id` is not looked at."""
    (number,) = ids.take(uow, "ticket", 1)
    row = {name: getattr(ticket, name) for name in Ticket.__slots__}
    uow.run(_PUT, row | {"id": number, "moves_at": moves_at})
    return number


def find(uow: UnitOfWork, number: int) -> Ticket | None:
    found = uow.rows(_FIND, {"number": number})
    return Ticket(*found[0]) if found else None


def due(uow: UnitOfWork, now: datetime, most: int) -> Sequence[Ticket]:
    """Those of which others must be asked now: nobody took them, or who did fell silent."""
    return [Ticket(*row) for row in uow.rows(_DUE, {"now": now, "most": most})]


def move(
    uow: UnitOfWork, ticket: Ticket, stage: Stage, next_at: datetime | None, now: datetime
) -> bool:
    """These are asked from now on. False: it was taken, or moved by another, meanwhile."""
    wanted = {"number": ticket.id, "was": ticket.state, "from_stage": ticket.stage, "now": now}
    return bool(uow.run(_MOVE, wanted | {"to_stage": stage, "next_at": next_at}))


def take(uow: UnitOfWork, number: int, holder: int, until: datetime) -> bool:
    """False: somebody else has it, or it is over."""
    return bool(uow.run(_TAKE, {"number": number, "holder": holder, "next_at": until}))


def hold(uow: UnitOfWork, number: int, holder: int, until: datetime) -> bool:
    """Its holder said something: others are asked later. False: it is not theirs."""
    return bool(uow.run(_HOLD, {"number": number, "holder": holder, "next_at": until}))


def give_back(uow: UnitOfWork, number: int, holder: int, next_at: datetime) -> bool:
    return bool(uow.run(_BACK, {"number": number, "holder": holder, "next_at": next_at}))


def promise_visit(uow: UnitOfWork, number: int, holder: int, wish: str, until: datetime) -> bool:
    """Its holder is going to come, when `wish` says. False: it is not theirs."""
    named = {"number": number, "holder": holder, "wished": wish, "next_at": until}
    return bool(uow.run(_VISIT, named))


def close(uow: UnitOfWork, number: int, state: State, now: datetime) -> bool:
    """A taken one is over. False: it was not taken any more."""
    return bool(uow.run(_CLOSE, {"number": number, "become": state, "now": now}))


def tell(uow: UnitOfWork, number: int) -> int:
    """How many messages about it have gone to others' chats with this one: part of its key."""
    return uow.rows(_TELL, {"number": number})[0][0]  # type: ignore[no-any-return]


def waiting(uow: UnitOfWork, teams: Collection[int], communes: Collection[int]) -> Sequence[Ticket]:
    """Those that nobody has taken, of the teams and of all teams in the communes, the oldest first."""
    places = {"teams": sorted(teams), "communes": sorted(communes)}
    return [Ticket(*row) for row in uow.rows(_WAITING, places)]


def count_waiting(uow: UnitOfWork, teams: Collection[int], communes: Collection[int]) -> int:
    places = {"teams": sorted(teams), "communes": sorted(communes)}
    return uow.rows(_COUNT, places)[0][0]  # type: ignore[no-any-return]


def held(uow: UnitOfWork, holder: int) -> Sequence[Ticket]:
    """Those that somebody is answering, the oldest first."""
    return [Ticket(*row) for row in uow.rows(_HELD, {"holder": holder})]


def end(uow: UnitOfWork, before: datetime, now: datetime) -> int:
    """Those that nobody took since then are of no use to anybody any more."""
    return uow.run(_END, {"before": before, "now": now})


def of_persons(uow: UnitOfWork, persons: Collection[int]) -> Sequence[tuple[int, int]]:
    """(number, messages in others' chats) of the calls that they made or answered."""
    return [(row[0], row[1]) for row in uow.rows(_OF_PERSONS, {"persons": list(persons)})]


def answered(uow: UnitOfWork, person: int) -> Sequence[dict[str, Any]]:
    """The calls that somebody answered or answers: when, and nothing about whose they are."""
    return [dict(row._mapping) for row in uow.rows(_ANSWERED, {"holder": person})]


def free(uow: UnitOfWork, persons: Collection[int]) -> None:
    """What they were answering is open again, and nowhere stands that it was they."""
    uow.run(_FREE, {"persons": list(persons)})
    uow.run(_UNNAME, {"persons": list(persons)})


def askers(
    uow: UnitOfWork, tickets: Collection[Ticket]
) -> dict[int, tuple[str, str | None, str | None]]:
    """By learner: the name that they show, how they are addressed, and their phone."""
    found = uow.rows(_ASKERS, {"learners": sorted({one.learner_id for one in tickets})})
    return {row[0]: (row[1], row[2], row[3]) for row in found}
