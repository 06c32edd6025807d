"""What the preview's page asks for. For this machine alone: another site in the same browser gets nothing.

A page elsewhere can let its own name point to 127.0.0.1 (DNS rebinding); the name it then asks for gives it
away. And it can send forms here, but not JSON.
"""

import asyncio
from pathlib import Path
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.preview.desk import Desk, Refused

PAGE = Path(__file__).parent / "page"
LARGEST_BODY = 32 * 1024  # a message of 2,000 letters, each written as \uXXXX\uXXXX, fits
NAMES = ("127.0.0.1", "localhost")
_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


def create_preview(desk: Desk, port: int) -> Starlette:
    answers = _Answers(desk)
    return Starlette(
        routes=[
            Route("/", _page),
            Route("/api/state", answers.state, methods=["GET"]),
            Route("/api/golden", answers.golden, methods=["GET"]),
            Route("/api/do", answers.do, methods=["POST"]),
            Route("/media/{file:path}", answers.picture, methods=["GET"]),
            Mount("/static", StaticFiles(directory=PAGE)),
        ],
        middleware=[Middleware(_OnlyHere, port=port)],
    )


async def _page(_: Request) -> Response:
    return FileResponse(PAGE / "index.html")


class _Answers:
    """The answers that need the desk, one method a route."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def state(self, request: Request) -> Response:
        """204 while there is nothing that the page has not `seen`."""
        self._desk.look()
        if request.query_params.get("seen") == str(self._desk.version):
            return Response(status_code=204)
        return _json(self._desk.state())

    async def do(self, request: Request) -> Response:
        asked = await _asked(request)
        if asked is None:
            return _refused("Trang gửi điều chưa hiểu được: hãy tải lại trang.", 400)
        self._desk.look()
        try:
            self._desk.do(asked)
        except Refused as why:
            return _refused(str(why), 409)
        return _json(self._desk.state())

    async def golden(self, _: Request) -> Response:
        try:
            return Response(self._desk.golden(), media_type="text/plain; charset=utf-8")
        except Refused as why:
            return _refused(str(why), 409)

    async def picture(self, request: Request) -> Response:
        """Pictures alone, of the author's folder alone, and the cards that are drawn."""
        file = request.path_params["file"]
        found = None if "\0" in file else self._desk.pictures.of_lessons(file)
        content = await asyncio.to_thread(found.load) if found else None
        if found is None or content is None:
            return _refused("Không có hình này.", 404)
        return Response(content, media_type=found.media_type)


class _OnlyHere:
    """Asked for under this machine's own names only, and by no other site's page."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self.app = app
        self._hosts = {f"{name}:{port}" for name in NAMES} | (set(NAMES) if port == 80 else set())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        answer = self.app
        if scope["type"] == "http" and not self._is_ours(Request(scope)):
            answer = _refused("Trang xem thử chỉ mở trên máy này.", 403)
        await answer(scope, receive, send_with_headers)

    def _is_ours(self, request: Request) -> bool:
        origin = request.headers.get("origin")
        return request.headers.get("host") in self._hosts and (
            origin is None or origin.removeprefix("http://") in self._hosts
        )


async def _asked(request: Request) -> Any:
    if request.headers.get("content-type") != "application/json":
        return None
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


def _json(value: object, status: int = 200) -> Response:
    return Response(orjson.dumps(value), status_code=status, media_type="application/json")


def _refused(words: str, status: int) -> Response:
    return _json({"error": words}, status)
