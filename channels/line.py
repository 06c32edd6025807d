"""One kept connection to a platform's HTTP interface: a question, and the whole of its answer.

httptools parses, as it does for the front door. It must not decide what an answer means.
"""

import asyncio
from typing import cast

import httptools

from channels.reply import Answer, MaybeSent, Patience, Reply

# Platforms answer in hundreds of bytes; a page from something in between has some kilobytes.
LARGEST_ANSWER = 1024 * 1024
# A header that says where the answer ends. Without one it ends with the connection.
_SIZED = (b"content-length", b"transfer-encoding")


class Line(asyncio.Protocol):
    """One question at a time; after a failure none any more."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._reply: asyncio.Future[Reply] | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._heard_at = 0.0
        self.idle_since = 0.0

    @property
    def usable(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    async def ask(self, request: bytes, patience: Patience) -> Reply:
        """Raises nothing but CancelledError, and then the connection is given up."""
        reply: asyncio.Future[Reply] = self._loop.create_future()
        self._reply = reply
        if self._transport is None or not self.usable:
            return MaybeSent("ConnectionLost")
        self._parser = httptools.HttpResponseParser(self)
        self._begin()
        self._transport.write(request)
        self._heard_at = self._loop.time()
        self._watch(patience, self._heard_at + patience.total)
        try:
            return await reply
        except asyncio.CancelledError:
            self.hang_up()
            raise
        finally:
            self._reply = None
            if self._alarm is not None:
                self._alarm.cancel()

    def hang_up(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _begin(self) -> None:
        self._body: list[bytes] = []
        self._size = 0
        self._sized = False
        self._headed = False

    def _watch(self, patience: Patience, ends_at: float) -> None:
        """Ends the question when it takes too long, or too long nothing was heard."""
        deadline = min(self._heard_at + patience.read, ends_at)
        if self._loop.time() >= deadline:
            self._fail("TimedOut")
        else:
            self._alarm = self._loop.call_at(deadline, self._watch, patience, ends_at)

    def _settle(self, reply: Reply) -> None:
        if self._reply is not None and not self._reply.done():
            self._reply.set_result(reply)

    def _fail(self, reason: str) -> None:
        self._settle(MaybeSent(reason))
        self.hang_up()

    # --- What the loop tells -----------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._heard_at = self._loop.time()
        if self._reply is None or self._reply.done():
            self.hang_up()  # nobody asked
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._fail("NoHttp")

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._reply is None or self._reply.done():
            return
        if self._headed and not self._sized:
            self._settle(self._answer())
        else:
            self._settle(MaybeSent("ConnectionLost"))

    # --- What the parser tells ---------------------------------------------------------------

    def on_message_begin(self) -> None:
        if self._reply is None or self._reply.done():
            self.hang_up()  # a second answer must never be taken for that of the next question

    def on_header(self, name: bytes, value: bytes) -> None:
        del value
        self._sized = self._sized or name.lower() in _SIZED

    def on_headers_complete(self) -> None:
        self._headed = True

    def on_body(self, body: bytes) -> None:
        self._body.append(body)
        self._size += len(body)
        if self._size > LARGEST_ANSWER:
            self._fail("AnswerTooLarge")

    def on_message_complete(self) -> None:
        if self._parser.get_status_code() < 200:  # the answer itself is still to come
            self._begin()
            return
        self._settle(self._answer())
        if not self._parser.should_keep_alive():
            self.hang_up()

    def _answer(self) -> Answer:
        return Answer(self._parser.get_status_code(), b"".join(self._body))
