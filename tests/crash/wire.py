"""A wire between the product and its PostgreSQL that can lose the answer to a commit.

The one fault that a killed process or server cannot show: the transaction is there, and its process,
which lives on, believes that it is not.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psycopg


class Wire:
    """Listens on loopback and passes everything on to the server's socket."""

    def __init__(self, server: str) -> None:
        self._info = psycopg.conninfo.conninfo_to_dict(server)
        self._ends: set[asyncio.StreamWriter] = set()
        self.port = 0
        self.marked: bytes | None = (
            None  # of a transaction with these bytes the next answer is lost
        )
        self.lost = 0

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await self._connect()
        call = _Call(self)
        self._ends |= {writer, back}
        await asyncio.gather(call.ask(reader, back), call.answer(there, writer))
        for end in (writer, back):
            self._ends.discard(end)
            with suppress(OSError):
                await end.wait_closed()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        host, port = str(self._info["host"]), int(self._info.get("port") or 5432)
        if host.startswith("/"):
            return await asyncio.open_unix_connection(Path(host) / f".s.PGSQL.{port}")
        return await asyncio.open_connection(host, port)

    def hang_up(self) -> None:
        for end in self._ends:
            end.close()


class _Call:
    """One connection. `_fatal`: its transaction is the one whose commit will not be heard of."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._fatal = False
        self._committing = False

    async def ask(self, reader: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while said := await reader.read(1 << 16):
                if self._wire.marked is not None and self._wire.marked in said:
                    self._wire.marked, self._fatal = None, True
                self._committing = self._fatal and b"COMMIT" in said
                back.write(said)
                await back.drain()
        back.close()

    async def answer(self, there: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while said := await there.read(1 << 16):
                if self._committing:
                    self._wire.lost += 1
                    break
                writer.write(said)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def wire_to(server: str) -> AsyncIterator[Wire]:
    wire = Wire(server)
    listening = await asyncio.start_server(wire.accept, "127.0.0.1", 0)
    wire.port = listening.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        listening.close()
        wire.hang_up()
        await listening.wait_closed()
