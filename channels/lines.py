"""Kept connections to one origin for the hot path: POST a JSON body, get the whole answer.

A session of aiohttp's costs several times as much a call (docs/decisions/0023), most of it for what
a chat platform's interface never needs: cookies, redirects, proxies, streams. What is rare, forms
and files, stays with aiohttp (`channels.http`).
"""

import asyncio
import socket
import ssl
from collections import deque
from collections.abc import Sequence
from functools import lru_cache

import aiohappyeyeballs
from yarl import URL

from channels.line import Line
from channels.reply import NotSent, Patience, Reply

# Shorter than the servers' own (nginx: 75), so that we never write into a connection being closed.
KEEP_ALIVE_SECONDS = 15.0
# Until the next of a name's addresses is tried beside the last (RFC 8305, 5).
NEXT_ADDRESS_AFTER = 0.25  # seconds
# How long a name's addresses are used before they are asked for again.
NAMES_KEPT = 10.0  # seconds


class Lines:
    """The pool of one origin, of at most `limit` connections."""

    def __init__(self, origin: URL, limit: int) -> None:
        self._origin = origin
        self._places = asyncio.Semaphore(limit)
        self._idle: deque[Line] = deque()  # longest idle first
        self._addresses: Sequence[aiohappyeyeballs.AddrInfoType] = ()
        self._asked_at = float("-inf")
        self._loop = asyncio.get_running_loop()

    async def post(self, head: bytes, body: bytes, patience: Patience) -> Reply:
        """`head` ends before the value of Content-Length. Raises nothing but CancelledError."""
        line = None if self._places.locked() else self._kept()
        if line is not None:
            await self._places.acquire()  # at once: there is a place
        else:
            try:
                async with asyncio.timeout(patience.connect):
                    line = await self._placed()
            except TimeoutError:
                return NotSent("ConnectionTimeout")
            except OSError as failure:  # refused, unreachable, name not found, TLS
                return NotSent(type(failure).__name__)
        try:
            return await line.ask(b"%s%d\r\n\r\n%s" % (head, len(body), body), patience)
        finally:
            self._places.release()
            if line.usable:
                line.idle_since = self._loop.time()
                self._idle.append(line)

    def close(self) -> None:
        while self._idle:
            self._idle.popleft().hang_up()

    def _kept(self) -> Line | None:
        """The connection used last, so that those too many grow old."""
        oldest = self._loop.time() - KEEP_ALIVE_SECONDS
        while self._idle and self._idle[0].idle_since < oldest:
            self._idle.popleft().hang_up()
        while self._idle:
            line = self._idle.pop()
            if line.usable:
                return line
        return None

    async def _placed(self) -> Line:
        await self._places.acquire()
        try:
            return self._kept() or await self._connected()
        except BaseException:
            self._places.release()
            raise

    async def _connected(self) -> Line:
        try:
            connection = await aiohappyeyeballs.start_connection(
                list(await self._resolved()), happy_eyeballs_delay=NEXT_ADDRESS_AFTER
            )
        except OSError:
            self._asked_at = float("-inf")  # it may have moved
            raise
        name = self._origin.host if self._origin.scheme == "https" else None
        _, line = await self._loop.create_connection(
            Line, sock=connection, ssl=_trusting() if name else None, server_hostname=name
        )
        return line

    async def _resolved(self) -> Sequence[aiohappyeyeballs.AddrInfoType]:
        if self._loop.time() - self._asked_at > NAMES_KEPT:
            self._addresses = await self._loop.getaddrinfo(
                self._origin.host, self._origin.port, type=socket.SOCK_STREAM
            )
            self._asked_at = self._loop.time()
        return self._addresses


@lru_cache(maxsize=1)
def _trusting() -> ssl.SSLContext:
    """What the machine trusts; reading that takes some milliseconds."""
    return ssl.create_default_context()
