"""Practice of what a lesson taught, in made-up scenes: offered at its end, found by its words, never pressed."""

from bot.scene import Scene
from bot.standing import OpenLesson
from lessons.lesson import Lesson

_WISHES = frozenset(
    {
        "tap thu", "thu tai", "lam tap thu", "choi thu tai", "muon tap thu", "toi muon tap thu",
        "muon thu tai", "cho tap thu", "bai tap thu", "tap thu lai", "thu tai lai", "tap lua dao",
        "tap nhan biet lua dao", "tap thu lua dao", "thu tai lua dao",
    }
)  # fmt: skip


def after(scene: Scene, lesson_id: str) -> Lesson | None:
    """The practice of a lesson, unless it has been done."""
    return next(
        (
            one
            for one in scene.school.course.lessons
            if one.practice_of == lesson_id and one.id not in scene.standing.finished
        ),
        None,
    )


def wish_meant(scene: Scene, plain: str) -> OpenLesson | None:
    """The wish to practise: what belongs to the open lesson, else what is not done yet, else the first
    once more. `plain` as `Typed.plain`."""
    words = plain.removeprefix("da ").removeprefix("cho toi ").removesuffix(" a")
    if words not in _WISHES:
        return None
    here, finished = scene.lesson, scene.standing.finished

    def rank(one: Lesson) -> tuple[bool, bool]:
        return here is None or here.id not in (one.id, one.practice_of), one.id in finished

    offered = (one for one in scene.school.course.lessons if one.practice_of is not None)
    best = min(offered, key=rank, default=None)
    return None if best is None else OpenLesson(best.id)
