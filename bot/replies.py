"""From what a learner typed, pressed or sent to what it does, given where the learner stands."""

from dataclasses import replace
from typing import assert_never

from bot import (
    deeds,
    helping,
    linking,
    listening,
    menu,
    needs,
    practice,
    privacy,
    routes,
    steps,
    welcome,
    wording,
)
from bot.answers import picked_number
from bot.commands import command_meant
from bot.console import announcing_wording as announcing
from bot.console.announcing_orders import EditNotice, NoticeOrder
from bot.folding import fold_label
from bot.intents import Intent, Understanding, understand_typed
from bot.puzzles import ask_back, out_of_scope, puzzled, which_lesson
from bot.scene import Scene
from bot.standing import (
    CallHuman,
    ChooseHonorific,
    Consent,
    Context,
    EraseMe,
    GetHelp,
    GiveConsent,
    GoBack,
    GoOn,
    OpenMenu,
    Pause,
    SetReminders,
    ShowAgain,
)
from bot.typed import Typed, as_typed
from bot.update import MediaKind, MediaSent
from lessons.lesson import ASK_HUMAN

_WANTS_HUMAN = ("gap nguoi", "gap can bo", "voi nguoi that", "goi cho toi", "can nguoi giup",
                "goi nguoi", "nho nguoi")  # fmt: skip
# Breaking off for now: the place is kept, and so is the wish to be reminded of it.
_PUTTING_OFF = ("de sau", "mai hoc", "ban roi", "met roi", "nghi da")
_HELLOS = ("chao", "alo", "hello", "hi", "helo")
_AGREEING_SIGNS = frozenset("👍👌❤💖🥰😍🙏✅💯👏🆗")
# What nobody is made to wait with until consent is given; answers to an open question as well.
_BEFORE_CONSENT = frozenset(
    {Intent.DANGER, Intent.SECRET, Intent.HELP, Intent.DELETE_DATA, Intent.EXPORT_DATA}
    | {Intent.STOP, Intent.LATER}
)
_ANSWERS = frozenset({Intent.OPTION, Intent.YES, Intent.NO})
# After a long silence, or an edit, these are first answered with the step itself.
_ABOUT_LESSON = frozenset(
    {Intent.DONE, Intent.BACK, Intent.REPEAT, Intent.LISTEN, Intent.THANKS, Intent.AMBIGUOUS}
    | {Intent.UNKNOWN}
)


def to_text(scene: Scene, text: str, resumed: Scene | None) -> Scene:
    """`resumed` is what is shown instead of acting on a text about a step that is long ago or gone."""
    return _to_typed(scene, as_typed(text), resumed)


def _to_typed(scene: Scene, typed: Typed, resumed: Scene | None) -> Scene:
    if linking.wishes_link(typed.plain):
        return linking.ask(_understood(scene))
    heard = _heard(scene, typed)
    if scene.standing.consent is Consent.UNASKED:
        return _before_consent(scene, heard, typed)
    if linking.wishes_group(typed.plain):
        return linking.ask_for_group(_understood(scene))
    if heard.intent not in (Intent.DANGER, Intent.SECRET):
        named = (
            command_meant(typed.text)
            or welcome.setting_meant(scene, typed)
            or menu.group_meant(scene, typed.plain)
            or needs.wish_meant(scene, typed.plain)
            or routes.wish_meant(scene, typed.plain)
            or practice.wish_meant(scene, typed.plain)
            or helping.visit_meant(typed.plain)
        )
        # "Ba" may be bà or three: where the form of address is asked, it is bà.
        if isinstance(named, ChooseHonorific) or (named and heard.intent is not Intent.OPTION):
            return deeds.perform(_understood(scene), named)
        if _is_greeting(typed) and heard.intent is not Intent.OPTION:
            return resumed or greeted(scene)
    if resumed is not None and _is_about_lesson(scene, heard, typed):
        return resumed
    return _to_understanding(scene, heard, typed)


