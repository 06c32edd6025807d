"""One person's hand on each platform: what they do, as that platform brings it, read by the real adapter.

Where an app has no buttons the hand types the answer's number; an older bubble's number is typed in reply
to that bubble. What an app cannot tell us of is None.
"""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any, Protocol

import httpx

from bot.message import Outgoing
from bot.update import (
    BotBlocked,
    BotUnblocked,
    ButtonPressed,
    ChatOpened,
    Content,
    MediaKind,
    MediaSent,
    TextSent,
    Update,
)
from channels.pictures import Pictures
from channels.protocol import Channel
from channels.telegram.adapter import Telegram
from channels.terminal import Terminal
from channels.webchat.adapter import WebChat
from channels.webchat.routes import pages
from channels.zalo_bot.adapter import ZaloBot
from channels.zalo_oa.adapter import ZaloOA
from channels.zalo_oa.keys import Keys
from channels.zalo_oa.tokens import TokenState
from tests.channels.fake_wire import TOKEN

Clock = Callable[[], datetime]
PERSON = 7_000_000_001
KEY = "k" * 22


class Hand(Protocol):
    """`content` is what was done; None when the app has no way to tell it."""

    stickers_speak: bool  # the platform tells what is on a sticker

    @property
    def has_buttons(self) -> bool: ...

    def does(self, content: Content) -> Sequence[Update] | None: ...


class _ByWebhook:
    """A platform that brings one JSON body for each happening."""

    stickers_speak = False

    def __init__(self, channel: Channel, clock: Clock) -> None:
        self.channel = channel
        self.clock = clock
        self.count = 0

    @property
    def has_buttons(self) -> bool:
        return self.channel.capabilities.buttons

    def does(self, content: Content) -> Sequence[Update] | None:
        self.count += 1
        body = self.body(content)
        return None if body is None else self.channel.read(json.dumps(body).encode())

    def body(self, content: Content) -> Mapping[str, Any] | None:
        raise NotImplementedError

    @property
    def milliseconds(self) -> int:
        return int(self.clock().timestamp() * 1000)


class TelegramHand(_ByWebhook):
    stickers_speak = True

    def __init__(self, clock: Clock) -> None:
        super().__init__(Telegram("telegram", TOKEN, clock), clock)

    def body(self, content: Content) -> Mapping[str, Any] | None:
        match content:
            case TextSent(text, None):
                return self._message(text=text)
            case TextSent(text, quotes):
                bot = {"id": int(TOKEN.partition(":")[0]), "is_bot": True, "first_name": "Bot"}
                quoted = {"message_id": int(quotes or 0), "from": bot}
                return self._message(text=text, reply_to_message=quoted)
            case ChatOpened(payload):
                return self._message(text=f"/start {payload}".strip())
            case ButtonPressed(token, message):
                return self._press(token, message)
            case MediaSent(kind, emoji):
                field = "document" if kind is MediaKind.FILE else str(kind)
                return self._message(**{field: {"file_id": "f", "emoji": emoji}})
            case BotBlocked():
                return self._member("member", "kicked")
            case BotUnblocked():
                return self._member("kicked", "member")
            case _:
                return None

    def _message(self, **fields: Any) -> Mapping[str, Any]:
        return {"update_id": self.count, "message": self._bubble(self.count) | fields}

    def _bubble(self, number: int) -> dict[str, Any]:
        person = {"id": PERSON, "is_bot": False, "first_name": "Lan"}
        chat = {"id": PERSON, "type": "private", "first_name": "Lan"}
        date = int(self.clock().timestamp())
        return {"message_id": number, "from": person, "chat": chat, "date": date}

    def _press(self, token: str, message: str | None) -> Mapping[str, Any]:
        bubble = self._bubble(int(message or 0))
        press = {"id": f"p{self.count}", "from": bubble["from"], "message": bubble, "data": token}
        return {"update_id": self.count, "callback_query": press}

    def _member(self, old: str, new: str) -> Mapping[str, Any]:
        bubble = self._bubble(0)
        change = {
            **{name: bubble[name] for name in ("from", "chat", "date")},
            "old_chat_member": {"status": old},
            "new_chat_member": {"status": new},
        }
        return {"update_id": self.count, "my_chat_member": change}


