"""The town that `serve` opens when no account is configured: pretend phones on this machine."""

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path

from pydantic import SecretStr

from bot.turn import School
from bot.update import Address
from channels.media import Media
from channels.pictures import Pictures
from channels.zalo_bot.adapter import LIMITS as ZALO_LIMITS
from channels.zalo_oa.adapter import LIMITS as OA_LIMITS
from handlers import installation
from service.accounts.spec import Spec, TelegramSpec, ZaloBotSpec, ZaloOASpec
from service.clock import Clock
from service.hamlet.people import HAMLET
from service.hamlet.screens import Screens
from service.hamlet.teller import Teller, Untold
from service.settings import Settings
from town.app import create_town
from town.clock import TownClock
from town.hamlet import XOM_DONG
from town.past import past
from town.people import Impossible
from town.telegram.limits import Rates
from worker.desk import Desk

log = logging.getLogger(__name__)

# Never "telegram" or "zalo-bot": pretend residents must not be mixed with real ones.
ACCOUNT, ZALO, OA = "town", "town-zalo", "town-oa"
WORLD = Path("var/town.json")
HELPER = "Hoa"  # of the tổ công nghệ số: her phone gets the calls for help
CONTACT = "cô Hoa, tổ công nghệ số của thôn"
PAUSE = 0.2  # seconds until our own server, which is being started, is asked again


class LocalTown:
    """The town, mounted at /town of our own server."""

    def __init__(self, settings: Settings) -> None:
        self._clock = TownClock()
        self.app = create_town(
            WORLD,
            self._clock,
            hamlet=HAMLET if settings.town_story == "on" else XOM_DONG,
            rates=Rates(
                chat_per_second=settings.telegram_chat_rate or None,
                group_per_minute=settings.telegram_group_rate or None,
                overall_per_second=settings.telegram_rate or None,
            ),
        )
        self._limits = settings.telegram_limits
        self._has_story = settings.town_story == "on"
        # The one that is good now: a database that was deleted begins with it.
        self._refresh_token = next(iter(self.app.zalo_oas.home.refresh), "")
        self._console: asyncio.Task[None] | None = None
        # The town and the service are one process: what listens anywhere is reached on loopback.
        self._server = f"http://127.0.0.1:{settings.port}"

    contact = CONTACT

    @property
    def clock(self) -> Clock:
        """The service lives by the town's clock, so that a jump brings reminders."""
        return self._clock.now

    @property
    def specs(self) -> tuple[Spec, ...]:
        """The accounts on its simulated platforms."""
        return (
            TelegramSpec(
                name=ACCOUNT,
                api_url=f"{self._server}/town/telegram",
                limits=self._limits,
                webhook=f"{self._server}/webhook/{ACCOUNT}",
                token=SecretStr(self.app.token),
            ),
            ZaloBotSpec(
                name=ZALO,
                title=self.app.zalo_bots.home.name,
                api_url=f"{self._server}/town/zalo-bot",
                limits=ZALO_LIMITS,
                webhook=f"{self._server}/webhook/{ZALO}",
                token=SecretStr(self.app.zalo_bots.token),
                display_name=self.app.zalo_bots.home.name,
            ),
            self._official_account,
        )

    @property
    def _official_account(self) -> ZaloOASpec:
        oa = self.app.zalo_oas.home
        return ZaloOASpec(
            name=OA,
            title=oa.name,
            api_url=f"{self._server}/town/zalo-oa",
            oauth_url=f"{self._server}/town/zalo-oauth",
            limits=OA_LIMITS,
            webhook=f"{self._server}/webhook/{OA}",
            oa_id=oa.id,
            app_id=oa.app_id,
            app_secret=SecretStr(oa.app_secret),
            secret_key=SecretStr(oa.secret_key),
            refresh_token=SecretStr(self._refresh_token) if self._refresh_token else None,
            display_name=oa.name,
        )

    @property
    def help_chat(self) -> Address:
        return Address(ACCOUNT, str(self.app.phone(HELPER).id))

    async def tell_story(
        self, desk: Desk, school: School, pictures: Pictures, media: Media
    ) -> None:
        """Where nobody has been yet, a hamlet that has been lived in. Before anything is sent, and before `start`."""
        if not self._has_story or not await desk.run(installation.is_untouched):
            return
        began = time.monotonic()
        if not self.app.world.is_silent():
            self.app.reset()  # the database that knew these people is gone
        addresses = media.at(self._server)
        now = self._clock.now()
        try:
            with past(self.app) as then:
                screens = Screens(self.app, then, pictures, addresses)
                await Teller(desk, school, screens, self.help_chat).tell(now)
        except Untold:
            log.exception("the hamlet is lived in only in part")
        self.app.keeper.write()
        log.info("a hamlet to look at was made in %.1f s", time.monotonic() - began)

    async def start(self) -> None:
        # She came to the team's training: the bot may write to her before she writes to it.
        self.app.phone(HELPER).chat.started = True
        await self.app.start()
        self._console = asyncio.create_task(self._save_webhook(), name="the OA's console")

    async def _save_webhook(self) -> None:
        """What an administrator does by hand: Zalo tries the address before it takes it, and our server
        listens a moment after this."""
        address = f"{self._server}/webhook/{OA}"
        while True:
            try:
                return await self.app.zalo_oas.save_webhook(self.app.zalo_oas.home, address)
            except Impossible:
                await asyncio.sleep(PAUSE)

    def let_go(self) -> None:
        """Nobody waits in the town any longer: pages for a change, or calls in a silence."""
        self.app.let_go()

    async def stop(self) -> None:
        if self._console is not None:
            self._console.cancel()
        await self.app.stop()

    def on_jump(self, listener: Callable[[], None]) -> None:
        """Called, in the loop, whenever somebody pushes the town's clock."""
        self._clock.on_advance(listener)
