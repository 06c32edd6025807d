"""From the outbox to the senders and back: what may be sent now, and what a platform's answer means (P4).

Nobody but the holder of an account's lock claims for it; nothing here knows a platform.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.delivery import Envelope, Outcome, Sent
from bot.limits import Limits
from bot.message import Lane, Purpose
from bot.serial import outgoing_from_json
from bot.update import Address, ChatKind
from bot.usage import month_of
from handlers.outcomes import Outcomes, settle_doubt
from handlers.sieve import sift
from storage import archive, outbox, usage
from storage import holds as waits
from storage.database import Database
from storage.outbox import Slip

# Skipped rows make room for others in the same claim, but it must end.
ROUNDS = 5
NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Holds:
    """Until when a platform asked us to wait: with everything, and by chat."""

    account_until: datetime | None
    chats: Mapping[str, datetime]


def claim(
    db: Database,
    account: str,
    now: datetime,
    limit: int,
    limits: Limits = NO_LIMITS,
    *,
    days_off: Collection[date] = (),
) -> tuple[Envelope, ...]:
    """Up to `limit` messages to send now, by lane, then age; never two of one chat (P6).

    What would come too late is skipped on the way, and so is what nobody asked for and is no longer
    welcome, or not allowed by the account's window and plan.
    """
    with db.transaction() as uow:
        claimed: list[Slip] = []
        for _ in range(ROUNDS):
            slips = outbox.heads(uow, account, now, limit - len(claimed))
            good = sift(uow, slips, now, limits, days_off)
            mine = outbox.claim(uow, [slip.id for slip in good], now)
            claimed += [slip for slip in good if slip.id in mine]
            if len(good) == len(slips) or len(claimed) >= limit:
                break
    return tuple(_envelope(slip) for slip in claimed)


def record(
    db: Database, outcomes: Sequence[Outcome], now: datetime, *, metered: bool = False
) -> None:
    """Write down what became of envelopes, in order. A row that is no longer *sending* keeps its
    state, but for one that turns out to have been sent. `metered`: count what was sent."""
    with db.transaction() as uow:
        Outcomes(uow, now).write(outcomes)
        if metered:
            usage.add(uow, month_of(now), _sent(outcomes))


def release(db: Database, envelope_ids: Collection[int], now: datetime) -> None:  # noqa: ARG001  all handlers are told the time
    """Claimed, but certainly not sent: back to the queue, no attempt counted."""
    with db.transaction() as uow:
        outbox.release(uow, envelope_ids)


def recover(db: Database, account: str, now: datetime) -> int:
    """What a sender that is gone left *sending* may or may not have arrived: repeated once, or
    shown as unknown. For who has just taken the account's lock. How many there were."""
    with db.transaction() as uow:
        left = outbox.left(uow, account)
        settle_doubt(uow, left, "the sender ended", now, now)
    return len(left)


def settle_strays(
    db: Database, account: str, before: datetime, held: Collection[int], now: datetime
) -> int:
    """The same for what was claimed before then and is not held by the sender, who alone may ask. A
    commit whose answer was lost claims rows that nobody hands over. How many there were."""
    with db.transaction() as uow:
        numbers = set(archive.lost(uow, before)).difference(held)
        strays = [slip for slip in outbox.slips(uow, numbers) if slip.account == account]
        settle_doubt(uow, strays, "never handed over", now, now)
    return len(strays)


def release_strays(db: Database, account: str, held: Collection[int], now: datetime) -> int:
    """Back to the queue what is *sending* and not held by the sender, who alone may ask, and only
    while nobody commits rows as claimed for it: then nothing of that was ever tried. How many."""
    del now  # all handlers are told the time
    with db.transaction() as uow:
        strays = {slip.id for slip in outbox.left(uow, account)}.difference(held)
        return outbox.release(uow, strays)


def holds(db: Database, account: str, now: datetime) -> Holds:
    """The waits that are not over."""
    with db.reading() as uow:
        standing = dict(waits.standing(uow, account, now))
    return Holds(standing.pop("", None), standing)


def recent_sends(
    db: Database, account: str, since: datetime
) -> Sequence[tuple[str, ChatKind, datetime]]:
    """What the platform counted against our limits since then: chat, kind, when."""
    with db.reading() as uow:
        found = archive.recent(uow, account, since)
    return [(chat, ChatKind(kind), at) for chat, kind, at in found]


def _sent(outcomes: Sequence[Outcome]) -> Sequence[tuple[str, int, int]]:
    went: Counter[str] = Counter()
    for outcome in outcomes:
        if isinstance(outcome.result, Sent):
            went[outcome.envelope.address.account] += outcome.result.parts
    return [(account, 0, count) for account, count in went.items() if count]


def _envelope(slip: Slip) -> Envelope:
    assert slip.payload is not None  # noqa: S101  only closed rows lose it
    return Envelope(
        slip.id,
        Address(slip.account, slip.chat, ChatKind(slip.kind)),
        outgoing_from_json(slip.payload),
        Purpose(slip.purpose),
        Lane(slip.lane),
        attempt=slip.attempts + 1,
        created_at=slip.created_at,
        expires_at=slip.expires_at,
        key=slip.key,
    )
