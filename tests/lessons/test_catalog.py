"""The lessons that are served: readable, short enough, and none of them a dead end on any phone."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import lessons
from lessons.catalogue import read_catalogue
from lessons.lesson import ASK_HUMAN, FINISH, Device, Lesson, Step

FOLDER = Path(lessons.__file__).parent / "catalog"
CATALOGUE = read_catalogue(FOLDER)
LESSONS = {lesson.id: lesson for lesson in CATALOGUE.lessons}
DEVICES = (Device.ANDROID, Device.IPHONE, None)  # None: a learner who did not say which

LONGEST_STEP = 300  # characters (P7)
LONGEST_ANSWER = 200  # characters of a troubleshooting answer
MOST_CHOICES = 3
WORKING_STEPS = range(5, 13)  # without the quizzes (domain.md 6.2: 5-12 steps, 1-2 questions)
SOURCE = re.compile(r"S([1-9]|[1-7]\d|8[0-3])|G")  # the register of domain.md 0.2

every_lesson = pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS.keys())
every_device = pytest.mark.parametrize("device", DEVICES, ids=["android", "iphone", "unknown"])


def ways_on(lesson: Lesson, step: Step, device: Device | None) -> tuple[str, ...]:
    """Where one can go from a step, first the way of a learner who just says "xong rồi"."""
    order = [each.id for each in lesson.steps_for(device)]
    following = [*order, FINISH][order.index(step.id) + 1]
    targets = (choice.target or following for choice in step.choices)
    return tuple(target for target in targets if target != ASK_HUMAN) or (following,)


def walks(lesson: Lesson, device: Device | None) -> list[tuple[Step, ...]]:
    """Every way from the first step to the end that passes no step twice."""
    found: list[tuple[Step, ...]] = []
    unfinished: list[tuple[Step, ...]] = [(lesson.steps_for(device)[0],)]
    while unfinished:
        walk = unfinished.pop()
        for target in ways_on(lesson, walk[-1], device):
            step = lesson.step(target)
            if target == FINISH:
                found.append(walk)
            elif step is not None and step not in walk:
                unfinished.append((*walk, step))
    return found


def shown_texts(lesson: Lesson) -> list[str]:
    """Everything of a lesson that a learner may read."""
    steps = lesson.steps
    return [
        lesson.intro,
        lesson.outcome,
        *(line.text for step in steps for line in step.lines),
        *(choice.label for step in steps for choice in step.choices),
        *(text for step in steps for o in step.options for text in (o.label, o.feedback)),
        *(text for step in steps for t in step.troubles for text in (t.problem, t.answer)),
    ]


def test_the_catalogue_has_no_errors_and_at_the_strictest_nothing_to_mend() -> None:
    assert [str(fault) for fault in CATALOGUE.faults if fault.is_error] == []
    strictest = read_catalogue(FOLDER, today=date(2026, 11, 25), strict=True)
    assert [str(fault) for fault in strictest.faults] == []


def test_the_first_three_lessons_are_there() -> None:
    codes = {lesson.code: lesson.id for lesson in CATALOGUE.lessons}
    first = {"L02": "cai-ung-dung", "L11": "cong-dich-vu-cong", "L14": "chu-ky-so"}
    assert codes | first == codes


def test_every_file_is_served() -> None:
    assert sorted(LESSONS) == sorted(path.stem for path in FOLDER.glob("*.md"))


def test_ids_and_codes_are_unique() -> None:
    names = Counter(name for lesson in CATALOGUE.lessons for name in (lesson.id, lesson.code))
    assert [name for name, count in names.items() if count > 1] == []


@every_lesson
def test_step_ids_are_unique(lesson: Lesson) -> None:
    ids = Counter(step.id for step in lesson.steps)
    assert [name for name, count in ids.items() if count > 1] == []


@every_device
@every_lesson
def test_saying_done_all_the_way_finishes_the_lesson(lesson: Lesson, device: Device | None) -> None:
    seen: list[str] = []
    place = lesson.steps_for(device)[0].id
    while place != FINISH:
        assert place not in seen, f"quay lại {place}"
        seen.append(place)
        step = lesson.step(place)
        assert step is not None, place
        assert step.is_for(device), place
        place = ways_on(lesson, step, device)[0]
    assert lesson.steps_for(device)[-1].id in seen


@every_device
@every_lesson
def test_every_step_lies_on_a_way_to_the_end(lesson: Lesson, device: Device | None) -> None:
    passed = {step.id for walk in walks(lesson, device) for step in walk}
    assert passed == {step.id for step in lesson.steps_for(device)}


@every_device
@every_lesson
def test_each_way_has_a_lessons_length_and_ends_in_a_quiz(
    lesson: Lesson, device: Device | None
) -> None:
    for walk in walks(lesson, device):
        quizzes = [step for step in walk if step.is_quiz]
        assert len(walk) - len(quizzes) in WORKING_STEPS
        assert len(quizzes) in (1, 2)
        assert walk[-1].is_quiz


@every_device
@every_lesson
def test_no_step_is_longer_than_a_message(lesson: Lesson, device: Device | None) -> None:
    lengths = {step.id: len(step.text_for(device)) for step in lesson.steps_for(device)}
    assert {name: length for name, length in lengths.items() if length > LONGEST_STEP} == {}
    assert len(lesson.intro) <= LONGEST_STEP


@every_lesson
def test_answers_to_troubles_are_short_and_there_are_three(lesson: Lesson) -> None:
    for device in Device:
        troubles = [t for step in lesson.steps_for(device) for t in step.troubles_for(device)]
        assert len(troubles) >= 3
        assert [t.answer for t in troubles if len(t.answer) > LONGEST_ANSWER] == []


@every_lesson
def test_choices_are_few_and_lead_to_steps_that_every_phone_has(lesson: Lesson) -> None:
    for step in lesson.steps:
        assert len(step.choices or step.options) <= MOST_CHOICES
        targets = {c.target for c in step.choices if c.target} - {ASK_HUMAN, FINISH}
        for device in Device:
            assert targets <= {each.id for each in lesson.steps_for(device)}


@every_lesson
def test_quizzes_explain_every_option_and_come_back(lesson: Lesson) -> None:
    for quiz in filter(lambda step: step.is_quiz, lesson.steps):
        assert all(option.feedback for option in quiz.options)
        assert quiz.review_days == (2, 7, 21)


@every_lesson
def test_sources_and_the_day_of_the_check_are_named(lesson: Lesson) -> None:
    assert lesson.sources
    assert [source for source in lesson.sources if not SOURCE.fullmatch(source)] == []
    assert lesson.checked_on is not None


@every_lesson
def test_nobody_is_scolded_or_addressed_as_a_stranger(lesson: Lesson) -> None:
    words = re.compile(r"\b(sai|bạn|phải biết|ngu|dốt)\b", re.IGNORECASE)
    assert [text for text in shown_texts(lesson) if words.search(text)] == []


@every_lesson
def test_where_a_code_is_typed_the_learner_is_told_to_keep_it(lesson: Lesson) -> None:
    typing = re.compile(r"(?i)\b(tự )?(gõ|bấm|nhập|đặt)\b[^.]*\b(otp|mật khẩu|passcode|pin)\b")
    keeping = re.compile(r"(?i)đừng (gửi|đọc)|không cho ai")
    careless = [
        step.id
        for step in lesson.steps
        for text in [step.text_for(None)]
        if typing.search(text) and not step.is_quiz and not keeping.search(text)
    ]
    assert careless == []


@every_lesson
def test_tone_marks_follow_one_style(lesson: Lesson) -> None:
    # "xóa", "hóa", "thủy", never "xoá", "hoá", "thuỷ"
    other_style = re.compile(r"(?i)(?<!q)(oá|oà|oả|oã|oạ|oé|oè|uý|uỳ|uỷ)(?!\w)")
    assert [text for text in shown_texts(lesson) if other_style.search(text)] == []
