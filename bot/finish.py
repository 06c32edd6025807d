"""The end of a lesson: praise, how to see that it worked, and what may come next."""

from dataclasses import replace

from bot import menu, reviews, wording
from bot.scene import Scene
from bot.standing import Context, Offer, OpenLesson, OpenMenu, Run, SetReminders
from bot.turn import DuesCancelled, LessonFinished
from bot.update import DueKind
from lessons.lesson import Lesson


def finish(scene: Scene, run: Run, lesson: Lesson) -> Scene:
    """Needs the run to be over already."""
    is_first = lesson.id not in scene.standing.finished
    scene = scene.happened(LessonFinished(run.number, lesson.id))
    if scene.consented:
        finished = {lesson.id: scene.now, **scene.standing.finished}
        scene = scene.changed(finished=finished)
        scene = scene.happened(DuesCancelled(DueKind.REMINDER, lesson.id))
    if is_first and scene.standing.reminders.wanted:
        scene = reviews.expect(scene, lesson)
    scene = _praise(scene, lesson)
    if scene.consented and not scene.standing.reminders.asked:
        return ask_reminders(scene)
    return what_next(scene, lesson.id)


def ask_reminders(scene: Scene) -> Scene:
    asked = replace(scene.standing.reminders, asked=True)
    offers = (
        Offer(wording.WANT_REMINDERS, SetReminders(True)),
        Offer(wording.NO_REMINDERS, SetReminders(False)),
    )
    return scene.changed(reminders=asked).ask(
        scene.filled(wording.ASK_REMINDERS), offers, Context.YESNO
    )


def what_next(scene: Scene, after: str = "") -> Scene:
    following = menu.next_lesson(scene.school.course, scene.standing, after)
    if following is None:
        offers = [Offer(wording.SEE_LESSONS, OpenMenu())]
        return scene.ask(scene.filled(wording.ALL_DONE), offers)
    label = wording.NEXT_LESSON.format(bài=following.title)
    offers = [Offer(label, OpenLesson(following.id)), Offer(wording.SEE_LESSONS, OpenMenu())]
    return scene.ask(scene.filled(wording.WHAT_NEXT), offers)


def _praise(scene: Scene, lesson: Lesson) -> Scene:
    """Said in the bubble in which a quiz's feedback may stand already; the rest tops the question."""
    praise = wording.PRAISES[(len(scene.standing.finished) - 1) % len(wording.PRAISES)]
    if lesson.outcome:
        scene = scene.remark(praise, bài=lesson.title)
        scene = scene.say(wording.OUTCOME, tự_kiểm_tra=scene.filled(lesson.outcome))
    else:
        scene = scene.say(praise, bài=lesson.title)
    return scene.remark(wording.SHOW_A_NEIGHBOUR)
