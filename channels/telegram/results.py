"""What a call to Telegram did, as one of the product's six results. Pure: the answer and the time go in.

Texts of refusals: tdlib/telegram-bot-api (server source, version 10.0) and TDLib; a test pins them.
New ones appear; an unknown refusal is final for its message and told to the operator.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

import orjson

from bot.delivery import Ambiguous, Moved, Rejected, Result, RetryAt, Sent, Unreachable
from channels.http import Answer, MaybeSent, NotSent, Reply

# Of ours, for failures that certainly sent nothing; the sender's own patience comes on top.
SOON = timedelta(seconds=5)
# For a 429 that does not say how long: half of what Telegram's server asks for under pressure (60 s).
UNSAID_WAIT = timedelta(seconds=30)
# Waits of hours are seen in the wild (10,072 s); more than a day is a slip of someone's.
LONGEST_WAIT = timedelta(days=1)
# Two chats throttled within this time: it is the account that is too fast, not a chat.
SAME_STORM = timedelta(seconds=10)

_LONGEST_REASON = 200


class Gone(StrEnum):
    """Why a chat cannot be reached; stored with the message and shown to people who look after it."""

    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    KICKED = "kicked"
    DELETED = "group_deleted"
    NOT_STARTED = "not_started"
    NOT_FOUND = "chat_not_found"
    MUTED = "muted"


# The first phrase found in a refusal's description decides.
_GONE_403 = {
    "bot was blocked by the user": Gone.BLOCKED,
    "user is deactivated": Gone.DEACTIVATED,
    "bot was kicked": Gone.KICKED,
    "bot is not a member": Gone.KICKED,
    "group chat was deleted": Gone.DELETED,
    "can't initiate conversation": Gone.NOT_STARTED,
    "not enough rights": Gone.MUTED,
    "chat_write_forbidden": Gone.MUTED,
    "chat_restricted": Gone.MUTED,
}
_GONE_400 = {
    "chat not found": Gone.NOT_FOUND,
    "user_is_blocked": Gone.BLOCKED,
    "input_user_deactivated": Gone.DEACTIVATED,
    "peer_id_invalid": Gone.NOT_FOUND,
    "group chat was deactivated": Gone.DELETED,
    "not enough rights to send": Gone.MUTED,
    "have no rights to send": Gone.MUTED,
    "chat_write_forbidden": Gone.MUTED,
    "chat_restricted": Gone.MUTED,
    "topic_closed": Gone.MUTED,
}
_UNCHANGED = "message is not modified"
_NOTHING_TO_MARK = (_UNCHANGED, "message to edit not found", "message can't be edited")


@dataclass(frozen=True, slots=True)
class Throttled:
    """The last time a chat was told to wait."""

    chat: str
    at: datetime


def result_of(reply: Reply, now: datetime) -> Result:
    """What became of a message."""
    match reply:
        case NotSent(reason):
            return RetryAt(now + SOON, reason)
        case MaybeSent(reason):
            return Ambiguous(reason)
        case Answer(status, body):
            said = _said(body)
            return _unsaid(status, now) if said is None else _meant(status, said, now)
        case _:
            assert_never(reply)


def result_of_mark(reply: Reply, now: datetime, message: str) -> Result:
    """What became of a mark: a bubble that is as wanted, or gone, needs no mark."""
    result = result_of(reply, now)
    match result:
        case Rejected(reason) if any(text in reason.lower() for text in _NOTHING_TO_MARK):
            return Sent(message)
        case _:
            return result


def widened(result: Result, chat: str, now: datetime, last: Throttled | None) -> Result:
    """A wait for one chat becomes one for the whole account when another chat had to wait just now."""
    match result, last:
        case RetryAt(at, reason, throttled=True), Throttled(other, then) if (
            other != chat and now - then <= SAME_STORM
        ):
            return RetryAt(at, reason, throttled=True, whole_account=True)
        case _:
            return result


def file_id_of(body: bytes) -> str | None:
    """The id under which an uploaded picture or sound can be sent again, from the answer to its sending."""
    match _said(body):
        case {"result": {"photo": [*_, {"file_id": str(file_id)}]}}:
            return file_id
        case {"result": {"voice": {"file_id": str(file_id)}}}:
            return file_id
        case _:
            return None


def _said(body: bytes) -> Mapping[str, object] | None:
    """Telegram's own words, or None when they come from something in between, or not whole."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return said if isinstance(said, dict) and isinstance(said.get("ok"), bool) else None


def _meant(status: int, said: Mapping[str, object], now: datetime) -> Result:
    match said:
        case {"ok": True, "result": {"message_id": int(message)}} if status < 300:
            return Sent(str(message))
        case {"ok": True} if status < 300:
            return Sent("")
        case {"ok": True}:
            return Ambiguous(f"http {status}")
        case {"error_code": int(code)}:
            return _refused(code, said, now)
        case _:
            return _refused(status, said, now) if status >= 400 else Ambiguous(f"http {status}")


def _refused(code: int, said: Mapping[str, object], now: datetime) -> Result:
    description = str(said.get("description") or f"http {code}")[:_LONGEST_REASON]
    match code, said.get("parameters"):
        case 429, parameters:
            return RetryAt(now + _wait(parameters), description, throttled=True)
        case _, {"migrate_to_chat_id": int(new_chat)}:
            return Moved(str(new_chat))
        case ((401 | 404 | 421), _):
            return Rejected(description, account_broken=True)
        case 403, _:
            return _gone(_GONE_403, description)
        case 400, _:
            return _gone(_GONE_400, description)
        case _ if code >= 500:
            return RetryAt(now + SOON, description)
        case _:
            return Rejected(description)


def _gone(texts: Mapping[str, Gone], description: str) -> Unreachable | Rejected:
    said = description.lower()
    for text, reason in texts.items():
        if text in said:
            return Unreachable(reason)
    return Rejected(description)


def _unsaid(status: int, now: datetime) -> Result:
    """An answer that is not Telegram's JSON: a gateway's page, nothing at all, half of it."""
    reason = f"http {status} without an answer"
    if status == 429:
        return RetryAt(now + UNSAID_WAIT, reason, throttled=True)
    if status in {401, 404, 421}:
        return Rejected(reason, account_broken=True)
    if status == 413:
        return Rejected(reason)
    if 300 <= status < 500:
        # A proxy's or a sign-in page's refusal says nothing about the person; nothing got through.
        return RetryAt(now + SOON, reason)
    return Ambiguous(reason)


def _wait(parameters: object) -> timedelta:
    match parameters:
        case {"retry_after": bool()}:
            return UNSAID_WAIT
        case {"retry_after": int(seconds)} if seconds >= 0:
            return timedelta(seconds=min(max(seconds, 1), LONGEST_WAIT.total_seconds()))
        case _:
            return UNSAID_WAIT
