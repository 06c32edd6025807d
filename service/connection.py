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
    _begun: float | None = None  # the loop's time; None while nothing is arriving
    _watch: asyncio.TimerHandle | None = None  # one a connection: one a request would cost more

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._begun = self.loop.time()
        self._watch = self.loop.call_later(LONGEST_ARRIVAL, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._watch is not None:
            self._watch.cancel()
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
        self._begun = self.loop.time()
        super().on_message_begin()

    def on_body(self, body: bytes) -> None:
        self._head -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._head = 0
        self._begun = None
        super().on_message_complete()

    def _look(self) -> None:
        """Hang up, or look again when what is arriving now would have taken too long."""
        now = self.loop.time()
        left = LONGEST_ARRIVAL if self._begun is None else self._begun + LONGEST_ARRIVAL - now
        if left <= 0:
            self.transport.close()
        else:
            self._watch = self.loop.call_later(left, self._look)
