"""Asks the platforms, now and then, what they know of us; what was found is remembered for whoever looks.

Never inside a request: a platform that is slow to answer must not make `/readyz` slow.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.limits import Quota
from bot.usage import Usage
from channels.setup import Condition, OutOfReach, Unusable
from service import account_checks as checks
from service.accounts.account import Account
from service.checks import Check
from service.clock import Clock
from storage.errors import Unavailable

log = logging.getLogger(__name__)

# The first look comes when `Account.connect` has had time to tell the platform where we are.
FIRST_LOOK = 10.0  # seconds
LOOK_EVERY = 300.0  # seconds

# Whether the account brought an update since then. Raises Unavailable.
Heard = Callable[[str, datetime], Awaitable[bool]]
# What is used of the account's plan at this moment. Raises Unavailable.
Used = Callable[[str], Awaitable[Usage]]


class Watch:
    """Of the accounts that are in service: `found` are the checks of the last look, `pending` the updates
    that wait on the platform where it says so, `used` what is used of plans; by account."""

    def __init__(
        self,
        accounts: Callable[[], Sequence[Account]],
        clock: Clock,
        heard: Heard,
        used: Used,
        *,
        heals: bool,
    ) -> None:
        self._accounts = accounts
        self._clock = clock
        self._heard = heard
        self._used = used
        self._heals = heals
        self._checks: dict[str, tuple[Check, ...]] = {}
        self.pending: dict[str, int] = {}
        self.used: dict[str, Usage] = {}

    @property
    def found(self) -> tuple[Check, ...]:
        return tuple(check for checked in self._checks.values() for check in checked)

    async def run(self) -> None:
        """Look at fixed intervals, until cancelled."""
        await asyncio.sleep(FIRST_LOOK)
        while True:
            self._forget()
            for account in self._accounts():
                try:
                    await self.look(account)
                except Exception:
                    log.exception("%s: the look at its platform failed", account.name)
            await asyncio.sleep(LOOK_EVERY)

    async def look(self, account: Account) -> None:
        """Ask one platform; a finding that is new is said once in the log."""
        name = account.name
        found = (
            *await self._asked(account),
            *await self._plan(account),
            *await self._right(account),
        )
        before = {check.name for check in self._checks.get(name, ()) if check.grade != "ok"}
        for check in found:
            if check.grade != "ok" and check.name not in before:
                log.warning("%s: %s: %s", name, check.name, check.says)
        self._checks[name] = found

    def _forget(self) -> None:
        """What was found of accounts that are out of service."""
        there = {account.name for account in self._accounts()}
        for known in (self._checks, self.pending, self.used):
            for name in known.keys() - there:
                del known[name]

    async def _asked(self, account: Account) -> tuple[Check, ...]:
        name = account.name
        try:
            found = await account.setup.look()
        except OutOfReach as trouble:
            return (checks.platform(name, first_sentence(str(trouble))),)
        except Unusable as trouble:
            return (checks.token(name, first_sentence(str(trouble)), kind=account.kind),)
        if self._heals and account.webhook and found.webhook not in {None, account.webhook}:
            found = await self._healed(account, found)
        return await self._judged(account, found)

    async def _healed(self, account: Account, found: Condition) -> Condition:
        try:
            mended = await account.setup.set_webhook(account.webhook)
        except Unusable as trouble:
            log.error("%s: the webhook could not be set again: %s", account.name, trouble)
            return found
        log.warning("%s: the webhook pointed elsewhere and was set again", account.name)
        return mended

    async def _judged(self, account: Account, found: Condition) -> tuple[Check, ...]:
        now = self._clock()
        before = self.pending.get(account.name)
        if found.pending is not None:
            self.pending[account.name] = found.pending
        heard = await self._is_heard(account.name, found.pending, now)
        return (
            *checks.of_condition(account.name, account.webhook, found, before, now),
            checks.silence(account.name, found.pending, heard, now),
        )

    async def _is_heard(self, name: str, pending: int | None, now: datetime) -> bool:
        """Where a platform does not say what waits, an account that nobody has found yet is silent too:
        only one that was heard before can fall silent."""
        if pending == 0:
            return True
        try:
            if await self._heard(name, now - checks.patience(pending)):
                return True
            return pending is None and not await self._heard(name, now - checks.MEMORY)
        except Unavailable:
            return True  # nothing is known, and the database has a check of its own

    async def _plan(self, account: Account) -> tuple[Check, ...]:
        allowed = account.channel.limits.quota
        if allowed == Quota():
            return ()
        try:
            used = await self._used(account.name)
        except Unavailable:
            return ()
        self.used[account.name] = used
        return (checks.quota(account.name, allowed, used),)

    async def _right(self, account: Account) -> tuple[Check, ...]:
        """Of an account whose tokens end by themselves."""
        if account.tokens is None:
            return ()
        try:
            state = await account.tokens.state()
        except OutOfReach:  # the database has a check of its own
            return ()
        return (checks.right(account.name, state, self._clock()),)


def first_sentence(words: str) -> str:
    """Of a refusal; what to do about it stands in our own words."""
    return words.partition(". ")[0].rstrip(".")
