"""The people of a team as those who serve in it see them: their list, one card, and what is done from it."""

from functools import partial
from typing import assert_never

from bot.console import person, weekly
from bot.console import weekly_wording as wording
from bot.console.person import Who
from bot.console.weekly_orders import (
    ChooseHow,
    ChooseSkill,
    ConfirmSkill,
    LeaveAlone,
    MarkVisited,
    SeeList,
    SeePerson,
    SendWord,
)
from bot.policy import Act
from bot.serial import standing_from_json
from bot.standing import Standing
from bot.update import DueKind
from bot.visiting import Outcome
from bot.weekly import Counts, Need
from handlers import words
from handlers.console import teams
from handlers.console.caller import Answer, Caller, Gone
from lessons.lesson import Lesson
from storage import confirmations, dues, households, people, visits
from storage import weekly as rows
from storage.confirmations import Kept
from storage.weekly import Listed

Order = (
    SeeList
    | SeePerson
    | SendWord
    | MarkVisited
    | LeaveAlone
    | ChooseSkill
    | ChooseHow
    | ConfirmSkill
)


def serve(caller: Caller, order: Order) -> Answer:
    match order:
        case SeeList(team, page):
            return _list(caller, team, page)
        case SeePerson(team, learner, household):
            return _card(caller, whom(caller, team, learner, household, Act.SEE_PEOPLE))
        case SendWord(team, learner):
            return _word(caller, whom(caller, team, learner, 0, Act.SEE_PEOPLE))
        case MarkVisited(team, learner, household):
            return _visited(caller, whom(caller, team, learner, household, Act.LOG_VISIT))
        case LeaveAlone(team, learner, household):
            who = whom(caller, team, learner, household, Act.LOG_VISIT)
            leave_alone(caller, who)
            return Answer(partial(person.done, who=who, template=wording.LEFT_ALONE))
        case ChooseSkill(team, learner, household, page):
            who = whom(caller, team, learner, household, Act.CONFIRM_SKILL)
            return _skills(caller, who, page)
        case ChooseHow(team, learner, household, lesson):
            who = whom(caller, team, learner, household, Act.CONFIRM_SKILL)
            return Answer(partial(person.choose_how, who=who, lesson=_lesson(caller, lesson)))
        case ConfirmSkill():
            return _confirmed(caller, order)
        case _:
            assert_never(order)


def whom(caller: Caller, team: int, learner: int, household: int, act: Act) -> Who:
    """The one whom an order is about, if they are of that team. Raises Forbidden, Gone."""
    caller.team(team, act)
    if household:
        home = households.find(caller.uow, household)
        if home is None or home.team != team:
            raise Gone
        return Who(team, 0, household, home.name)
    found = rows.card(caller.uow, learner, caller.now)
    if found is None or found.team != team:
        raise Gone
    return Who(team, learner, 0, found.name)


def log_visit(caller: Caller, who: Who, outcome: Outcome, lesson: str | None = None) -> bool:
    """False: the same was logged today already, or this very order was."""
    uow, visitor = caller.uow, caller.pupil.person_id
    learner, household = who.learner or None, who.household or None
    seen = visits.seen(uow, visitor, learner, household, outcome)
    if seen is not None and person.day(seen) == person.day(caller.now):
        return False
    return visits.add(
        uow, caller.key, who.team, visitor, caller.now,
        learner=learner, household=household, outcome=outcome, lesson=lesson,
    )  # fmt: skip


def leave_alone(caller: Caller, who: Who) -> None:
    if who.household:
        households.leave_alone(caller.uow, who.household, caller.now)
    else:
        people.leave_alone(caller.uow, who.learner, caller.now)
        dues.cancel(caller.uow, [(who.learner, DueKind.REMINDER, None)])


def confirm(caller: Caller, who: Who, lesson: str, *, alone: bool) -> Kept | None:
    """None: their own skill, which somebody else must have seen."""
    if _is_self(caller, who):
        return None
    return confirmations.add(
        caller.uow, who.team, caller.pupil.person_id, lesson, caller.now,
        alone=alone, learner=who.learner or None, household=who.household or None,
    )  # fmt: skip


def _is_self(caller: Caller, who: Who) -> bool:
    found = rows.card(caller.uow, who.learner, caller.now) if who.learner else None
    return found is not None and found.person == caller.pupil.person_id


