"""A stored lesson comes back equal, and its name changes with every letter and with nothing else."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.lesson import Lesson
from lessons.revision import from_json, revision_of, to_json
from tests.lessons.strategies import lessons, texts


@given(lessons())
@settings(max_examples=25)
def test_json_brings_back_the_lesson(lesson: Lesson) -> None:
    again = from_json(to_json(lesson))
    assert again == lesson
    assert to_json(again) == to_json(lesson)


@given(lessons(), st.randoms())
@settings(max_examples=25)
def test_the_order_of_moved_steps_is_no_difference(lesson: Lesson, random: Random) -> None:
    pairs = list(lesson.moved.items())
    random.shuffle(pairs)
    assert revision_of(replace(lesson, moved=dict(pairs))).digest == revision_of(lesson).digest


@given(lessons(), texts)
@settings(max_examples=25)
def test_a_changed_letter_is_another_revision(lesson: Lesson, word: str) -> None:
    changed = replace(lesson, outcome=lesson.outcome + word)
    assert revision_of(changed).digest != revision_of(lesson).digest


def test_the_digest_is_the_same_on_every_machine() -> None:
    lesson = Lesson("a", "L01", "Ả", "K0", 5, "Mở.", (), "Xong.")
    assert revision_of(lesson).digest == "42f98a4213afc90119cec8d0b9cc9267"


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"id": 1}'])
def test_other_text_is_no_lesson(body: str) -> None:
    with pytest.raises(ValueError, match="validation error"):
        from_json(body)
