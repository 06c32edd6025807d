"""Every piece of text in a lesson, with the line it stands on and who is speaking."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from lessons.lesson import Lesson, Step
from lessons.places import Places, StepPlaces


class Voice(Enum):
    """Who says it; what is good manners for one is plain fact for another."""

    TUTOR = auto()  # the bot, to the learner
    LEARNER = auto()  # an answer or a problem in the learner's words
    SCREEN = auto()  # what a picture or a phone shows


@dataclass(frozen=True, slots=True)
class Passage:
    line: int
    text: str
    voice: Voice = Voice.TUTOR


def passages_of(lesson: Lesson, places: Places) -> Iterator[Passage]:
    """In the order of the lesson; keywords are search words and not among them."""
    yield Passage(places.key("tieu_de"), lesson.title)
    yield Passage(places.key("tu_kiem_tra"), lesson.outcome)
    for number, text in zip(places.intro, lesson.intro.split("\n"), strict=False):
        yield Passage(number, text)
    for step, where in zip(lesson.steps, places.steps, strict=True):
        yield from _of_step(step, where)


def _of_step(step: Step, where: StepPlaces) -> Iterator[Passage]:
    yield Passage(where.heading, step.title)
    for number, line in zip(where.lines, step.lines, strict=True):
        yield Passage(number, line.text)
    for number, screen in zip(where.screens, step.screens, strict=True):
        yield Passage(number, screen.description, Voice.SCREEN)
    for number, picture in zip(where.pictures, step.pictures, strict=True):
        yield Passage(number, picture.alt, Voice.SCREEN)
    for number, trouble in zip(where.troubles, step.troubles, strict=True):
        yield Passage(number, trouble.problem, Voice.LEARNER)
        yield Passage(number, trouble.answer)
    for number, choice in zip(where.choices, step.choices, strict=False):
        yield Passage(number, choice.label, Voice.LEARNER)
    for number, reply, option in zip(where.options, where.feedback, step.options, strict=True):
        yield Passage(number, option.label, Voice.LEARNER)
        yield Passage(reply, option.feedback)
