"""Is a webhook's request Zalo's? Pure: the bytes as they came, and what we know, go in.

The documented sum is the plain SHA-256 of app id, body, the body's own timestamp and the OA Secret Key
(developers.zalo.me/docs/official-account/webhook); not an HMAC. Which first term and which secret are
meant is told differently by different pages, so each documented variant is tried; the one that
matched is named, and a setting can pin it.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson

from channels.zalo_oa.keys import Keys

HEADER = "x-zevent-signature"
# Some code of third parties reads the timestamp here; no captured request has it.
TIMESTAMP_HEADER = "x-zevent-timestamp"
# Zalo repeats what was not taken for up to about two hours (developers.zalo.me, webhook), and a clock may
# be wrong; what is older is somebody's replay. Repeats within the window are known by their keys.
REPLAY_WINDOW = timedelta(hours=24)

# The names of all sums that are known, as they are logged and as a pin names them.
VARIANTS = tuple(
    f"{first} + {stamp} + {secret}"
    for first in ("app id", "OA id")
    for stamp in ("body", "header")
    for secret in ("OA secret key", "app secret")
)

_MAC = re.compile(r"\s*(?:mac\s*=\s*)?([0-9a-f]{64})\s*", re.IGNORECASE)
_NOTHING = (b"", b"{}")


@dataclass(frozen=True, slots=True)
class SignatureRules:
    """`pin`: the only one of VARIANTS to take, as it was logged; "" = any.

    `app_secret`: try the app's secret as well, as one description has it; off, since it widens what is
    believed. `log_only`: believe everything and only log what does not match, while an account is being
    connected; never leave it on.
    """

    pin: str = ""
    app_secret: bool = False
    log_only: bool = False


@dataclass(frozen=True, slots=True)
class Matched:
    """Zalo's. `variant` is the sum that it made, in words."""

    variant: str


@dataclass(frozen=True, slots=True)
class Trial:
    """The unsigned request with which the console tries an address: it says nothing."""


@dataclass(frozen=True, slots=True)
class Refused:
    reason: str


Verdict = Matched | Trial | Refused


def judge(
    headers: Mapping[str, str], body: bytes, keys: Keys, rules: SignatureRules, now: datetime
) -> Verdict:
    """Header names are lower case. Never raises."""
    if HEADER not in headers:
        return Trial() if body.strip() in _NOTHING else Refused("no signature")
    given = _MAC.fullmatch(headers[HEADER])
    if given is None:
        return Refused("no SHA-256 in the signature's header")
    stamp = timestamp_of(body)
    claimed = given[1].lower().encode()
    # All are compared, so that the time taken does not tell which was nearly right.
    found = [
        (variant, counts_on_body)
        for variant, counts_on_body, text in _sums(headers, body, stamp, keys, rules)
        if hmac.compare_digest(text, claimed)
    ]
    if not found:
        return Refused("no documented signature matches")
    variant, counts_on_body = found[0]
    if not _is_recent(stamp if counts_on_body else headers[TIMESTAMP_HEADER], now):
        return Refused("signed too long ago")
    return Matched(variant)


def mac(first: str, body: bytes, timestamp: str, secret: str) -> str:
    """The documented sum, in lower-case hex."""
    parts = (first.encode(), body, timestamp.encode("utf-8", "surrogatepass"), secret.encode())
    return hashlib.sha256(b"".join(parts)).hexdigest()


def timestamp_of(body: bytes) -> str:
    """The body's timestamp as it goes into the sum: a text, or a number as it is written; "" if none."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    match value:
        case {"timestamp": str(text)}:
            return text
        case {"timestamp": int(number)} if not isinstance(number, bool):
            return str(number)
        case _:
            return ""


def _sums(
    headers: Mapping[str, str], body: bytes, stamp: str, keys: Keys, rules: SignatureRules
) -> Iterator[tuple[str, bool, bytes]]:
    """Each variant's name, whether it counts on the body's timestamp, and its sum."""
    firsts = {"app id": keys.app_id, "OA id": keys.oa_id}
    stamps = {"body": stamp, "header": headers.get(TIMESTAMP_HEADER, "")}
    secrets = {"OA secret key": keys.secret_key}
    if rules.app_secret:
        secrets["app secret"] = keys.app_secret
    for first_name, first in firsts.items():
        for stamp_name, timestamp in stamps.items():
            for secret_name, secret in secrets.items():
                name = f"{first_name} + {stamp_name} + {secret_name}"
                # Without a secret anybody could make the sum; without a timestamp it never ends.
                if first and timestamp and secret and rules.pin in {"", name}:
                    yield name, stamp_name == "body", mac(first, body, timestamp, secret).encode()


def _is_recent(stamp: str, now: datetime) -> bool:
    """Milliseconds since 1970, or seconds where so few cannot be milliseconds."""
    if not re.fullmatch(r"[0-9]{1,13}", stamp):
        return False
    number = int(stamp)
    seconds = number / 1000 if number >= 10**11 else float(number)
    return abs(now - datetime.fromtimestamp(seconds, UTC)) <= REPLAY_WINDOW
