"""The way through a lesson, however it winds: what comes next and how far it still is."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.standing import Run
from bot.way import after, progress
from lessons.lesson import ASK_HUMAN, FINISH, Choice, Course, Device, Lesson, Line, Step

IDS = "abcdef"
DEVICES = st.none() | st.sampled_from(Device)
TARGETS = st.none() | st.sampled_from([*IDS, ASK_HUMAN, FINISH, "gone"])
TRAILS = st.lists(st.sampled_from([*IDS, "gone"]), unique=True, max_size=5).map(tuple)


@st.composite
def winding(draw: st.DrawFn) -> Lesson:
    """Branches to and fro, steps for one kind of phone, steps that an edit moved."""
    count = draw(st.integers(1, len(IDS)))
    steps = [
        Step(
            name,
            name,
            (Line("Chạm nhé.", draw(DEVICES)),),
            tuple(Choice("Xong", target) for target in draw(st.lists(TARGETS, max_size=3))),
        )
        for name in IDS[:count]
    ]
    return Lesson("bai", "L01", "Bài", "K0", 5, "", tuple(steps), "", moved={"gone": draw(st.sampled_from(IDS))})  # fmt: skip


def walked(lesson: Lesson, run: Run, device: Device | None) -> tuple[int, int]:
    """`progress` in the plainest way: take the steps one after another."""
    by_id = {step.id: step for step in lesson.steps}
    number = 1 + sum(step_id in by_id for step_id in run.trail)
    ahead, seen, step = 0, set(run.trail), by_id.get(run.step)
    while step is not None and step.id not in seen:
        seen.add(step.id)
        usual = next((one.target for one in step.choices if one.target != ASK_HUMAN), None)
        step = after(lesson, step, usual, device)
        if step is not None and step.id not in seen:
            ahead += 1
    return number, number + ahead


@given(winding(), st.sampled_from([*IDS, "gone"]), TRAILS, DEVICES)
def test_progress_counts_the_steps_of_the_usual_way(
    lesson: Lesson, here: str, trail: tuple[str, ...], device: Device | None
) -> None:
    run = Run(1, "bai", here, "", trail)
    assert progress(lesson, run, device) == walked(lesson, run, device)


@given(winding(), st.data())
def test_the_next_step_is_the_next_one_for_this_phone(lesson: Lesson, data: st.DataObject) -> None:
    step = data.draw(st.sampled_from(lesson.steps))
    device = data.draw(DEVICES)
    later = lesson.steps[lesson.steps.index(step) + 1 :]
    expected = next((one for one in later if one.is_for(device)), None)
    assert after(lesson, step, None, device) is expected


def test_an_edited_lesson_is_counted_anew() -> None:
    steps = tuple(Step(name, name, (Line("Chạm nhé."),)) for name in IDS)
    lesson = Lesson("bai", "L01", "Bài", "K0", 5, "", steps, "")
    run = Run(1, "bai", "c", "", ("a", "b"))
    assert progress(lesson, run, None) == (3, 6)
    assert progress(replace(lesson, steps=steps[:4]), run, None) == (3, 4)
    assert progress(lesson, run, None) == (3, 6)


def test_steps_and_lessons_are_found_by_id() -> None:
    steps = tuple(Step(name, name, (Line("Chạm nhé."),)) for name in IDS)
    lesson = Lesson("bai", "L01", "Bài", "K0", 5, "", steps, "")
    assert [lesson.step(name) for name in IDS] == list(steps)
    assert [lesson.position(step) for step in steps] == list(range(6))
    assert lesson.step("g") is None
    edited = replace(lesson, id="khac", steps=steps[2:])
    assert (edited.step("a"), edited.step("c")) == (None, steps[2])
    course = Course((lesson, edited))
    assert (course.lesson("bai"), course.lesson("khac")) == (lesson, edited)
    assert course.lesson("la") is None
