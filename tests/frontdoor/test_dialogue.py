"""From hello to the second step, on a phone of the town: by webhook, by polling, and over a restart."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from tests.frontdoor.conftest import configured, opened
from town.phone import Phone
from town.town import Town

pytestmark = pytest.mark.slow
SOON = 20.0  # seconds


class Server(uvicorn.Server):
    """In a test's loop: signals are not its business."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def listening(app: FastAPI, at: socket.socket) -> AsyncIterator[None]:
    server = Server(uvicorn.Config(app, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve([at]))
    try:
        yield
    finally:
        server.should_exit = server.force_exit = True
        await serving


async def begins(lan: Phone) -> None:
    """Typed and pressed, as people do it."""
    await lan.says("xin chao")
    await lan.sees("đồng ý", within=SOON)
    await lan.presses("ĐỒNG Ý")
    await lan.sees("xưng hô thế nào", within=SOON)
    await lan.says("bac")
    await lan.sees("máy nào", within=SOON)
    await lan.presses("Android")
    await lan.sees("muốn học", within=SOON)
    await lan.says("cai ung dung")
    step = await lan.sees("CH Play", within=SOON)
    assert "bác" in lan.screen().lower()
    assert step.keyboard


async def goes_on(lan: Phone) -> None:
    await lan.says("roi a")
    await lan.sees("kính lúp", within=SOON)


def heard_once(lan: Phone) -> None:
    heard = lan.heard()
    assert len(heard) == len(set(heard)), heard
    assert not any(lan.spins(message) for message in lan.messages())


async def test_by_webhook_and_over_a_restart(town: Town, tmp_path: Path) -> None:
    lan = town.phone("Lan")
    with socket.create_server(("127.0.0.1", 0)) as at:
        url = f"http://127.0.0.1:{at.getsockname()[1]}"
        settings = configured(town, tmp_path, url)
        async with opened(settings, tmp_path / "hocvuso.db") as door, listening(door.app, at.dup()):
            await begins(lan)
            assert town.home.webhook
            assert town.home.webhook.url == f"{url}/webhook/telegram"
        await lan.says("roi a")  # nobody is there; Telegram brings it again
        async with opened(settings, tmp_path / "hocvuso.db") as door, listening(door.app, at.dup()):
            await lan.sees("kính lúp", within=SOON)
            heard_once(lan)


async def test_by_polling_and_over_a_restart(town: Town, tmp_path: Path) -> None:
    lan = town.phone("Lan")
    settings = configured(town, tmp_path, public_url="")
    async with opened(settings, tmp_path / "hocvuso.db"):
        await begins(lan)
        assert town.home.webhook is None
    async with opened(settings, tmp_path / "hocvuso.db"):
        await goes_on(lan)
        heard_once(lan)
