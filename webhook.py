"""The HTTP front door: verify, parse, hand to the intake, answer.

P1: a 200 goes out only after the update, the learner's move and the replies are committed. What is
genuine but not understood is quarantined and gets 200 too, since a refusal would block that chat's
queue on the platform for a day. What cannot be committed gets 503 and comes again.
"""

import logging
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse
from starlette.types import Receive, Scope, Send

from channels import media, sounds
from channels.protocol import Channel, Unreadable
from service import health, relay_page
from service.wiring import Service, build

# Telegram builds an update in a 64 KiB buffer and drops larger ones (tdlib/telegram-bot-api,
# add_update_impl): four times that is safe for every platform.
LARGEST_BODY = 256 * 1024
WEBHOOK = "/webhook/"
RETRY_AFTER = ((b"retry-after", b"5"),)  # seconds
ALLOWED = ((b"allow", b"POST"),)
LAST = ((b"connection", b"close"),)  # what follows a body too large is not read
JSON = ((b"content-type", b"application/json"),)

log = logging.getLogger(__name__)


def create_app(service: Service) -> "FrontDoor":
    """The ASGI application around a wired service; starting and stopping it starts and stops the service."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await service.start()
        yield
        await service.stop()

    app = FrontDoor(service, lifespan)
    app.add_api_route("/", _front(service), include_in_schema=False)
    app.router.routes.extend(
        [
            *health.routes(service),
            *media.routes(service.media),
            *sounds.routes(service.sounds),
            *relay_page.routes(service),
        ]
    )
    for path, page in service.pages.items():
        app.mount(path, page)
    return app


class FrontDoor(FastAPI):
    """FastAPI, but updates are answered before its middlewares and routes: those cost as much as
    reading, deciding and writing the update's own part of a batch (docs/performance.md)."""

    def __init__(
        self, service: Service, lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]]
    ) -> None:
        super().__init__(
            title="Học Vụ Số", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan
        )
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(WEBHOOK):
            await self._webhook(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def _webhook(self, scope: Scope, receive: Receive, send: Send) -> None:
        channel = self._service.channels.get(scope["path"].removeprefix(WEBHOOK))
        if channel is None:
            await _answer(send, 404)
        elif scope["method"] != "POST":
            await _answer(send, 405, ALLOWED)
        else:
            await self._update(channel, _headers(scope), receive, send)

    async def _update(
        self, channel: Channel, headers: Mapping[str, str], receive: Receive, send: Send
    ) -> None:
        try:
            body = await _body(receive)
        except ClientDisconnect:
            return  # nobody hears an answer; what was cut off comes again whole
        if body is None:
            await _answer(send, 413, LAST)
        elif not self._genuine(channel, headers, body):
            await _answer(send, 401)
        elif await self._taken(channel, body):
            said_back = channel.acknowledge(body)
            await _answer(send, 200, JSON if said_back else (), said_back)
        else:
            await _answer(send, 503, RETRY_AFTER)

    def _genuine(self, channel: Channel, headers: Mapping[str, str], body: bytes) -> bool:
        genuine = channel.authentic(headers, body)
        proofs = self._service.proofs
        (proofs.holds if genuine else proofs.fails)(channel.account)
        return genuine

    async def _taken(self, channel: Channel, body: bytes) -> bool:
        """Committed, with all that came of it; or put aside, if it cannot be read."""
        try:
            updates = channel.read(body)
        except Unreadable as fault:
            log.warning("quarantined", extra={"account": channel.account, "fault": str(fault)})
            return await self._service.quarantine(channel.account, body, str(fault))
        return await self._service.submit(updates)


async def _body(receive: Receive) -> bytes | None:
    """The whole body, or None as soon as it is known to be too large. Raises ClientDisconnect."""
    chunks: list[bytes] = []
    size = 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk = event.get("body", b"")
        size += len(chunk)
        if size > LARGEST_BODY:
            return None
        if not event.get("more_body"):
            return b"".join((*chunks, chunk)) if chunks else bytes(chunk)
        chunks.append(chunk)


def _headers(scope: Scope) -> dict[str, str]:
    """One that came twice is both of them (RFC 9110, 5.3): no platform doubles its secret."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


async def _answer(
    send: Send, status: int, headers: Iterable[tuple[bytes, bytes]] = (), body: bytes = b""
) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


def _front(service: Service):  # type: ignore[no-untyped-def]  # FastAPI reads the inner annotations
    async def front() -> RedirectResponse:
        """Whoever types the bare address is shown the page to begin with."""
        return RedirectResponse(next(iter(service.pages)) + "/")

    return front


def app() -> FrontDoor:
    """For an ASGI server that is started by hand: `uvicorn --factory webhook:app`."""
    return create_app(build())
