"""A visit told in a sentence: asked for, shown as it was understood, kept. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from bot.console import menu
from bot.console import weekly_wording as wording
from bot.console.orders import OpenConsole
from bot.console.person import LONGEST_LABEL, Who, confirm_offer, cut, list_offer
from bot.console.weekly_orders import EraseHousehold, NoteVisit, TellVisit
from bot.scene import Scene
from bot.standing import Offer
from bot.visiting import Outcome
from lessons.lesson import Lesson

LONGEST_OF_SEVERAL = 28  # characters of a title, where three of them stand in one bubble
MOST_NAMESAKES = 4  # shown at once, beside "somebody else"


def ask(scene: Scene, team: int, template: str = wording.TELL_VISIT) -> Scene:
    return scene.ask(scene.filled(template), [menu.back(team)], awaits=TellVisit(team))


def ask_who(scene: Scene, told: NoteVisit, people: Sequence[Who]) -> Scene:
    """`told` is about nobody yet but the name that was said."""
    offers = [
        Offer(
            cut(who.name, LONGEST_LABEL),
            replace(told, learner=who.learner, household=who.household, said=""),
        )
        for who in people[:MOST_NAMESAKES]
    ]
    return scene.ask(
        scene.filled(wording.WHO_WAS_IT), [*offers, Offer(wording.SOMEBODY_ELSE, told)]
    )


def show(scene: Scene, told: NoteVisit, who: Who, lessons: Sequence[Lesson]) -> Scene:
    """What would be kept."""
    text = scene.filled(wording.UNDERSTOOD, tên=who.shown, gì=", ".join(_parts(told, lessons)))
    is_new = not (told.learner or told.household)
    text += scene.filled(wording.UNDERSTOOD_NEW if is_new else "")
    offers = [
        Offer(wording.RIGHT, replace(told, sure=True)),
        Offer(wording.MEND, TellVisit(told.team)),
        Offer(wording.DROP, OpenConsole(told.team)),
    ]
    return scene.ask(text + scene.filled(wording.SHALL_I), offers)


def kept(scene: Scene, who: Who, template: str, *, confirms: bool) -> Scene:
    offers = [list_offer(who.team), menu.back(who.team)]
    return scene.ask(
        scene.filled(template, tên=who.shown), [confirm_offer(who), *offers] if confirms else offers
    )


def ask_household(scene: Scene, team: int, homes: Sequence[Who]) -> Scene:
    """Which one is to be forgotten; also of one, since it cannot be undone."""
    offers = [
        Offer(
            cut(wording.SURE_TO_ERASE.format(tên=who.shown), LONGEST_LABEL),
            EraseHousehold(team, who.household),
        )
        for who in homes[:MOST_NAMESAKES]
    ]
    drop = Offer(wording.DROP, OpenConsole(team))
    return scene.ask(scene.filled(wording.WHICH_HOUSEHOLD), [*offers, drop])


def no_household(scene: Scene, team: int, template: str = wording.NO_HOUSEHOLD) -> Scene:
    return scene.ask(scene.filled(template), [menu.back(team)])


def _parts(told: NoteVisit, lessons: Sequence[Lesson]) -> list[str]:
    found = [_OUTCOMES[Outcome(told.outcome)]]
    if lessons:
        named = ", ".join(f"“{cut(lesson.title, LONGEST_OF_SEVERAL)}”" for lesson in lessons)
        found.append(wording.ABOUT.format(bài=named))
    if told.how:
        found.append((wording.ALONE if told.how == "alone" else wording.HELPED).lower())
    return found


_OUTCOMES = {
    Outcome.MET: wording.MET,
    Outcome.NOT_HOME: wording.NOT_HOME,
    Outcome.REFUSED: wording.REFUSED,
}
