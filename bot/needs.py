"""What is good to have learned before a lesson: said once, gently, with both ways open."""

from bot import wording
from bot.scene import Scene
from bot.standing import Action, Context, Offer, OpenLesson
from lessons.lesson import Lesson

_LABELS = [wording.FIRST_THAT_ONE, wording.THIS_ONE_NOW]


def lacking(scene: Scene, lesson: Lesson) -> Lesson | None:
    """The first of a lesson's needs that this learner has not finished; None for a lesson that was
    begun or finished before, and for a guest, of whom nothing finished is remembered."""
    standing, course = scene.standing, scene.school.course
    run = standing.run
    begun = {*standing.paused, *standing.finished, *([run.lesson] if run else [])}
    if not scene.consented or lesson.id in begun:
        return None
    missing = (course.lesson(need) for need in lesson.needs if need not in standing.finished)
    return next((one for one in missing if one is not None and one.steps), None)


def suggest(scene: Scene, lesson: Lesson, first: Lesson) -> Scene:
    """Either lesson then opens at once: nobody is led through a row of such questions."""
    offers = (
        Offer(wording.FIRST_THAT_ONE, OpenLesson(first.id, straight=True)),
        Offer(wording.THIS_ONE_NOW, OpenLesson(lesson.id, straight=True)),
    )
    text = scene.filled(wording.BETTER_FIRST, trước=first.title, bài=lesson.title)
    return scene.ask(text, offers, Context.YESNO)


def choice_meant(scene: Scene, plain: str) -> Action | None:
    """ "Học luôn", "cứ học bài này", "học bài kia trước", where that is asked. `plain` as `Typed.plain`."""
    prompt = scene.standing.prompt
    if prompt is None or [one.label for one in prompt.offers] != _LABELS:
        return None
    words = plain.removeprefix("da ").removeprefix("toi ").removeprefix("thoi ")
    if words.startswith(("hoc luon", "cu hoc", "van hoc", "vao luon")):
        return prompt.offers[1].action
    first = words.startswith(("hoc", "bai", "cai")) and " truoc" in words
    return prompt.offers[0].action if first and "khong" not in words.split() else None