class ZaloBotHand(_ByWebhook):
    def __init__(self, clock: Clock) -> None:
        super().__init__(ZaloBot("zalo-bot", "1:t", clock), clock)

    def body(self, content: Content) -> Mapping[str, Any] | None:
        """Stickers say nothing of what is on them, and nobody is told of a block."""
        match content:
            case TextSent(text, None):
                return self._event("text", text=text)
            case TextSent(text, quotes):
                return self._event("text", text=text, quote={"message_id": quotes})
            case ChatOpened(payload):
                return self._event("text", text=f"/start {payload}".strip())
            case MediaSent(MediaKind.PHOTO):
                return self._event("image", photo_url="https://a.example/a.jpg")
            case MediaSent(MediaKind.VOICE):
                return self._event("voice", voice_url="https://a.example/a.aac")
            case MediaSent(MediaKind.STICKER):
                return self._event("sticker", sticker="s1", url="https://a.example/s.png")
            case MediaSent():
                return self._event("unsupported")
            case _:
                return None

    def _event(self, kind: str, **fields: Any) -> Mapping[str, Any]:
        person = "6ede9afa66b88fe6d6a9"
        message = {
            "from": {"id": person, "display_name": "Lan", "is_bot": False},
            "chat": {"id": person, "chat_type": "PRIVATE"},
            "message_id": f"m{self.count}",
            "date": self.milliseconds,
        }
        return {"event_name": f"message.{kind}.received", "message": message | fields}


class _NoTokens:
    async def access(self) -> str:
        raise AssertionError("nothing is sent here")

    async def renewed(self, refused: str) -> str:
        raise AssertionError("nothing is sent here")

    async def state(self) -> TokenState | None:
        return None


class ZaloOAHand(_ByWebhook):
    def __init__(self, clock: Clock) -> None:
        keys = Keys("3333333333333333333", "1234567890123456789", "a", "b")
        super().__init__(ZaloOA("zalo-oa", keys, _NoTokens(), clock), clock)

    def body(self, content: Content) -> Mapping[str, Any] | None:
        match content:
            case TextSent(text, None):
                return self._event("user_send_text", text=text)
            case TextSent(text, quotes):
                return self._event("user_send_text", text=text, quote_msg_id=quotes)
            case ChatOpened(payload):
                return self._event("user_send_text", text=f"/start {payload}".strip())
            case MediaSent(kind):
                name = {MediaKind.PHOTO: "image", MediaKind.VOICE: "audio"}.get(kind, str(kind))
                attachment = {"type": name, "payload": {"url": "https://a.example/a"}}
                return self._event(f"user_send_{name}", text="", attachments=[attachment])
            case BotBlocked():
                return self._relation("unfollow")
            case BotUnblocked():
                return self._relation("follow")
            case _:
                return None

    def _event(self, name: str, **message: Any) -> Mapping[str, Any]:
        return self._named(name) | {
            "sender": {"id": "2222222222222222222"},
            "recipient": {"id": "3333333333333333333"},
            "message": {"msg_id": f"m{self.count}"} | message,
        }

    def _relation(self, name: str) -> Mapping[str, Any]:
        follower = {"id": "2222222222222222222"}
        return self._named(name) | {"oa_id": "3333333333333333333", "follower": follower}

    def _named(self, name: str) -> dict[str, Any]:
        stamp = str(self.milliseconds)
        return {"app_id": "1234567890123456789", "event_name": name, "timestamp": stamp}


class TerminalHand:
    has_buttons = stickers_speak = False

    def __init__(self, clock: Clock) -> None:
        self.channel = Terminal(clock, StringIO())

    def does(self, content: Content) -> Sequence[Update] | None:
        """Nothing but lines: no pictures, no replies to an older bubble, no blocking."""
        match content:
            case TextSent(text, None):
                return self.channel.read(text.encode())
            case ChatOpened(payload):
                return self.channel.read(f"/start {payload}".strip().encode())
            case _:
                return None


class WebHand:
    has_buttons, stickers_speak = True, False

    def __init__(self, clock: Clock) -> None:
        self._taken: list[Update] = []
        self._page = pages(WebChat(), self._submit, self._history, clock, Pictures(Path()))
        self._count = 0

    def does(self, content: Content) -> Sequence[Update] | None:
        match content:
            case TextSent(text, None):
                said: dict[str, Any] = {"text": text}
            case ChatOpened(payload):
                said = {"open": payload}
            case ButtonPressed(token, message):
                said = {"press": {"token": token, "message": message or ""}}
            case _:
                return None
        self._taken.clear()
        self._count += 1
        asyncio.run(self._post(said | {"id": f"{self._count:08d}"}))
        return tuple(self._taken)

    async def _post(self, said: Mapping[str, Any]) -> None:
        transport = httpx.ASGITransport(self._page)
        async with httpx.AsyncClient(transport=transport, base_url="http://a") as browser:
            bearer = {"authorization": f"Bearer {KEY}"}
            answer = await browser.post("/api/send", json=said, headers=bearer)
            assert answer.status_code == 200, answer.text

    async def _submit(self, updates: Sequence[Update]) -> bool:
        self._taken += updates
        return True

    async def _history(
        self, chat: str, after: int, limit: int
    ) -> Sequence[tuple[int, Outgoing, datetime]] | None:
        del chat, after, limit
        return []


HANDS: Mapping[str, Callable[[Clock], Hand]] = {
    "telegram": TelegramHand,
    "zalo-bot": ZaloBotHand,
    "zalo-oa": ZaloOAHand,
    "web": WebHand,
    "terminal": TerminalHand,
}
