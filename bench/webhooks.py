"""Brings updates to a webhook as platforms do: over kept connections, again until they are taken."""

import asyncio
from collections import Counter, deque
from collections.abc import Mapping
from typing import cast

from bench.wire import content_length

# Telegram's largest (core.telegram.org/bots/api#setwebhook, max_connections).
CONNECTIONS = 100
PAUSE = 0.2  # seconds before an update that was not taken comes again
NO_ANSWER = 0  # among the statuses


class Courier:
    """Connections to one or several front doors, used in turn. `answers` counts statuses."""

    def __init__(self, *urls: str, headers: Mapping[str, str]) -> None:
        self._heads = [_head(url, headers) for url in urls]
        self._places = [_place(url) for url in urls]
        self._idle: deque[_Connection] = deque()
        self._waiting: deque[asyncio.Future[_Connection]] = deque()
        self.answers: Counter[int] = Counter()

    async def open(self) -> None:
        for n in range(CONNECTIONS):
            line = _Connection(self._heads[n % len(self._heads)])
            self._idle.append(line)
            await line.open(*self._places[n % len(self._places)])

    def close(self) -> None:
        for line in self._idle:
            line.close()

    async def bring(self, update: bytes) -> float:
        """Until it is taken; the loop's time at which it was."""
        loop = asyncio.get_running_loop()
        while True:
            line = await self._free()
            try:
                status = await line.post(update)
            except OSError:  # closed as we wrote; whether it was taken nobody knows
                status = NO_ANSWER
            finally:
                self._give_back(line)
            self.answers[status] += 1
            if status == 200:
                return loop.time()
            await asyncio.sleep(PAUSE)

    async def _free(self) -> "_Connection":
        if self._idle:
            return self._idle.popleft()
        waiting: asyncio.Future[_Connection] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        return await waiting

    def _give_back(self, line: "_Connection") -> None:
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(line)
                return
        self._idle.append(line)


class _Connection(asyncio.Protocol):
    """Opened anew when the server has closed it, which servers do to idle ones."""

    def __init__(self, head: bytes) -> None:
        self._head = head
        self._place = ("", 0)
        self._buffer = b""
        self._answer: asyncio.Future[int] | None = None
        self._loop = asyncio.get_running_loop()

    async def open(self, host: str, port: int) -> None:
        self._place = (host, port)
        await self._loop.create_connection(lambda: self, host, port)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("closed inside an answer"))

    async def post(self, body: bytes) -> int:
        if self._transport.is_closing():
            await self.open(*self._place)
        self._answer, self._buffer = self._loop.create_future(), b""
        self._transport.write(b"%s%d\r\n\r\n%s" % (self._head, len(body), body))
        return await self._answer

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0 or len(self._buffer) < end + 4 + content_length(self._buffer[:end]):
            return
        status, self._buffer = int(self._buffer[9:12]), b""
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(status)

    def close(self) -> None:
        self._transport.close()


def _place(url: str) -> tuple[str, int]:
    host, _, port = url.removeprefix("http://").partition("/")[0].partition(":")
    return host, int(port)


def _head(url: str, headers: Mapping[str, str]) -> bytes:
    host, _, path = url.removeprefix("http://").partition("/")
    own = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return (
        f"POST /{path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n{own}"
        "content-length: "
    ).encode()
