"""Puts the rooms together: settings in, a `Service` out that is started and stopped once."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.types import ASGIApp

from bot.message import Outgoing
from bot.turn import School
from bot.update import Update
from bot.usage import Usage
from cards.shelf import Shelf
from channels.media import Media
from channels.pictures import Pictures
from channels.protocol import Channel
from channels.sounds import At, Sounds
from channels.webchat.adapter import WebChat
from channels.webchat.routes import pages as web_pages
from handlers import figures, history, inbound, installation, usage
from service import logs
from service.accounts.account import Account
from service.accounts.configured import configured
from service.accounts.means import Means
from service.accounts.reading import Reading
from service.accounts.roster import Roster
from service.checkup import Checkup
from service.clock import Clock, system_clock
from service.proofs import Proofs
from service.refusals import Refusals
from service.schoolhouse import Schoolhouse
from service.settings import Settings
from service.watch import Watch
from speech.speaker import Speaker, speaker
from storage.database import Database
from storage.errors import Unavailable
from worker.announcer import Announcer, rate
from worker.desk import Desk
from worker.ear import Ear
from worker.intake import Intake, Overloaded, receiver
from worker.sender import Sender
from worker.ticker import Ticker

if TYPE_CHECKING:
    from service.local_town import LocalTown

log = logging.getLogger(__name__)


class Service:
    """The whole of it. `pages` are the applications to mount, the first being where visitors begin."""

    def __init__(
        self, settings: Settings, *, sends: bool = True, clock: Clock | None = None
    ) -> None:
        self.settings = settings
        self.sends = sends
        self.town = _town(settings) if settings.runs_town else None
        self.clock: Clock = clock or (self.town.clock if self.town else system_clock)
        self.database = Database(settings.database_url)
        self.desk = Desk(self.database)
        self.help_chat = settings.help_address or (self.town.help_chat if self.town else None)
        self.house = self._make_house()
        shelf = Shelf(settings.cache_dir / "cards") if settings.cards == "on" else None
        self.pictures = Pictures(settings.lessons_dir, lambda: self.house.school.course, shelf)
        self.media = Media(self.pictures)
        self.speaker = _speaker(settings)
        self.sounds = Sounds(self.speaker)
        self.web = WebChat(sounds=self.sounds)
        self.roster = self._make_roster()
        self.intake = self._make_intake()
        self.ticker = Ticker(
            self.desk, lambda: self.school, self.clock, self.roster.wake, self.reload
        )
        self.announcer = Announcer(
            self.desk,
            lambda: self.house.school,
            self.clock,
            self.rates,
            self._wake,
            mark=settings.cache_dir / "heartbeat",
        )
        bell = self.database.bell() if sends else None
        self.ear = Ear(bell, self.roster.wake) if bell else None
        self.watch = self._make_watch()
        self.checkup = Checkup(self)
        self.refusals = Refusals()
        self.proofs = Proofs()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def school(self) -> School:
        """The lessons being served, where what can be heard of them, and how long somebody may be written to."""
        audible = {
            name: heard
            for name, channel in self.channels.items()
            if (heard := self.sounds.audible(channel.capabilities.voice))
        }
        windows = {
            name: channel.limits.window
            for name, channel in self.channels.items()
            if channel.limits.window is not None
        }
        return replace(self.house.school, audible=audible, windows=windows)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """Those that are in service now."""
        return self.roster.accounts

    @property
    def channels(self) -> Mapping[str, Channel]:
        """The same with the web chat, by account; to be looked up anew each time."""
        return self.roster.channels

    @property
    def senders(self) -> Mapping[str, Sender]:
        return self.roster.senders

    @property
    def pages(self) -> dict[str, ASGIApp]:
        chat = web_pages(
            self.web,
            self.submit,
            self._shown,
            self.clock,
            self.pictures,
            drawn=self.media.path,
        )
        town: dict[str, ASGIApp] = {"/town": self.town.app} if self.town else {}
        return {**town, "/chat": chat}

    async def start(self) -> None:
        """Database ready, lessons read, senders and ticks running; then the platforms are told."""
        await self.desk.run(Database.migrate)
        logs.know_salt(await self.desk.run(installation.log_salt))
        self.media.key = self.sounds.key = await self.desk.run(installation.media_key)
        await self.house.reload(self.desk)
        if self.town:
            await self.town.tell_story(self.desk, self.school, self.pictures, self.media)
        await self.roster.start()
        self.ticker.start(sends=self.sends)
        if self.sends:
            self.announcer.start()
        if self.ear:
            self.ear.start()
        if self.town:
            await self.town.start()
            self.town.on_jump(self._time_passed)
        self.roster.let_in(self.submit, self.quarantine)
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
        await self.roster.shut()
        await self.intake.stop()
        if self.ear:
            await self.ear.stop()
        await self.ticker.stop()
        await self.announcer.stop()
        await self.roster.stop()
        if self.town:
            await self.town.stop()
        await self.speaker.close()
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
        """Lessons and accounts as their files are now."""
        await self.house.reload(self.desk)
        await self.roster.reload()

    def reload_soon(self) -> None:
        """Without waiting for the next look; for signal handlers."""
        log.info("asked to read lessons and accounts again")
        self.ticker.soon(self.reload)

    def metered(self) -> frozenset[str]:
        """The accounts whose messages are counted: those with a plan that limits them."""
        return frozenset(
            name
            for name, channel in self.channels.items()
            if channel.limits.quota.messages is not None
        )

    def rates(self) -> Mapping[str, float]:
        """How many messages a second may leave through each account that this process sends for."""
        return {
            name: rate(self.channels[name].limits)
            for name, sender in self.senders.items()
            if sender.active and name in self.channels
        }

    def _sender(self, channel: Channel) -> Sender:
        return Sender(channel, self.desk, self.clock, days_off=lambda: self.house.school.days_off)

    def _wake(self, accounts: Iterable[str]) -> None:
        for account in accounts:
            self.roster.wake(account)

    def _configured(self) -> Reading:
        """What the settings name, and the town's bot if the town runs."""
        found = configured(self.settings)
        town = self.town.specs if self.town else ()
        return Reading((*town, *found.specs), found.faults)

    def _time_passed(self) -> None:
        """The town's clock jumped: whoever pushed it wants to see the reminders now, and who is asked next."""
        self._spawn(self.ticker.queue_due())
        self._spawn(self.ticker.move_calls())
        self.announcer.wake()

    def _make_house(self) -> Schoolhouse:
        settings = self.settings
        return Schoolhouse(
            settings.lessons_dir,
            self.clock,
            contact=settings.contact or (self.town.contact if self.town else ""),
            has_helpers=self.help_chat is not None,
            draws=settings.cards == "on",
            address=settings.address,
            approval_above=settings.approval_above,
        )

    def _make_roster(self) -> Roster:
        return Roster(
            self._configured,
            Means(
                self.clock,
                self.desk,
                self.pictures,
                self.settings.public_url,
                self.media.at,
                lambda base_url: At(self.sounds, base_url),
            ),
            self.desk,
            own=(self.web,),
            sender=self._sender if self.sends else None,
        )

    def _make_intake(self) -> Intake:
        return Intake(
            self.desk,
            receiver(
                lambda: self.school,
                self.clock,
                self.roster.sends_here,
                self.help_chat,
                self.metered,
            ),
            self.roster.hand_over,
            self.settings.backlog,
            self.roster.doubt,
        )

    def _make_watch(self) -> Watch:
        return Watch(
            lambda: self.accounts,
            self.clock,
            self._heard,
            self._used,
            heals=self.settings.webhook_heal == "on",
        )

    async def _heard(self, account: str, since: datetime) -> bool:
        return await asyncio.to_thread(figures.heard, self.database, account, since)

    async def _used(self, account: str) -> Usage:
        return await asyncio.to_thread(usage.of, self.database, account, self.clock())

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _shown(
        self, chat: str, after: int, limit: int
    ) -> Sequence[tuple[int, Outgoing, datetime]] | None:
        try:
            return await self.desk.run(history.shown, self.web.account, chat, after, limit)
        except Unavailable as trouble:
            log.warning("not shown: %s", trouble)
            return None


def _speaker(settings: Settings) -> Speaker:
    return speaker(
        settings.lessons_dir,
        settings.cache_dir / "speech",
        settings.speech_command,
        speaks=settings.speech == "auto",
    )


def _town(settings: Settings) -> "LocalTown":
    """Loaded only where it runs: it takes 3 MiB."""
    from service.local_town import LocalTown

    return LocalTown(settings)


def build() -> Service:
    """The service as the environment describes it."""
    return Service(Settings())
