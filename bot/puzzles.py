"""Texts that are not understood, or could mean two things: ask back, and offer a human in time."""

from bot import deeds, wording
from bot.intents import Intent
from bot.scene import Scene
from bot.standing import (
    Action,
    Ask,
    CallHuman,
    Context,
    GetHelp,
    GoBack,
    GoOn,
    Offer,
    OpenLesson,
    OpenMenu,
    Pause,
    Question,
    SetReminders,
    ShowAgain,
)
from bot.turn import NotUnderstood

_HUMAN = Offer(wording.HUMAN, CallHuman())
_MENU = Offer(wording.MENU_LABEL, OpenMenu())
_GO_ON = Offer(wording.GO_ON, ShowAgain())
_LABELS: dict[Intent, tuple[str, Action]] = {
    Intent.DONE: (wording.DONE, GoOn()),
    Intent.HELP: (wording.NOT_YET, GetHelp()),
    Intent.BACK: (wording.BACK, GoBack()),
    Intent.REPEAT: (wording.SEE_AGAIN, ShowAgain()),
    Intent.STOP: (wording.REST, SetReminders(False)),
    Intent.LATER: (wording.LATER, Pause()),
    Intent.MENU: (wording.MENU_LABEL, OpenMenu()),
    Intent.DELETE_DATA: (wording.ERASE_LABEL, Ask(Question.ERASE)),
}


def puzzled(scene: Scene, lessons: tuple[str, ...]) -> Scene:
    """The first time the question again; the second in a row a human is offered before all else."""
    times = scene.standing.puzzled + 1
    scene = scene.changed(puzzled=times).happened(NotUnderstood())
    in_lesson = scene.lesson is not None
    if times > 1:
        text = scene.filled(wording.NOT_UNDERSTOOD_TWICE)
        return scene.ask(text, [_HUMAN, _GO_ON if in_lesson else _MENU])
    prompt = scene.standing.prompt
    is_asking = prompt is not None and prompt.context is not Context.MENU
    is_asking = is_asking or not scene.standing.settled
    if prompt is not None and is_asking:
        return deeds.ask_again(scene.remark(wording.NOT_UNDERSTOOD))
    text = f"{scene.filled(wording.NOT_UNDERSTOOD)} {scene.filled(wording.CHOOSE_HELP)}"
    onward = [_GO_ON, _MENU, _HUMAN] if in_lesson else [_MENU, _HUMAN]
    return scene.ask(text, [*_lesson_offers(scene, lessons), *onward])


def out_of_scope(scene: Scene) -> Scene:
    """It was understood, and no lesson is about it: who may know, and what we can do instead."""
    prompt = scene.standing.prompt
    is_asking = prompt is not None and prompt.context is not Context.MENU
    if is_asking or not scene.standing.settled:
        return deeds.ask_again(scene.remark(wording.OUT_OF_SCOPE))
    onward = [_GO_ON, _MENU] if scene.lesson is not None else [_MENU, _HUMAN]
    return scene.ask(scene.filled(wording.OUT_OF_SCOPE), onward)


def which_lesson(scene: Scene, lessons: tuple[str, ...]) -> Scene:
    """The likely lessons to choose from; in the middle of one, going on with it as well."""
    offers = _lesson_offers(scene, lessons)
    onward = [_GO_ON] if scene.lesson is not None else [_MENU, _HUMAN]
    offers = offers[:2] if scene.lesson is not None else offers
    # "Is it this one?" can be answered with a plain yes; with several lessons it cannot.
    context = Context.YESNO if len(offers) == 1 else Context.MENU
    return scene.ask(scene.filled(wording.WHICH_LESSON), [*offers, *onward], context)


def ask_back(scene: Scene, readings: tuple[Intent, ...]) -> Scene:
    """The two likeliest meanings as two answers; the question again where there are no two."""
    offers: list[Offer] = []
    for reading in readings:
        offer = _offer(scene, reading)
        if offer is not None and offer.action not in [one.action for one in offers]:
            offers.append(offer)
    if len(offers) < 2:
        return deeds.ask_again(scene.remark(wording.CHOOSE_ONE))
    return scene.ask(scene.filled(wording.WHAT_DID_YOU_MEAN), offers[:2])


def _offer(scene: Scene, reading: Intent) -> Offer | None:
    prompt = scene.standing.prompt
    if reading in (Intent.YES, Intent.NO):
        if prompt is not None and prompt.context is Context.YESNO:
            return prompt.offers[0 if reading is Intent.YES else 1]
        reading = Intent.DONE if reading is Intent.YES else Intent.HELP
    if reading not in _LABELS:
        return None
    label, action = _LABELS[reading]
    if reading is Intent.DONE:
        return _done_offer(scene)
    return Offer(label, action)


def _done_offer(scene: Scene) -> Offer | None:
    """Going on, where one step follows; else looking at the answers again."""
    if not deeds.is_about_step(scene):
        return _GO_ON if scene.lesson is not None else None
    prompt = scene.standing.prompt
    plain = prompt is not None and any(offer.action == GoOn() for offer in prompt.offers)
    return Offer(wording.DONE, GoOn()) if plain else Offer(wording.SEE_AGAIN, ShowAgain())


def _lesson_offers(scene: Scene, lessons: tuple[str, ...]) -> list[Offer]:
    found = [scene.school.course.lesson(lesson_id) for lesson_id in lessons[:3]]
    return [Offer(lesson.title, OpenLesson(lesson.id)) for lesson in found if lesson is not None]
