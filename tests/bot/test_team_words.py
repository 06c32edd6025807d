"""What is said about a team's people fits into one bubble, however long the names and titles are (P7)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest

from bot.console import person, visit, weekly
from bot.console import weekly_wording as wording
from bot.console.person import Card, Who
from bot.console.weekly_orders import NoteVisit
from bot.message import Message
from bot.scene import BUBBLE, Scene
from bot.standing import Run, Standing
from bot.turn import School
from bot.update import Sender
from bot.visiting import LONGEST_NAME
from bot.weekly import Counts, Need
from lessons.lesson import Course, Lesson, Line, Step

NOW = datetime(2026, 11, 30, 1, tzinfo=UTC)
STEP = Step("a", "x" * 200, (Line("Làm."),))
LESSON = Lesson("mot", "L01", "y" * 200, "K0", 5, "", (STEP,), "")
COURSE = Course((LESSON,))
WHO = Who(1, 7, 0, "z" * 200)
HOME = Who(1, 0, 7, "z" * 200)
MANY = Counts(*[99_999] * 5)
PLACE = person.place(COURSE, Standing(run=Run(1, "mot", "a", "")))
TOLD = NoteVisit(1, 0, 0, "not home", "mot mot mot", "helped", "z" * LONGEST_NAME)

SPEECHES: dict[str, Callable[[Scene], Scene]] = {
    "list": partial(weekly.show, team="t" * 200, counts=MANY, people=[(WHO, Need.ASKED)], page=0),
    "next page": partial(
        weekly.show, team="t" * 200, counts=MANY, people=[(WHO, Need.NEVER)] * 9, page=1
    ),
    "digest": partial(weekly.digest, lists=[(1, "t" * 200, MANY)]),
    "digest of four": partial(weekly.digest, lists=[(n, "t" * 200, MANY) for n in range(4)]),
    "digest of many": partial(weekly.digest, lists=[(n, "t" * 200, MANY) for n in range(9)]),
    "digest of none": partial(weekly.digest, lists=[(1, "t" * 200, Counts())]),
    **{
        f"card {need}": partial(person.show, card=Card(WHO, need, NOW, PLACE, NOW))
        for need in (*Need, None)
    },
    "card of a home": partial(person.show, card=Card(HOME, Need.NEVER, NOW, visited=NOW)),
    "word": partial(person.word, sender="s" * 200, team="t" * 200, lesson=LESSON),
    "word to begin": partial(person.word, sender="s" * 200, team="t" * 200, lesson=None),
    "skill": partial(person.choose_skill, who=WHO, lessons=[LESSON] * 9, page=0),
    "how": partial(person.choose_how, who=WHO, lesson=LESSON),
    "confirmed": partial(
        person.done, who=WHO, template=wording.CONFIRMED_HELPED, lesson=LESSON, confirms=True
    ),
    "left alone": partial(person.done, who=WHO, template=wording.LEFT_ALONE),
    "understood": partial(
        visit.show, told=TOLD, who=replace(HOME, household=0), lessons=[LESSON] * 3
    ),
    "who": partial(visit.ask_who, told=TOLD, people=[WHO, HOME] * 9),
    "erase": partial(visit.ask_household, team=1, homes=[HOME] * 9),
}


@pytest.mark.parametrize("name", SPEECHES)
def test_it_fits(name: str) -> None:
    scene = Scene(School(COURSE), Standing(), Sender("u"), NOW)
    (said,) = SPEECHES[name](scene).turn().messages
    assert isinstance(said, Message)
    assert len(said.text) <= BUBBLE, len(said.text)
    assert len(said.options) <= 5
    assert all(len(option.label) <= 32 for option in said.options)
    assert "{" not in said.text
