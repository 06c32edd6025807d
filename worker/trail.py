"""What the log is told of a send that did not simply succeed: its trace and whom it was for, never its words."""

import logging
from typing import assert_never

from bot.delivery import Ambiguous, Envelope, Moved, Rejected, Result, RetryAt, Sent, Unreachable
from bot.trace import trace_of_message

Trouble = RetryAt | Unreachable | Moved | Rejected | Ambiguous

log = logging.getLogger(__name__)


def tell(envelope: Envelope, result: Result) -> None:
    """One line; none for what was sent. Platforms' reasons are theirs: they name no person."""
    if isinstance(result, Sent):
        return
    level, words, reason = _said(result)
    log.log(level, "%s: %s", envelope.address.account, words, extra=told(envelope, reason=reason))


def told(envelope: Envelope, **more: object) -> dict[str, object]:
    """For a line's `extra`. `who` is an address, which the logs turn into a pseudonym."""
    return {
        "trace": trace_of_message(envelope.key),
        "message_id": envelope.id,
        "attempt": envelope.attempt,
        "who": envelope.address,
        **more,
    }


def _said(result: Trouble) -> tuple[int, str, str]:
    """How grave, in which words, and why."""
    match result:
        case RetryAt(throttled=True, whole_account=True, reason=reason):
            return logging.WARNING, "the platform asks us to wait with everything", reason
        case RetryAt(throttled=True, reason=reason):
            return logging.INFO, "the platform asks us to wait with this chat", reason
        case RetryAt(reason=reason):
            return logging.INFO, "not sent, tried again", reason
        case Unreachable(reason):
            return logging.INFO, "out of reach", reason
        case Moved():
            return logging.INFO, "the chat has a new id", ""
        case Rejected(reason, account_broken):
            # Said once for the whole account by the sender.
            level = logging.DEBUG if account_broken else logging.WARNING
            return level, "refused for good", reason
        case Ambiguous(reason):
            return logging.WARNING, "it may or may not have arrived", reason
        case _:
            assert_never(result)
