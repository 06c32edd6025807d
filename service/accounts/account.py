"""One account of ours on a platform, ready to work: its channel, and the way its updates come in."""

import asyncio
import logging
from dataclasses import dataclass, field

from channels.protocol import Channel
from channels.setup import OutOfReach, Quarantine, Setup, Submit, Unusable
from storage.errors import Unavailable
from worker.tokens import TokenKeeper

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 60.0  # seconds between attempts to reach a platform
LAST_WORDS = 5.0  # seconds that an answer with new tokens has to arrive when we end
KEEP_EVERY = 300.0  # seconds; tokens live for hours
# The town is part of our own server, which listens a moment after we are started.
PATIENCE = 1.0  # seconds of pause from which on it is worth telling


@dataclass(frozen=True, slots=True)
class Account:
    """`webhook` is the address that updates are brought to, "" where they are asked for. `by_hand`: only
    a person can tell the platform that address, in its console. `secrets` must never be seen in a log.
    `unit` owns the account and `title` is its name for people; both may be "". `tokens` keeps those that
    the platform changes by itself, and begins with `first_token`."""

    name: str
    kind: str
    channel: Channel
    setup: Setup
    api_url: str
    webhook: str = ""
    by_hand: bool = False
    secrets: tuple[str, ...] = field(default=(), repr=False)
    unit: str = ""
    title: str = ""
    tokens: TokenKeeper | None = None
    first_token: str = field(default="", repr=False)

    async def prepare(self) -> None:
        """Before anything is sent. What is amiss is logged, and told again by who needs a token."""
        if self.tokens is None or not self.first_token:
            return
        try:
            await self.tokens.seed(self.first_token)
        except (Unusable, Unavailable) as trouble:
            log.error("%s: %s", self.name, trouble)

    async def keep(self) -> None:
        """Have its tokens renewed in time, until cancelled."""
        while self.tokens is not None:
            try:
                await self.tokens.keep_fresh()
            except Exception:  # a fault of ours, and the account would fall silent in a day
                log.exception("%s: the tokens could not be seen to", self.name)
            await asyncio.sleep(KEEP_EVERY)

    async def close(self) -> None:
        """The channel's connections; what was asked for is stored first."""
        if self.tokens is not None:
            await self.tokens.close(LAST_WORDS)
        await self.channel.close()

    async def connect(self, submit: Submit, quarantine: Quarantine) -> None:
        """Tell the platform where we are, or poll it, until cancelled. A platform that cannot be
        reached is tried again; one that refuses us is said to the operator."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self._come_in(submit, quarantine)
                return
            except OutOfReach as trouble:
                if pause >= PATIENCE:
                    log.warning("%s: %s", self.name, trouble)
            except Unusable as trouble:
                log.error("%s: %s", self.name, trouble)
                return
            except Exception:  # a fault of ours; nobody would be heard any more
                log.exception("%s: the way in failed and is opened again", self.name)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _come_in(self, submit: Submit, quarantine: Quarantine) -> None:
        found = await self.setup.look()
        if self.by_hand:
            log.info("%s: %s answers; its console says where updates go", self.name, found.name)
        elif self.webhook:
            found = await self.setup.set_webhook(self.webhook)
            log.info("%s: %s brings its updates to us", self.name, found.name)
        else:
            log.info("%s: %s is polled", self.name, found.name)
            await self.setup.poll(submit, quarantine)
