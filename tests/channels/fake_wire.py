"""A Telegram that says what a test tells it to, over real HTTP on loopback."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from multidict import MultiDictProxy

TOKEN = "123456789:AAcanary-canary-canary-canary-canary"
SECRET = "canary-webhook-secret"
BOT = {"id": 123456789, "is_bot": True, "first_name": "Học Vụ Số", "username": "hocvuso_bot"}


@dataclass(frozen=True)
class Said:
    """An answer as it goes over the wire."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"


@dataclass(frozen=True)
class Drop:
    """Take the request, then close the connection, perhaps in the middle of the answer."""

    after: bytes = b""


@dataclass(frozen=True)
class Stall:
    """Take the request and say nothing."""


@dataclass(frozen=True)
class Heard:
    method: str
    fields: dict[str, Any]
    files: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)


def refusal(code: int, description: str, **parameters: Any) -> Said:
    said = {"ok": False, "error_code": code, "description": description}
    return Said(
        code, json.dumps(said | ({"parameters": parameters} if parameters else {})).encode()
    )


def result(value: object) -> Said:
    return Said(200, json.dumps({"ok": True, "result": value}).encode())


class Wire:
    """`heard` are the calls so far; `answers[method]` what is said next, after that all is well."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.pause = 0.0  # seconds before each answer
        self.heard: list[Heard] = []
        self.answers: defaultdict[str, deque[Said | Drop | Stall]] = defaultdict(deque)
        self.webhook = ""
        self.url = ""
        self._messages = 0
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def calls(self, method: str) -> list[Heard]:
        return [heard for heard in self.heard if heard.method == method]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _answer(refusal(401, "Unauthorized"))
        heard = await _hear(request)
        self.heard.append(heard)
        await asyncio.sleep(self.pause)
        waiting = self.answers[heard.method]
        match waiting.popleft() if waiting else self._usual(heard):
            case Said() as said:
                return _answer(said)
            case Drop(after):
                assert request.transport is not None
                request.transport.write(after)
                request.transport.close()
            case Stall():
                await asyncio.sleep(3600)
        return web.Response()

    def _usual(self, heard: Heard) -> Said | Stall:
        self._messages += 1
        match heard.method:
            case "getMe":
                return result(BOT)
            case "getWebhookInfo":
                return result(
                    {
                        "url": self.webhook,
                        "has_custom_certificate": False,
                        "pending_update_count": 0,
                    }
                )
            case "setWebhook":
                self.webhook = heard.fields["url"]
                return result(True)
            case "deleteWebhook":
                self.webhook = ""
                return result(True)
            case "getUpdates":
                return Stall()
            case "sendPhoto":
                photo = [{"file_id": "small"}, {"file_id": f"photo-{self._messages}"}]
                return result({"message_id": self._messages, "photo": photo})
            case "sendVoice":
                voice = {"file_id": f"voice-{self._messages}", "duration": 3}
                return result({"message_id": self._messages, "voice": voice})
            case "sendMessage" | "sendDocument":
                return result({"message_id": self._messages})
            case _:
                return result(True)


async def _hear(request: web.Request) -> Heard:
    method = request.match_info["method"]
    if request.content_type == "application/json":
        return Heard(method, json.loads(await request.read() or b"{}"))
    form: MultiDictProxy[Any] = await request.post()
    fields: dict[str, Any] = {}
    files: dict[str, tuple[str, str, bytes]] = {}
    for name, value in form.items():
        if isinstance(value, web.FileField):
            files[name] = (value.filename, value.content_type, value.file.read())
        else:
            fields[name] = value
    return Heard(method, fields, files)


def _answer(said: Said) -> web.Response:
    return web.Response(status=said.status, body=said.body, content_type=said.content_type)


async def until(true: Callable[[], object]) -> None:
    """Wait, at most five seconds, for something that happens elsewhere."""
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110  what is waited for has no bell
            await asyncio.sleep(0.01)