def greeted(scene: Scene) -> Scene:
    """To somebody who says hello or opens the chat: hello, and where they were going."""
    known = scene.lesson is not None
    scene = _understood(scene).remark(wording.WELCOME_BACK if known else wording.HELLO_AGAIN)
    return deeds.onward(scene)


def to_media(scene: Scene, media: MediaSent, resumed: Scene | None) -> Scene:
    """Never looked into. A thumb up is a yes, but never to consent or to an erasure."""
    caption = as_typed(media.caption)
    if media.caption.strip() and _heard(scene, caption).intent is not Intent.UNKNOWN:
        return _to_typed(scene, caption, resumed)
    if scene.standing.consent is Consent.UNASKED:
        return _before_consent(scene, Understanding(Intent.UNKNOWN), as_typed(""))
    if resumed is not None:
        return resumed
    match media.kind:
        case MediaKind.STICKER if _AGREEING_SIGNS & set(media.emoji):
            return _done(scene) if deeds.is_about_step(scene) else scene.say(wording.THUMBS_UP)
        case MediaKind.STICKER:
            return scene.say(wording.THUMBS_UP)
        case MediaKind.PHOTO if _is_announcing(scene):
            return deeds.ask_again(scene.remark(announcing.NO_PHOTO))
        case MediaKind.PHOTO | MediaKind.VIDEO:
            return deeds.ask_again(scene.remark(wording.NO_PICTURES))
        case MediaKind.VOICE:
            return deeds.ask_again(scene.remark(wording.NO_VOICE))
        case MediaKind.FILE | MediaKind.LOCATION | MediaKind.CONTACT | MediaKind.OTHER:
            return deeds.ask_again(scene.remark(wording.NO_FILES))


def _is_announcing(scene: Scene) -> bool:
    """Does a leader write an announcement, or look at its draft?"""
    prompt = scene.standing.prompt
    return prompt is not None and (
        isinstance(prompt.awaits, NoticeOrder)
        or any(isinstance(offer.action, EditNotice) for offer in prompt.offers)
    )


def to_answer_before(
    scene: Scene, text: str, remark: str, resumed: Scene | None = None
) -> Scene | None:
    """An answer that was meant for another question moves nobody: the open one is shown, once; after a
    long silence, or an edit, the step. None for what is no answer, and so is meant as well here and now."""
    if scene.standing.consent is Consent.UNASKED:
        return None
    if _heard(scene, as_typed(text)).intent not in _ANSWERS | {Intent.DONE, Intent.BACK}:
        return None
    scene = resumed or deeds.ask_again(scene.remark(remark))
    prompt = scene.standing.prompt
    return scene if prompt is None else scene.changed(prompt=replace(prompt, asked_at=None))


def choose(scene: Scene, number: int) -> Scene:
    """An offered answer was taken: it cannot be taken again (P2)."""
    prompt = scene.standing.prompt
    if prompt is None or number >= len(prompt.offers):
        return deeds.ask_again(scene)
    offer = prompt.offers[number]
    scene = _understood(scene).changed(answered_seq=prompt.seq, answered_at=scene.now)
    scene = deeds.perform(scene, offer.action, offer.label)
    return scene.changed(prompt=None) if scene.standing.prompt == prompt else scene


def _heard(scene: Scene, typed: Typed) -> Understanding:
    """An answer typed out in full is that answer, whatever else its words could mean."""
    prompt = scene.standing.prompt
    labels = tuple(offer.label for offer in prompt.offers) if prompt else ()
    words = typed.plain
    written_out = [n for n, label in enumerate(labels) if words and fold_label(label) == words]
    if len(written_out) == 1:
        return Understanding(Intent.OPTION, option=written_out[0])
    context = prompt.context if prompt else Context.NONE
    heard = understand_typed(typed, context, labels, scene.school.course)
    if heard.intent is Intent.OPTION and context is Context.MENU:
        return _lesson_rather(scene, typed, labels[heard.option or 0]) or heard
    return heard


