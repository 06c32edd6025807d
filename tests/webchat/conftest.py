"""The pages at /chat as an application, with the rest of the product's end of it in a test's hands."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bot.message import Outgoing
from bot.update import Update
from channels.pictures import Pictures
from channels.webchat.adapter import WebChat
from channels.webchat.routes import pages

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
KEY = "k" * 22
BEARER = {"authorization": f"Bearer {KEY}"}


@dataclass
class Desk:
    """What was taken in, and what stands in each chat."""

    takes: bool = True
    shows: bool = True
    taken: list[Update] = field(default_factory=list)
    said: dict[str, list[tuple[int, Outgoing, datetime]]] = field(default_factory=dict)
    asked: int = 0

    async def submit(self, updates: Sequence[Update]) -> bool:
        if self.takes:
            self.taken += updates
        return self.takes

    async def history(
        self, chat: str, after: int, limit: int
    ) -> Sequence[tuple[int, Outgoing, datetime]] | None:
        self.asked += 1
        found = [row for row in self.said.get(chat, []) if row[0] > after][-limit:]
        return found if self.shows else None

    def says(self, chat: str, *bubbles: Outgoing) -> int:
        rows = self.said.setdefault(chat, [])
        rows += [(len(rows) + n, bubble, NOW) for n, bubble in enumerate(bubbles, 1)]
        return len(rows)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def chat() -> WebChat:
    return WebChat()


@pytest.fixture
def media(tmp_path: Path) -> Path:
    folder = tmp_path / "lessons"
    (folder / "hinh").mkdir(parents=True)
    (folder / "hinh" / "kho.png").write_bytes(b"\x89PNG picture")
    (folder / "bai.md").write_text("bài", encoding="utf-8")
    (folder / ".env").write_text("HOCVUSO_TELEGRAM_TOKEN=x", encoding="utf-8")
    (tmp_path / "outside.png").write_bytes(b"\x89PNG outside")
    (folder / "link.png").symlink_to(tmp_path / "outside.png")
    return folder


@pytest.fixture
async def browser(desk: Desk, chat: WebChat, media: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = pages(chat, desk.submit, desk.history, lambda: NOW, Pictures(media))
    transport = httpx.ASGITransport(app)  # what the application raises comes out here
    async with httpx.AsyncClient(transport=transport, base_url="http://chat") as client:
        yield client
