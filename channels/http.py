"""Calls to a platform's HTTP interface: one answer, or one of two failures. Knows no platform.

The address may hold a token, so nothing here logs it or puts it into a failure.
"""

from dataclasses import dataclass
from functools import lru_cache

import aiohttp
from yarl import URL

# Shorter than the servers' own (nginx: 75), so that we never write into a connection being closed.
KEEP_ALIVE_SECONDS = 15.0
# Besides the sends: answers to presses, a poll, an operator's command.
SPARE_CONNECTIONS = 4


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. Of ours: a platform answers in well under one, or is in trouble (F15, F16).

    `read` is for silence between two pieces of an answer, `total` for the whole call.
    """

    connect: float = 5.0
    read: float = 20.0
    total: float = 30.0

    def for_slow_answers(self, seconds: float) -> "Patience":
        """For an answer that is meant to take up to so long."""
        return Patience(self.connect, seconds, self.connect + seconds)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class NotSent:
    """The request did not leave: no connection, no name, no TLS, no free place in the pool."""

    reason: str


@dataclass(frozen=True, slots=True)
class MaybeSent:
    """The request left, or part of it, and no whole answer came."""

    reason: str


Reply = Answer | NotSent | MaybeSent


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a form."""

    field: str
    name: str
    media_type: str
    content: bytes


class Http:
    """A pool of connections. Follows no redirect, uses no proxy of the environment, keeps no cookie."""

    def __init__(self, in_flight: int, patience: Patience | None = None) -> None:
        self.patience = patience or Patience()
        self._in_flight = in_flight
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Ready the pool; connects nowhere. Opening twice is the same as once."""
        if self._session is not None:
            return
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=self._in_flight + SPARE_CONNECTIONS, keepalive_timeout=KEEP_ALIVE_SECONDS
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=_timeout(self.patience),
            skip_auto_headers=("User-Agent", "Accept-Encoding"),
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def post_json(self, url: URL, body: bytes, read_seconds: float | None = None) -> Reply:
        """POST a JSON body. `read_seconds`: how long the answer may take when it is meant to be slow."""
        return await self._call("POST", url, body, _JSON, read_seconds)

    async def post_form(
        self, url: URL, fields: dict[str, str], uploads: tuple[Upload, ...] = ()
    ) -> Reply:
        """POST fields and files as a form."""
        form = aiohttp.FormData(quote_fields=False)
        for name, value in fields.items():
            form.add_field(
                name, value, content_type="text/plain; charset=utf-8" if uploads else None
            )
        for upload in uploads:
            form.add_field(
                upload.field, upload.content, filename=upload.name, content_type=upload.media_type
            )
        return await self._call("POST", url, form, {}, None)

    async def get(self, url: URL) -> Reply:
        return await self._call("GET", url, None, {}, None)

    async def _call(
        self,
        method: str,
        url: URL,
        body: bytes | aiohttp.FormData | None,
        headers: dict[str, str],
        read_seconds: float | None,
    ) -> Reply:
        if self._session is None:
            return NotSent("closed")
        patience = self.patience
        if read_seconds is not None:
            patience = patience.for_slow_answers(read_seconds)
        try:
            async with self._session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=_timeout(patience),
                allow_redirects=False,
            ) as response:
                return Answer(response.status, await response.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as failure:
            return _failure(failure)


_JSON = {"Content-Type": "application/json"}

# All of these are raised before the first byte of the request is written.
_BEFORE_SENDING = (
    aiohttp.ClientConnectorError,  # refused, unreachable, name not found, TLS
    aiohttp.ConnectionTimeoutError,  # connecting, or waiting for a place in the pool
    aiohttp.ServerFingerprintMismatch,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
)


def _failure(failure: BaseException) -> NotSent | MaybeSent:
    """Only the failure's name is kept: its text may hold the address."""
    reason = type(failure).__name__
    return NotSent(reason) if isinstance(failure, _BEFORE_SENDING) else MaybeSent(reason)


@lru_cache(maxsize=16)
def _timeout(patience: Patience) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=patience.total,
        connect=patience.connect,
        sock_connect=patience.connect,
        sock_read=patience.read,
    )
