"""A Zalo Bot Platform that costs next to nothing: takes plain texts, and refuses what the real one does
not know. It is no judge of details; the town is.
"""

import hashlib
import itertools
import time
from collections.abc import Mapping
from typing import Any

import orjson

from bench.telegram import Heard
from bench.wire import Fields, Interface

TOKEN = "1459232241454765289:bench-token-of-a-bot-at-zalo"
ME = {
    "id": "1459232241454765289",
    "account_name": "bot.bench",
    "account_type": "BASIC",
    "can_join_groups": False,
}
# Characters (docs.zaloplatforms.com/docs/BOT/apis/sendMessage).
LONGEST_TEXT = 2_000

_message_numbers = itertools.count(1)


def identifier(kind: str, number: int) -> str:
    """As those of real people and messages look: 20 hexadecimal digits, in no order."""
    return hashlib.blake2b(f"{kind}:{number}".encode(), digest_size=10).hexdigest()


def typed(user: str, text: str) -> bytes:
    """An event as live bots are sent it when somebody types: not wrapped in `result`, times in
    milliseconds."""
    message = {
        "from": {"id": user, "is_bot": False, "display_name": "Lan"},
        "chat": {"id": user, "chat_type": "PRIVATE"},
        "text": text,
        "message_id": identifier("event", next(_message_numbers)),
        "message_type": "CHAT_MESSAGE",
        "date": int(time.time() * 1000),
    }
    return orjson.dumps({"event_name": "message.text.received", "message": message})


class FakeZaloBot:
    """`heard` is told of every message taken. Counts sends and refusals; the clock is the loop's."""

    def __init__(self, heard: Heard, latency: float = 0.0) -> None:
        self._heard = heard
        self.interface = Interface(self.answer, latency)
        self.webhook = ""
        self.sends = 0
        self.refused = 0

    def answer(self, method: str, fields: Fields, now: float) -> tuple[int, Mapping[str, Any]]:
        """Status and JSON of a call. Names of methods are as they are written."""
        match method:
            case "sendMessage":
                return self._send(fields, now)
            case "getMe":
                return _ok(ME)
            case "setWebhook":
                self.webhook = str(fields.get("url", ""))
                return _ok({"url": self.webhook, "updated_at": 1_790_000_000_000})
            case "getWebhookInfo":
                return _ok({"url": self.webhook, "updated_at": 1_790_000_000_000})
            case _:
                return _refused(404, "Not Found")

    def _send(self, fields: Fields, now: float) -> tuple[int, Mapping[str, Any]]:
        """A field that it does not know, buttons say, would be dropped in silence: here it is noticed."""
        text = str(fields.get("text", ""))
        if fields.keys() != {"chat_id", "text"} or not 0 < len(text) <= LONGEST_TEXT:
            self.refused += 1
            return _refused(400, "Bad Request")
        self.sends += 1
        self._heard(str(fields["chat_id"]), text, now)
        sent = {"message_id": identifier("sent", self.sends), "date": 1_790_000_000_000}
        return _ok(sent)


def _ok(result: object) -> tuple[int, Mapping[str, Any]]:
    return 200, {"ok": True, "result": result}


def _refused(code: int, description: str) -> tuple[int, Mapping[str, Any]]:
    return code, {"ok": False, "error_code": code, "description": description}
