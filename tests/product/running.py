"""The product as people run it: a process of its own, a database on disk, the town's phones."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

HOCVUSO = Path(sys.executable).with_name("hocvuso")
READY_WITHIN = 60.0  # seconds; a loaded machine starts Python slowly


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Product:
    """`hocvuso serve` in a folder of its own."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, command: list[str] | None = None, cwd: Path | None = None) -> None:
        ours = {
            name: value for name, value in os.environ.items() if not name.startswith("HOCVUSO_")
        }
        # Without a past: making one takes seconds.
        own = {"HOCVUSO_PORT": str(self.port), "HOCVUSO_TOWN_STORY": "off"}
        env = ours | own | self.settings
        with (self.folder / "log.txt").open("ab") as log:
            self.process = subprocess.Popen(
                command or [str(HOCVUSO), "serve"],
                cwd=cwd or self.folder,
                env=env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_until_ready()

    def wait_until_ready(self, seconds: float = READY_WITHIN) -> None:
        assert self.process
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                if httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                pass  # not listening yet
            time.sleep(0.1)
        pytest.fail(f"not ready: {(self.folder / 'log.txt').read_text()[-4000:]}")

    def kill(self) -> None:
        """As a power cut would: no handler runs."""
        self._signal(signal.SIGKILL)

    def stop(self) -> float:
        """SIGTERM; returns how many seconds it took to end."""
        began = time.monotonic()
        self._signal(signal.SIGTERM)
        return time.monotonic() - began

    def _signal(self, sign: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, sign)
            self.process.wait(timeout=30)


@dataclass
class Phone:
    """A phone of the town, used through the same calls as its page."""

    product: Product
    id: str
    app: str = "telegram"

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = self._get(f"phones/{self.id}")
        return found

    def chat(self) -> dict[str, Any]:
        """With the tutor."""
        chats: list[dict[str, Any]] = self.state()["chats"]
        return next(chat for chat in chats if chat["app"] == self.app)

    def group(self, title: str) -> list[str]:
        """What was said in a group, oldest first."""
        found = next(chat for chat in self.state()["chats"] if chat["title"] == title)
        return [message["text"] for message in found["messages"]]

    def bubbles(self) -> list[dict[str, Any]]:
        """What the bot said, oldest first."""
        return [message for message in self.chat()["messages"] if message["from"] == "bot"]

    def says(self, text: str) -> list[dict[str, Any]]:
        return self._and_hears("say", {"chat": self.chat()["id"], "text": text})

    def starts(self) -> list[dict[str, Any]]:
        return self._and_hears("start", {})

    def presses(self, label: str) -> list[dict[str, Any]]:
        """Press the newest button that bears these words."""
        for message in reversed(self.bubbles()):
            for row in message["buttons"]:
                for button in row:
                    if label.lower() in button["label"].lower():
                        body = {
                            "chat": self.chat()["id"],
                            "message": message["id"],
                            "n": button["n"],
                        }
                        return self._and_hears("press", body)
        raise AssertionError(f"no button {label!r} on the screen: {self.bubbles()[-2:]}")

    def answers_with(self, *labels: str) -> list[dict[str, Any]]:
        """Press one after another; returns what came last."""
        heard: list[dict[str, Any]] = []
        for label in labels:
            heard = self.presses(label)
        return heard

    def waits_for_news(self, known: int, seconds: float = 15.0) -> list[dict[str, Any]]:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            bubbles = self.bubbles()
            if len(bubbles) > known:
                return self._settled(bubbles, known)
            time.sleep(0.05)
        raise AssertionError(f"nothing new within {seconds} s after {self.bubbles()[-1:]}")

    def _settled(self, bubbles: list[dict[str, Any]], known: int) -> list[dict[str, Any]]:
        """A second bubble may follow a second later: one a second goes to one chat."""
        while True:
            time.sleep(1.3)
            later = self.bubbles()
            if len(later) == len(bubbles):
                return later[known:]
            bubbles = later

    def _and_hears(self, what: str, body: dict[str, Any]) -> list[dict[str, Any]]:
        known = len(self.bubbles())
        self.post(what, body)
        return self.waits_for_news(known)

    def post(self, what: str, body: dict[str, Any]) -> None:
        phones = "phones" if self.app == "telegram" else "zalo/phones"
        url = f"{self.product.url}/town/api/{phones}/{self.id}/{what}"
        answer = httpx.post(url, json=body, timeout=10)
        assert answer.is_success, answer.text

    def _get(self, path: str) -> Any:
        return (
            httpx.get(f"{self.product.url}/town/api/{path}", timeout=10).raise_for_status().json()
        )


def phone(product: Product, name: str, app: str = "telegram") -> Phone:
    world = httpx.get(f"{product.url}/town/api/world", timeout=10).json()
    return Phone(product, next(one["id"] for one in world["phones"] if name in one["name"]), app)
