"""The end of a lesson: praise, how to see that it worked, and what may come next."""

from dataclasses import replace

from bot import menu, practice, reviews, routes, wording
from bot.scene import Scene
from bot.standing import Context, Offer, OpenLesson, OpenMenu, Run, SetReminders, Standing
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
    """The next lesson on the learner's route, else the one that goes best with what was learned last."""
    after = after or _finished_last(scene.standing)
    course, standing = scene.school.course, scene.standing
    following = routes.next_on(scene) or menu.next_lesson(course, standing, after)
    offers = []
    if following is not None:
        label = wording.NEXT_LESSON.format(bài=following.title)
        offers.append(Offer(label, OpenLesson(following.id)))
    drill = practice.after(scene, after)
    if drill is not None:
        scene = scene.remark(wording.PRACTISE, bài=drill.title)
        offers.append(Offer(drill.title, OpenLesson(drill.id)))
    elif following is not None and routes.next_on(scene) is None:
        offers += routes.choosing(scene)
    offers.append(Offer(wording.SEE_LESSONS, OpenMenu()))
    asked = scene.filled(wording.WHAT_NEXT if following else wording.ALL_DONE)
    return scene.ask(routes.with_progress(scene, asked), offers)


def _finished_last(standing: Standing) -> str:
    return max(standing.finished, key=lambda lesson: standing.finished[lesson], default="")


def _praise(scene: Scene, lesson: Lesson) -> Scene:
    """Said in the bubble in which a quiz's feedback may stand already; the rest tops the question."""
    praise = wording.PRAISES[(len(scene.standing.finished) - 1) % len(wording.PRAISES)]
    if lesson.outcome:
        scene = scene.remark(praise, bài=lesson.title)
        scene = scene.say(wording.OUTCOME, tự_kiểm_tra=scene.filled(lesson.outcome))
    else:
        scene = scene.say(praise, bài=lesson.title)
    return scene.remark(wording.SHOW_A_NEIGHBOUR)
