"""What a send to Zalo Bot did, as one of the product's six results. Pure: the answer and the time go in.

The codes are those of docs.zaloplatforms.com/docs/BOT/error-code; their descriptions are not documented,
so nothing is concluded from them. No code is known for a person who blocked the bot or a group that put
it out: no chat is given up as unreachable here.
"""

from datetime import datetime, timedelta
from typing import assert_never

from bot.delivery import Ambiguous, Rejected, Result, RetryAt, Sent
from channels.http import Answer, MaybeSent, NotSent, Reply
from channels.zalo_bot.answers import Refused, Taken, Unsaid, said
from channels.zalo_bot.updates import id_of

# Of ours, for failures that certainly sent nothing: three times as long each time. The eight attempts
# that a message has outlast an hour and a half of them.
SOON = timedelta(seconds=5)
GROWTH = 3
LONGEST_PAUSE = timedelta(hours=2)
# 429 is the month's quota and comes without a time. Asked again each hour: when it begins anew is not
# documented, and a plan may be changed any day.
QUOTA_PAUSE = timedelta(hours=1)
# A 429 that is not Zalo's: something in between is too busy for us, and that passes.
BUSY_PAUSE = timedelta(minutes=1)


def result_of(reply: Reply, now: datetime, attempt: int = 1) -> Result:
    """What became of a message; `attempt` counts from 1."""
    match reply:
        case NotSent(reason):
            return RetryAt(now + _pause(attempt), reason)
        case MaybeSent(reason):
            return Ambiguous(reason)
        case Answer():
            return _answered(reply, now, attempt)
        case _:
            assert_never(reply)


def _answered(answer: Answer, now: datetime, attempt: int) -> Result:
    match said(answer):
        case Taken({"message_id": message}):
            return Sent(id_of(message))
        case Taken():
            return Sent("")
        case Refused(code, description):
            return _refused(code, description, now, attempt)
        case Unsaid(status):
            return _unsaid(status, now, attempt)


def _refused(code: int, description: str, now: datetime, attempt: int) -> Result:
    match code:
        case 429:
            reason = f"quota: {description}"
            return RetryAt(now + QUOTA_PAUSE, reason, throttled=True, whole_account=True)
        case 401:
            return Rejected(description, account_broken=True)
        case 403:
            # "Internal server error", says the table: tried again until the attempts are used up.
            return RetryAt(now + _pause(attempt), f"http 403: {description}")
        case 408:
            return Ambiguous(description)
        case _ if code >= 500:
            return Ambiguous(description)
        case _:
            # 404 too: it may mean this chat alone, and one chat must not stop the account. An account
            # that is at fault altogether is found by `channels check`, which asks for no chat.
            return Rejected(description)


def _unsaid(status: int, now: datetime, attempt: int) -> Result:
    reason = f"http {status} without an answer"
    match status:
        case 429:
            return RetryAt(now + BUSY_PAUSE, reason, throttled=True, whole_account=True)
        case 401 | 404:
            # Whoever answers there is not the platform, or does not know the token: no message is at fault.
            return Rejected(reason, account_broken=True)
        case 413:
            return Rejected(reason)
        case 408:
            return Ambiguous(reason)
        case _ if 300 <= status < 500:
            # A proxy's or a sign-in page's refusal says nothing about the person; nothing got through.
            return RetryAt(now + _pause(attempt), reason)
        case _:
            return Ambiguous(reason)


def _pause(attempt: int) -> timedelta:
    longest = LONGEST_PAUSE / SOON
    return SOON * min(float(GROWTH ** min(attempt - 1, 20)), longest)
