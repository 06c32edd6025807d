"""A Telegram that costs next to nothing: takes sends, keeps the limits if told to, answers after a latency.

Raw asyncio, so that neither program waits for it. It is no judge of details; the town is.
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from typing import cast
from urllib.parse import parse_qs

import orjson

BOT_ID = 7_000_000
TOKEN = f"{BOT_ID}:bench-token-of-thirty-five-letters-x"
ME = {
    "id": BOT_ID,
    "is_bot": True,
    "first_name": "Học Vụ Số",
    "username": "hocvuso_bench_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
# A message that left on time may arrive so much sooner after one that was late, in seconds (as in the town).
JITTER = 0.05

# A text, its chat, and when it was taken.
Heard = Callable[[int, str, float], None]


class Window:
    """At most `count` in any `seconds`. What is refused is told to wait and does not count."""

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._seconds = seconds - JITTER
        self._times: deque[float] = deque(maxlen=count)

    def wait(self, now: float) -> int:
        if len(self._times) < self._count or now - self._times[0] >= self._seconds:
            return 0
        return math.ceil(self._times[0] + self._seconds - now)

    def add(self, now: float) -> None:
        self._times.append(now)


class FakeTelegram:
    """`heard` is told of every message taken. Counts sends, edits and 429s; the clock is the loop's."""

    def __init__(self, heard: Heard, *, latency: float = 0.0, keeps_limits: bool = False) -> None:
        self._heard = heard
        self.latency = latency
        self.webhook = ""
        self.sends = 0
        self.edits = 0
        self.refused = 0
        self._overall = Window(30, 1.0) if keeps_limits else None  # core.telegram.org/bots/faq
        self._chats: dict[int, Window] = {}
        self._server: asyncio.Server | None = None
        self.url = ""

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Line(self), "127.0.0.1", 0, backlog=2048)
        host, port = self._server.sockets[0].getsockname()
        self.url = f"http://{host}:{port}"

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()

    def answer(self, method: str, fields: dict[str, object], now: float) -> tuple[int, object]:
        """Status and result of a call."""
        match method:
            case "sendmessage":
                return self._send(fields, now)
            case "editmessagereplymarkup":
                self.edits += 1
                return 200, True
            case "getme":
                return 200, ME
            case "setwebhook":
                self.webhook = str(fields.get("url", ""))
                return 200, True
            case "getwebhookinfo":
                info = {"has_custom_certificate": False, "pending_update_count": 0}
                return 200, {"url": self.webhook, **info}
            case _:
                return 200, True

    def _send(self, fields: dict[str, object], now: float) -> tuple[int, object]:
        chat, text = int(str(fields["chat_id"])), str(fields["text"])
        wait = self._wait(chat, now)
        if wait:
            self.refused += 1
            return 429, wait
        self.sends += 1
        self._heard(chat, text, now)
        where = {"id": chat, "type": "private" if chat > 0 else "supergroup", "title": "x"}
        return 200, {"message_id": self.sends, "date": 1_790_000_000, "chat": where, "text": text}

    def _wait(self, chat: int, now: float) -> int:
        if self._overall is None:
            return 0
        own = self._chats.get(chat)
        if own is None:
            own = self._chats[chat] = Window(1, 1.0) if chat > 0 else Window(20, 60.0)
        wait = max(self._overall.wait(now), own.wait(now))
        if not wait:
            self._overall.add(now)
            own.add(now)
        return wait


class _Line(asyncio.Protocol):
    """One connection; one request at a time, which is how HTTP clients use it."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self._telegram = telegram
        self._loop = asyncio.get_running_loop()
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head_end = self._buffer.find(b"\r\n\r\n")
        if head_end < 0:
            return
        head = self._buffer[:head_end]
        length = content_length(head)
        body_end = head_end + 4 + length
        if len(self._buffer) < body_end:
            return
        body, self._buffer = self._buffer[head_end + 4 : body_end], self._buffer[body_end:]
        method = head[: head.find(b" HTTP/")].rpartition(b"/")[2].decode().lower()
        fields = _fields(body)
        status, result = self._telegram.answer(method, fields, self._loop.time())
        answer = _answer(status, result)
        if self._telegram.latency:
            self._loop.call_later(self._telegram.latency, self._transport.write, answer)
        else:
            self._transport.write(answer)


def content_length(head: bytes) -> int:
    """Of a request's or a response's head, 0 if it says none."""
    at = head.lower().find(b"content-length:")
    if at < 0:
        return 0
    end = head.find(b"\r\n", at)
    return int(head[at + 15 : end if end > 0 else len(head)])


def _fields(body: bytes) -> dict[str, object]:
    if not body:
        return {}
    if body[:1] == b"{":
        found: dict[str, object] = orjson.loads(body)
        return found
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


def _answer(status: int, result: object) -> bytes:
    if status == 200:
        body = orjson.dumps({"ok": True, "result": result})
    else:
        words = f"Too Many Requests: retry after {result}"
        parameters = {"retry_after": result}
        refusal = {"ok": False, "error_code": status, "description": words}
        body = orjson.dumps(refusal | {"parameters": parameters})
    head = f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body
