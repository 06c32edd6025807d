"""A batch of updates becomes one commit: seen before? learners, turns, facts, messages (P1, P2).

What fails alone is put aside and harms nobody else.
"""

import hashlib
import logging
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.delivery import Envelope
from bot.secrets import mask
from bot.trace import trace_of_update
from bot.turn import School, Turn
from bot.update import Address, ButtonPressed, ChatKind, ChatOpened, MediaSent, TextSent, Update
from bot.usage import month_of
from handlers import groups
from handlers.bubbles import post
from handlers.cleaning import cleaned
from handlers.requests import Request, Requests, request_in
from handlers.turns import Turns
from storage import inbox, usage
from storage.database import Database
from storage.errors import Conflict, Deadlock, Unavailable
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

# Two processes that took the same people in another order: the second try nearly always passes.
TRIES = 3
# Enough to see what it was; the whole of it may be the largest body that a platform sends.
LONGEST_BODY = 20_000  # characters


@dataclass(frozen=True, slots=True)
class Receipt:
    """`fresh`: it was new, and its effects are committed. `quarantined`: new, but without effects."""

    key: str
    fresh: bool
    quarantined: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """A receipt for each update, in order, and the messages claimed for this process's senders."""

    receipts: tuple[Receipt, ...]
    envelopes: tuple[Envelope, ...]


def receive(
    db: Database,
    school: School,
    batch: Sequence[Update],
    now: datetime,
    *,
    help_chat: Address | None = None,
    sends_here: frozenset[str] = frozenset(),
    metered: frozenset[str] = frozenset(),
) -> Received:
    """Take updates, in order, in one transaction. Raises Unavailable: nothing new was promised.

    If the batch fails for any other reason its updates are taken one by one, and what fails alone
    is quarantined. Of `metered` accounts the messages that people wrote are counted.
    """
    updates = [cleaned(update) for update in batch]
    clerk = _Clerk(db, school, now, help_chat, metered)
    try:
        return clerk.together(updates, sends_here)
    except Conflict as error:
        log.warning("a batch of %d gave way to another: %s", len(updates), error)
    except Unavailable:
        raise
    except Exception as error:
        log.error("a batch of %d failed, one by one now: %s", len(updates), _where(error))
    # Should the database go away half-way, nobody would hand over what was claimed: claim nothing.
    return Received(tuple(clerk.alone(update) for update in updates), ())


def quarantine(db: Database, account: str, body: bytes, reason: str, now: datetime) -> None:
    """Keep, masked, a genuine request that could not be read. The same body is kept once."""
    key = f"unread:{hashlib.sha256(body).hexdigest()[:32]}"
    text = mask(body[: 4 * LONGEST_BODY].decode("utf-8", "replace"))[:LONGEST_BODY]
    with db.transaction() as uow:
        inbox.quarantine(uow, account, key, now, reason=mask(reason), body=text)
    log.warning("%s: put aside unread", account, extra={"trace": trace_of_update(account, key)})


@dataclass(frozen=True, slots=True)
class _Clerk:
    db: Database
    school: School
    now: datetime
    help_chat: Address | None
    metered: frozenset[str] = frozenset()

    def together(
        self, updates: Sequence[Update], sends_here: frozenset[str] = frozenset()
    ) -> Received:
        for left in reversed(range(TRIES)):
            try:
                with self.db.transaction() as uow:
                    return _Batch(self, uow, sends_here).receive(updates)
            except Conflict:
                if not left:
                    raise
        raise AssertionError("unreachable")

    def alone(self, update: Update) -> Receipt:
        try:
            return self.together([update]).receipts[0]
        except Unavailable as error:
            if not isinstance(error, Conflict) or isinstance(error, Deadlock):
                raise
            reason = "conflict"
        except Exception as error:
            reason = type(error).__name__
            log.error("an update was quarantined: %s", _where(error), extra=_told(update))
        with self.db.transaction() as uow:
            inbox.quarantine(
                uow, update.address.account, update.key, self.now, reason=_reason(update, reason)
            )
        return Receipt(update.key, fresh=True, quarantined=True)


