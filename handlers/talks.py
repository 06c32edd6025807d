"""A learner's words for the helper who answers their call: passed on, and kept nowhere but in that message."""

from datetime import datetime
from functools import partial

from bot import talking, wording
from bot.calendar import next_allowed
from bot.calls import Kind, State
from bot.console import call_wording as words
from bot.console import calls as told
from bot.turn import School, TalkEnded, WordsPassed
from bot.update import Update
from handlers import calls
from handlers.turns import Turns, alone
from storage import people, teams, tickets
from storage.erasure import talk_key
from storage.people import Pupil
from storage.tickets import Ticket
from storage.unit_of_work import UnitOfWork


def take(
    uow: UnitOfWork,
    school: School,
    update: Update,
    said: WordsPassed | TalkEnded,
    place: tuple[str, datetime],
) -> Turns:
    """What is said to both, still to be written. `place`: what begins the messages' keys, and now."""
    key, now = place
    turns, seat = alone(uow, school, update, now)
    if seat is None:
        return turns
    ticket = tickets.find(uow, said.ticket)
    holder = _holder(uow, school, ticket, now)
    if ticket is None or holder is None or ticket.learner_id != seat.pupil.learner_id:
        turns.speak(update, f"{key}:talk", talking.not_passed)
        return turns
    asker = tickets.askers(uow, [ticket])[ticket.learner_id]
    case = calls.case_of(school.course, ticket, asker)
    heard = partial(told.hear, case=case, said=said.words)
    # A visit that was promised is over when somebody was there, and not with the thanks for the promise.
    if isinstance(said, TalkEnded) and case.kind is Kind.HELP:
        tickets.close(uow, ticket.id, State.DONE, now)
        heard = partial(told.told_of, case=case, template=words.CLOSED_BY_LEARNER)
        team = teams.name_of(uow, ticket.team_id or 0) or ""
        template = wording.CALL_ENDED_WELL
        turns.speak(update, f"{key}:talk", partial(talking.over, team=team, template=template))
    turns.tell(holder, talk_key(ticket.id, tickets.tell(uow, ticket.id)), heard)
    return turns


def _holder(uow: UnitOfWork, school: School, ticket: Ticket | None, now: datetime) -> Pupil | None:
    """Whoever answers the call, locked. Where nobody can be reached the others are asked."""
    if ticket is None or ticket.state != State.TAKEN or ticket.holder_id is None:
        return None
    holder = people.lock(uow, [ticket.holder_id]).get(ticket.holder_id)
    if holder is not None and calls.is_reached(holder, school, now):
        return holder
    next_at = next_allowed(now, school.days_off)
    tickets.give_back(uow, ticket.id, ticket.holder_id, next_at)
    return None
