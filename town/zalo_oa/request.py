"""One HTTP request to a server of Zalo's, read whole: its head, its query, its body."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive, Scope

from town.request import TooLarge, whole_body
from town.zalo_oa import errors

LARGEST_BODY = 1024 * 1024  # bytes; no call that this town knows comes near


@dataclass(slots=True)
class Request:
    verb: str
    path: str
    head: Mapping[bytes, bytes] = field(default_factory=dict)
    query: bytes = b""
    body: bytes = b""
    _read: dict[str, object] | None = None

    def header(self, name: str) -> str:
        return self.head.get(name.encode(), b"").decode("latin-1")

    @property
    def asked(self) -> dict[str, str]:
        """The query's ordinary parameters."""
        return dict(parse_qsl(self.query.decode("latin-1"), keep_blank_values=True))

    @property
    def form(self) -> dict[str, str]:
        """The body's fields; none when it is no form. Zalo's OAuth reads nothing else."""
        kind = self.header("content-type").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            return {}
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def json(self) -> dict[str, object]:
        """The body as an object. Raises Refused."""
        if self._read is None:
            self._read = _object(self.body, "body")
        return self._read

    def data(self) -> dict[str, object]:
        """The one query parameter `data`, in which reading calls put a JSON object. Raises Refused."""
        return _object(self.asked.get("data", "").encode(), "data")

    def number(self, name: str, default: int) -> int:
        text = self.asked.get(name, "")
        if not text:
            return default
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            raise errors.invalid(name)
        return int(text)


async def read(path: str, scope: Scope, receive: Receive) -> Request:
    """Raises Refused when it is too large."""
    try:
        body = await whole_body(receive, LARGEST_BODY)
    except TooLarge:
        raise errors.too_long("body") from None
    return Request(scope["method"], path, dict(scope["headers"]), scope["query_string"], body)


def _object(raw: bytes, what: str) -> dict[str, object]:
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise errors.invalid(what) from None
    if not isinstance(found, dict):
        raise errors.invalid(what)
    return found
