"""The faults by name, for whoever cannot hand over a Python value: the page, the command line, the weather."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from town import faults
from town.faults import TELEGRAM, Fault, Storm, UpdateFault, Words

HTML = "text/html"
GATEWAY_PAGE = b"<html>\r\n<head><title>%s</title></head>\r\n<body><center><h1>%s</h1></center></body>\r\n</html>\r\n"
# What the sign-in page of somebody's wireless network says to every address.
SIGN_IN_PAGE = "<html><body>Mời quý khách đăng nhập Wi-Fi</body></html>".encode()
HALF_AN_ANSWER = b'{"ok":true,"result":{"message_id":1'


class Trouble(StrEnum):
    """Calls first, then updates; each says whether the call was accepted and what its caller sees."""

    TOO_MANY = "too-many"  # not accepted: 429, wait so many seconds
    STORM = "storm"  # not accepted: 429 to everybody, until so many seconds of the town have passed
    SERVER_ERROR = "server-error"  # not accepted: 500 in the platform's JSON
    BAD_GATEWAY = "bad-gateway"  # not accepted: 502, a page of HTML
    GATEWAY_TIMEOUT = "gateway-timeout"  # accepted: 504, a page of HTML
    EMPTY = "empty"  # accepted: 200 and an empty body
    CUT_JSON = "cut-json"  # accepted: 200 and half a JSON
    NOT_JSON = "not-json"  # not accepted: 200 and the page of some network in between
    SLOW = "slow"  # accepted: the right answer after so many seconds
    TRICKLE = "trickle"  # accepted: the right answer, a byte every so many seconds
    HALF_OPEN = "half-open"  # not accepted: nothing, on an open connection
    LOST_ANSWER = "lost-answer"  # accepted: nothing, on an open connection
    RESET_BEFORE = "reset-before"  # not accepted: a TCP reset
    RESET_AFTER = "reset-after"  # accepted: a TCP reset
    CUT_OFF = "cut-off"  # accepted: the connection ends inside the answer
    TWICE = "twice"  # the bot gets the update a second time, at once
    LATE_COPY = "late-copy"  # ... and so many seconds of the town later
    OVERTAKEN = "overtaken"  # the bot gets a later update of another queue first
    OUT_OF_ORDER = "out-of-order"  # ... a later one of the same queue: harsher than Telegram is


# Of those that have a time: the usual one, in seconds. 10,072 was seen in the wild (tdlib/td issue 1331).
SECONDS: Mapping[Trouble, float] = MappingProxyType(
    {
        Trouble.TOO_MANY: 7,
        Trouble.STORM: 10_072,
        Trouble.SLOW: 3,
        Trouble.TRICKLE: 1,
        Trouble.LATE_COPY: 2 * 86_400,
    }
)
WITH_UPDATES = frozenset(
    {Trouble.TWICE, Trouble.LATE_COPY, Trouble.OVERTAKEN, Trouble.OUT_OF_ORDER}
)


def fault_of(
    trouble: Trouble, now: datetime, seconds: float | None = None, words: Words = TELEGRAM
) -> Fault | Storm | UpdateFault:
    """The fault of that name; `seconds` where it has a time, by default the usual one; `words` are the platform's."""
    asked = SECONDS.get(trouble, 0.0) if seconds is None else seconds
    match trouble:
        case Trouble.TOO_MANY:
            return words.too_many(max(1, round(asked)))
        case Trouble.STORM:
            return Storm(now + timedelta(seconds=asked))
        case Trouble.SERVER_ERROR:
            return words.server_error
        case Trouble.SLOW:
            return faults.Delay(asked)
        case Trouble.TRICKLE:
            return faults.Trickle(asked)
        case Trouble.LATE_COPY:
            return faults.Again(asked)
        case _:
            return FIXED[trouble]


def _page(title: bytes) -> bytes:
    return GATEWAY_PAGE % (title, title)


FIXED: Mapping[Trouble, Fault | UpdateFault] = MappingProxyType(
    {
        Trouble.BAD_GATEWAY: faults.Answer(502, _page(b"502 Bad Gateway"), HTML),
        Trouble.GATEWAY_TIMEOUT: faults.Answer(
            504, _page(b"504 Gateway Time-out"), HTML, accepted=True
        ),
        Trouble.EMPTY: faults.Answer(200, accepted=True),
        Trouble.CUT_JSON: faults.Answer(200, HALF_AN_ANSWER, accepted=True),
        Trouble.NOT_JSON: faults.Answer(200, SIGN_IN_PAGE, HTML),
        Trouble.HALF_OPEN: faults.Silence(),
        Trouble.LOST_ANSWER: faults.Silence(accepted=True),
        Trouble.RESET_BEFORE: faults.Reset(),
        Trouble.RESET_AFTER: faults.Reset(accepted=True),
        Trouble.CUT_OFF: faults.DropAfterAccepting(),
        Trouble.TWICE: faults.Again(),
        Trouble.OVERTAKEN: faults.Overtaken(),
        Trouble.OUT_OF_ORDER: faults.Overtaken(same_queue=True),
    }
)
