"""What is good to have learned before a lesson: said in passing, with a word that opens it. Nobody is held up."""

from bot import wording
from bot.scene import BUBBLE, Scene
from bot.standing import OpenLesson
from lessons.lesson import Lesson

_WISHES = frozenset(
    {
        "hoc truoc", "hoc bai truoc", "hoc bai ay truoc", "hoc bai do truoc", "hoc bai kia truoc", "hoc cai do truoc",
        "hoc cai kia truoc", "bai ay truoc", "bai do truoc", "bai kia truoc", "muon hoc truoc", "hoc truoc di", "hoc truoc da",
    }
)  # fmt: skip


def lacking(scene: Scene, lesson: Lesson) -> Lesson | None:
    """The first of a lesson's needs that this learner has not finished; None for a guest, of whom nothing
    finished is remembered."""
    if not scene.consented:
        return None
    course, finished = scene.school.course, scene.standing.finished
    missing = (course.lesson(need) for need in lesson.needs if need not in finished)
    return next((one for one in missing if one is not None and one.steps), None)


def with_hint(scene: Scene, lesson: Lesson, intro: str) -> Scene:
    """The introduction, with what is better learned before in its last line where that fits (P7)."""
    first = None if lesson.id in scene.standing.finished else lacking(scene, lesson)
    if first is None:
        return scene.say("{text}", text=intro)
    hint = wording.BETTER_FIRST.format(trước=first.title)
    whole = f"{intro}\n{hint}"
    return (
        scene.say("{text}", text=whole)
        if len(whole) <= BUBBLE
        else scene.remark("{text}", text=hint).say("{text}", text=intro)
    )


def wish_meant(scene: Scene, plain: str) -> OpenLesson | None:
    """To learn first what the open lesson needs. `plain` as `Typed.plain`."""
    words = plain.removeprefix("da ").removeprefix("cho toi ").removesuffix(" a")
    if words not in _WISHES or scene.lesson is None:
        return None
    first = lacking(scene, scene.lesson)
    return None if first is None else OpenLesson(first.id)
