"""Asks the platforms, now and then, what they know of us; what was found is remembered for whoever looks.

Never inside a request: a platform that is slow to answer must not make `/readyz` slow.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from channels.telegram import setup as telegram_setup
from channels.telegram.setup import OutOfReach, Unusable, Webhook
from service import checks
from service.accounts import MENU, Account
from service.checks import Check
from service.clock import Clock
from storage.errors import Unavailable

log = logging.getLogger(__name__)

# The first look comes when `Account.connect` has had time to tell the platform where we are.
FIRST_LOOK = 10.0  # seconds
LOOK_EVERY = 300.0  # seconds

# Whether the account brought an update since then. Raises Unavailable.
Heard = Callable[[str, datetime], Awaitable[bool]]


class Watch:
    """`found` are the checks of the last look, `pending` the updates that wait, by account."""

    def __init__(
        self, accounts: Sequence[Account], clock: Clock, heard: Heard, *, heals: bool
    ) -> None:
        self._accounts = accounts
        self._clock = clock
        self._heard = heard
        self._heals = heals
        self._checks: dict[str, tuple[Check, ...]] = {}
        self.pending: dict[str, int] = {}

    @property
    def found(self) -> tuple[Check, ...]:
        return tuple(check for checked in self._checks.values() for check in checked)

    async def run(self) -> None:
        """Look at fixed intervals, until cancelled."""
        await asyncio.sleep(FIRST_LOOK)
        while True:
            for account in self._accounts:
                try:
                    await self.look(account)
                except Exception:
                    log.exception("%s: the look at its platform failed", account.channel.account)
            await asyncio.sleep(LOOK_EVERY)

    async def look(self, account: Account) -> None:
        """Ask one platform; a finding that is new is said once in the log."""
        name = account.channel.account
        found = await self._asked(account)
        before = {check.name for check in self._checks.get(name, ()) if check.grade != "ok"}
        for check in found:
            if check.grade != "ok" and check.name not in before:
                log.warning("%s: %s: %s", name, check.name, check.says)
        self._checks[name] = found

    async def _asked(self, account: Account) -> tuple[Check, ...]:
        name = account.channel.account
        try:
            found = await telegram_setup.webhook(account.channel)
        except OutOfReach as trouble:
            return (checks.platform(name, first_sentence(str(trouble))),)
        except Unusable as trouble:
            return (checks.token(name, first_sentence(str(trouble))),)
        if self._heals and account.webhook and found.url != account.webhook:
            found = await self._healed(account, found)
        return await self._judged(account, found)

    async def _healed(self, account: Account, found: Webhook) -> Webhook:
        name = account.channel.account
        try:
            mended = await telegram_setup.set_up(
                account.channel, account.webhook, account.secret, MENU
            )
        except Unusable as trouble:
            log.error("%s: the webhook could not be set again: %s", name, trouble)
            return found
        log.warning("%s: the webhook pointed elsewhere and was set again", name)
        return mended

    async def _judged(self, account: Account, found: Webhook) -> tuple[Check, ...]:
        name, now = account.channel.account, self._clock()
        before = self.pending.get(name)
        self.pending[name] = found.pending
        try:
            heard = not found.pending or await self._heard(name, now - checks.SILENCE)
        except Unavailable:
            heard = True  # nothing is known, and the database has a check of its own
        return (
            checks.platform(name, ""),
            checks.webhook(name, account.webhook, found.url),
            checks.deliveries(name, found, now),
            checks.pending(name, before, found.pending),
            checks.silence(name, found.pending, heard, now),
        )


def first_sentence(words: str) -> str:
    """Of a refusal; what to do about it stands in our own words."""
    return words.partition(". ")[0].rstrip(".")
