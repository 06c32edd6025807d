"""A learner's own data: seeing it, deleting it, and no reminders. One word each, done at once (P8)."""

from dataclasses import replace

from bot import reminders, reviews, wording
from bot.scene import Scene
from bot.standing import Context, EraseMe, Offer, Standing
from bot.turn import DataAsked, DuesCancelled, EraseAsked
from bot.update import DueKind
from lessons.lesson import Device


def show_data(scene: Scene) -> Scene:
    """A summary; the handler adds everything that is stored as a document."""
    scene = scene.happened(DataAsked())
    if not scene.consented:
        return scene.say(wording.MY_DATA_NONE)
    standing, lesson = scene.standing, scene.lesson
    route = scene.school.course.route(standing.route)
    on_route = "" if route is None else wording.ON_ROUTE.format(lộ_trình=route.title)
    now_learning = "" if lesson is None else wording.LEARNING_NOW.format(bài=lesson.title)
    return scene.say(
        wording.MY_DATA,
        xưng_hô=scene.filled("{bác}"),
        máy=_phone(standing.device),
        xong=len(standing.finished),
        lộ_trình=on_route,
        đang_học=now_learning,
        nhắc=wording.ON if standing.reminders.wanted else wording.OFF,
    )


def ask_erase(scene: Scene) -> Scene:
    offers = (Offer(wording.ERASE, EraseMe(True)), Offer(wording.KEEP, EraseMe(False)))
    return scene.ask(scene.filled(wording.ASK_ERASE), offers, Context.YESNO)


def erase(scene: Scene) -> Scene:
    """Everything is forgotten, also how the learner is addressed; the good-bye still uses it."""
    scene = scene.happened(EraseAsked()).say(wording.ERASED)
    return replace(scene, standing=Standing())


def set_reminders(scene: Scene, wanted: bool) -> Scene:
    """Switches them; what was learned is kept either way."""
    old = scene.standing.reminders
    scene = scene.changed(reminders=replace(old, wanted=wanted, asked=True, unanswered=0))
    if wanted:
        return reviews.expect_all(reminders.expect_silence(scene))
    return scene.happened(DuesCancelled(DueKind.REMINDER), DuesCancelled(DueKind.REVIEW))


def _phone(device: Device | None) -> str:
    match device:
        case Device.ANDROID:
            return wording.ANDROID
        case Device.IPHONE:
            return wording.IPHONE
        case None:
            return wording.UNKNOWN_DEVICE
