"""Where a learner gets to by answering: steps nobody reaches, and steps nobody leaves.

Each kind of phone walks its own way, since steps made for the other kind are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lessons.lesson import ASK_HUMAN, FINISH, Device, Lesson, Step


@dataclass(frozen=True, slots=True)
class Paths:
    """Step ids, in the order of the lesson."""

    unreached: tuple[str, ...]
    stuck: tuple[str, ...]  # from here no answer ever leads to the end of the lesson
    longest: int  # most steps met on a way that never goes back, quizzes not counted


def paths_of(lesson: Lesson) -> Paths:
    """Over all kinds of phones: unreached on every phone that shows it, stuck on any of them."""
    reached: set[str] = set()
    stuck: set[str] = set()
    longest = 0
    for device in Device:
        ways = _ways(lesson, device)
        here = _reached(lesson, device, ways)
        reached |= here
        stuck |= _roots(lesson, ways, here - _leading_out(ways))
        longest = max(longest, _longest(lesson, device, ways))
    shown = [step.id for step in lesson.steps if step.lines]
    return Paths(
        unreached=tuple(step_id for step_id in shown if step_id not in reached),
        stuck=tuple(step_id for step_id in shown if step_id in stuck),
        longest=longest,
    )


def _ways(lesson: Lesson, device: Device) -> Mapping[str, frozenset[str]]:
    """For each step that this phone shows: the steps and reserved targets that its answers lead to."""
    after = FINISH
    next_shown: dict[str, str] = {}  # for every step: itself where shown, else the next one shown
    ways: dict[str, frozenset[str]] = {}
    for step in reversed(lesson.steps):
        shown = step.is_for(device)
        if shown:
            ways[step.id] = _targets(step, after)
            after = step.id
        next_shown[step.id] = after
    return {
        step_id: frozenset(next_shown.get(target, target) for target in targets)
        for step_id, targets in ways.items()
    }


def _targets(step: Step, after: str) -> frozenset[str]:
    if step.is_quiz or not step.choices:
        return frozenset({after})
    return frozenset(choice.target or after for choice in step.choices)


def _reached(lesson: Lesson, device: Device, ways: Mapping[str, frozenset[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = [step.id for step in lesson.steps_for(device)[:1]]
    while ahead:
        step_id = ahead.pop()
        if step_id in ways and step_id not in reached:
            reached.add(step_id)
            ahead += ways[step_id]
    return reached


def _leading_out(ways: Mapping[str, frozenset[str]]) -> set[str]:
    """The steps from which the end can be reached; a target that is missing counts as one.

    A missing target has a fault of its own, so it should not cause a second one.
    """
    out = {target for targets in ways.values() for target in targets if target not in ways}
    out = {FINISH} | (out - {ASK_HUMAN})
    grown = True
    while grown:
        more = {step_id for step_id, targets in ways.items() if targets & out} - out
        out |= more
        grown = bool(more)
    return out


def _roots(lesson: Lesson, ways: Mapping[str, frozenset[str]], stuck: set[str]) -> set[str]:
    """Of the stuck steps those to mend: the dead ends, or the first step of a circle."""
    ends = {step_id for step_id in stuck if not (ways[step_id] - {step_id}) & stuck}
    first = next((step.id for step in lesson.steps if step.id in stuck), None)
    return ends or ({first} if first else set())


def _longest(lesson: Lesson, device: Device, ways: Mapping[str, frozenset[str]]) -> int:
    order = {step.id: index for index, step in enumerate(lesson.steps)}
    best: dict[str, int] = {}
    for step in reversed(lesson.steps_for(device)):
        onward = [best[way] for way in ways[step.id] if order.get(way, -1) > order[step.id]]
        best[step.id] = (0 if step.is_quiz else 1) + max(onward, default=0)
    return max(best.values(), default=0)
