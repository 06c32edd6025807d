"""A Zalo Bot that says what a test tells it to, and else keeps the documented rules, over HTTP on loopback."""

import json
from collections.abc import Mapping
from typing import Any

from tests.channels.fake_wire import Heard, Said, Stall, Wire, refusal, result

BOT = {
    "id": "1459232241454765289",
    "account_name": "bot.VDKyGxQvc",
    "account_type": "BASIC",
    "can_join_groups": False,
}
NAME = "Bot Học Vụ Số"
IDLE = refusal(408, "Request timeout")
NOT_FOUND = Said(404, json.dumps({"ok": False, "description": "Not Found"}).encode())

# docs.zaloplatforms.com/docs/BOT/apis: what a call must have, and what it may.
_FIELDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "getMe": (frozenset(), frozenset()),
    "getUpdates": (frozenset(), frozenset({"timeout"})),
    "getWebhookInfo": (frozenset(), frozenset()),
    "setWebhook": (frozenset({"url", "secret_token"}), frozenset()),
    "deleteWebhook": (frozenset(), frozenset()),
    "testWebhook": (frozenset(), frozenset()),
    "sendMessage": (frozenset({"chat_id", "text"}), frozenset({"parse_mode", "text_styles"})),
    "sendPhoto": (frozenset({"chat_id", "photo"}), frozenset({"caption"})),
    "sendVoice": (frozenset({"chat_id", "voice_url"}), frozenset()),
    "sendChatAction": (frozenset({"chat_id", "action"}), frozenset()),
}


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


class ZaloWire(Wire):
    """`shown` are the texts and captions so far that arrived."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []
        self.display_name: str | None = None

    def _usual(self, heard: Heard) -> Said | Stall:
        fault = _fault(heard)
        if fault is not None:
            return fault
        fields = heard.fields
        match heard.method:
            case "getMe":
                named = {"display_name": self.display_name} if self.display_name else {}
                return result(BOT | named)
            case "getUpdates":
                return Stall()
            case "getWebhookInfo" if not self.webhook:
                return NOT_FOUND
            case "getWebhookInfo":
                return result({"url": self.webhook, "updated_at": 1749633372026})
            case "setWebhook" | "deleteWebhook":
                self.webhook = fields.get("url", "")
                return result(self._hook())
            case "testWebhook":
                return result({"ok": True, "url": self.webhook, "outcome": "webhook.ok"})
            case "sendChatAction":
                return Said(200, b'{"ok":true}')
            case _:
                self.shown.append(fields.get("text") or fields.get("caption") or "")
                self._messages += 1
                return result({"message_id": f"{self._messages:020x}", "date": 1749632637199})

    def _hook(self) -> dict[str, Any]:
        verification = {"ok": True, "url": self.webhook, "outcome": "webhook.ok", "hint": "Fine."}
        told = {"url": self.webhook, "updated_at": 1749538250568}
        return told | ({"verification": verification} if self.webhook else {})


def _fault(heard: Heard) -> Said | None:
    if heard.method not in _FIELDS:
        return NOT_FOUND
    needed, allowed = _FIELDS[heard.method]
    if not needed <= heard.fields.keys() <= needed | allowed:
        return refusal(400, "Bad request: fields")
    for name in heard.fields.keys() & {"text", "caption"}:
        if not 1 <= units(heard.fields[name]) <= 2_000 or not heard.fields[name].strip():
            return refusal(400, "Bad request: length")
    return None
