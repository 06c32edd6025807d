"""Reviews: some days after a lesson one question of its quiz comes back, for those who wish it.

One question an interval, the quiz's questions taking turns; a lesson is never held up by them.
"""

from datetime import datetime, timedelta

from bot import reminders, wording
from bot.calendar import evening
from bot.message import Purpose
from bot.scene import Scene
from bot.standing import AnswerReview, Context, Offer
from bot.turn import DueSet, QuizAnswered
from bot.update import DueCame, DueKind
from lessons.lesson import Lesson, QuizOption, Step


def expect(scene: Scene, lesson: Lesson) -> Scene:
    """Ask for the first review that still lies ahead, counted from when the lesson was finished."""
    finished = scene.standing.finished.get(lesson.id)
    if finished is None:
        return scene
    for nth in range(1, len(_days(lesson)) + 1):
        at = _moment(scene, lesson, finished, nth)
        if at > scene.now:
            return _set(scene, lesson, nth, at)
    return scene


def expect_all(scene: Scene) -> Scene:
    """The same for every finished lesson; for somebody who has just asked to be reminded."""
    for lesson in scene.school.course.lessons:
        scene = expect(scene, lesson)
    return scene


def come(scene: Scene, due: DueCame) -> Scene:
    """Ask the question, put it off, or say nothing if there is no reason any more."""
    lesson = scene.school.course.lesson(due.lesson)
    step = None if lesson is None else lesson.place(due.step)
    if lesson is None or due.lesson not in scene.standing.finished:
        return scene
    if not reminders.is_welcome(scene):
        return scene
    if step is None or not step.is_quiz:  # an edit took the question away: perhaps another is left
        return expect(scene, lesson)
    later = reminders.when_instead(scene)
    if later is not None:
        return scene.happened(DueSet(due.kind, later, due.lesson, due.step, due.nth))
    scene = reminders.counted(scene)
    scene = _ask(scene.remark(wording.REVIEW, bài=lesson.title), lesson, step, due.nth)
    following = due.nth + 1
    if following > len(_days(lesson)):
        return scene
    days = _days(lesson)[following - 1] - _days(lesson)[following - 2]
    return _set(scene, lesson, following, reminders.own_evening(scene, max(days, 1)))


def answer(scene: Scene, given: AnswerReview, label: str) -> tuple[Scene, bool]:
    """What is said to an answer, and whether the review is over."""
    lesson = scene.school.course.lesson(given.lesson)
    step = None if lesson is None else lesson.place(given.step)
    option = option_of(step, given.option, label)
    if lesson is None or step is None or option is None:
        return scene.remark(wording.REVIEW_GONE), True
    scene = scene.happened(
        QuizAnswered(0, lesson.id, step.id, given.option, option.correct, review=True)
    )
    if option.correct:
        return scene.say("{lời}\n{khen}", lời=verdict(scene, option), khen=scene.filled(
            wording.REVIEW_DONE)), True  # fmt: skip
    return _ask(scene.remark("{lời}", lời=verdict(scene, option)), lesson, step, given.nth), False


def option_of(step: Step | None, index: int, label: str) -> QuizOption | None:
    """The option that was offered, unless an edit has put another in its place since."""
    if step is None or index >= len(step.options) or step.options[index].label != label:
        return None
    return step.options[index]


def verdict(scene: Scene, option: QuizOption) -> str:
    """The author's feedback; the bot's own opening only where the author has written none."""
    opening = wording.QUIZ_RIGHT if option.correct else wording.QUIZ_WRONG
    said = scene.filled(option.feedback)
    has_opening = said.lower().startswith(opening.split()[0].lower())
    return said if has_opening else f"{opening} {said}".strip()


def _ask(scene: Scene, lesson: Lesson, step: Step, nth: int) -> Scene:
    offers = [
        Offer(option.label, AnswerReview(lesson.id, step.id, n, nth))
        for n, option in enumerate(step.options)
    ]
    text = scene.filled(step.text_for(scene.standing.device)) + reminders.last_words(scene)
    return scene.ask(
        text, offers, Context.QUIZ, purpose=Purpose.REVIEW, lesson=lesson.id, step=step.id
    )


def _questions(lesson: Lesson) -> tuple[Step, ...]:
    return tuple(step for step in lesson.steps if step.is_quiz and step.review_days)


def _days(lesson: Lesson) -> tuple[int, ...]:
    return next((step.review_days for step in _questions(lesson)), ())


def _moment(scene: Scene, lesson: Lesson, finished: datetime, nth: int) -> datetime:
    days = timedelta(days=_days(lesson)[nth - 1])
    return evening(finished + days, 0, scene.sender.user, scene.school.days_off)


def _set(scene: Scene, lesson: Lesson, nth: int, at: datetime) -> Scene:
    questions = _questions(lesson)
    step = questions[(nth - 1) % len(questions)]
    return scene.happened(DueSet(DueKind.REVIEW, at, lesson.id, step.id, nth))
