"""Who may send for an account: the holder of its lock, and what that holder inherits.

It must not send anything itself.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.limits import Limits
from handlers import delivery
from storage.database import AccountLock, Database
from worker.desk import Desk
from worker.limiter import Limiter

log = logging.getLogger(__name__)

# A lock on PostgreSQL can be lost with its connection; asking costs one round trip.
ASK_EVERY = 1.0  # seconds


class Tenure:
    """This process's hold on an account's lock. All raise storage's Unavailable."""

    def __init__(self, desk: Desk, account: str, now: Callable[[], float]) -> None:
        self._desk = desk
        self._account = account
        self._now = now
        self._lock: AccountLock | None = None
        self._asked = float("-inf")

    async def take(self) -> bool:
        """False: another process sends for this account."""
        if self._lock is None:
            self._lock = await self._desk.run(_lock_of, self._account)
        taken = await self._desk.run(_acquire, self._lock)
        self._asked = self._now()
        return taken

    async def lasts(self) -> bool:
        """Whether it is still ours, as of at most ASK_EVERY seconds ago."""
        if self._lock is None:
            return False
        if self._now() - self._asked < ASK_EVERY:
            return True
        self._asked = self._now()
        return await self._desk.run(_held, self._lock)

    async def give_back(self) -> None:
        """Another process may take it at once."""
        if self._lock is not None:
            await self._desk.run(_release, self._lock)


async def inherit(
    desk: Desk, account: str, limits: Limits, clock: Callable[[], datetime], now: float
) -> Limiter:
    """Settle what the former holder left *sending*, and go on within the limits that it has used.

    Returns a limiter that knows its recent sends and the waits a platform has asked for; `now` is
    the limiter's present.
    """
    wall = clock()

    def instant(at: datetime) -> float:
        return now + (at - wall).total_seconds()

    recovered = await desk.run(delivery.recover, account, wall)
    if recovered:
        log.info("%s: %d messages were under way when sending last ended", account, recovered)
    limiter = Limiter(limits)
    since = wall - timedelta(seconds=limiter.memory)
    sends = await desk.run(delivery.recent_sends, account, since)
    for chat, kind, at in sorted(sends, key=lambda send: send[2]):
        limiter.seed(chat, kind, min(instant(at), now))
    holds = await desk.run(delivery.holds, account, wall)
    if holds.account_until is not None:
        limiter.hold(instant(holds.account_until))
    for chat, until in holds.chats.items():
        limiter.hold(instant(until), chat)
    return limiter


def _lock_of(db: Database, account: str) -> AccountLock:
    return db.lock(account)


def _acquire(_db: Database, lock: AccountLock) -> bool:
    return lock.acquire()


def _held(_db: Database, lock: AccountLock) -> bool:
    return lock.held()


def _release(_db: Database, lock: AccountLock) -> None:
    lock.release()
