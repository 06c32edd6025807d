"""What the page at /chat asks for: itself, what the bot said, and a place to send what the learner said.

The key that opens a chat travels in the `Authorization` header and in the link's fragment, which
browsers send to nobody.
"""

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as ASGIMessage

from bot.message import Message, Outgoing, Voice
from bot.sheets import is_sheet
from bot.update import Address, ButtonPressed, ChatOpened, Content, Sender, Update
from channels.pictures import Pictures
from channels.text import clean, opened_or_sent, told_picture
from channels.webchat.adapter import WebChat, chat_of
from channels.webchat.pace import Pace

PAGE = Path(__file__).parent / "page"
LONGEST_WAIT = 25.0  # seconds; shorter than the 30 s after which proxies commonly give up
LONGEST_TEXT = 2_000  # characters of one message; people write a line or two
LARGEST_BODY = 32 * 1024  # such a message where every letter is written as \uXXXX\uXXXX fits
NEWEST = 50  # bubbles shown to a device that opens the chat
_KEY = re.compile(r"[A-Za-z0-9_-]{22,64}")  # 128 bits and more
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}
_CHALLENGE = {"www-authenticate": "Bearer"}
_AGAIN_SOON = {"retry-after": "1"}  # second; the page waits so long at first
_HANGS_UP = {"connection": "close"}  # whatever else of a body may come is not waited for
_KEPT = {"cache-control": "private, max-age=3600"}  # an hour: a lesson's pictures on a weak network

Submit = Callable[[Sequence[Update]], Awaitable[bool]]  # False: not taken now, send it again
Shown = Sequence[tuple[int, Outgoing, datetime]]
# Chat, after which id, how many; None: cannot be had now, ask again.
History = Callable[[str, int, int], Awaitable[Shown | None]]
Drawn = Callable[[str], str | None]  # a sheet's path to its signed one below our door


def _nowhere(_: str) -> None:
    return None


def pages(
    chat: WebChat,
    submit: Submit,
    history: History,
    clock: Callable[[], datetime],
    pictures: Pictures,
    *,
    drawn: Drawn = _nowhere,
) -> Starlette:
    """The application mounted at /chat."""
    desk = _Desk(chat, submit, history, clock, pictures, drawn, Pace())
    return Starlette(
        routes=[
            Route("/", _page),
            Route("/api/key", _new_key, methods=["POST"]),
            Route("/api/send", desk.send, methods=["POST"]),
            Route("/api/messages", desk.messages),
            Route("/media/{file:path}", desk.picture),
            Mount("/static", StaticFiles(directory=PAGE)),
        ],
        middleware=[Middleware(_WithHeaders)],
    )


async def _page(_: Request) -> Response:
    return FileResponse(PAGE / "index.html", headers={"cache-control": "no-cache"})


async def _new_key(_: Request) -> Response:
    return _json({"key": secrets.token_urlsafe(24)})


