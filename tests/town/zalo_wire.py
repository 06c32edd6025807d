"""A Zalo Bot's ends of the wire: bare calls, a webhook that answers as it is told, a host of pictures."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson
from aiohttp import web

from tests.town.wire import Raw, png
from town.town import Town

SECRET = "mot-bi-mat-chi-de-thu"
Decide = Callable[[dict[str, Any]], Awaitable[web.Response]]


@dataclass
class Hook:
    """What came: events and, apart from them, probes; each with its headers."""

    url: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    probes: list[dict[str, str]] = field(default_factory=list)

    async def has(self, count: int, within: float = 20.0) -> None:
        async with asyncio.timeout(within):
            while len(self.bodies) < count:  # noqa: ASYNC110 - a test may poll
                await asyncio.sleep(0.005)

    @property
    def texts(self) -> list[str]:
        return [body["message"].get("text", body["event_name"]) for body in self.bodies]


async def fine(event: dict[str, Any]) -> web.Response:
    return web.json_response({"ok": True})


@asynccontextmanager
async def hook(town: Town, decide: Decide = fine) -> AsyncIterator[Hook]:
    """A bot that listens on loopback; the town knows its webhook."""
    heard = Hook()

    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        if not body:
            heard.probes.append(dict(request.headers))
            return web.Response()
        event = orjson.loads(body)
        heard.bodies.append(event)
        heard.headers.append(dict(request.headers))
        return await decide(event)

    async with serving({"/hook": take}, method="POST") as base:
        heard.url = f"{base}/hook"
        async with aiohttp.ClientSession() as session:
            await bare(town, session).result("setWebhook", url=heard.url, secret_token=SECRET)
        yield heard


@dataclass
class Album:
    """A host of pictures: what is in `gone` is no longer there."""

    base: str = ""
    asked: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.base}/buoc-1.png"


@asynccontextmanager
async def album(body: bytes = png(), status: int = 200) -> AsyncIterator[Album]:
    found = Album()

    async def give(request: web.Request) -> web.Response:
        found.asked.append(request.path)
        if request.path in found.gone:
            return web.Response(status=404)
        return web.Response(body=body, status=status, headers={"Location": "/khac.png"})

    async with serving({"/buoc-1.png": give}, method="GET") as found.base:
        yield found


Handler = Callable[[web.Request], Awaitable[web.Response]]


@asynccontextmanager
async def serving(routes: dict[str, Handler], *, method: str) -> AsyncIterator[str]:
    app = web.Application()
    for path, handler in routes.items():
        app.router.add_route(method, path, handler)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


def bare(town: Town, session: aiohttp.ClientSession) -> Raw:
    bots = town.zalo_bots
    return Raw(session, f"{bots.url}/bot{bots.token}")
