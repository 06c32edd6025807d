"""Nobody loses the place when a lesson is edited, or its author hears which line to add."""

from dataclasses import replace

from hypothesis import given, settings

from lessons.lesson import Lesson
from lessons.reader import read
from lessons.succession import missing_successors
from tests.lessons.samples import SOUND
from tests.lessons.strategies import lessons


def lesson_of(text: str) -> Lesson:
    result = read(text, "bai.md")
    assert isinstance(result, Lesson)
    return result


OLD = lesson_of(SOUND)


def told(new: Lesson, old: Lesson = OLD) -> list[str]:
    return [fault.message for fault in missing_successors(old, new, "bai.md")]


def test_new_words_and_a_new_order_lose_nobody() -> None:
    reworded = replace(OLD.steps[0], title="Khác")
    assert told(replace(OLD, steps=(*OLD.steps[1:], reworded))) == []


def test_a_removed_step_needs_a_line() -> None:
    without = replace(OLD, steps=(OLD.steps[0], *OLD.steps[2:]))
    (message,) = told(without)
    assert "thêm vào mục doi_buoc dòng “go-ten: xem-ten”" in message
    assert told(replace(without, moved={"go-ten": "xem-ten"})) == []


def test_the_last_step_is_followed_by_the_one_before_it() -> None:
    (message,) = told(replace(OLD, steps=OLD.steps[:-1]))
    assert "“do-link: mo-len”" in message


def test_a_renamed_step_is_found_through_several_names() -> None:
    twice = {"go-ten": "go-chu", "go-chu": "tim"}
    renamed = replace(OLD.steps[1], id="tim")
    assert told(replace(OLD, steps=(OLD.steps[0], renamed, *OLD.steps[2:]), moved=twice)) == []


def test_an_older_name_is_not_forgotten() -> None:
    old = replace(OLD, moved={"go-chu": "go-ten"})
    (message,) = told(OLD, old)
    assert "“go-chu: go-ten”" in message


def test_names_that_lead_in_a_circle_lead_nowhere() -> None:
    without = replace(OLD, steps=OLD.steps[1:], moved={"mo-kho": "a", "a": "mo-kho"})
    assert len(told(without)) == 1


@given(lessons())
@settings(max_examples=25)
def test_a_lesson_succeeds_itself_unless_it_was_lost_before(lesson: Lesson) -> None:
    lost = [name for name in lesson.moved if lesson.place(name) is None]
    assert len(told(lesson, lesson)) == len(lost)


@given(lessons(), lessons())
@settings(max_examples=25)
def test_after_the_advice_everybody_has_a_place(old: Lesson, new: Lesson) -> None:
    names = {*(step.id for step in old.steps), *old.moved}
    missing = [name for name in names if new.place(name) is None]
    assert len(told(new, old)) == len(missing)