class _Batch:
    """One transaction's worth of updates."""

    def __init__(self, clerk: _Clerk, uow: UnitOfWork, sends_here: frozenset[str]) -> None:
        self._clerk = clerk
        self._uow = uow
        self._sends_here = sends_here
        self._spoilt: dict[tuple[str, str], str] = {}
        self._envelopes: list[Envelope] = []

    def receive(self, updates: Sequence[Update]) -> Received:
        new = inbox.arrive(self._uow, map(_key, updates), self._clerk.now)
        firsts = {_key(update): n for n, update in reversed(list(enumerate(updates)))}
        fresh = [_key(u) in new and firsts[_key(u)] == n for n, u in enumerate(updates)]
        todo = [update for update, is_fresh in zip(updates, fresh, strict=True) if is_fresh]
        self._in_groups([u for u in todo if u.address.kind is ChatKind.GROUP])
        private = [u for u in todo if u.address.kind is ChatKind.PRIVATE]
        while private:
            private = private[self._in_private(private) :]
        self._meter(todo)
        inbox.spoil(self._uow, [(*key, reason) for key, reason in self._spoilt.items()])
        receipts = (
            Receipt(update.key, is_fresh, is_fresh and _key(update) in self._spoilt)
            for update, is_fresh in zip(updates, fresh, strict=True)
        )
        return Received(tuple(receipts), tuple(self._envelopes))

    def _meter(self, updates: Sequence[Update]) -> None:
        """Late in the transaction: an account's count is one row for all who write there."""
        came = Counter(
            update.address.account
            for update in updates
            if update.address.account in self._clerk.metered
            and isinstance(update.content, TextSent | MediaSent | ButtonPressed | ChatOpened)
        )
        counts = [(account, count, 0) for account, count in came.items()]
        usage.add(self._uow, month_of(self._clerk.now), counts)

    def _in_groups(self, updates: Sequence[Update]) -> None:
        for update in updates:
            bubbles = groups.happened(self._uow, update, _message_key(update), self._clerk.now)
            self._envelopes += post(self._uow, bubbles, self._clerk.now, self._sends_here)

    def _in_private(self, updates: Sequence[Update]) -> int:
        """Take turns until somebody asks for what needs everything before it written. How many were
        taken."""
        turns = Turns(self._uow, self._clerk.school, self._clerk.now, self._clerk.help_chat)
        turns.admit(updates)
        for count, update in enumerate(updates, 1):
            turn = self._take(turns, update)
            request = None if turn is None else request_in(turn)
            if turn is not None and request is not None:
                self._envelopes += turns.write(self._sends_here)
                self._grant(update, turn, request)
                return count
        self._envelopes += turns.write(self._sends_here)
        return len(updates)

    def _take(self, turns: Turns, update: Update) -> Turn | None:
        try:
            return turns.take(update, _message_key(update))
        except Exception as error:  # a turn is a pure function: the others are not touched
            self._spoilt[_key(update)] = _reason(update, type(error).__name__)
            log.error("an update was quarantined: %s", _where(error), extra=_told(update))
            return None

    def _grant(self, update: Update, turn: Turn, request: Request) -> None:
        requests = Requests(self._uow, self._clerk.school, self._clerk.now, self._clerk.help_chat)
        answer = requests.grant(update, turn, request, _message_key(update))
        if answer.erased:
            self._envelopes = [e for e in self._envelopes if e.address != update.address]
        if answer.turns is not None:
            self._envelopes += answer.turns.write(self._sends_here)
        self._envelopes += post(self._uow, answer.bubbles, self._clerk.now, self._sends_here)


def _key(update: Update) -> tuple[str, str]:
    return update.address.account, update.key


def _told(update: Update) -> dict[str, object]:
    """For a line's `extra`. `who` is an address, which the logs turn into a pseudonym."""
    trace = trace_of_update(update.address.account, update.key)
    return {"trace": trace, "who": update.address}


def _message_key(update: Update) -> str:
    return f"reply:{update.address.account}:{update.key}"


def _reason(update: Update, error: str) -> str:
    """Which kind of thing failed how; nothing of what was in it."""
    return f"{type(update.content).__name__}: {error}"


def _where(error: Exception) -> str:
    """The kind of error and the lines that led to it. Its own words may quote what was written."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    lines = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} in {lines}"
