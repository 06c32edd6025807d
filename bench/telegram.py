"""A Telegram that costs next to nothing: takes sends, keeps the limits if told to, answers after a latency.

It is no judge of details; the town is.
"""

import itertools
import math
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from bench.wire import Fields, Interface

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

# A chat, the text, and when it was taken.
Heard = Callable[[str, str, float], None]

_update_ids = itertools.count(1)


def typed(user: str, text: str) -> bytes:
    """An update as Telegram sends it when somebody types."""
    number, person_id = next(_update_ids), int(user)
    person = {"id": person_id, "is_bot": False, "first_name": "Lan", "language_code": "vi"}
    chat = {"id": person_id, "first_name": "Lan", "type": "private"}
    message = {"message_id": number, "from": person, "chat": chat, "date": int(time.time())}
    return orjson.dumps({"update_id": number, "message": message | {"text": text}})


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

    def __init__(self, heard: Heard, latency: float = 0.0, *, keeps_limits: bool = False) -> None:
        self._heard = heard
        self.interface = Interface(self.answer, latency)
        self.webhook = ""
        self.sends = 0
        self.edits = 0
        self.refused = 0
        self._overall = Window(30, 1.0) if keeps_limits else None  # core.telegram.org/bots/faq
        self._chats: dict[int, Window] = {}

    def answer(self, method: str, fields: Fields, now: float) -> tuple[int, Mapping[str, Any]]:
        """Status and JSON of a call. Names of methods are taken in any case."""
        match method.lower():
            case "sendmessage":
                return self._send(fields, now)
            case "editmessagereplymarkup":
                self.edits += 1
                return _ok(True)
            case "getme":
                return _ok(ME)
            case "setwebhook":
                self.webhook = str(fields.get("url", ""))
                return _ok(True)
            case "getwebhookinfo":
                info = {"has_custom_certificate": False, "pending_update_count": 0}
                return _ok({"url": self.webhook, **info})
            case _:
                return _ok(True)

    def _send(self, fields: Fields, now: float) -> tuple[int, Mapping[str, Any]]:
        chat, text = int(str(fields["chat_id"])), str(fields["text"])
        wait = self._wait(chat, now)
        if wait:
            self.refused += 1
            return _too_many(wait)
        self.sends += 1
        self._heard(str(chat), text, now)
        where = {"id": chat, "type": "private" if chat > 0 else "supergroup", "title": "x"}
        sent = {"message_id": self.sends, "date": 1_790_000_000, "chat": where, "text": text}
        return _ok(sent)

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


def _ok(result: object) -> tuple[int, Mapping[str, Any]]:
    return 200, {"ok": True, "result": result}


def _too_many(wait: int) -> tuple[int, Mapping[str, Any]]:
    words = f"Too Many Requests: retry after {wait}"
    refusal = {"ok": False, "error_code": 429, "description": words}
    return 429, refusal | {"parameters": {"retry_after": wait}}
