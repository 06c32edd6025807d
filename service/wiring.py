"""Puts the rooms together: settings in, a `Service` out that is started and stopped once."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from datetime import datetime
from typing import Any

from starlette.types import ASGIApp

from bot.delivery import Envelope
from bot.message import Outgoing
from bot.update import Update
from channels.media import Media
from channels.pictures import Pictures
from channels.protocol import Channel
from channels.webchat.adapter import WebChat
from channels.webchat.routes import pages as web_pages
from handlers import figures, history, inbound, installation
from service import logs
from service.accounts import Account, accounts
from service.checkup import Checkup
from service.clock import Clock, system_clock
from service.local_town import CONTACT, LocalTown
from service.refusals import Refusals
from service.schoolhouse import Schoolhouse
from service.settings import Settings
from service.watch import Watch
from storage.database import Database
from storage.errors import Unavailable
from worker.desk import Desk
from worker.ear import Ear
from worker.intake import Intake, Overloaded, receiver
from worker.sender import Sender
from worker.ticker import Ticker

log = logging.getLogger(__name__)

# SIGTERM to exit: 20 s in all (design.md 6); the HTTP server has 5 of them before we are asked.
GRACE = 12.0  # seconds that messages already handed to a platform have to come back


class Service:
    """The whole of it. `pages` are the applications to mount, the first being where visitors begin."""

    def __init__(
        self, settings: Settings, *, sends: bool = True, clock: Clock | None = None
    ) -> None:
        self.settings = settings
        self.town = LocalTown(settings) if settings.runs_town else None
        self.clock: Clock = clock or (self.town.clock if self.town else system_clock)
        self.database = Database(settings.database_url)
        self.desk = Desk(self.database)
        self.help_chat = settings.help_address or (self.town.help_chat if self.town else None)
        self.house = Schoolhouse(
            settings.lessons_dir,
            self.clock,
            contact=settings.contact or (CONTACT if self.town else ""),
            has_helpers=self.help_chat is not None,
        )
        self.media = Media(Pictures(settings.lessons_dir))
        self.web = WebChat()
        self.accounts: tuple[Account, ...] = accounts(settings, self.town, self.clock)
        self.channels: dict[str, Channel] = {
            self.web.account: self.web,
            **{account.channel.account: account.channel for account in self.accounts},
        }
        self.senders: dict[str, Sender] = (
            {name: Sender(one, self.desk, self.clock) for name, one in self.channels.items()}
            if sends
            else {}
        )
        self.intake = Intake(
            self.desk,
            receiver(
                lambda: self.house.school,
                self.clock,
                self.sends_here,
                self.help_chat,
                self.metered,
            ),
            self._hand_over,
            settings.backlog,
            self._doubt,
        )
        self.ticker = Ticker(
            self.desk, lambda: self.house.school, self.clock, self._wake, self.reload
        )
        bell = self.database.bell() if sends else None
        self.ear = Ear(bell, self._rung) if bell else None
        self.watch = Watch(
            self.accounts, self.clock, self._heard, heals=settings.webhook_heal == "on"
        )
        self.checkup = Checkup(self)
        self.refusals = Refusals()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def pages(self) -> dict[str, ASGIApp]:
        chat = web_pages(self.web, self.submit, self._shown, self.clock, self.settings.lessons_dir)
        town: dict[str, ASGIApp] = {"/town": self.town.app} if self.town else {}
        return {**town, "/chat": chat}

    async def start(self) -> None:
        """Database ready, lessons read, senders and ticks running; then the platforms are told."""
        await self.desk.run(Database.migrate)
        logs.know_salt(await self.desk.run(installation.log_salt))
        self.media.key = await self.desk.run(installation.media_key)
        await self.reload()
        for channel in self.channels.values():
            await channel.open()
        for sender in self.senders.values():
            await sender.start()
        if self.senders:
            self.ticker.start()
        if self.ear:
            self.ear.start()
        if self.town:
            await self.town.start()
            self.town.on_jump(self._time_passed)
        for account in self.accounts:
            logs.hide((account.channel.token, account.secret))
            self._spawn(account.connect(self.submit, self.quarantine))
        self._spawn(self.watch.run())

    async def let_go(self) -> None:
        """End the requests that only wait for news."""
        await self.web.close()
        if self.town:
            self.town.let_go()

    async def stop(self) -> None:
        """Take no more, finish what was taken, send what is on its way, write down what became of it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.intake.stop()
        if self.ear:
            await self.ear.stop()
        if self.senders:
            await self.ticker.stop()
            await asyncio.gather(*(sender.stop(GRACE) for sender in self.senders.values()))
        for channel in self.channels.values():
            await channel.close()
        if self.town:
            await self.town.stop()
        await self.checkup.close()
        await self.desk.close()
        self.database.close()

    async def submit(self, updates: Sequence[Update]) -> bool:
        """True once they are committed; False: not now, bring them again."""
        try:
            await self.intake.submit(updates)
        except (Overloaded, Unavailable) as trouble:
            self.refusals.note(trouble)
            return False
        return True

    async def quarantine(self, account: str, body: bytes, reason: str) -> bool:
        """True once what could not be read is put aside; False: not now, bring it again."""
        try:
            await self.desk.run(inbound.quarantine, account, body, reason, self.clock())
            self.checkup.unread[account] += 1
        except Unavailable as trouble:
            self.refusals.note(trouble)
            return False
        return True

    async def reload(self) -> None:
        await self.house.reload(self.desk)

    def sends_here(self) -> frozenset[str]:
        """The accounts whose active sender is in this process at this moment."""
        return frozenset(name for name, sender in self.senders.items() if sender.accepting)

    def metered(self) -> frozenset[str]:
        """The accounts whose messages are counted: those with a plan that limits them."""
        return frozenset(
            name
            for name, channel in self.channels.items()
            if channel.limits.quota.messages is not None
        )

    def _hand_over(self, envelopes: Sequence[Envelope]) -> None:
        by_account: dict[str, list[Envelope]] = {}
        for envelope in envelopes:
            by_account.setdefault(envelope.address.account, []).append(envelope)
        for account, own in by_account.items():
            self.senders[account].accept(own)

    def _time_passed(self) -> None:
        """The town's clock jumped: whoever pushed it wants to see the reminders now."""
        self._spawn(self.ticker.queue_due())

    async def _heard(self, account: str, since: datetime) -> bool:
        return await asyncio.to_thread(figures.heard, self.database, account, since)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _doubt(self) -> None:
        for sender in self.senders.values():
            sender.doubt()

    def _rung(self, account: str) -> None:
        if account in self.senders:
            self.senders[account].wake()

    def _wake(self) -> None:
        for sender in self.senders.values():
            sender.wake()

    async def _shown(
        self, chat: str, after: int, limit: int
    ) -> Sequence[tuple[int, Outgoing, datetime]] | None:
        try:
            return await self.desk.run(history.shown, self.web.account, chat, after, limit)
        except Unavailable as trouble:
            log.warning("not shown: %s", trouble)
            return None


def build() -> Service:
    """The service as the environment describes it."""
    return Service(Settings())
