"""What Zalo Bot's interface says to a call, whatever it was about. Pure.

HTTP 200 is no success and HTTP 4xx comes with the same JSON: `ok` decides
(docs.zaloplatforms.com/docs/BOT/call-api).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from channels.http import Answer
from channels.protocol import Unreadable
from channels.text import clean
from channels.zalo_bot.updates import parse

_LONGEST_DESCRIPTION = 200


@dataclass(frozen=True, slots=True)
class Taken:
    """`ok`, and its `result`; None where there is none."""

    result: object


@dataclass(frozen=True, slots=True)
class Refused:
    """Not `ok`: the code, HTTP's where no other is given, and what was said about it."""

    code: int
    description: str


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Not Zalo's words: a gateway's page, nothing at all, half of it."""

    status: int


Said = Taken | Refused | Unsaid


def said(answer: Answer) -> Said:
    """What people wrote may be in it: it is read as leniently as that."""
    try:
        body = parse(answer.body)
    except Unreadable:
        return Unsaid(answer.status)
    if not isinstance(body, dict):
        return Unsaid(answer.status)
    match body:
        case {"ok": True} if answer.status < 300:
            return Taken(body.get("result"))
        case {"ok": False}:
            code = _code(body)
            return Refused(
                answer.status if code is None else code, _description(body, answer.status)
            )
        case _:
            return Unsaid(answer.status)


def _code(body: Mapping[str, object]) -> int | None:
    """The page on testWebhook writes `errorCode`, all others `error_code`."""
    for field in ("error_code", "errorCode"):
        code = body.get(field)
        if isinstance(code, str) and code.isascii() and code.isdecimal() and len(code) < 5:
            return int(code)
        if isinstance(code, int) and not isinstance(code, bool):
            return code
    return None


def _description(body: Mapping[str, object], status: int) -> str:
    text = body.get("description")
    return (clean(text, _LONGEST_DESCRIPTION) if isinstance(text, str) else "") or f"http {status}"
