"""Bare HTTP to the town, and a bot's end of a webhook that answers as it is told."""

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import web

from town.town import Town


@dataclass
class Raw:
    """Calls methods as JSON; returns the whole answer."""

    session: aiohttp.ClientSession
    base: str

    async def call(self, method: str, **values: object) -> dict[str, Any]:
        async with self.session.post(f"{self.base}/{method}", json=values) as answer:
            found: dict[str, Any] = await answer.json()
            assert found["ok"] == (answer.status == 200)
            assert found["ok"] or found["error_code"] == answer.status
            return found

    async def result(self, method: str, **values: object) -> Any:
        found = await self.call(method, **values)
        assert found["ok"], found
        return found["result"]

    async def refusal(self, method: str, **values: object) -> tuple[int, str]:
        found = await self.call(method, **values)
        assert not found["ok"], found
        return found["error_code"], found["description"]


Decide = Callable[[dict[str, Any]], Awaitable[web.Response]]


@dataclass
class Hook:
    """What came, when (loop time), with which headers."""

    url: str = ""
    updates: list[dict[str, Any]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    async def has(self, count: int, within: float = 10.0) -> None:
        async with asyncio.timeout(within):
            while len(self.updates) < count:  # noqa: ASYNC110 - a test may poll
                await asyncio.sleep(0.005)

    @property
    def ids(self) -> list[int]:
        return [update["update_id"] for update in self.updates]

    @property
    def texts(self) -> list[str]:
        messages = [update.get("message", {}) for update in self.updates]
        return [message["text"] for message in messages if "text" in message]


async def fine(update: dict[str, Any]) -> web.Response:
    return web.Response()


@asynccontextmanager
async def hook(town: Town, decide: Decide = fine, **settings: object) -> AsyncIterator[Hook]:
    """A bot that listens on loopback; the town knows its webhook."""
    heard = Hook()

    async def take(request: web.Request) -> web.Response:
        update = await request.json()
        heard.updates.append(update)
        heard.times.append(asyncio.get_running_loop().time())
        heard.headers.append(dict(request.headers))
        return await decide(update)

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    heard.url = f"http://{host}:{port}/hook"
    async with aiohttp.ClientSession() as session:
        raw = Raw(session, f"{town.telegram_url}/bot{town.token}")
        await raw.result("setWebhook", url=heard.url, **settings)
    try:
        yield heard
    finally:
        await runner.cleanup()


@asynccontextmanager
async def aiogram_bot(town: Town) -> AsyncIterator[Bot]:
    """aiogram's bot, pointed at the town."""
    bot = Bot(
        town.token, session=AiohttpSession(api=TelegramAPIServer.from_base(town.telegram_url))
    )
    try:
        yield bot
    finally:
        await bot.session.close()


def png(width: int = 8, height: int = 8) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    size = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
