"""The HTTP front door: verify, parse, hand to the intake, answer.

P1: a 200 goes out only after the update, the learner's move and the replies are committed. What is
genuine but not understood is quarantined and gets 200 too, since a refusal would block that chat's
queue on the platform for a day. What cannot be committed gets 503 and comes again.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from channels.protocol import Unreadable
from service.wiring import Service, build
from storage.errors import Unavailable
from worker.intake import Overloaded

# Telegram builds an update in a 64 KiB buffer and drops larger ones (tdlib/telegram-bot-api,
# add_update_impl): four times that is safe for every platform.
LARGEST_BODY = 256 * 1024
RETRY_AFTER = {"retry-after": "5"}  # seconds

log = logging.getLogger(__name__)


def create_app(service: Service) -> FastAPI:
    """The ASGI application around a wired service; starting and stopping it starts and stops the service."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await service.start()
        yield
        await service.stop()

    app = FastAPI(
        title="Học Vụ Số", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan
    )

    async def receive(request: Request) -> Response:
        return await _receive(service, request)

    app.add_route("/webhook/{account}", receive, methods=["POST"])
    app.add_api_route("/", _front(service), include_in_schema=False)
    app.add_api_route("/healthz", _alive)
    app.add_api_route("/readyz", _ready(service))
    for path, page in service.pages.items():
        app.mount(path, page)
    return app


async def _receive(service: Service, request: Request) -> Response:
    channel = service.channels.get(request.path_params["account"])
    if channel is None:
        return Response(status_code=404)
    try:
        body = await _body(request)
    except ClientDisconnect:
        return Response(status_code=400)  # nobody hears it; what was cut off comes again whole
    if body is None:
        return Response(status_code=413)
    if not channel.authentic(_headers(request), body):
        return Response(status_code=401)
    try:
        try:
            updates = channel.read(body)
        except Unreadable as fault:
            log.warning("quarantined", extra={"account": channel.account, "fault": str(fault)})
            kept = await service.quarantine(channel.account, body, str(fault))
            return Response() if kept else Response(status_code=503, headers=RETRY_AFTER)
        if updates:
            await service.intake.submit(updates)
    except (Overloaded, Unavailable) as trouble:
        log.warning("not taken", extra={"account": channel.account, "trouble": str(trouble)})
        return Response(status_code=503, headers=RETRY_AFTER)
    return Response(channel.acknowledge(body), media_type="application/json")


async def _body(request: Request) -> bytes | None:
    """The whole body, or None as soon as it is known to be too large."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LARGEST_BODY:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


def _headers(request: Request) -> dict[str, str]:
    """One that came twice is both of them (RFC 9110, 5.3): no platform doubles its secret."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in request.headers.raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _front(service: Service):  # type: ignore[no-untyped-def]  # FastAPI reads the inner annotations
    async def front() -> RedirectResponse:
        """Whoever types the bare address is shown the page to begin with."""
        return RedirectResponse(next(iter(service.pages)) + "/")

    return front


async def _alive() -> dict[str, str]:
    return {"status": "ok"}


def _ready(service: Service):  # type: ignore[no-untyped-def]  # FastAPI reads the inner annotations
    async def ready() -> JSONResponse:
        """200 when the service can do its work, else 503; each check in words."""
        checks = await service.checks()
        fine = all(check == "ok" for check in checks.values())
        return JSONResponse(checks, status_code=200 if fine else 503)

    return ready


def app() -> FastAPI:
    """For an ASGI server that is started by hand: `uvicorn --factory webhook:app`."""
    return create_app(build())