def _lesson_rather(scene: Scene, typed: Typed, label: str) -> Understanding | None:
    """Words out of a lesson's title name that lesson, and not a group in whose name they stand
    scattered: "cổng dịch vụ công" is no short form of "VNeID và dịch vụ công"."""
    named = _named(scene, typed)
    if named is None or f" {typed.plain} " in f" {fold_label(label)} ":
        return None
    return Understanding(Intent.QUESTION, lessons=(named,))


def _is_greeting(typed: Typed) -> bool:
    words = typed.plain.split()
    return len(words) <= 4 and words[:1] != [] and (
        words[0] in _HELLOS or words[:2] == ["xin", "chao"]
    )  # fmt: skip


def _before_consent(scene: Scene, heard: Understanding, typed: Typed) -> Scene:
    """Only help, danger and one's own data; else the question again, until it is answered (P8)."""
    is_first = scene.standing.prompt is None
    if heard.intent in _ANSWERS and not is_first:
        return _to_understanding(scene, heard, typed)
    if heard.intent is Intent.LISTEN and not is_first:
        return listening.listen(scene)
    if heard.intent in _BEFORE_CONSENT:
        scene = _without_consent(scene, heard.intent)
        if heard.intent not in (Intent.DANGER, Intent.SECRET, Intent.HELP):
            return scene
        template = wording.CONSENT_LATER if is_first else wording.CONSENT_AGAIN
        return welcome.ask_consent(scene, template)
    if heard.intent is Intent.QUESTION and heard.lessons:
        scene = scene.changed(wanted=heard.lessons[0])
    return welcome.greet(scene) if is_first else welcome.ask_consent(scene)


def _without_consent(scene: Scene, intent: Intent) -> Scene:
    match intent:
        case Intent.DANGER:
            return helping.danger(scene)
        case Intent.SECRET:
            return helping.refuse_secret(scene)
        case Intent.HELP:
            return helping.where_to_ask(scene)
        case Intent.DELETE_DATA:
            return privacy.ask_erase(scene)
        case Intent.EXPORT_DATA:
            return privacy.show_data(scene)
        case _:
            return scene.say(wording.WAIT_FOR_CONSENT)


def _is_about_lesson(scene: Scene, heard: Understanding, typed: Typed) -> bool:
    """But a number in a list is as plain as a press: it can only mean what stands there."""
    if heard.intent in _ANSWERS:
        prompt = scene.standing.prompt
        if prompt is not None and picked_number(typed, len(prompt.offers)) is not None:
            return False
        return scene.standing.prompt is None or deeds.is_about_step(scene)
    return heard.intent in _ABOUT_LESSON


def _to_understanding(scene: Scene, heard: Understanding, typed: Typed) -> Scene:
    before, scene = scene, _understood(scene)
    match heard.intent:
        case Intent.OPTION:
            return choose(scene, heard.option or 0)
        case Intent.YES if typed.own.words or not _is_weighty(scene):
            return _yes(scene)
        case Intent.YES:
            return deeds.ask_again(scene.remark(wording.CHOOSE_ONE))
        case Intent.NO:
            return _no(scene)
        case Intent.DONE:
            return _done(scene)
        case Intent.HELP:
            return deeds.perform(scene, CallHuman() if _wants_human(typed) else GetHelp())
        case Intent.BACK:
            return _back(scene)
        case Intent.REPEAT:
            return deeds.ask_again(scene)
        case Intent.LISTEN:
            return listening.listen(scene)
        case Intent.STOP:
            return deeds.perform(scene, Pause() if _puts_off(typed) else SetReminders(False))
        case Intent.LATER:
            return deeds.perform(scene, Pause())
        case Intent.MENU:
            return deeds.perform(scene, OpenMenu())
        case Intent.THANKS:
            return scene.say(wording.YOU_ARE_WELCOME)
        case Intent.DELETE_DATA:
            return privacy.ask_erase(scene)
        case Intent.EXPORT_DATA:
            return privacy.show_data(scene)
        case Intent.SECRET:
            return deeds.ask_again(helping.refuse_secret(scene))
        case Intent.DANGER:
            return helping.danger(scene)
        case Intent.QUESTION:
            return _question(scene, heard, typed)
        case Intent.AMBIGUOUS:
            return ask_back(scene, heard.readings)
        case Intent.UNKNOWN if heard.foreign:
            return out_of_scope(scene)
        case Intent.UNKNOWN:
            return puzzled(before, heard.lessons)
        case _:
            assert_never(heard.intent)


