"""A Zalo that says what a test tells it to, over real HTTP on loopback: an Official Account's interface
and the OAuth server, whose refresh tokens work once.
"""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from channels.zalo_oa.keys import Keys
from tests.channels.fake_wire import Drop, Said, Stall

KEYS = Keys("3333333333333333333", "1234567890123456789", "canary-app-secret", "canary-secret-key")
FIRST_REFRESH = "canary-refresh-0"
CODE = "canary-code"
ABOUT = {
    "oa_id": KEYS.oa_id,
    "name": "Học Vụ Số",
    "is_verified": True,
    "package_name": "Nâng cao",
    "package_valid_through_date": "24/11/2027",
    "linked_ZCA": "1",
}


def refusal(code: int, message: str = "words", status: int = 200) -> Said:
    return Said(status, json.dumps({"error": code, "message": message}).encode())


def taken(**data: object) -> Said:
    return Said(200, json.dumps({"error": 0, "message": "Success", "data": data}).encode())


@dataclass(frozen=True)
class Heard:
    """One call. `token`: what came in its header; `fields`: its JSON or its form."""

    path: str
    token: str
    fields: dict[str, Any] = field(default_factory=dict)


class ZaloWire:
    """`answers[path]` is said next, after that all is well. `valid` are the access tokens it takes; None:
    any. `before_answer` is awaited when a pair has changed and its answer is about to leave."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.answers: defaultdict[str, deque[Said | Drop | Stall]] = defaultdict(deque)
        self.refresh = FIRST_REFRESH
        self.valid: set[str] | None = None
        self.expires_in: object = "90000"
        self.pairs = 0
        self.before_answer: Callable[[], Awaitable[None]] | None = None
        self.url = ""
        self._messages = 0
        self._runner: web.AppRunner | None = None

    async def open(self, port: int = 0) -> None:
        app = web.Application()
        app.router.add_post("/v4/oa/access_token", self._oauth)
        app.router.add_route("*", "/{path:.*}", self._api)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def calls(self, path: str) -> list[Heard]:
        return [heard for heard in self.heard if heard.path == path]

    @property
    def asked(self) -> list[Heard]:
        """What came to the OAuth server."""
        return self.calls("/v4/oa/access_token")

    @property
    def texts(self) -> list[str]:
        """Of the messages that were sent, taken or not."""
        messages = [heard.fields["message"] for heard in self.heard if "message" in heard.fields]
        return [message.get("text", "") for message in messages]

    async def _api(self, request: web.Request) -> web.StreamResponse:
        path, token = request.path, request.headers.get("access_token", "")
        body = await request.read()
        self.heard.append(Heard(path, token, json.loads(body) if body else {}))
        if self.valid is not None and token not in self.valid:
            return _answer(refusal(-216, "Access token is invalid"))
        waiting = self.answers[path]
        return await self._say(request, waiting.popleft() if waiting else self._usual(path))

    def _usual(self, path: str) -> Said:
        self._messages += 1
        if path == "/v2.0/oa/getoa":
            return taken(**ABOUT)
        return taken(message_id=f"m{self._messages}")

    async def _oauth(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.heard.append(Heard(request.path, request.headers.get("secret_key", ""), form))
        waiting = self.answers[request.path]
        if waiting and not isinstance(waiting[0], Drop):
            return await self._say(request, waiting.popleft())
        said = self._new_pair(form)
        if waiting:
            return await self._say(request, waiting.popleft())  # lost, when the pair has changed
        if said.body and b"access_token" in said.body and self.before_answer is not None:
            await self.before_answer()
        return _answer(said)

    def _new_pair(self, form: dict[str, str]) -> Said:
        given = form.get("refresh_token"), form.get("code")
        if given not in {(self.refresh, None), (None, CODE)}:
            said = {
                "error": -14020,
                "error_name": "Refresh token used",
                "error_description": "used",
            }
            return Said(200, json.dumps(said).encode())
        self.pairs += 1
        self.refresh = f"canary-refresh-{self.pairs}"
        access = f"canary-access-{self.pairs}"
        if self.valid is not None:
            self.valid = {access}
        pair = {
            "access_token": access,
            "refresh_token": self.refresh,
            "expires_in": self.expires_in,
        }
        return Said(200, json.dumps(pair).encode())

    async def _say(self, request: web.Request, said: Said | Drop | Stall) -> web.StreamResponse:
        match said:
            case Said():
                return _answer(said)
            case Drop(after):
                assert request.transport is not None
                request.transport.write(after)
                request.transport.close()
            case Stall():
                await asyncio.sleep(3600)
        return web.Response()


def _answer(said: Said) -> web.Response:
    return web.Response(status=said.status, body=said.body, content_type=said.content_type)
