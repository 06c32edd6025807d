"""Every lesson is finished by somebody who types without tone marks: the surfaces and kinds of phone share the
lessons out. On every one of them it is walked without a server in tests/channels/test_golden.py.

For an hour, all lessons on all of them and on Zalo too, whose phones are slower than a hurried test likes:
HOCVUSO_TEST_DEEP=1 pytest tests/product/test_every_lesson.py
"""

import os
import selectors
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from bot.folding import fold
from lessons.catalogue import read_catalogue
from lessons.lesson import Lesson
from tests.product.running import HOCVUSO, Product, phone

DEEP = bool(os.environ.get("HOCVUSO_TEST_DEEP"))
pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600 if DEEP else 300)]

LESSONS = read_catalogue(Path("lessons/catalog")).lessons
SHARES = 1 if DEEP else 6  # of three surfaces and two kinds of phone
# One message a second to a chat, on platforms whose limits are no setting here.
QUIET = {"telegram": 0.15, "zalo-bot": 1.8, "zalo-oa": 1.8}  # seconds
ANSWERED_WITHIN = 20.0  # seconds
MOST_WORDS = 60  # of one learner in one lesson; more is going round in circles
# Nobody's platform is spared here, so nobody waits a second for each bubble.
UNLIMITED = {"HOCVUSO_TELEGRAM_RATE": "0", "HOCVUSO_TELEGRAM_CHAT_RATE": "0"}

Says = Callable[[str], str]  # what was typed -> all that the bot said to it, options included


@dataclass
class Learner:
    """Reads the newest bubble and types what a patient person would, wrong at each quiz at first."""

    says: Says
    tried: set[str] = field(default_factory=set)

    def begin(self, device: str) -> str:
        self.says("xin chao")
        self.says("dong y")
        self.says("bac")
        return self.says(device)

    def finish(self, lesson: Lesson) -> str:
        heard = self.says(fold(lesson.title))
        for _ in range(MOST_WORDS):
            if f"“{lesson.title}”" in heard and (
                "xong bài" in heard or "giỏi" in heard or "phục" in heard
            ):
                return heard
            heard = self.says(self.answer(lesson, heard))
        raise AssertionError(f"{lesson.title} does not end: {heard}")

    def answer(self, lesson: Lesson, heard: str) -> str:
        for step in lesson.steps:
            if step.is_quiz and step.title in heard:
                wrong = next(n for n, one in enumerate(step.options, 1) if not one.correct)
                right = next(n for n, one in enumerate(step.options, 1) if one.correct)
                if step.id in self.tried:
                    return str(right)
                self.tried.add(step.id)
                return str(wrong)
        return "xong roi" if "Xong rồi" in heard else "1"


def in_town(product: Product, name: str, app: str = "telegram") -> Says:
    """On the town's phone of that name, in the private chat of that app."""
    held = phone(product, name)

    def chat() -> dict[str, Any]:
        chats: list[dict[str, Any]] = held.state()["chats"]
        return next(one for one in chats if one["app"] == app and one["kind"] == "private")

    def bubbles() -> list[dict[str, Any]]:
        return [one for one in chat()["messages"] if one["from"] == "bot"]

    def says(text: str) -> str:
        known = {one["id"] for one in bubbles()}  # a screen shows only the newest
        called = (
            f"{product.url}/town/api/{'' if app == 'telegram' else 'zalo/'}phones/{held.id}/say"
        )
        sent = {"chat": chat()["id"], "text": text}
        answer = httpx.post(called, json=sent, timeout=10)
        assert answer.is_success, answer.text
        return until_quiet(
            lambda: [shown(one) for one in bubbles() if one["id"] not in known], QUIET[app]
        )

    def shown(bubble: dict[str, object]) -> str:
        rows = bubble["buttons"]
        assert isinstance(rows, list)
        return "\n".join(
            [str(bubble["text"]), *(button["label"] for row in rows for button in row)]
        )

    return says


def in_web_chat(page: httpx.Client) -> Says:
    page.headers["authorization"] = f"Bearer {page.post('/api/key').json()['key']}"

    def bubbles() -> list[dict[str, object]]:
        found: list[dict[str, object]] = page.get("/api/messages?after=0").json()["messages"]
        return found

    def says(text: str) -> str:
        last = max((int(str(bubble["id"])) for bubble in bubbles()), default=0)
        page.post("/api/send", json={"id": uuid4().hex, "text": text}).raise_for_status()
        return until_quiet(lambda: [shown(one) for one in bubbles() if int(str(one["id"])) > last])

    def shown(bubble: dict[str, object]) -> str:
        options = bubble["options"]
        assert isinstance(options, list)
        return "\n".join([str(bubble["text"]), *(option["label"] for option in options)])

    return says


def until_quiet(heard: Callable[[], list[str]], quiet: float = 0.15) -> str:
    deadline = time.monotonic() + ANSWERED_WITHIN
    while time.monotonic() < deadline:
        before = heard()
        time.sleep(quiet)
        if before and heard() == before:
            return "\n".join(before)
    raise AssertionError("no answer")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    product = Product(tmp_path_factory.mktemp("product"), dict(UNLIMITED))
    product.start()
    yield product
    product.stop()


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Says]:
    typed = subprocess.Popen(
        [HOCVUSO, "chat"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ,
    )
    assert typed.stdin
    assert typed.stdout
    os.set_blocking(typed.stdout.fileno(), False)
    ready = selectors.DefaultSelector()
    ready.register(typed.stdout, selectors.EVENT_READ)

    def says(text: str) -> str:
        assert typed.stdin
        assert typed.stdout
        typed.stdin.write(f"{text}\n".encode())
        typed.stdin.flush()
        heard = b""
        patience = ANSWERED_WITHIN
        while ready.select(patience):
            heard += typed.stdout.read() or b""
            patience = 0.4
        return " ".join(heard.decode().replace("│", " ").split())

    yield says
    typed.stdin.close()
    typed.wait(timeout=20)
    typed.stdout.close()
    ready.close()


@pytest.mark.parametrize(
    ("name", "device", "share"), [("Lan", "android", 0), ("Hùng", "iphone", 1)]
)
def test_in_the_town(served: Product, name: str, device: str, share: int) -> None:
    finish_all(Learner(in_town(served, name)), device, share)


@pytest.mark.skipif(not DEEP, reason="for an hour: HOCVUSO_TEST_DEEP=1")
@pytest.mark.parametrize(
    ("name", "device", "app"), [("Lan", "android", "zalo-bot"), ("Hùng", "iphone", "zalo-oa")]
)
def test_on_the_town_s_zalo(served: Product, name: str, device: str, app: str) -> None:
    finish_all(Learner(in_town(served, name, app)), device, 0)


@pytest.mark.parametrize(("device", "share"), [("android", 2), ("iphone", 3)])
def test_in_the_web_chat(served: Product, device: str, share: int) -> None:
    with httpx.Client(base_url=f"{served.url}/chat", timeout=10) as page:
        finish_all(Learner(in_web_chat(page)), device, share)


@pytest.mark.parametrize(("device", "share"), [("android", 4), ("iphone", 5)])
def test_in_the_terminal(terminal: Says, device: str, share: int) -> None:
    finish_all(Learner(terminal), device, share)


def finish_all(learner: Learner, device: str, share: int) -> None:
    learner.begin(device)
    mine = LESSONS[share % SHARES :: SHARES]
    for lesson in mine:
        learner.finish(lesson)
        learner.says("menu")
    # With an offer of reminders open, a question is still answered; every lesson counts as finished.
    assert f"{len(mine)} bài đã xong" in learner.says("du lieu cua toi")
