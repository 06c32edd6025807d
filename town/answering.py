"""How an answer goes out over the wire, and what comes out in its place when a fault strikes."""

import asyncio
import socket
import struct
from dataclasses import dataclass
from typing import assert_never

from starlette.types import Receive, Send

from town.faults import Answer, Delay, DropAfterAccepting, Fault, Reset, Silence, Trickle

JSON = "application/json"
# SO_LINGER, on, zero seconds: closing such a socket sends a reset instead of a farewell.
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who waits for an answer; `closing` rings when the town is about to stop."""

    receive: Receive
    send: Send
    closing: asyncio.Event

    async def leaves(self) -> None:
        """Return when the caller has hung up."""
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def waits(self, seconds: float | None) -> bool:
        """So long (None: for ever), unless the town is about to stop; False when the caller left meanwhile."""
        gone = asyncio.create_task(self.leaves())
        closing = asyncio.create_task(self.closing.wait())
        try:
            await asyncio.wait(
                {gone, closing}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
            )
            return not gone.done()
        finally:
            gone.cancel()
            closing.cancel()


async def answer(caller: Caller, status: int, body: bytes, media_type: str = JSON) -> None:
    await _head(caller, status, len(body), media_type)
    await caller.send({"type": "http.response.body", "body": body})


async def go_wrong(caller: Caller, fault: Fault, status: int, body: bytes) -> None:
    """Answer as the fault wants it; `status` and `body` are the right answer to what was asked."""
    match fault:
        case Answer():
            await answer(caller, fault.status, fault.body, fault.media_type)
        case Delay(seconds):
            if await caller.waits(seconds):
                await answer(caller, status, body)
        case DropAfterAccepting():
            await _break_off(caller, status, body)
        case Trickle(seconds):
            await _trickle(caller, status, body, seconds)
        case Silence():
            if await caller.waits(None):
                await _reset(caller, status, body)
        case Reset():
            await _reset(caller, status, body)
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


async def _head(caller: Caller, status: int, length: int, media_type: str = JSON) -> None:
    headers = [(b"content-type", media_type.encode()), (b"content-length", str(length).encode())]
    await caller.send({"type": "http.response.start", "status": status, "headers": headers})


async def _break_off(caller: Caller, status: int, body: bytes) -> None:
    """A promise of more than comes makes the server close the connection inside the answer."""
    await _head(caller, status, len(body) + 1)
    await caller.send({"type": "http.response.body", "body": b"", "more_body": True})


async def _trickle(caller: Caller, status: int, body: bytes, seconds: float) -> None:
    """The head at once: it is the server's own to write."""
    await _head(caller, status, len(body))
    for at in range(len(body)):
        if not await caller.waits(seconds):
            return
        byte = {"body": body[at : at + 1], "more_body": at + 1 < len(body)}
        await caller.send({"type": "http.response.body", **byte})


async def _reset(caller: Caller, status: int, body: bytes) -> None:
    # uvicorn's `send` is a method of what holds the connection, as long as nobody wraps it.
    transport = getattr(getattr(caller.send, "__self__", None), "transport", None)
    if transport is None:
        await _break_off(caller, status, body)
        return
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    transport.abort()
    await caller.leaves()  # a server that does not know yet would answer with a 500
