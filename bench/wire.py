"""A platform's interface for bots that costs next to nothing: POST …/{method} with fields, JSON back.

Raw asyncio, so that no program waits for it.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import parse_qs

import orjson

Fields = Mapping[str, object]
# The method's name, its fields and the loop's time; the status and the JSON value to answer with.
Answer = Callable[[str, Fields, float], tuple[int, Mapping[str, Any]]]


class Interface:
    """Answers every call after a `latency` in seconds. `url` is known once it is open."""

    def __init__(self, answer: Answer, latency: float = 0.0) -> None:
        self.answer = answer
        self.latency = latency
        self.url = ""
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Line(self), "127.0.0.1", 0, backlog=2048)
        host, port = self._server.sockets[0].getsockname()
        self.url = f"http://{host}:{port}"

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()


class _Line(asyncio.Protocol):
    """One connection; one request at a time, which is how HTTP clients use it."""

    def __init__(self, interface: Interface) -> None:
        self._interface = interface
        self._loop = asyncio.get_running_loop()
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head_end = self._buffer.find(b"\r\n\r\n")
        if head_end < 0:
            return
        head = self._buffer[:head_end]
        length = content_length(head)
        body_end = head_end + 4 + length
        if len(self._buffer) < body_end:
            return
        body, self._buffer = self._buffer[head_end + 4 : body_end], self._buffer[body_end:]
        method = head[: head.find(b" HTTP/")].rpartition(b"/")[2].decode()
        answer = _response(*self._interface.answer(method, _fields(body), self._loop.time()))
        if self._interface.latency:
            self._loop.call_later(self._interface.latency, self._transport.write, answer)
        else:
            self._transport.write(answer)


def content_length(head: bytes) -> int:
    """Of a request's or a response's head, 0 if it says none."""
    at = head.lower().find(b"content-length:")
    if at < 0:
        return 0
    end = head.find(b"\r\n", at)
    return int(head[at + 15 : end if end > 0 else len(head)])


def _fields(body: bytes) -> Fields:
    if not body:
        return {}
    if body[:1] == b"{":
        found: dict[str, object] = orjson.loads(body)
        return found
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


def _response(status: int, value: Mapping[str, Any]) -> bytes:
    body = orjson.dumps(value)
    head = f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body
