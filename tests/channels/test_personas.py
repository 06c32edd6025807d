"""Simulated learners walk every lesson on every channel, each in their own way, and each lesson ends for each of
them; so does each route. Who gets stuck is named with the lesson and the step.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot import wording
from bot.folding import fold
from bot.message import Option
from bot.standing import Context, GetHelp
from bot.update import BotBlocked, BotUnblocked, ButtonPressed, ChatOpened, TextSent
from lessons.lesson import Lesson, Route, Step
from tests.bot.test_conversations import begun, catalogue
from tests.channels.hands import HANDS
from tests.channels.test_golden import AppPhone

pytestmark = pytest.mark.slow

MOST_DEEDS = 150  # in one lesson; more is going round in circles
STORY = (
    "hom nay troi mua to qua, thang chau ngoai no ve choi, toi nau noi chao ga, lua ngoai dong "
    "thi chua gat duoc, ba nha toi lai dau lung phai di cham cuu"
)


@dataclass
class Walk:
    """One persona in one lesson on one phone."""

    phone: AppPhone
    lesson: Lesson
    device: str

    @property
    def step(self) -> Step | None:
        run = self.phone.standing.run
        return None if run is None or run.lesson != self.lesson.id else self.lesson.step(run.step)

    @property
    def options(self) -> tuple[Option, ...]:
        """Under the newest bubble that has any."""
        return next((b.options for b in reversed(self.phone.bubbles) if b.options), ())

    @property
    def is_over(self) -> bool:
        return self.lesson.id in self.phone.standing.finished

    def does(self, text: str) -> None:
        self.phone.now += timedelta(seconds=40)
        self.phone.does(TextSent(text))

    def presses(self, number: int) -> None:
        self.phone.now += timedelta(seconds=40)
        self.phone.does(ButtonPressed(self.options[number].token))

    def answers(self, *, right: bool = True) -> None:
        """What is asked now: the way on, in a quiz the right answer or a wrong one."""
        step, prompt = self.step, self.phone.standing.prompt
        labels = [option.label for option in self.options]
        if step is not None and step.is_quiz and prompt and prompt.context is Context.QUIZ:
            self.presses(next(n for n, one in enumerate(step.options) if one.correct is right))
        elif prompt is None or prompt.lesson != self.lesson.id:
            self.does("hoc tiep")
        elif wording.SOLVED in labels:
            self.presses(labels.index(wording.SOLVED))
        elif any(isinstance(offer.action, GetHelp) for offer in prompt.offers[:1]):
            self.presses(0)  # a list of what may be the trouble
        else:
            self.presses(self.onward())

    def onward(self) -> int:
        """The first answer, unless that way was taken before: then the next that leads on."""
        tried = self.tried.get(self.where, 0)
        self.tried[self.where] = tried + 1
        return min(tried // 2, len(self.options) - 1)

    @property
    def where(self) -> str:
        return "" if self.step is None else self.step.id

    def __post_init__(self) -> None:
        self.tried: dict[str, int] = {}
        self.stuck: set[str] = set()


def plain_typist(walk: Walk) -> None:
    """Types what stands there, without marks."""
    step, prompt = walk.step, walk.phone.standing.prompt
    if step is None or step.is_quiz or prompt is None or prompt.lesson != walk.lesson.id:
        walk.answers()
    else:
        walk.does(fold(walk.options[walk.onward()].label))


def numbers_only(walk: Walk) -> None:
    walk.answers()


def slow_and_stuck(walk: Walk) -> None:
    """Is stuck at every step first, reads the first advice, and comes back days later."""
    step = walk.step
    if step is not None and not step.is_quiz and step.id not in walk.stuck:
        walk.stuck.add(step.id)
        walk.does("ko dc")
        walk.phone.waits_until(walk.phone.now + timedelta(days=2))
    walk.answers()


def after_forty_days(walk: Walk) -> None:
    """Comes back to each step after forty days, with a word that means nothing any more."""
    walk.phone.waits_until(walk.phone.now + timedelta(days=40))
    walk.does("chao chau")
    walk.answers()


def silent_for_long(walk: Walk) -> None:
    """Says nothing for ten days now and then; reminders may come and go."""
    if len(walk.tried) % 3 == 0:
        walk.phone.waits_until(walk.phone.now + timedelta(days=10))
        walk.does("hoc tiep" if walk.step is None else "chao")
    walk.answers()


def old_buttons(walk: Walk) -> None:
    """Presses what stands higher up first: it moves nobody."""
    before = walk.phone.standing.run
    old = next((b.options for b in walk.phone.bubbles if b.options), ())
    if old and old != walk.options:
        walk.phone.now += timedelta(seconds=40)
        walk.phone.does(ButtonPressed(old[0].token))
        after = walk.phone.standing.run
        assert (before and before.step) == (after and after.step), "an old answer moved somebody"
    walk.answers()


def always_wrong(walk: Walk) -> None:
    walk.answers(right=False)


def blocks_the_bot(walk: Walk) -> None:
    """Blocks it in the middle, unblocks it a week later, and goes on."""
    if len(walk.tried) == 2 and "blocked" not in walk.tried:
        walk.tried["blocked"] = 1
        walk.phone.does(BotBlocked())
        walk.phone.now += timedelta(days=3)
        walk.phone.does(BotUnblocked())
        walk.does("chao")
    walk.answers()


def rambles(walk: Walk) -> None:
    """Tells a story before every answer; if that is taken for a farewell, takes the lesson up again."""
    walk.does(STORY)
    walk.answers()
    if walk.phone.standing.run is not None:
        walk.answers()


PERSONAS: Mapping[str, Callable[[Walk], None]] = {
    one.__name__: one
    for one in (
        plain_typist,
        numbers_only,
        slow_and_stuck,
        after_forty_days,
        silent_for_long,
        old_buttons,
        always_wrong,
        blocks_the_bot,
        rambles,
    )
}


def settled(channel: str, device: str) -> AppPhone:
    """Greeted, agreed, addressed, wishing reminders or not as the bot asks."""
    start = begun({"da_quen": {"xung_ho": "bác", "may": device}})
    phone: AppPhone
    phone = AppPhone(
        start.school, start.now, start.standing, hand=HANDS[channel](lambda: phone.now)
    )
    return phone


def walk_through(walk: Walk, persona: Callable[[Walk], None]) -> str:
    """ "" when the lesson has ended; else where it did not."""
    walk.phone.does(ChatOpened(walk.lesson.code))
    return walk_on(walk, persona)


def walk_on(walk: Walk, persona: Callable[[Walk], None]) -> str:
    for _ in range(MOST_DEEDS):
        if walk.is_over:
            return ""
        persona(walk)
    return (
        f"{walk.lesson.code} {walk.lesson.id}: stuck at {walk.where or 'no step'} ({walk.device})"
    )


@pytest.mark.parametrize("channel", list(HANDS))
@pytest.mark.parametrize("persona", list(PERSONAS))
def test_every_lesson_ends(persona: str, channel: str) -> None:
    stuck = []
    for n, lesson in enumerate(catalogue().lessons):
        device = ("android", "iphone")[n % 2]
        walk = Walk(settled(channel, device), lesson, device)
        stuck.append(walk_through(walk, PERSONAS[persona]))
        other = ("iphone", "android")[n % 2]
        if persona == "plain_typist":
            stuck.append(walk_through(Walk(settled(channel, other), lesson, other), plain_typist))
    assert [where for where in stuck if where] == []


def walk_along(route: Route, phone: AppPhone, persona: Callable[[Walk], None]) -> list[str]:
    """From each lesson of a route to the next as the bot proposes it."""
    stuck = []
    for lesson in phone.school.course.along(route):
        walk = Walk(phone, lesson, "android")
        walk.does(f"lo trinh {fold(route.title)}")
        assert walk.options[0].label == wording.NEXT_LESSON.format(bài=lesson.title)
        walk.presses(0)
        assert phone.standing.run, f"{lesson.id} was not opened"
        stuck.append(walk_on(walk, persona))
    return stuck


@pytest.mark.parametrize("persona", list(PERSONAS))
@pytest.mark.parametrize("route", catalogue().routes, ids=lambda route: route.id)
def test_every_route_ends(route: Route, persona: str) -> None:
    """On Zalo, where everything is typed."""
    phone = settled("zalo-bot", "android")
    assert [where for where in walk_along(route, phone, PERSONAS[persona]) if where] == []
    phone.does(TextSent(f"lo trinh {fold(route.title)}"))
    assert f"đã xong cả {len(route.lessons)} bài" in phone.bubbles[-1].text
