"""What each of the six results means for its row and its chat (P4). Within a transaction of `delivery`."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import assert_never

from bot.delivery import Ambiguous, Moved, Outcome, Rejected, RetryAt, Sent, Unreachable
from bot.message import Mark, Purpose
from bot.serial import outgoing_from_json
from bot.trace import trace_of_message
from bot.update import Address, ChatKind
from handlers import binding
from handlers.bubbles import post
from handlers.groups import move
from storage import groups, holds, outbox, people
from storage.outbox import Slip, Status
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

# Failures that were certainly not sends: with the growing pauses an outage of an hour and a half.
MOST_ATTEMPTS = 8
# An adapter knows when to try at the soonest; how often it failed before is known here. Three times as
# long each time: 5, 15, 45 s, …
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
GROWTH = 3
# The platform that lost our answer may be restarting (telegram-bot-api does within seconds).
DOUBT_PAUSE = timedelta(seconds=30)


# Some platforms have no word for "you were put out of this group": so many refusals in a row say it.
REFUSALS = 3


class Outcomes:
    def __init__(self, uow: UnitOfWork, now: datetime) -> None:
        self._uow = uow
        self._now = now

    def write(self, outcomes: Sequence[Outcome]) -> None:
        """Nearly all are *sent*: those in one statement, the rest by hand and in order."""
        sent = [
            (outcome.envelope.id, outcome.result.external_id, outcome.at)
            for outcome in outcomes
            if isinstance(outcome.result, Sent)
        ]
        outbox.sent(self._uow, sent)
        rest = [outcome for outcome in outcomes if not isinstance(outcome.result, Sent)]
        slips = {s.id: s for s in outbox.slips(self._uow, [o.envelope.id for o in rest])}
        for outcome in rest:
            self._hold(outcome)
            slip = slips.get(outcome.envelope.id)
            if slip is not None:
                self._one(outcome, slip)

    def _hold(self, outcome: Outcome) -> None:
        """A platform's wait counts, whatever became of the row meanwhile."""
        match outcome.result:
            case RetryAt(at, reason, throttled, whole_account) if throttled or whole_account:
                address = outcome.envelope.address
                chat = "" if whole_account else address.chat
                holds.put(self._uow, address.account, chat, at, reason)
            case _:
                pass

    def _one(self, outcome: Outcome, slip: Slip) -> None:
        match outcome.result:
            case Sent():
                pass
            case RetryAt() as result:
                self._retry(slip, result, is_mark=isinstance(outcome.envelope.content, Mark))
            case Unreachable(reason):
                self._close(slip, Status.FAILED, reason)
                self._lose(outcome.envelope.address, reason, slip)
            case Moved(new_chat):
                move(self._uow, slip.account, outcome.envelope.address.chat, new_chat)
                outbox.release(self._uow, [slip.id])  # it is sent on with the others
            case Rejected(reason, account_broken):
                self._reject(slip, reason, account_broken=account_broken)
            case Ambiguous(reason):
                settle_doubt(self._uow, [slip], reason, outcome.at, outcome.at + DOUBT_PAUSE)
            case _:
                assert_never(outcome.result)

    def _retry(self, slip: Slip, result: RetryAt, *, is_mark: bool) -> None:
        tried = slip.attempts if result.throttled else slip.attempts + 1
        if is_mark:
            self._close(slip, Status.SKIPPED, result.reason)
        elif tried >= MOST_ATTEMPTS:
            self._close(slip, Status.FAILED, result.reason, logging.WARNING)
        else:
            at = result.at if result.throttled else max(result.at, self._now + _pause(tried))
            _again(self._uow, slip, result.reason, at, tried=tried)

    def _reject(self, slip: Slip, reason: str, *, account_broken: bool) -> None:
        """A refused account says nothing about the message: it waits until the account is mended."""
        if account_broken:
            _again(self._uow, slip, reason, self._now, tried=slip.attempts)
        else:
            self._close(slip, Status.FAILED, reason)
            address = Address(slip.account, slip.chat, ChatKind(slip.kind))
            if address.kind is ChatKind.GROUP and outbox.refused(
                self._uow, slip.account, slip.chat, REFUSALS
            ):
                self._lose(address, reason, slip)

    def _lose_group(self, address: Address, reason: str, slip: Slip) -> None:
        """Whoever bound it to a team is told."""
        account, chat = address.account, address.chat
        groups.lose(self._uow, account, chat, reason, self._now)
        post(self._uow, binding.lost(self._uow, account, chat, f"lost:{slip.id}"), self._now)

    def _lose(self, address: Address, reason: str, slip: Slip) -> None:
        """The address that was sent to: a group may have moved on meanwhile."""
        outbox.skip_chat(self._uow, address.account, address.chat, reason, self._now)
        match address.kind:
            case ChatKind.PRIVATE:
                people.lose(self._uow, address.account, address.chat, reason, self._now)
            case ChatKind.GROUP:
                self._lose_group(address, reason, slip)

    def _close(self, slip: Slip, status: Status, reason: str, level: int = logging.INFO) -> None:
        outbox.close(self._uow, [(slip.id, status, reason, self._now)])
        _tell(slip, status, reason, level)


def _pause(tried: int) -> timedelta:
    """Before the next try; after the first failure as soon as the adapter says."""
    return min(SHORTEST_PAUSE * GROWTH ** (tried - 1), LONGEST_PAUSE) if tried > 1 else timedelta(0)


def settle_doubt(
    uow: UnitOfWork, slips: Sequence[Slip], reason: str, now: datetime, again_at: datetime
) -> None:
    """Nobody knows whether these arrived: once more where a repeat is harmless, else *unknown*."""
    for slip in slips:
        if slip.doubts == 0 and _may_repeat(slip):
            _again(uow, slip, reason, again_at, tried=slip.attempts + 1, doubted=1)
        else:
            outbox.close(uow, [(slip.id, Status.UNKNOWN, reason, now)])
            _tell(slip, Status.UNKNOWN, reason, logging.WARNING)


def _again(
    uow: UnitOfWork, slip: Slip, why: str, at: datetime, *, tried: int, doubted: int | None = None
) -> None:
    doubts = slip.doubts if doubted is None else doubted
    outbox.again(uow, [{"row": slip.id, "why": why, "at": at, "tried": tried, "doubted": doubts}])


def _may_repeat(slip: Slip) -> bool:
    """Not announcements; and a mark is not worth a second call."""
    if slip.payload is None or isinstance(outgoing_from_json(slip.payload), Mark):
        return False
    return Purpose(slip.purpose).may_repeat


def _tell(slip: Slip, fate: Status, reason: str, level: int) -> None:
    """The end of a message that was not simply sent. Said again if this transaction is tried again."""
    log.log(
        level,
        "%s: a message ends as %s",
        slip.account,
        fate,
        extra={
            "trace": trace_of_message(slip.key),
            "message_id": slip.id,
            "reason": reason,
            "who": Address(slip.account, slip.chat),  # which the logs turn into a pseudonym
        },
    )
