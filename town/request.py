"""A call's parameters out of a query, a JSON body, a form or a multipart body, as the real API takes all four."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message as Headers
from email.parser import HeaderParser
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive, Scope


class Unclear(Exception):
    """The request cannot be read; `what` of it, in English, for the refusal."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class TooLarge(Exception):
    """The request's body has more bytes than its reader takes."""


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Parameters:
    """What was given. Forms know only text, so every reader takes text for its type too."""

    values: Mapping[str, object] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        return orjson.dumps(value).decode()

    def number(self, name: str, default: int = 0) -> int:
        """Raises Unclear when it is no whole number."""
        value = self.values.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        text = self.text(name).strip()
        if not text:
            return default
        if not text.removeprefix("-").isdecimal() or len(text) > 20:
            raise Unclear(f"{name}: not an integer")
        return int(text)

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "1", "yes")

    def json(self, name: str) -> object:
        """A structure, given as such or as its JSON text; None when absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            raise Unclear(f"{name} JSON object") from None


def parameters(query: bytes, content_type: str, body: bytes) -> Parameters:
    """Everything that was sent; the body wins over the query. Raises Unclear when it cannot be read."""
    values: dict[str, object] = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True))
    if not body:
        return Parameters(values)
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        return Parameters(values | _object(body))
    if kind == "multipart/form-data":
        fields, files = _multipart(content_type, body)
        return Parameters(values | fields, files)
    if kind == "application/x-www-form-urlencoded":
        return Parameters(
            values | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        )
    return Parameters(values)


def _object(body: bytes) -> dict[str, object]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Unclear("request JSON") from None
    if not isinstance(found, dict):
        raise Unclear("request JSON: object expected")
    return found


def _multipart(content_type: str, body: bytes) -> tuple[dict[str, object], dict[str, Upload]]:
    boundary = _headers(f"Content-Type: {content_type}").get_param("boundary")
    if not isinstance(boundary, str) or not boundary:
        raise Unclear("request: boundary not found")
    fields: dict[str, object] = {}
    files: dict[str, Upload] = {}
    # A delimiter begins on a line of its own; the first line of the body has no break before it.
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:]:
        if part.startswith(b"--"):
            break
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = _headers(head.decode("utf-8", "replace"))
        name = headers.get_param("name", header="content-disposition")
        if not isinstance(name, str):
            continue
        file_name = headers.get_filename()
        if file_name is None:
            fields[name] = content.decode("utf-8", "replace")
        else:
            files[name] = Upload(file_name, headers.get_content_type(), content)
    return fields, files


def _headers(text: str) -> Headers:
    return HeaderParser().parsestr(text)


async def whole_body(receive: Receive, largest: int) -> bytes:
    """The body of a request. Raises TooLarge beyond so many bytes."""
    event = await receive()
    body: bytes = event.get("body", b"")
    if not event.get("more_body"):
        return body
    chunks, size = [body], len(body)
    while event.get("more_body"):
        event = await receive()
        chunks.append(event.get("body", b""))
        size += len(chunks[-1])
        if size > largest:
            raise TooLarge
    return b"".join(chunks)


def content_type(scope: Scope) -> str:
    """The request's header, empty where there is none."""
    for name, value in scope["headers"]:
        if name == b"content-type":
            return str(value.decode("latin-1"))
    return ""
