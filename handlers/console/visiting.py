"""Visits told in a sentence: whom it was about, what was understood, and what is kept once it is confirmed."""

from collections.abc import Sequence
from functools import partial
from typing import assert_never

from bot.console import visit, weekly
from bot.console import weekly_wording as wording
from bot.console.person import Who
from bot.console.weekly_orders import EraseHousehold, NoteVisit, TellVisit
from bot.folding import fold
from bot.neighbours import Neighbour, meant
from bot.policy import Act
from bot.secrets import contains_secret, mask
from bot.visiting import LONGEST_NAME, Outcome, Told, read
from handlers.console import people, teams
from handlers.console.caller import Answer, Caller
from lessons.lesson import Lesson
from storage import audit, households
from storage import weekly as rows
from storage.confirmations import Kept

Order = TellVisit | NoteVisit | EraseHousehold


def serve(caller: Caller, order: Order) -> Answer:
    match order:
        case TellVisit(team, said):
            return _told(caller, team, said)
        case NoteVisit() if order.sure:
            return _keep(caller, order)
        case NoteVisit():
            return _show(caller, order)
        case EraseHousehold():
            return _erase(caller, order)
        case _:
            assert_never(order)


def _told(caller: Caller, team: int, said: str) -> Answer:
    team = teams.the_one(caller, team, Act.LOG_VISIT)
    if not team:
        return Answer(weekly.choose_team(teams.mine(caller, Act.LOG_VISIT)))
    if contains_secret(said):
        return Answer(partial(visit.ask, team=team, template=wording.TELL_WITHOUT))
    told = read(said, caller.school.course)
    if not told.name:
        return Answer(partial(visit.ask, team=team))
    order = _noted(team, told)
    found = meant(told.name, _known(caller, team))
    if len(found) > 1:
        namesakes = [_who(team, one) for one in found]
        return Answer(partial(visit.ask_who, told=order, people=namesakes))
    if not found:
        return _show(caller, order)
    who = _who(team, found[0])
    return _show(caller, _about(order, who))


def _noted(team: int, told: Told) -> NoteVisit:
    """About nobody yet but a name."""
    how = {None: "", True: "alone", False: "helped"}[told.alone]
    name = mask(told.name)[:LONGEST_NAME]
    return NoteVisit(team, 0, 0, told.outcome, " ".join(told.lessons), how, name)


def _about(order: NoteVisit, who: Who) -> NoteVisit:
    return NoteVisit(
        order.team, who.learner, who.household, order.outcome, order.lessons, order.how
    )


def _known(caller: Caller, team: int) -> Sequence[Neighbour]:
    return [Neighbour(*one) for one in rows.known(caller.uow, team)]


def _who(team: int, one: Neighbour) -> Who:
    return Who(team, one.learner or 0, one.household or 0, one.name)


def _show(caller: Caller, order: NoteVisit) -> Answer:
    who = _whom(caller, order)
    return Answer(partial(visit.show, told=order, who=who, lessons=_lessons(caller, order)))


def _whom(caller: Caller, order: NoteVisit) -> Who:
    """Raises Forbidden, Gone."""
    if order.learner or order.household:
        return people.whom(caller, order.team, order.learner, order.household, Act.LOG_VISIT)
    caller.team(order.team, Act.LOG_VISIT)
    return Who(order.team, 0, 0, order.said)


def _lessons(caller: Caller, order: NoteVisit) -> Sequence[Lesson]:
    """Those of them that are still served."""
    found = (caller.school.course.lesson(one) for one in order.lessons.split())
    return [one for one in found if one is not None]


def _keep(caller: Caller, order: NoteVisit) -> Answer:
    who = _whom(caller, order)
    if not (who.learner or who.household):
        number = households.add(caller.uow, who.team, who.name, fold(who.name), caller.now)
        who = Who(who.team, 0, number, who.name)
    outcome, lessons = Outcome(order.outcome), _lessons(caller, order)
    new = people.log_visit(caller, who, outcome, lessons[0].id if lessons else None)
    if outcome is Outcome.REFUSED:
        people.leave_alone(caller, who)
    skills = [_confirm(caller, who, one, order.how) for one in lessons if order.how]
    template = wording.KEPT_VISIT if new else wording.MARKED_ALREADY
    if any(skills):
        template = wording.KEPT_SKILLS
    confirms = outcome is Outcome.MET and not any(skills)
    return Answer(partial(visit.kept, who=who, template=template, confirms=confirms))


def _confirm(caller: Caller, who: Who, lesson: Lesson, how: str) -> bool:
    """Whether anything is known now that was not."""
    caller.team(who.team, Act.CONFIRM_SKILL)
    kept = people.confirm(caller, who, lesson.id, alone=how == "alone")
    return kept in (Kept.NEW, Kept.RAISED)


def _erase(caller: Caller, order: EraseHousehold) -> Answer:
    team = teams.the_one(caller, order.team, Act.FORGET_HOME)
    if not team:
        return Answer(weekly.choose_team(teams.mine(caller, Act.FORGET_HOME)))
    if order.household:
        who = people.whom(caller, team, 0, order.household, Act.FORGET_HOME)
        households.erase(caller.uow, who.household)
        deed = (
            f"person:{caller.pupil.person_id}",
            "erased a household",
            f"household:{who.household}",
        )
        audit.note(caller.uow, deed, caller.now)
        return Answer(partial(visit.no_household, team=team, template=wording.ERASED_HOUSEHOLD))
    homes = [one for one in _known(caller, team) if one.household is not None]
    found = [_who(team, one) for one in meant(order.said, homes)]
    if not found:
        return Answer(partial(visit.no_household, team=team))
    return Answer(partial(visit.ask_household, team=team, homes=found))
