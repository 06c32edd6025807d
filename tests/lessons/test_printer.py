"""What is printed is read back as it was, by us and, for the front matter, by any YAML tool."""

import yaml
from hypothesis import given, settings

from lessons.lesson import Lesson
from lessons.printer import print_lesson
from lessons.reader import read
from tests.lessons.strategies import lessons, sound_lessons


@given(lessons())
@settings(max_examples=60)
def test_reading_what_was_printed_gives_the_same_lesson(lesson: Lesson) -> None:
    assert read(print_lesson(lesson), "bai.md") == lesson


@given(lessons())
@settings(max_examples=40)
def test_printing_is_stable(lesson: Lesson) -> None:
    printed = print_lesson(lesson)
    again = read(printed, "bai.md")
    assert isinstance(again, Lesson)
    assert print_lesson(again) == printed


@given(lessons() | sound_lessons())
@settings(max_examples=40)
def test_the_printed_front_matter_is_yaml(lesson: Lesson) -> None:
    head = yaml.load(print_lesson(lesson).split("---\n")[1], yaml.BaseLoader)
    assert head["tieu_de"] == lesson.title
    assert head["tu_kiem_tra"] == lesson.outcome
    assert tuple(head.get("tu_khoa", ())) == lesson.keywords
    assert head.get("doi_buoc", {}) == lesson.moved


def test_a_title_of_three_dashes_does_not_end_the_front_matter() -> None:
    head = "---\nid: a\nma: L01\ntieu_de: '---'\nnhom: K0\nphut: 5\ntu_kiem_tra: x\n---\n"
    text = head + "Mở.\n## b · B\nC."
    lesson = read(text, "a.md")
    assert isinstance(lesson, Lesson)
    assert lesson.title == "---"
    assert read(print_lesson(lesson), "a.md") == lesson
