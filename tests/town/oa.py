"""A program that acts for an Official Account: it calls, and it listens."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson
from aiohttp import web

from town.town import Town
from town.zalo_oa import signature
from town.zalo_oa.home import HOME_APP_ID, HOME_APP_SECRET, HOME_REFRESH_TOKEN


@dataclass
class Oa:
    """Calls as the home account's app does; `access` is sent unless empty."""

    session: aiohttp.ClientSession
    town: Town
    access: str = ""

    async def token(self, **form: str) -> dict[str, Any]:
        """A refresh by default; every answer is an HTTP 200."""
        secret = form.pop("secret", HOME_APP_SECRET)
        form = {
            "refresh_token": HOME_REFRESH_TOKEN,
            "app_id": HOME_APP_ID,
            "grant_type": "refresh_token",
        } | form
        url = f"{self.town.zalo_oas.oauth_url}/v4/oa/access_token"
        async with self.session.post(url, data=form, headers={"secret_key": secret}) as answer:
            assert answer.status == 200
            found: dict[str, Any] = await answer.json()
            return found

    async def signs_in(self) -> None:
        self.access = (await self.token())["access_token"]

    async def call(self, verb: str, path: str, status: int = 200, **given: Any) -> dict[str, Any]:
        """`json` or `params` are passed on; the whole answer comes back."""
        headers = {"access_token": self.access} if self.access else {}
        url = f"{self.town.zalo_oas.url}/{path}"
        async with self.session.request(verb, url, headers=headers, **given) as answer:
            found: dict[str, Any] = await answer.json()
            assert answer.status == status, found
            return found

    async def writes(self, user: str, text: str = "Chào bác ạ", **message: Any) -> dict[str, Any]:
        body = {"recipient": {"user_id": user}, "message": {"text": text} | message}
        return await self.call("POST", "v3.0/oa/message/cs", json=body)

    async def announces(self, group: str, text: str, **message: Any) -> dict[str, Any]:
        body = {"recipient": {"group_id": group}, "message": {"text": text} | message}
        return await self.call("POST", "v3.0/oa/group/message", json=body)


def media(**element: object) -> dict[str, Any]:
    payload = {"template_type": "media", "elements": [element]}
    return {"attachment": {"type": "template", "payload": payload}}


def listed(*elements: dict[str, Any], **payload: Any) -> dict[str, Any]:
    payload = {"template_type": "list", "elements": list(elements)} | payload
    return {"attachment": {"type": "template", "payload": payload}}


def element(**changed: Any) -> dict[str, Any]:
    return {"title": "1. Cài ứng dụng", "subtitle": "Bấm để chọn", "buttons": [query()]} | changed


def query(**changed: Any) -> dict[str, Any]:
    return {"title": "Chọn", "type": "oa.query.hide", "payload": "#hv:1:2"} | changed


def beside(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"attachment": {"type": "template", "payload": {"buttons": list(buttons)}}}


# Seconds for an answer, in place of Zalo's two: a machine under load shall decide no test.
PATIENCE = 30.0

Decide = Callable[[dict[str, Any]], Awaitable[web.Response]]


async def fine(event: dict[str, Any]) -> web.Response:
    return web.Response()


@dataclass
class Ear:
    """What came, with which headers; every signature was checked. The unsigned probe is not among it."""

    url: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    probes: int = 0

    async def has(self, count: int, within: float = 10.0) -> list[dict[str, Any]]:
        async with asyncio.timeout(within):
            while len(self.events) < count:  # noqa: ASYNC110 - a test may poll
                await asyncio.sleep(0.005)
        return self.events

    @property
    def names(self) -> list[str]:
        return [event["event_name"] for event in self.events]

    @property
    def tries(self) -> list[str]:
        return [each["num_retry"] for each in self.headers]


@asynccontextmanager
async def listening(town: Town, decide: Decide = fine) -> AsyncIterator[Ear]:
    """On loopback; the console has saved its address."""
    ear = Ear()

    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        if "X-ZEvent-Signature" not in request.headers:
            assert body == b"{}"
            ear.probes += 1
            return web.Response()
        event = orjson.loads(body)
        oa = town.zalo_oas.home
        right = signature.mac(oa.app_id, body, event["timestamp"], oa.secret_key)
        assert request.headers["X-ZEvent-Signature"] == f"mac={right}"
        ear.events.append(event)
        ear.headers.append(dict(request.headers))
        return await decide(event)

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    ear.url = f"http://{host}:{port}/hook"
    town.zalo_oas.courier.within = PATIENCE
    await town.zalo_oas.save_webhook(town.zalo_oas.home, ear.url)
    try:
        yield ear
    finally:
        await runner.cleanup()
