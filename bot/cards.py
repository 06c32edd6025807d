"""Which picture a step bears: the author's own, else a card drawn from the words of `@man_hinh`.

A card's path names what is drawn, so that any process can draw it: the lesson, the step, the kind of
phone, and which of the learner's steps it is.
"""

import re
from dataclasses import dataclass

from bot.message import Photo
from lessons.lesson import Course, Device, Lesson, Step
from lessons.screens import in_words

FOLDER = "man-hinh"  # below the lessons' folder; nothing in it is a file
_BOTH = "may"
_PATH = re.compile(
    rf"{FOLDER}/(?P<lesson>[a-z0-9-]+)/(?P<step>[a-z0-9-]+)/(?P<device>android|iphone|{_BOTH})-(?P<number>[1-9][0-9]?)\.png"
)


@dataclass(frozen=True, slots=True)
class Card:
    """A screen to draw. `number`: which of the learner's steps it is, from 1 to 99."""

    description: str
    title: str
    number: int
    device: Device | None = None


def photo_of(
    lesson: Lesson, step: Step, device: Device | None, number: int, *, draws: bool
) -> Photo | None:
    """`draws`: does this installation draw cards?"""
    picture = step.picture_for(device)
    if picture is not None:
        return Photo(picture.file, picture.alt)
    screen = step.screen_for(device) if draws else None
    if screen is None or number > 99:
        return None
    kind = device.value if device else _BOTH
    return Photo(f"{FOLDER}/{lesson.id}/{step.id}/{kind}-{number}.png", in_words(screen))


def is_card(photo: Photo) -> bool:
    return photo.file.startswith(f"{FOLDER}/")


def card_at(path: str, course: Course) -> Card | None:
    """What a path made by `photo_of` stands for in the course as it is now; None: nothing any more."""
    named = _PATH.fullmatch(path)
    lesson = course.lesson(named["lesson"]) if named else None
    if named is None or lesson is None:
        return None
    device = None if named["device"] == _BOTH else Device(named["device"])
    step = lesson.place(named["step"])
    screen = step.screen_for(device) if step else None
    if step is None or screen is None:
        return None
    return Card(screen.description, step.title, int(named["number"]), device)
