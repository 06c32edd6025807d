"""A wire that misbehaves below HTTP: a small TCP proxy to put between a service and any server.

The town's own faults strike after a request was understood; these strike the bytes. Each connection takes
the next trouble in line, and is an honest wire when there is none.
"""

import asyncio
import socket
import struct
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import assert_never

CHUNK = 64 * 1024
RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER, on, zero seconds


@dataclass(frozen=True, slots=True)
class Deaf:
    """Half-open: the connection is accepted and nothing is ever said. Nothing arrives."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Reset at once. Nothing arrives."""


@dataclass(frozen=True, slots=True)
class ResetAfter:
    """What the caller says arrives; of the answer `bytes` come, and then a reset."""

    bytes: int = 0


@dataclass(frozen=True, slots=True)
class CutAfter:
    """As ResetAfter, with a proper farewell: an answer that is too short."""

    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Slow:
    """Everything arrives; the answer comes `bytes` at a time, each so many seconds after the last."""

    seconds: float
    bytes: int = CHUNK


Trouble = Deaf | Refuse | ResetAfter | CutAfter | Slow


class Wire:
    """`url` leads to `host:port`. Count `connections` to learn whether a caller keeps them alive."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._next: deque[Trouble] = deque()
        self._open: set[asyncio.Task[None]] = set()
        self.always: Trouble | None = None
        self.connections = 0
        self.url = ""

    @classmethod
    @asynccontextmanager
    async def to(cls, host: str, port: int) -> AsyncIterator["Wire"]:
        """Listens on a free port of loopback for as long as the block lasts."""
        wire = cls(host, port)
        server = await asyncio.start_server(wire._taken, "127.0.0.1", 0)
        wire.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield wire
        finally:
            server.close()
            for task in wire._open:
                task.cancel()
            await asyncio.gather(*wire._open, return_exceptions=True)

    def next(self, trouble: Trouble, times: int = 1) -> None:
        """For the next `times` connections; `always` is for those after them."""
        self._next.extend([trouble] * times)

    async def _taken(self, caller: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - start_server makes one
        self._open.add(task)
        self.connections += 1
        trouble = self._next.popleft() if self._next else self.always
        try:
            with suppress(OSError):
                await self._carry(trouble, caller, back)
        finally:
            self._open.discard(task)
            back.close()

    async def _carry(
        self, trouble: Trouble | None, caller: asyncio.StreamReader, back: asyncio.StreamWriter
    ) -> None:
        match trouble:
            case Refuse():
                _reset_on_close(back)
            case Deaf():
                while await caller.read(CHUNK):
                    pass  # until the caller hangs up
            case None | ResetAfter() | CutAfter() | Slow():
                answers, server = await asyncio.open_connection(self._host, self._port)
                there = asyncio.create_task(_pump(caller, server))
                try:
                    await _answer(trouble, answers, back)
                finally:
                    there.cancel()
                    server.close()
            case _:
                assert_never(trouble)


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await source.read(CHUNK):
            sink.write(piece)
            await sink.drain()
        sink.write_eof()


async def _answer(
    trouble: ResetAfter | CutAfter | Slow | None,
    answers: asyncio.StreamReader,
    back: asyncio.StreamWriter,
) -> None:
    match trouble:
        case ResetAfter(size) | CutAfter(size):
            # Whatever comes after them is waited for as well: the server has done its part.
            back.write((await answers.read(CHUNK))[:size])
            await back.drain()
            if isinstance(trouble, ResetAfter):
                _reset_on_close(back)
        case Slow(seconds, size):
            while piece := await answers.read(size):
                await asyncio.sleep(seconds)
                back.write(piece)
                await back.drain()
        case None:
            await _pump(answers, back)
        case _:
            assert_never(trouble)


def _reset_on_close(back: asyncio.StreamWriter) -> None:
    connection = back.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