def _list(caller: Caller, team: int, page: int) -> Answer:
    team = teams.the_one(caller, team, Act.SEE_PEOPLE)
    if not team:
        return Answer(weekly.choose_team(teams.mine(caller, Act.SEE_PEOPLE)))
    name = caller.team(team, Act.SEE_PEOPLE).name
    found = rows.listed(caller.uow, team, caller.now)
    if not found:
        return Answer(partial(weekly.nobody, team=team, name=name))
    shown = [(_who(team, one), one.need) for one in found]
    counts = rows.counted(caller.uow, [team], caller.now).get(team, Counts())
    return Answer(partial(weekly.show, team=name, counts=counts, people=shown, page=page))


def _who(team: int, one: Listed) -> Who:
    return Who(team, one.learner or 0, one.household or 0, one.name)


def _card(caller: Caller, who: Who) -> Answer:
    visited = visits.last(caller.uow, who.learner or None, who.household or None)
    if who.household:
        card = person.Card(who, Need.NEVER, caller.now, visited=visited)
        return Answer(partial(person.show, card=card))
    found = rows.card(caller.uow, who.learner, caller.now)
    if found is None:
        raise Gone
    place = person.place(caller.school.course, standing_from_json(found.standing))
    card = person.Card(who, found.need, found.seen_at, place, visited)
    return Answer(partial(person.show, card=card))


def _word(caller: Caller, who: Who) -> Answer:
    found = rows.card(caller.uow, who.learner, caller.now)
    if found is None or found.person == caller.pupil.person_id:
        return Answer(partial(person.done, who=who, template=wording.MYSELF))
    if found.left_alone:
        return Answer(partial(person.done, who=who, template=wording.WORD_UNWANTED))
    team = caller.team(who.team, Act.SEE_PEOPLE).name
    sent = words.send(caller.uow, caller.school, who.learner, (caller.pupil.name, team), caller.now)
    return Answer(partial(person.done, who=who, template=_SENT[sent]))


_SENT = {
    words.Sent.NOW: wording.WORD_SENT,
    words.Sent.LATER: wording.WORD_WAITS,
    words.Sent.ENOUGH: wording.WORD_ENOUGH,
    words.Sent.UNWANTED: wording.WORD_UNWANTED,
}


def _visited(caller: Caller, who: Who) -> Answer:
    new = log_visit(caller, who, Outcome.MET)
    template = wording.MARKED if new else wording.MARKED_ALREADY
    return Answer(partial(person.done, who=who, template=template, confirms=True))


def _skills(caller: Caller, who: Who, page: int) -> Answer:
    """The open lesson first, then the finished ones; of somebody who began none, all there are."""
    lessons = caller.school.course.lessons
    found = rows.card(caller.uow, who.learner, caller.now) if who.learner else None
    standing = Standing() if found is None else standing_from_json(found.standing)
    run = person.open_run(standing)
    first = [one for one in lessons if run is not None and one.id == run.lesson]
    done = [one for one in lessons if one.id in standing.finished and one not in first]
    others = [one for one in lessons if one not in first and one not in done]
    known = confirmations.known(caller.uow, who.learner or None, who.household or None)
    asked = [
        one for one in (*first, *done, *others) if not known.get(one.id) and not one.practice_of
    ]
    return Answer(partial(person.choose_skill, who=who, lessons=asked, page=page))


def _lesson(caller: Caller, lesson: str) -> Lesson:
    found = caller.school.course.lesson(lesson)
    if found is None:
        raise Gone
    return found


def _confirmed(caller: Caller, order: ConfirmSkill) -> Answer:
    who = whom(caller, order.team, order.learner, order.household, Act.CONFIRM_SKILL)
    lesson = _lesson(caller, order.lesson)
    template = _told_of(confirm(caller, who, lesson.id, alone=order.alone), alone=order.alone)
    return Answer(partial(person.done, who=who, template=template, lesson=lesson))


def _told_of(kept: Kept | None, *, alone: bool) -> str:
    match kept:
        case None:
            return wording.MYSELF
        case Kept.KNOWN:
            return wording.CONFIRMED_ALREADY
        case Kept.NEW | Kept.RAISED:
            return wording.CONFIRMED if alone else wording.CONFIRMED_HELPED
