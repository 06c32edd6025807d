"""How an answer goes out over the wire, and what comes out in its place when a fault strikes."""

import asyncio
import socket
import struct
from contextlib import suppress
from typing import assert_never

from starlette.types import Receive, Send

from town.faults import Answer, Delay, DropAfterAccepting, Fault, Reset, Silence, Trickle

JSON = "application/json"
# SO_LINGER, on, zero seconds: closing such a socket sends a reset instead of a farewell.
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


async def answer(send: Send, status: int, body: bytes, media_type: str = JSON) -> None:
    await _head(send, status, len(body), media_type)
    await send({"type": "http.response.body", "body": body})


async def go_wrong(fault: Fault, status: int, body: bytes, receive: Receive, send: Send) -> None:
    """Answer as the fault wants it; `status` and `body` are the right answer to what was asked."""
    match fault:
        case Answer():
            await answer(send, fault.status, fault.body, fault.media_type)
        case Delay(seconds):
            await asyncio.sleep(seconds)
            await answer(send, status, body)
        case DropAfterAccepting():
            await _break_off(send, status, body)
        case Trickle(seconds):
            await _trickle(send, receive, status, body, seconds)
        case Silence():
            await _hung_up(receive)
        case Reset():
            await _reset(send, receive, status, body)
        case _:
            assert_never(fault)


def seen_status(fault: Fault | None, status: int) -> int:
    """The status that the caller gets to see; 0 = none."""
    match fault:
        case Answer():
            return fault.status
        case Silence() | Reset():
            return 0
        case _:
            return status


async def _head(send: Send, status: int, length: int, media_type: str = JSON) -> None:
    headers = [(b"content-type", media_type.encode()), (b"content-length", str(length).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def _break_off(send: Send, status: int, body: bytes) -> None:
    """A promise of more than comes makes the server close the connection inside the answer."""
    await _head(send, status, len(body) + 1)
    await send({"type": "http.response.body", "body": b"", "more_body": True})


async def _trickle(send: Send, receive: Receive, status: int, body: bytes, seconds: float) -> None:
    """The head at once: only it is the server's own to write."""
    await _head(send, status, len(body))
    gone = asyncio.create_task(_hung_up(receive))
    try:
        for at in range(len(body)):
            await asyncio.wait({gone}, timeout=seconds)
            if gone.done():
                return
            last = at == len(body) - 1
            byte = {"body": body[at : at + 1], "more_body": not last}
            await send({"type": "http.response.body", **byte})
    finally:
        gone.cancel()
        with suppress(asyncio.CancelledError):
            await gone


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _reset(send: Send, receive: Receive, status: int, body: bytes) -> None:
    # uvicorn's `send` is a method of what holds the connection, as long as nobody wraps it.
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if not isinstance(transport, asyncio.Transport):
        await _break_off(send, status, body)
        return
    transport.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE
    )
    transport.abort()
    await _hung_up(receive)  # a server that is not told yet would answer with a 500
