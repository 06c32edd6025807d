"""One connection to the front door, with the bounds that uvicorn leaves to a proxy: nobody fills the
memory with a heading that never ends, or keeps a place by sending a byte a minute."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# All that is no body: the request line, the headers, the framing of chunks and what follows them.
# h11, uvicorn's other parser, allows as much (h11_max_incomplete_event_size); platforms send 1 KiB.
LARGEST_HEAD = 64 * 1024
# A request has to arrive within this, and begin within it on a new connection. Telegram itself waits
# so long for an answer (telegram-bot-api, WebhookActor.cpp); a phone on a weak network needs less.
LONGEST_ARRIVAL = 60.0  # seconds

_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class Connection(HttpToolsProtocol):
    """uvicorn's, counting what is no body and ending what takes too long."""

    _head = 0  # bytes of the request under way that were no body; its first packet is not counted
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._head += len(data)
        super().data_received(data)
        if self._head > LARGEST_HEAD and not self.transport.is_closing():
            # In the middle of a body its request is under way already and only sees us hang up.
            if getattr(self.cycle, "response_complete", True):  # None before the first one
                self.transport.write(_TOO_LARGE)
            self.transport.close()

    def on_message_begin(self) -> None:
        self._head = 0
        if self._patience is None:
            self._wait()
        super().on_message_begin()

    def on_body(self, body: bytes) -> None:
        self._head -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._head = 0
        self._wait_no_more()
        super().on_message_complete()

    def _wait(self) -> None:
        self._patience = self.loop.call_later(LONGEST_ARRIVAL, self.transport.close)

    def _wait_no_more(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
