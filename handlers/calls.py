"""A call for help finds somebody: it is written down, told to the learner's own people, and to the next of them
when nobody answers. Nobody is told at night, or in a chat where their platform lets us write no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.calendar import may_disturb, next_allowed
from bot.calls import TRY_AGAIN_AFTER, Kind, Stage, State, others_asked_at
from bot.console.calls import Case, call
from bot.message import LANES, Lane, Message, Purpose
from bot.notices import help_call
from bot.policy import Role
from bot.serial import outgoing_to_json
from bot.standing import Honorific, Standing
from bot.turn import HelpAsked, School
from bot.update import Address
from handlers.bubbles import Bubble, post
from lessons.lesson import Course, Device
from storage import outbox, posts, reach, teams, tickets
from storage import people as people_of
from storage.database import Database
from storage.erasure import help_key, talk_key
from storage.people import Pupil
from storage.tickets import Ticket
from storage.unit_of_work import UnitOfWork

_STAGES = {Role.MEMBER: Stage.MEMBER, Role.LEADER: Stage.LEADER}


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, in which turn: what only the conversation knows."""

    pupil: Pupil
    standing: Standing
    name: str  # as they show now; kept of nobody who did not agree
    fact: HelpAsked


def open_call(
    uow: UnitOfWork, school: School, asked: Asked, now: datetime, help_chat: Address | None
) -> list[Bubble]:
    """A ticket, and its messages to the helpers' chat and to the first of the learner's own team who can be
    reached; in danger to all of them."""
    ticket = _opened(uow, school, asked, now)
    general = help_call(school.course, asked.standing, asked.name, asked.fact)
    case = case_of(school.course, ticket, (asked.name, asked.standing.honorific, None))
    own = []
    if ticket.danger or may_disturb(now, school.days_off):
        own = _ask_next(uow, school, ticket, case, now)
    if help_chat is None:
        return own
    # Who hears every call is not told twice; who serves as well is told how to answer.
    ours = [bubble for bubble in own if _same_reader(uow, bubble.address, help_chat)]
    content = call(case) if ours else general
    first = _bubble(help_key(ticket.id), help_chat, content, danger=ticket.danger)
    return [first, *(bubble for bubble in own if bubble not in ours)]


def move(db: Database, school: School, now: datetime, limit: int) -> int:
    """Of up to `limit` calls whose time has come the next are asked. How many there were: as many as the
    limit means that there may be more. Harmless twice. Raises Unavailable."""
    with db.transaction() as uow:
        due = tickets.due(uow, now, limit)
        askers = tickets.askers(uow, due)
        bubbles: list[Bubble] = []
        for ticket in due:
            if not (ticket.danger or may_disturb(now, school.days_off)):
                later = next_allowed(now, school.days_off)
                tickets.move(uow, ticket, _reached(ticket), later, now)
                continue
            case = case_of(school.course, ticket, askers[ticket.learner_id])
            heard = outbox.chat_of(uow, help_key(ticket.id))
            help_chat = None if heard is None else Address(*heard)
            told = _ask_next(uow, school, ticket, case, now)
            bubbles += [b for b in told if not _same_reader(uow, b.address, help_chat)]
        post(uow, bubbles, now)
    return len(due)


def case_of(course: Course, ticket: Ticket, asker: tuple[str, str | None, str | None]) -> Case:
    """`asker`: as `tickets.askers` tells."""
    name, honorific, device = asker
    lesson = None if ticket.lesson is None else course.lesson(ticket.lesson)
    step = None if lesson is None or ticket.step is None else lesson.place(ticket.step)
    return Case(
        number=ticket.id,
        name=name,
        honorific=None if honorific is None else Honorific(honorific),
        device=None if device is None else Device(device),
        lesson=lesson,
        step=step,
        kind=Kind(ticket.kind),
        danger=ticket.danger,
        wish=ticket.wish or "",
        since=ticket.created_at,
    )


def is_reached(pupil: Pupil, school: School, now: datetime) -> bool:
    """Whether somebody's platform lets us write to them now."""
    window = school.windows.get(pupil.account)
    return not pupil.unreachable and reach.in_window(pupil.heard_at, window, now)


