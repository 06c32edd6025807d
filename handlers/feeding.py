"""From an announcement's recipients into the outbox, a little at a time, and back what became of them.

The recipients are the queue. Only some seconds' worth of them stand in the outbox: so an announcement can be
stopped, communes take turns, and a restart finds everything where it was.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import wording
from bot.announcing import FRESH_FOR, Queue, Reason, lane_of, shared
from bot.calendar import may_disturb
from bot.message import Lane, Mark
from bot.serial import outgoing_to_json
from bot.turn import School
from bot.update import Address, ChatKind
from handlers import bulletins
from handlers.broadcasting import start_due
from handlers.bubbles import Bubble, bubbles_of, put
from storage import broadcasts, outbox, recipients
from storage.broadcasts import Broadcast
from storage.database import Database
from storage.recipients import Next
from storage.unit_of_work import UnitOfWork

# How much of an account's rate stands in the outbox, in seconds. Warnings go before replies, so of them no
# more than leaves a fifth of the rate to the replies between two ticks.
AHEAD = {Lane.BROADCAST: 2.0, Lane.EMERGENCY: 0.4}
# What must wait there, after failures, makes no room for more without end: so many times as much.
MOST_WAITING = 10


@dataclass(frozen=True, slots=True)
class Ticked:
    """`fed`: accounts with something new to send. `is_busy`: there will be more to do very soon."""

    fed: frozenset[str]
    is_busy: bool


def tick(db: Database, school: School, now: datetime, rates: Mapping[str, float]) -> Ticked:
    """Begin what is due, learn what became of what was sent, hand on the next. `rates`: the accounts that
    this process sends for, and how many messages a second each may send. Raises Unavailable."""
    with db.transaction() as uow:
        begun = start_due(uow, school, now)
        settled = recipients.settle(uow)
        sending = broadcasts.sending(uow)
        feed = _Feed(uow, school, now, rates)
        feed.take(sending)
        broadcasts.end(uow, [one.id for one in sending if one.id not in feed.left], now)
        is_busy = bool(begun or settled) or feed.is_open or recipients.any_queued(uow)
        return Ticked(feed.accounts, is_busy)


class _Feed:
    """One tick's helping."""

    def __init__(
        self, uow: UnitOfWork, school: School, now: datetime, rates: Mapping[str, float]
    ) -> None:
        self._uow = uow
        self._school = school
        self._now = now
        self._rates = rates
        self._fed: set[str] = set()
        self.left: set[int] = set()  # the announcements of which more wait here
        self.is_open = False  # something may be sent at this hour

    @property
    def accounts(self) -> frozenset[str]:
        return frozenset(self._fed)

    def take(self, sending: Sequence[Broadcast]) -> None:
        calm = may_disturb(self._now, self._school.days_off)
        fresh = [one for one in sending if not self._expired(one)]
        waiting = recipients.backlog(self._uow, self._rates, [one.id for one in fresh])
        self.left = {number for _, number in waiting}
        allowed = [one for one in fresh if one.emergency or calm]
        for one in fresh:
            if one not in allowed:  # whoever changes their mind tonight is not told in the morning
                recipients.withdraw(self._uow, one.id)
        self.is_open = bool(allowed)
        standing = outbox.standing(self._uow, self._rates, self._now) if waiting else {}
        for account, rate in self._rates.items():
            for lane, ahead in AHEAD.items():
                ready, total = standing.get((account, lane), (0, 0))
                most = math.ceil(rate * ahead)
                room = min(most - ready, MOST_WAITING * most - total)
                here = [one for one in allowed if lane_of(emergency=one.emergency) is lane]
                self._share(account, here, waiting, room)

    def _expired(self, one: Broadcast) -> bool:
        """Whoever has not been told by now is not told any more."""
        started = one.started_at or self._now
        if self._now - started < FRESH_FOR:
            return False
        recipients.skip_waiting(self._uow, one.id, Reason.EXPIRED, self._now)
        return True

    def _share(
        self,
        account: str,
        here: Sequence[Broadcast],
        waiting: Mapping[tuple[str, int], int],
        room: int,
    ) -> None:
        queues = [
            Queue(one.id, one.commune_id or 0, one.fed_at, waiting[account, one.id])
            for one in here
            if (account, one.id) in waiting
        ]
        helping = shared(queues, room)
        for one in here:
            if one.id in helping:
                self._serve(one, account, helping[one.id])
        broadcasts.fed(self._uow, helping, self._now)

    def _serve(self, one: Broadcast, account: str, most: int) -> None:
        found = recipients.following(self._uow, one, account, most)
        against = [(row.number, row.against) for row in found if row.against is not None]
        recipients.skip(self._uow, one.id, against, self._now)
        good = [row for row in found if row.against is None]
        if not good:
            return
        messages = put(self._uow, self._bubbles(one, good), self._now)
        numbers = [row.number for row in good]
        recipients.queue(self._uow, one.id, list(zip(numbers, messages, strict=True)))
        put(self._uow, self._marks(one, good), self._now)
        self._fed.add(account)

    def _marks(self, one: Broadcast, rows: Sequence[Next]) -> list[Bubble]:
        """On what is put right, where a platform lets us change what we said: that it is."""
        if one.corrects_id is None:
            return []
        chats = [(row.account, row.chat) for row in rows]
        said = recipients.arrived(self._uow, one.corrects_id, chats)
        bubbles = []
        for row in rows:
            message = said.get((row.account, row.chat))
            if message is not None:
                address = Address(row.account, row.chat, ChatKind(row.kind))
                mark = [Mark(message, wording.BULLETIN_CORRECTED)]
                key = f"broadcast:{one.id}:{row.number}:mark"
                bubbles += bubbles_of(address, mark, key, row.person_id)
        return bubbles

    def _bubbles(self, one: Broadcast, rows: Sequence[Next]) -> list[Bubble]:
        shown = {
            kind: bulletins.bubble(self._uow, self._school, one, asks=kind is ChatKind.PRIVATE)
            for kind in {ChatKind(row.kind) for row in rows}
        }
        payloads = {kind: outgoing_to_json(content) for kind, content in shown.items()}
        expires_at = (one.started_at or self._now) + FRESH_FOR
        return [
            Bubble(
                f"broadcast:{one.id}:{row.number}",
                Address(row.account, row.chat, ChatKind(row.kind)),
                shown[ChatKind(row.kind)],
                payloads[ChatKind(row.kind)],
                row.person_id,
                lane_of(emergency=one.emergency),
                expires_at,
            )
            for row in rows
        ]
