"""The accounts that are configured, each with its channel and the way its updates come in."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.commands import COMMANDS
from bot.update import Update
from channels.telegram import setup as telegram_setup
from channels.telegram.adapter import Telegram
from channels.telegram.polling import Poller
from channels.telegram.setup import Command, OutOfReach, Unusable
from service.clock import Clock
from service.local_town import ACCOUNT as TOWN
from service.local_town import LocalTown
from service.settings import Settings

log = logging.getLogger(__name__)

TELEGRAM = "telegram"
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 60.0  # seconds between attempts to reach a platform
# The town is part of our own server, which listens a moment after we are started.
PATIENCE = 1.0  # seconds of pause from which on it is worth telling

Submit = Callable[[Sequence[Update]], Awaitable[bool]]
Quarantine = Callable[[str, bytes, str], Awaitable[bool]]
MENU = tuple(Command(command.name, command.description) for command in COMMANDS)


@dataclass(frozen=True, slots=True)
class Account:
    """A Telegram bot and where its updates are brought; `webhook` "" = they are polled."""

    channel: Telegram
    webhook: str
    secret: str

    async def connect(self, submit: Submit, quarantine: Quarantine) -> None:
        """Tell the platform where we are, or poll it, until cancelled. A platform that cannot be
        reached is tried again; one that refuses us is said to the operator."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self._prepare()
                if not self.webhook:
                    await Poller(self.channel, submit, quarantine).run()
                return
            except OutOfReach as trouble:
                if pause >= PATIENCE:
                    log.warning("%s: %s", self.channel.account, trouble)
            except Unusable as trouble:
                log.error("%s: %s", self.channel.account, trouble)
                return
            except Exception:  # a fault of ours; nobody would be heard any more
                log.exception("%s: the way in failed and is opened again", self.channel.account)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _prepare(self) -> None:
        name = await telegram_setup.check(self.channel)
        if self.webhook:
            await telegram_setup.set_up(self.channel, self.webhook, self.secret, MENU)
            log.info("%s: @%s brings its updates to us", self.channel.account, name)
        else:
            await telegram_setup.show_commands(self.channel, MENU)
            log.info("%s: @%s is polled", self.channel.account, name)


def accounts(settings: Settings, town: LocalTown | None, clock: Clock) -> tuple[Account, ...]:
    """What the settings name, and the town's bot if the town runs."""
    found = []
    if town is not None:
        secret = _derived(town.token)
        channel = Telegram(
            TOWN,
            town.token,
            clock,
            secrets=(secret,),
            api_url=town.api_url,
            limits=settings.telegram_limits,
            pictures=settings.lessons_dir,
        )
        found.append(Account(channel, town.webhook_url, secret))
    if settings.telegram_token is not None:
        token = settings.telegram_token.get_secret_value()
        given = settings.telegram_secret
        secret = given.get_secret_value() if given else _derived(token)
        channel = Telegram(
            TELEGRAM,
            token,
            clock,
            secrets=(secret,),
            api_url=settings.telegram_api_url,
            limits=settings.telegram_limits,
            pictures=settings.lessons_dir,
        )
        webhook = f"{settings.public_url}/webhook/{TELEGRAM}" if settings.public_url else ""
        found.append(Account(channel, webhook, secret))
    return tuple(found)


def _derived(token: str) -> str:
    """A webhook secret for those who set none: the same in every process, of no use for finding the token."""
    return hashlib.sha256(b"hocvuso webhook " + token.encode()).hexdigest()
