"""Where a learner gets to by answering: steps nobody reaches, and steps nobody leaves.

Each kind of phone walks its own way, since steps made for the other kind are left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from lessons.lesson import ASK_HUMAN, FINISH, RESERVED_TARGETS, Device, Lesson, Step


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
        first = [step.id for step in lesson.steps_for(device)[:1]]
        here = _reached(first, ways)
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
    known = RESERVED_TARGETS | {step.id for step in lesson.steps}
    for step in reversed(lesson.steps):
        if step.is_for(device):
            ways[step.id] = _targets(step, after, known)
            after = step.id
        next_shown[step.id] = after
    return {
        step_id: frozenset(next_shown.get(target, target) for target in targets)
        for step_id, targets in ways.items()
    }


def _targets(step: Step, after: str, known: frozenset[str]) -> frozenset[str]:
    """A target that is missing has a fault of its own; here it goes on, and causes no second one."""
    if step.is_quiz or not step.choices:
        return frozenset({after})
    return frozenset(choice.target if choice.target in known else after for choice in step.choices)


def _reached(starts: Iterable[str], ways: Mapping[str, frozenset[str]]) -> set[str]:
    """The steps met from some steps on, these included."""
    reached: set[str] = set()
    ahead = list(starts)
    while ahead:
        step_id = ahead.pop()
        if step_id in ways and step_id not in reached:
            reached.add(step_id)
            ahead += ways[step_id]
    return reached


def _leading_out(ways: Mapping[str, frozenset[str]]) -> set[str]:
    """The steps from which the end can be reached; a call for help is not an end."""
    out = {FINISH}
    grown = True
    while grown:
        more = {step_id for step_id, targets in ways.items() if targets & out} - out
        out |= more
        grown = bool(more)
    return out


def _roots(lesson: Lesson, ways: Mapping[str, frozenset[str]], stuck: set[str]) -> set[str]:
    """Of the stuck steps those to mend: the dead ends, or else the first step of a circle."""
    ends = {step_id for step_id in stuck if not ways[step_id] - {step_id, ASK_HUMAN}}
    ordered = (step.id for step in lesson.steps if step.id in stuck)
    circle = (step_id for step_id in ordered if step_id in _reached(ways[step_id], ways))
    return ends or set(islice(circle, 1))


def _longest(lesson: Lesson, device: Device, ways: Mapping[str, frozenset[str]]) -> int:
    order = {step.id: index for index, step in enumerate(lesson.steps)}
    best: dict[str, int] = {}
    for step in reversed(lesson.steps_for(device)):
        onward = [best[way] for way in ways[step.id] if order.get(way, -1) > order[step.id]]
        best[step.id] = (0 if step.is_quiz else 1) + max(onward, default=0)
    return next(reversed(best.values()), 0)
