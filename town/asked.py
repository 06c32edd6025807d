"""What a page of the town, or a program, asked for: let in only if it may, and read field by field."""

import json
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from town.people import Impossible

LARGEST_BODY = 64 * 1024  # bytes; sixteen of the longest texts

Answer = Callable[[Request], Awaitable[Response]]


def guarded(answer: Answer) -> Answer:
    """Let in only what this page, or a program, sent as JSON; a foreign page cannot (CSRF)."""

    async def let_in(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return error(415, "Cần gửi dữ liệu kiểu application/json.")
        origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
        own = f"{request.url.scheme}://{request.url.netloc}"
        if origin not in (None, own) or site not in (None, "same-origin", "none"):
            return error(403, "Yêu cầu này đến từ một trang khác nên không được nhận.")
        if int(request.headers.get("content-length", "0") or 0) > LARGEST_BODY:
            return error(413, "Dữ liệu gửi lên quá lớn.")
        try:
            return await answer(request)
        except Impossible as reason:
            return error(409, str(reason))
        except (ValueError, KeyError, TypeError):
            return error(400, "Dữ liệu gửi lên chưa đúng dạng.")

    return let_in


def error(status: int, sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status_code=status)


async def given(request: Request) -> dict[str, object]:
    given = json.loads(await request.body())
    if not isinstance(given, dict):
        raise TypeError
    return given


def text(given: dict[str, object], name: str, default: str | None = None) -> str:
    value = given.get(name, default)
    if not isinstance(value, str):
        raise TypeError
    return value


def number(given: dict[str, object], name: str) -> int:
    value = given[name]
    if isinstance(value, str):
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def flag(given: dict[str, object], name: str) -> bool:
    value = given[name]
    if not isinstance(value, bool):
        raise TypeError
    return value