@dataclass(frozen=True, slots=True)
class _Desk:
    """The answers that need the service, one method a route."""

    chat: WebChat
    submit: Submit
    history: History
    clock: Callable[[], datetime]
    pictures: Pictures
    drawn: Drawn
    pace: Pace

    async def send(self, request: Request) -> Response:
        key = _key(request)
        if key is None:
            return _refused("Đường dẫn này chưa đúng.", 401, _CHALLENGE)
        said = await _said(request)
        if said is None:
            return _refused("Tin này chưa đọc được, xin thử gửi lại nhé.", 400, _HANGS_UP)
        client_id, content = said
        who, now = chat_of(key), self.clock()
        wait = self.pace.wait(who, request.client.host if request.client else "", now)
        if wait:
            headers = {"retry-after": str(wait)}
            return _refused("Nhiều tin quá ạ, một phút nữa tin sẽ được gửi lại.", 429, headers)
        address = Address(self.chat.account, who)
        if await self.submit([Update(f"{who}:{client_id}", address, Sender(who), content, now)]):
            return _json({"ok": True})
        return _refused("Máy chủ đang bận, tin sẽ được gửi lại ngay.", 503, _AGAIN_SOON)

    async def messages(self, request: Request) -> Response:
        key = _key(request)
        if key is None:
            return _refused("Đường dẫn này chưa đúng.", 401, _CHALLENGE)
        after = request.query_params.get("after", "0")
        if not after.isascii() or not after.isdigit() or len(after) > 18:
            return _refused("Đường dẫn này chưa đúng.", 400)
        who = chat_of(key)
        with self.chat.bell(who) as bell:
            found = await self._bubbles(who, int(after))
            if found == [] and "wait" in request.query_params:
                await _rung(bell)
                found = await self._bubbles(who, int(after))
        if found is None:
            return _refused("Máy chủ đang bận, tin nhắn sẽ hiện ra ngay.", 503, _AGAIN_SOON)
        return _json({"messages": found})

    async def picture(self, request: Request) -> Response:
        """Pictures alone: whatever else lies in the authors' folder is nobody's business."""
        file = request.path_params["file"]
        found = None if "\0" in file else self.pictures.of_lessons(file)
        content = await asyncio.to_thread(found.load) if found else None
        if found is None or content is None:
            return _refused("Không có hình này.", 404)
        return Response(content, media_type=found.media_type, headers=_KEPT)

    async def _bubbles(self, who: str, after: int) -> list[dict[str, Any]] | None:
        """A mark is no bubble: whoever waits is not to be woken by it for nothing."""
        shown = await self.history(who, after, NEWEST)
        if shown is None:
            return None
        return [
            self._bubble(n, said, at) | {"voice": self._voice(said.voice)}
            for n, said, at in shown
            if isinstance(said, Message)
        ]

    def _bubble(self, number: int, said: Message, at: datetime) -> dict[str, Any]:
        """A sheet at an address that nobody else can make: else a stranger could have us draw their words."""
        if said.photo is None or not is_sheet(said.photo.file):
            return bubble(number, said, at)
        path = self.drawn(said.photo.file)
        if path is None:
            return bubble(number, told_picture(said), at)
        return bubble(number, said, at) | {"photo": {"url": f"..{path}", "alt": said.photo.alt}}

    def _voice(self, voice: Voice | None) -> dict[str, Any] | None:
        """The page is one room below the address of sounds."""
        if voice is None:
            return None
        sounds = self.chat.sounds
        found = sounds.paths(voice, self.chat.capabilities.voice) if sounds else ()
        sources = [{"url": f"..{path}", "type": kind} for path, kind in found]
        return {"sources": sources, "instead": voice.instead}


class _WithHeaders:
    """Puts the security headers on every answer that has none of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: ASGIMessage) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _key(request: Request) -> str | None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key if scheme.lower() == "bearer" and _KEY.fullmatch(key) else None


async def _said(request: Request) -> tuple[str, Content] | None:
    """The page's own id of what was said (a second one is a repeat) and its content; None if malformed."""
    try:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                return None
        said = orjson.loads(body)
    except (orjson.JSONDecodeError, ClientDisconnect):
        return None
    match said:
        case {"id": str(client_id), "text": str(text)} if (
            len(text) <= LONGEST_TEXT and clean(text).strip()
        ):
            content: Content = opened_or_sent(clean(text))
        case {"id": str(client_id), "press": {"token": str(token), "message": str(message)}}:
            content = ButtonPressed(clean(token, 64), clean(message, 32))
        case {"id": str(client_id), "open": str(payload)}:
            content = ChatOpened(clean(payload, 64))
        case _:
            return None
    return (client_id, content) if _ID.fullmatch(client_id) else None


async def _rung(bell: asyncio.Event) -> None:
    """Return when it rings, at the latest after LONGEST_WAIT; the page asks again by itself, and then
    also sees what another process sent."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LONGEST_WAIT):
            await bell.wait()


def bubble(number: int, message: Message, at: datetime) -> dict[str, Any]:
    """As the page gets it."""
    photo, document = message.photo, message.document
    return {
        "id": number,
        "text": message.text,
        "at": at.isoformat(),
        "options": [{"label": option.label, "token": option.token} for option in message.options],
        "photo": {"url": f"media/{photo.file}", "alt": photo.alt} if photo else None,
        "document": {"name": document.name, "type": document.media_type, "body": document.body}
        if document
        else None,
    }


def _json(value: object, status: int = 200) -> Response:
    return Response(orjson.dumps(value), status_code=status, media_type="application/json")


def _refused(words: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    response = _json({"error": words}, status)
    response.headers.update(headers or {})
    return response
