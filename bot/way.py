"""The way through a lesson on one kind of phone: what comes after a step, how far it still is."""

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
    start = lesson.steps.index(named) if named else lesson.steps.index(step) + 1
    return next((later for later in lesson.steps[start:] if later.is_for(device)), None)


def progress(lesson: Lesson, run: Run, device: Device | None) -> tuple[int, int]:
    """Which step of how many on this learner's way, counted from 1: branches not taken do not count."""
    number = len([step_id for step_id in run.trail if lesson.step(step_id)]) + 1
    step = lesson.step(run.step)
    ahead, seen = 0, set(run.trail)
    while step is not None and step.id not in seen:
        seen.add(step.id)
        step = after(lesson, step, _usual(step), device)
        ahead += step is not None and step.id not in seen
    return number, number + ahead


def _usual(step: Step) -> str | None:
    """Where most learners go from here: the first answer that is not a call for help."""
    return next((one.target for one in step.choices if one.target != ASK_HUMAN), None)
