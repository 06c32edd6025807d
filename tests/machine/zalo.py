"""Zalo Bot under the machine's hands: the real adapter, on a wire whose calls hang until they are landed.

What lands is what Zalo answers, as bytes: what it means is the adapter's to say. And what people do comes
as Zalo's events, so that keys, times and quoted messages are those that the adapter finds in them.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any

import orjson
from yarl import URL

from bot.delivery import Result
from bot.update import (
    Address,
    ChatKind,
    ChatOpened,
    Content,
    MediaKind,
    MediaSent,
    Sender,
    TextSent,
    Update,
)
from channels.http import Answer, Http, MaybeSent, NotSent, Reply
from channels.zalo_bot.adapter import ZaloBot
from channels.zalo_bot.calls import CAPABILITIES
from channels.zalo_bot.updates import Us, parse, read
from tests.machine.platform import LIMITS, Attempt, Line, Platform

ANSWERS = (
    "sent", "sent", "sent without id", "quota", "quota with 200", "busy", "not sent", "refused",
    "refused with 200", "account refused", "server error 403", "proxy page", "timed out",
    "arrived, 500", "arrived, not known", "lost, not known", "lost, gateway page",
)  # fmt: skip
_PAGE = b"<html><body>Bad gateway</body></html>"
_numbers = count(1)


def answer(kind: str, at: datetime) -> tuple[Reply, bool]:
    """What comes back; True: the message arrived. Zalo never says until when to wait."""
    del at
    match kind:
        case "sent without id":
            return _json(200, ok=True, result={}), True
        case "quota":
            return _refused(429, "Quota exceeded", status=429), False
        case "quota with 200":
            return _refused(429, "Quota exceeded", status=200), False
        case "busy":
            return Answer(429, _PAGE), False
        case "not sent":
            return NotSent("ClientConnectorError"), False
        case "refused":
            return _refused(400, "Bad request", status=400), False
        case "refused with 200":
            return _refused(400, "Bad request", status=200), False
        case "account refused":
            return _refused(401, "Unauthorized", status=401), False
        case "server error 403":
            return _refused(403, "Internal server error", status=200), False
        case "proxy page":
            return Answer(403, _PAGE), False
        case "timed out":
            return _refused(408, "Request timeout", status=200), False
        case "arrived, 500":
            return _refused(500, "Internal", status=500), True
        case "arrived, not known":
            return MaybeSent("TimeoutError"), True
        case "lost, not known":
            return MaybeSent("TimeoutError"), False
        case "lost, gateway page":
            return Answer(502, _PAGE), False
        case _:
            result = {"message_id": f"z{next(_numbers):x}", "date": 1_764_000_000_000}
            return _json(200, ok=True, result=result), True


def _refused(code: int, description: str, status: int) -> Answer:
    return _json(status, ok=False, error_code=code, description=description)


def _json(status: int, **body: object) -> Answer:
    return Answer(status, orjson.dumps(body))


class ZaloLine(Line):
    kind = "zalo-bot"
    capabilities = CAPABILITIES

    def __init__(self, platform: Platform) -> None:
        super().__init__(platform)
        self._adapter = ZaloBot(self.account, "1:t", platform.clock.wall, limits=LIMITS)
        self._adapter.http = _Wire(self)
        self._attempts: dict[asyncio.Task[Any] | None, Attempt] = {}

    async def deliver(self, attempt: Attempt) -> Result:
        task = asyncio.current_task()
        self._attempts[task] = attempt
        try:
            return await self._adapter.send(attempt.envelope)
        finally:
            del self._attempts[task]

    async def call(self, method: str) -> Reply:
        """One call of the bubble that this task sends."""
        if method == "sendChatAction":
            return _json(200, ok=True)
        reply: Reply = await self.fly(self._attempts[asyncio.current_task()])
        return reply


class _Wire(Http):
    def __init__(self, line: ZaloLine) -> None:
        super().__init__(LIMITS.in_flight)
        self._line = line

    async def post_json(
        self,
        url: URL,
        body: bytes,
        read_seconds: float | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        return await self._line.call(url.name)


# --- What people do ---------------------------------------------------------------------------------


def can_tell(content: Content) -> bool:
    """There are no buttons; and neither a block nor a group that took us in or put us out is told of."""
    return isinstance(content, TextSent | ChatOpened | MediaSent)


def brought(
    key: int, address: Address, sender: Sender, content: Content, at: datetime, now: datetime
) -> Update:
    """What was done at a time, as the adapter reads it."""
    kind, fields = _told(content)
    message = {
        "message_id": f"m{key:x}",
        "date": int(at.timestamp() * 1000),
        "from": {"id": sender.user, "display_name": sender.name, "is_bot": False},
        "chat": {"id": address.chat, "chat_type": _TYPES[address.kind]},
    }
    event = {"event_name": f"message.{kind}.received", "message": message | fields}
    (update,) = read(parse(orjson.dumps(event)), Us(address.account), now)
    return update


_TYPES = {ChatKind.PRIVATE: "PRIVATE", ChatKind.GROUP: "GROUP"}


def _told(content: Content) -> tuple[str, dict[str, Any]]:
    match content:
        case TextSent(text, None):
            return "text", {"text": text}
        case TextSent(text, quotes):
            return "text", {"text": text, "quote": {"message_id": quotes}}
        case ChatOpened(payload):
            return "text", {"text": f"/start {payload}".strip()}
        case MediaSent(MediaKind.PHOTO):
            return "image", {"photo_url": "https://a.example/a.jpg"}
        case MediaSent(MediaKind.STICKER):
            return "sticker", {"sticker": "s1"}
        case _:
            raise AssertionError(f"Zalo cannot tell of {content}")
