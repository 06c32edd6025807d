"""The way through a lesson on one kind of phone: what comes after a step, how far it still is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.standing import Run
from lessons.lesson import ASK_HUMAN, FINISH, Device, Lesson, Step


def first(lesson: Lesson, device: Device | None) -> Step:
    """Where everybody begins. A lesson for the other kind of phone only is still read from its start."""
    return next(iter(lesson.steps_for(device)), lesson.steps[0])


def after(lesson: Lesson, step: Step, target: str | None, device: Device | None) -> Step | None:
    """The step shown when `step` was answered with `target` (None: the next); None at the end.

    Steps for the other kind of phone are passed over.
    """
    if target == FINISH:
        return None
    named = None if target is None else lesson.place(target)
    start = lesson.position(named) if named else lesson.position(step) + 1
    for at in range(start, len(lesson.steps)):
        if lesson.steps[at].is_for(device):
            return lesson.steps[at]
    return None


def progress(lesson: Lesson, run: Run, device: Device | None) -> tuple[int, int]:
    """Which step of how many on this learner's way, counted from 1: branches not taken do not count."""
    number = sum(lesson.step(step_id) is not None for step_id in run.trail) + 1
    onward = _onward(_Same(lesson), device)
    seen = set(run.trail)
    passed = len(seen)
    step_id: str | None = run.step if run.step in onward else None
    while step_id is not None and step_id not in seen:
        seen.add(step_id)
        step_id = onward[step_id]
    return number, number + max(len(seen) - passed - 1, 0)


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A lesson as a cache key: this very value, since comparing whole lessons costs more than is saved."""

    lesson: Lesson

    def __hash__(self) -> int:
        return id(self.lesson)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.lesson is other.lesson


@lru_cache(maxsize=256)  # two dozen lessons on each kind of phone, before and after a reload
def _onward(key: _Same, device: Device | None) -> Mapping[str, str | None]:
    """Step id -> the step most learners come to next, None at the end."""
    following = {
        step.id: after(key.lesson, step, _usual(step), device)
        for step in reversed(key.lesson.steps)
    }
    return {step_id: None if step is None else step.id for step_id, step in following.items()}


def _usual(step: Step) -> str | None:
    """Where most learners go from here: the first answer that is not a call for help."""
    return next((one.target for one in step.choices if one.target != ASK_HUMAN), None)
