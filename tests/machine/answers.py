"""What a platform may say to a request, and whether the person sees the message."""

from datetime import datetime
from itertools import count

from bot.delivery import Ambiguous, Moved, Rejected, Result, RetryAt, Sent, Unreachable

ANSWERS = (
    "sent", "sent", "slow down", "slow down all", "slow down all", "not sent", "away", "moved",
    "refused", "account refused", "arrived, not known", "lost, not known",
)  # fmt: skip
_numbers = count(1)


def answer(kind: str, at: datetime) -> tuple[Result, bool]:
    """The result, with `at` where it says until when; True: the message arrived."""
    match kind:
        case "slow down":
            return RetryAt(at, "429", throttled=True), False
        case "slow down all":
            return RetryAt(at, "429", throttled=True, whole_account=True), False
        case "not sent":
            return RetryAt(at, "connection refused"), False
        case "away":
            return Unreachable("blocked"), False
        case "moved":
            return Moved("-200"), False
        case "refused":
            return Rejected("400"), False
        case "account refused":
            return Rejected("401", account_broken=True), False
        case "arrived, not known":
            return Ambiguous("read timeout"), True
        case "lost, not known":
            return Ambiguous("read timeout"), False
        case _:
            return Sent(f"t{next(_numbers)}"), True