def _opened(uow: UnitOfWork, school: School, asked: Asked, now: datetime) -> Ticket:
    fact, pupil = asked.fact, asked.pupil
    is_visit = fact.wish is not None
    if is_visit:
        tickets.supersede(uow, pupil.learner_id, now)
    ticket = Ticket(
        id=0,
        person_id=pupil.person_id,
        learner_id=pupil.learner_id,
        team_id=pupil.team_id,
        lesson=fact.lesson,
        step=fact.step,
        danger=fact.danger,
        kind=Kind.VISIT if is_visit else Kind.HELP,
        state=State.OPEN,
        stage=Stage.NOBODY,
        holder_id=None,
        told=0,
        wish=fact.wish,
        created_at=now,
    )
    first_at = now if fact.danger else next_allowed(now, school.days_off)
    number = tickets.put(uow, ticket, None if pupil.team_id is None else first_at)
    return replace(ticket, id=number)


def _ask_next(
    uow: UnitOfWork, school: School, ticket: Ticket, case: Case, now: datetime
) -> list[Bubble]:
    """Those who come after those who were asked already, as far as they can be reached."""
    if ticket.team_id is None:
        return []
    stage, chats = _next(uow, school, ticket, now)
    next_at = others_asked_at(stage, now, school.days_off, danger=ticket.danger)
    if not chats:
        stage, next_at = _reached(ticket), next_allowed(now + TRY_AGAIN_AFTER, school.days_off)
    if not tickets.move(uow, ticket, stage, next_at, now):
        return []
    return [
        _bubble(
            f"{talk_key(ticket.id, tickets.tell(uow, ticket.id))}:0",
            chat,
            call(case),
            danger=ticket.danger,
        )
        for chat in chats
    ]


def _reached(ticket: Ticket) -> Stage:
    """After a holder who fell silent, or gave it back, everybody else is asked from the beginning."""
    return Stage.NOBODY if ticket.state == State.TAKEN else Stage(ticket.stage)


def _next(
    uow: UnitOfWork, school: School, ticket: Ticket, now: datetime
) -> tuple[Stage, Sequence[Address]]:
    """The first later stage at which somebody can be reached, and who is asked there."""
    people = _people(uow, ticket, now)
    everybody = [person for stage in people.values() for person in stage]
    found = reach.chats(uow, everybody, now, school.windows)
    reached = _reached(ticket)
    if ticket.danger and reached is Stage.NOBODY:  # the whole team at once
        people[Stage.LEADER] = people.pop(Stage.MEMBER) + people[Stage.LEADER]
    for stage in (one for one in Stage if one > reached):
        chats = [Address(*found[person]) for person in people.get(stage, ()) if person in found]
        if chats:
            return stage, list(dict.fromkeys(chats)) if ticket.danger else chats[:1]
    return Stage.COMMUNE, []


def _people(uow: UnitOfWork, ticket: Ticket, now: datetime) -> dict[Stage, list[int]]:
    """Whom a call may be told at each stage: not whose it is, nor who had it and does not answer."""
    people: dict[Stage, list[int]] = {Stage.MEMBER: [], Stage.LEADER: [], Stage.COMMUNE: []}
    if ticket.team_id is None:
        return people
    for person, role in teams.helpers(uow, ticket.team_id, now):
        people[_STAGES[Role(role)]].append(person)
    spot = posts.of_team(uow, ticket.team_id)
    if spot is not None and spot.place.commune is not None:
        people[Stage.COMMUNE] += posts.officers(uow, [spot.place.commune], now)
    but = {ticket.person_id, ticket.holder_id}
    return {stage: [one for one in found if one not in but] for stage, found in people.items()}


def _same_reader(uow: UnitOfWork, one: Address, other: Address | None) -> bool:
    """Whether two chats are one, or one person's in two apps."""
    if other is None or one == other:
        return other is not None
    readers = people_of.of_chat(uow, one.account, one.chat)
    return not set(readers).isdisjoint(people_of.of_chat(uow, other.account, other.chat))


def _bubble(key: str, chat: Address, content: Message, *, danger: bool) -> Bubble:
    lane = Lane.EMERGENCY if danger else LANES[Purpose.HELP]
    return Bubble(key, chat, content, outgoing_to_json(content), None, lane)
