"""One person on a team's list: the card, and what is said when something was done for them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.calendar import ZONE
from bot.console import call_wording as calls
from bot.console import menu
from bot.console import weekly_wording as wording
from bot.console.call_orders import OpenCalls
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
from bot.scene import Scene
from bot.standing import Offer, Run, Standing
from bot.way import progress
from bot.weekly import Need
from lessons.lesson import Course, Lesson

LONGEST_NAME = 40  # characters; a name on a platform may be a story
LONGEST_TITLE = 45
LONGEST_LABEL = 32  # Zalo shows labels as a numbered list, one line each on a small phone
AT_ONCE = 4  # skills on a page, beside the way to the next


@dataclass(frozen=True, slots=True)
class Who:
    """Of `learner` and `household` one is 0. `name` as they show it, or as the team says it."""

    team: int
    learner: int
    household: int
    name: str

    @property
    def shown(self) -> str:
        return cut(self.name, LONGEST_NAME) or wording.SOMEBODY


@dataclass(frozen=True, slots=True)
class Card:
    """`need` None: nothing is the matter with them. `place`: how a sentence goes on that says where."""

    who: Who
    need: Need | None
    since: datetime
    place: str = ""
    visited: datetime | None = None


def cut(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def day(at: datetime) -> str:
    here = at.astimezone(ZONE)
    return f"{here.day}/{here.month}"


def title(lesson: Lesson) -> str:
    return cut(lesson.title, LONGEST_TITLE)


def open_run(standing: Standing) -> Run | None:
    """The lesson that they are in the middle of; of several that they left, the one begun last."""
    paused = sorted(standing.paused.values(), key=lambda run: run.number)
    return standing.run or next(reversed(paused), None)


def place(course: Course, standing: Standing) -> str:
    run = open_run(standing)
    lesson = None if run is None else course.lesson(run.lesson)
    if run is None or lesson is None:
        return ""
    step = lesson.step(run.step)
    if step is None:
        return wording.IN_LESSON.format(bài=title(lesson))
    number, total = progress(lesson, run, standing.device)
    named = cut(step.title, LONGEST_TITLE)
    return wording.AT_STEP.format(bài=title(lesson), bước=number, tất=total, tên_bước=named)


def show(scene: Scene, card: Card) -> Scene:
    who = card.who
    template = wording.CARD_HOUSEHOLD if who.household else _CARDS[card.need]
    text = scene.filled(template, tên=who.shown, ở=card.place, ngày=day(card.since))
    if card.visited is not None:
        text = f"{text} {scene.filled(wording.LAST_VISIT, ngày=day(card.visited))}"
    learner, household = who.learner, who.household
    offers = [
        *_way_to(who, card.need),
        Offer(wording.VISITED, MarkVisited(who.team, learner, household)),
        confirm_offer(who),
        Offer(wording.LEAVE_ALONE, LeaveAlone(who.team, learner, household)),
        list_offer(who.team),
    ]
    return scene.ask(text, offers)


def _way_to(who: Who, need: Need | None) -> Sequence[Offer]:
    """Whoever asked is answered, not asked."""
    if who.household:
        return []
    if need is Need.ASKED:
        return [Offer(calls.ALL_CALLS, OpenCalls(who.team))]
    return [Offer(wording.SEND_WORD, SendWord(who.team, who.learner))]


_CARDS = {
    Need.ASKED: wording.CARD_ASKED,
    Need.STUCK: wording.CARD_STUCK,
    Need.STOPPED: wording.CARD_STOPPED,
    Need.NEVER: wording.CARD_NEVER,
    None: wording.CARD_FINE,
}


def word(scene: Scene, sender: str, team: str, lesson: Lesson | None) -> Scene:
    """In the learner's own chat: kind, and asks nothing, so that whatever was open stays open."""
    template = wording.FROM_PERSON if sender else wording.FROM_TEAM
    ai = template.format(tên=cut(sender, LONGEST_NAME), tổ=cut(team, LONGEST_NAME))
    if lesson is None:
        return scene.say_unasked(wording.WORD_NEVER, ai=ai)
    return scene.say_unasked(wording.WORD, ai=ai, bài=title(lesson))


def done(
    scene: Scene, who: Who, template: str, *, lesson: Lesson | None = None, confirms: bool = False
) -> Scene:
    """What was done, and what may be done next."""
    text = scene.filled(template, tên=who.shown, bài="" if lesson is None else title(lesson))
    offers = [list_offer(who.team), menu.back(who.team)]
    return scene.ask(text, [confirm_offer(who), *offers] if confirms else offers)


def choose_skill(scene: Scene, who: Who, lessons: Sequence[Lesson], page: int) -> Scene:
    """The lessons whose skill may have been seen, likeliest first."""
    pages = max(-(-len(lessons) // AT_ONCE), 1)
    page %= pages
    offers = [
        Offer(
            cut(one.title, LONGEST_LABEL), ChooseHow(who.team, who.learner, who.household, one.id)
        )
        for one in lessons[page * AT_ONCE : (page + 1) * AT_ONCE]
    ]
    back = Offer(wording.BACK_TO_LIST, SeeList(who.team))
    onward = ChooseSkill(who.team, who.learner, who.household, page + 1)
    last = Offer(wording.MORE_PEOPLE, onward) if page + 1 < pages else back
    return scene.ask(scene.filled(wording.WHICH_SKILL, tên=who.shown), [*offers, last])


def choose_how(scene: Scene, who: Who, lesson: Lesson) -> Scene:
    text = scene.filled(wording.HOW, tên=who.shown, bài=title(lesson))
    offers = [
        Offer(label, ConfirmSkill(who.team, who.learner, who.household, lesson.id, alone))
        for label, alone in ((wording.ALONE, True), (wording.HELPED, False))
    ]
    card = SeePerson(who.team, who.learner, who.household)
    return scene.ask(text, [*offers, Offer(wording.DROP, card)])


def confirm_offer(who: Who) -> Offer:
    return Offer(wording.CONFIRM, ChooseSkill(who.team, who.learner, who.household))


def list_offer(team: int) -> Offer:
    return Offer(wording.BACK_TO_LIST, SeeList(team))