def _understood(scene: Scene) -> Scene:
    return scene.changed(puzzled=0) if scene.standing.puzzled else scene


def _is_weighty(scene: Scene) -> bool:
    """A thumb up says neither "you may keep my data" nor "erase it": that takes a word or a number."""
    prompt = scene.standing.prompt
    return prompt is not None and any(
        isinstance(offer.action, GiveConsent | EraseMe) for offer in prompt.offers
    )


def _yes(scene: Scene) -> Scene:
    prompt = scene.standing.prompt
    if prompt is not None and prompt.context is Context.YESNO:
        return choose(scene, 0)
    return _done(scene)


def _no(scene: Scene) -> Scene:
    prompt = scene.standing.prompt
    if prompt is not None and prompt.context is Context.YESNO:
        return choose(scene, 1)
    if deeds.is_about_step(scene):
        return deeds.perform(scene, GetHelp())
    return deeds.ask_again(scene.remark(wording.CHOOSE_ONE))


def _done(scene: Scene) -> Scene:
    """On to the next step, where it is plain which one that is; else the learner chooses."""
    run, lesson = scene.standing.run, scene.lesson
    step = None if run is None or lesson is None else lesson.step(run.step)
    if run is None or step is None:
        return deeds.ask_again(scene.remark(wording.CHOOSE_ONE))
    if not deeds.is_about_step(scene):
        prompt = scene.standing.prompt
        is_asking = prompt is not None and prompt.context in (Context.YESNO, Context.QUIZ)
        return deeds.ask_again(scene.remark(wording.CHOOSE_ONE)) if is_asking else steps.show(scene)
    onward = {one.target for one in step.choices} - {ASK_HUMAN, *run.trail}
    if step.is_quiz or len(onward) > 1 or (step.choices and not onward):
        return steps.show(scene.remark(wording.CHOOSE_ONE))
    target = next(iter(onward), None)
    seq = scene.standing.seq
    return deeds.perform(scene.changed(answered_seq=seq, answered_at=scene.now), GoOn(target))


def _back(scene: Scene) -> Scene:
    """From the list of troubles, or what helps with one, back to the step; from the step to the one before."""
    away = not deeds.is_about_step(scene) or _is_helped(scene)
    if scene.standing.run is not None and away:
        return steps.show(scene)
    return deeds.perform(scene, GoBack())


def _is_helped(scene: Scene) -> bool:
    """No step itself offers a human or to be seen again; help that offers the step before means it."""
    prompt = scene.standing.prompt
    actions = [] if prompt is None else [offer.action for offer in prompt.offers]
    return GoBack() not in actions and (CallHuman() in actions or ShowAgain() in actions)


def _question(scene: Scene, heard: Understanding, typed: Typed) -> Scene:
    """A lesson that was plainly named is opened; others are offered. About this lesson: help with it."""
    run = scene.standing.run
    if run is not None and heard.lessons[:1] == (run.lesson,) and deeds.is_about_step(scene):
        return deeds.perform(scene, GetHelp())
    named = _named(scene, typed)
    if named is not None and not deeds.is_about_step(scene):
        return deeds.open_lesson(scene, named)
    if not heard.lessons:
        return puzzled(scene, ())
    return which_lesson(scene, heard.lessons)


def _named(scene: Scene, typed: Typed) -> str | None:
    """The lesson in whose title the text stands, if it is the only one."""
    words = typed.plain
    found = [
        one.id
        for one in scene.school.course.lessons
        if f" {words} " in f" {fold_label(one.title)} "
    ]
    return found[0] if len(found) == 1 and " " in words else None


def _puts_off(typed: Typed) -> bool:
    return any(later in typed.plain for later in _PUTTING_OFF)


def _wants_human(typed: Typed) -> bool:
    return any(wish in typed.plain for wish in _WANTS_HUMAN)
