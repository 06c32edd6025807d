"""The calls for help at the counter: who waits, and the one that the caller answers.

What is said about a call in somebody else's chat is keyed by the call, so that an erasure finds it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import assert_never

from bot import talking, wording
from bot.calendar import next_allowed
from bot.calls import LEASE, LONGEST_WISH, LONGEST_WORDS, MET, VISIT_HAS, Kind, State
from bot.console import call_wording as words
from bot.console import calls as told
from bot.console.call_orders import (
    AnswerCall,
    CloseCall,
    GiveBack,
    OpenCalls,
    PickAnswer,
    PromiseVisit,
    SeeCall,
    SendAnswer,
    TakeCall,
)
from bot.console.calls import Case
from bot.policy import Act, Place, Role
from bot.secrets import contains_secret, mask
from bot.standing import Offer, Talk
from bot.typed import as_typed
from handlers import calls
from handlers.console.caller import Answer, Caller, Gone, Told
from handlers.turns import Speech
from storage import people, tickets, visits
from storage.erasure import talk_key
from storage.people import Pupil
from storage.tickets import Ticket

Order = (
    SeeCall | TakeCall | AnswerCall | PickAnswer | SendAnswer | PromiseVisit | CloseCall | GiveBack
)


def offer(caller: Caller, order: OpenCalls, place: Place) -> list[Offer]:
    """The way to the list from the work of a team or commune; nothing where they may not answer, or nobody
    waits."""
    may = caller.can(Act.ANSWER_HELP, place)
    count = tickets.count_waiting(caller.uow, *_places(order)) if may else 0
    return [Offer(words.WAITING.format(số=count), order)] if count else []


def show_list(caller: Caller, order: OpenCalls) -> Answer:
    """Of one team or commune, or of all where they may answer."""
    if order.team:
        caller.team(order.team, Act.ANSWER_HELP)
    if order.unit:
        caller.unit(order.unit, Act.ANSWER_HELP)
    teams, communes = _places(order) if order.team or order.unit else _own_places(caller)
    me = caller.pupil.person_id
    held = tickets.held(caller.uow, me)
    waiting = [one for one in tickets.waiting(caller.uow, teams, communes) if one.person_id != me]
    askers = tickets.askers(caller.uow, [*held, *waiting])
    course = caller.school.course

    def cases(found: Sequence[Ticket]) -> list[Case]:
        return [calls.case_of(course, one, askers[one.learner_id]) for one in found]

    return Answer(partial(told.show_list, held=cases(held), waiting=cases(waiting), where=order))


def serve(caller: Caller, order: Order) -> Answer:
    """One call: looked at, taken, or something done about it by whoever took it."""
    ticket = tickets.find(caller.uow, order.ticket)
    me = caller.pupil.person_id
    if ticket is None or ticket.team_id is None or ticket.person_id == me:
        raise Gone
    caller.team(ticket.team_id, Act.ANSWER_HELP)
    askers = tickets.askers(caller.uow, [ticket])
    case = calls.case_of(caller.school.course, ticket, askers[ticket.learner_id])
    if ticket.state not in (State.OPEN, State.TAKEN):
        return Answer(partial(told.tell, case=case, template=words.IS_OVER))
    mine = ticket.state == State.TAKEN and ticket.holder_id == me
    desk = _Desk(caller, ticket, case)
    match order:
        case SeeCall():
            return desk.see(mine=mine) if mine or ticket.state == State.OPEN else desk.taken()
        case TakeCall():
            return desk.see(mine=True) if mine else desk.take()
        case _ if not mine:
            return desk.say(words.NOT_YOURS)
        case AnswerCall(_, said):
            return desk.answer(said)
        case PickAnswer():
            return desk.show(partial(told.pick, case=case))
        case SendAnswer(_, number):
            return desk.send(told.ready(case, number))
        case PromiseVisit(_, said):
            return desk.promise(said)
        case CloseCall(_, good):
            return desk.close(good=good)
        case GiveBack():
            return desk.give_back()
        case _:
            assert_never(order)


@dataclass(frozen=True, slots=True)
class _Desk:
    """The caller with one call before them."""

    caller: Caller
    ticket: Ticket
    case: Case

    def see(self, *, mine: bool) -> Answer:
        return self.show(partial(told.show, case=self.case, mine=mine))

    def take(self) -> Answer:
        """The second who wants it is told who has it."""
        me, until = self.caller.pupil.person_id, self.caller.now + LEASE
        if not tickets.take(self.caller.uow, self.ticket.id, me, until):
            return self.taken()
        return self.see(mine=True)

    def taken(self) -> Answer:
        now = tickets.find(self.caller.uow, self.ticket.id)
        holder = None if now is None else now.holder_id
        names = {} if holder is None else people.names(self.caller.uow, [holder])
        name = names.get(holder or 0) or words.SOMEBODY
        return self.show(lambda scene: told.tell(scene, self.case, words.HAS_IT, người=name))

    def answer(self, said: str) -> Answer:
        """In their own words. What says that it is done, and nothing else, ends it."""
        if not said:
            return self.show(partial(told.ask_answer, case=self.case))
        if self.case.kind is Kind.HELP and talking.ends_well(as_typed(said)):
            return self.close(good=True)
        if contains_secret(said):
            return self._again(words.NO_CODES)
        if len(said) > LONGEST_WORDS:
            return self._again(words.TOO_LONG)
        return self.send(said)

    def send(self, said: str) -> Answer:
        pupil = self._learner()
        is_visit = self.case.kind is Kind.VISIT
        held = tickets.hold(
            self.caller.uow,
            self.ticket.id,
            self.caller.pupil.person_id,
            self.caller.now + (VISIT_HAS if is_visit else LEASE),
        )
        if not held:
            return self.say(words.NOT_YOURS)
        if pupil is None:
            return self._again(words.NOT_REACHED)
        speech = partial(talking.answer, team=self._we(), words=said, talk=self._talk())
        return replace(self._again(words.SENT), told=(self._told(pupil, speech),))

    def promise(self, said: str) -> Answer:
        if not said:
            return self.show(partial(told.ask_when, case=self.case))
        if contains_secret(said):
            return self._again(words.NO_CODES)
        pupil, when = self._learner(), mask(" ".join(said.split()))[:LONGEST_WISH]
        uow, now, number = self.caller.uow, self.caller.now, self.ticket.id
        me = self.caller.pupil.person_id
        if not tickets.promise_visit(uow, number, me, when, now + VISIT_HAS):
            return self.say(words.NOT_YOURS)
        if pupil is None:
            return self.say(words.NOT_REACHED)
        speech = partial(talking.promise, team=self._we(), when=when, talk=self._talk())
        return replace(self.say(words.PROMISED, khi=when), told=(self._told(pupil, speech),))

    def close(self, *, good: bool) -> Answer:
        """With a visit, that is logged."""
        uow, now, ticket = self.caller.uow, self.caller.now, self.ticket
        if not tickets.close(uow, ticket.id, State.DONE if good else State.NOT_DONE, now):
            return self.say(words.IS_OVER)
        if self.case.kind is Kind.VISIT and ticket.team_id is not None:
            visits.add(
                uow,
                f"call:{ticket.id}",
                ticket.team_id,
                self.caller.pupil.person_id,
                now,
                learner=ticket.learner_id,
                outcome=MET,
                lesson=ticket.lesson,
            )
        pupil = self._learner()
        template = wording.CALL_DONE if good else wording.CALL_NOT_DONE
        speech = partial(talking.over, team=self._we(), template=template)
        heard = () if pupil is None else (self._told(pupil, speech),)
        return replace(self.say(words.CLOSED), told=heard)

    def give_back(self) -> Answer:
        next_at = next_allowed(self.caller.now, self.caller.school.days_off)
        me = self.caller.pupil.person_id
        if not tickets.give_back(self.caller.uow, self.ticket.id, me, next_at):
            return self.say(words.NOT_YOURS)
        pupil = self._learner()
        heard = () if pupil is None else (self._told(pupil, talking.quietly),)
        return replace(self.say(words.GIVEN_BACK), told=heard)

    def say(self, template: str, **values: object) -> Answer:
        return self.show(lambda scene: told.tell(scene, self.case, template, **values))

    def show(self, speech: Speech) -> Answer:
        return Answer(speech, key=self._key())

    def _again(self, template: str) -> Answer:
        return self.show(partial(told.ask_answer, case=self.case, template=template))

    def _told(self, pupil: Pupil, speech: Speech) -> Told:
        return Told(pupil, self._key(), speech)

    def _key(self) -> str:
        return talk_key(self.ticket.id, tickets.tell(self.caller.uow, self.ticket.id))

    def _talk(self) -> Talk:
        return Talk(self.ticket.id, self.caller.now + LEASE)

    def _learner(self) -> Pupil | None:
        """Locked; None where they cannot be reached now."""
        found = people.of_learners(self.caller.uow, [self.ticket.learner_id])
        pupil = found[0] if found else None
        return (
            pupil
            if pupil and calls.is_reached(pupil, self.caller.school, self.caller.now)
            else None
        )

    def _we(self) -> str:
        """In whose name the caller speaks: the team's, or an officer's commune."""
        own = [one for one in self.caller.held if one.post.place.team == self.ticket.team_id]
        name = (own or list(self.caller.held))[0].name
        return name[:1].upper() + name[1:]


def _places(order: OpenCalls) -> tuple[list[int], list[int]]:
    """The teams, and the communes."""
    return ([order.team] if order.team else []), ([order.unit] if order.unit else [])


def _own_places(caller: Caller) -> tuple[list[int], list[int]]:
    """Wherever the caller may answer: their teams; the communes of an officer."""
    posts = [one.post for one in caller.held if caller.can(Act.ANSWER_HELP, one.post.place)]
    teams = [post.place.team for post in posts if post.place.team is not None]
    communes = [
        post.place.commune
        for post in posts
        if post.role is Role.COMMUNE_OFFICER and post.place.commune is not None
    ]
    return teams, communes
