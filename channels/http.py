"""Calls to a platform's HTTP interface: one answer, or one of two failures. Knows no platform.

The address may hold a token, so nothing here logs it or puts it into a failure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import aiohttp
from yarl import URL

from channels.lines import KEEP_ALIVE_SECONDS, Lines
from channels.reply import Answer, MaybeSent, NotSent, Patience, Reply

__all__ = ["Answer", "Http", "MaybeSent", "NotSent", "Patience", "Reply", "Upload"]

# Besides the sends: answers to presses, a poll, an operator's command.
SPARE_CONNECTIONS = 4

_LENGTH = b"Content-Length: "
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a form."""

    field: str
    name: str
    media_type: str
    content: bytes


class Http:
    """Pools of connections. Follows no redirect, uses no proxy of the environment, keeps no cookie."""

    def __init__(self, in_flight: int, patience: Patience | None = None) -> None:
        self.patience = patience or Patience()
        self._in_flight = in_flight
        self._session: aiohttp.ClientSession | None = None
        self._lines: dict[URL, Lines] = {}
        self._ways: dict[URL, tuple[Lines, bytes]] = {}  # by address: a bot has some dozens

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
        for lines in self._lines.values():
            lines.close()
        self._lines.clear()
        self._ways.clear()

    async def post_json(
        self,
        url: URL,
        body: bytes,
        read_seconds: float | None = None,
        headers: Mapping[str, str] = _NONE,
    ) -> Reply:
        """POST a JSON body. `read_seconds`: how long the answer may take when it is meant to be slow.

        `headers` beside the usual ones: printable ASCII, else ValueError.
        """
        if self._session is None:
            return NotSent("closed")
        if url not in self._ways and (url.scheme not in {"http", "https"} or not url.host):
            return NotSent("NoAddress")
        patience = self.patience
        if read_seconds is not None:
            patience = patience.for_slow_answers(read_seconds)
        lines, head = self._ways.get(url) or self._way(url)
        return await lines.post(head + _lines(headers) + _LENGTH, body, patience)

    def _way(self, url: URL) -> tuple[Lines, bytes]:
        origin = url.origin()
        lines = self._lines.get(origin)
        if lines is None:
            places = self._in_flight + SPARE_CONNECTIONS
            lines = self._lines[origin] = Lines(origin, places)
        way = self._ways[url] = lines, _head(url)
        return way

    async def post_form(
        self,
        url: URL,
        fields: dict[str, str],
        uploads: tuple[Upload, ...] = (),
        headers: Mapping[str, str] = _NONE,
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
        return await self._call("POST", url, form, headers)

    async def get(self, url: URL, headers: Mapping[str, str] = _NONE) -> Reply:
        return await self._call("GET", url, None, headers)

    async def _call(
        self, method: str, url: URL, body: aiohttp.FormData | None, headers: Mapping[str, str]
    ) -> Reply:
        if self._session is None:
            return NotSent("closed")
        try:
            async with self._session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=_timeout(self.patience),
                allow_redirects=False,
            ) as response:
                return Answer(response.status, await response.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as failure:
            return _failure(failure)


def _head(url: URL) -> bytes:
    """The beginning of a POST, up to what differs from call to call. An address is written as its authors wrote it:
    nothing in it can break a line, yarl has seen to that."""
    host = url.raw_host if url.is_default_port() else url.raw_authority.rpartition("@")[2]
    return (
        f"POST {url.raw_path_qs} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
    ).encode("ascii")


def _lines(headers: Mapping[str, str]) -> bytes:
    """A value that ends its line would begin another header, or the body."""
    if not headers:
        return b""
    if not all(
        f"{name}{value}".isascii() and f"{name}{value}".isprintable()
        for name, value in headers.items()
    ):
        raise ValueError("a header is printable ASCII")
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode("ascii")


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
