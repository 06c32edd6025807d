"""The town as one thing to hold: its clock, its world, its wire, and what begins and ends them."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from itertools import count
from pathlib import Path

import uvicorn
from starlette.types import Receive, Scope, Send

from town import groups, pages, people
from town.calls import Calls
from town.clock import TownClock
from town.detours import Detours
from town.faults import Faults
from town.hamlet import FIRST_NEIGHBOUR, Hamlet
from town.keeper import Keeper
from town.phone import Group, Phone
from town.telegram import shapes
from town.telegram.api import BotApi
from town.telegram.delivery import Courier
from town.telegram.limits import Rates
from town.telegram.platform import Platform
from town.telegram.updates import Updates
from town.world import FIRST_PERSON, Bot, Device, Person, PrivateChat, World
from town.zalo import people as zalo_people
from town.zalo.accounts import Plan
from town.zalo.phone import Group as ZaloGroup
from town.zalo.phone import ZaloPhone
from town.zalo.platform import Zalo
from town.zalo.side import HOME_ZALO_TOKEN, ZaloBots
from town.zalo.world import App
from town.zalo_oa.side import ZaloOas

# No secret: every bot of the town is known to whoever starts it.
HOME_TOKEN = "8000000001:a-token-that-opens-nothing-but-this-town"  # noqa: S105
HOME_USERNAME = "hocvuso_bot"
HOME_NAME = "Học Vụ Số"
FIRST_PEOPLE = (
    ("Bác Lan", Device.ANDROID),
    ("Chú Hùng", Device.IPHONE),
    ("Cô Hoa – Tổ công nghệ số", Device.ANDROID),
)


class Town:
    """An ASGI application: the Bot API under `/telegram`, the page and its API beside it.

    `path` keeps the world over a restart (None: memory only). `latency` is seconds added to every
    answer of the Bot APIs. Whoever mounts it calls `start` and `stop`; alone, its lifespan does. `plan` is
    what the Zalo Bot may use (None: as it was, at first the Basic plan). `hamlet`: who
    else lives there, and their groups, with the bots in them.
    """

    def __init__(
        self,
        path: Path | None = None,
        clock: TownClock | None = None,
        *,
        rates: Rates | None = None,
        latency: float = 0.0,
        token: str = HOME_TOKEN,
        zalo_token: str = HOME_ZALO_TOKEN,
        plan: Plan | None = None,
        hamlet: Hamlet | None = None,
    ) -> None:
        self.clock = clock or TownClock()
        self.keeper = Keeper(path)
        self.clock.restore(self.world.offset_seconds)
        self.clock.on_advance(self._clock_moved)
        self.calls = Calls()
        numbers = count(1)
        self.faults = Faults(self.clock.now, self.keeper.changed, numbers=numbers)
        updates = Updates(self.keeper, self.clock)
        self.platform = Platform(self.keeper, self.clock, updates, rates or Rates())
        self._api = BotApi(self.platform, self.calls, self.faults, latency)
        detours = Detours(self.faults, updates.again, self.clock)
        self._courier = Courier(self.platform, self._api.perform_answer, detours)
        self._pages = pages.pages(self)
        self.url = ""  # where it listens, once `running` knows
        self.zalo = Zalo(self.keeper, self.clock)
        self.zalo_bots = ZaloBots(self, zalo_token, numbers, latency)
        limited = self.platform.rates.overall_per_second is not None
        self.zalo_oas = ZaloOas(self, numbers, latency, limited=limited)
        self.troubles = {  # by app
            "telegram": self.faults,
            App.BOT.value: self.zalo_bots.faults,
            App.OA.value: self.zalo_oas.faults,
        }
        self._token = token
        self._plan = plan
        self._hamlet = hamlet or Hamlet()
        self._settle()

    @property
    def world(self) -> World:
        return self.keeper.world

    @property
    def telegram_url(self) -> str:
        """The base of the Bot API: calls go to `{telegram_url}/bot{token}/{method}`."""
        return f"{self.url}/telegram"

    @property
    def token(self) -> str:
        return self._token

    @property
    def home(self) -> Bot:
        """The bot whose token the town was made with."""
        return self.world.bots[_id(self._token)]

    async def start(self) -> None:
        """Begin to deliver. Call it in the loop that serves the town."""
        self.keeper.loop = asyncio.get_running_loop()
        self._courier.start()
        self.zalo_bots.start()
        self.zalo_oas.start()
        self.keeper.changed()

    def let_go(self) -> None:
        """The server is about to close: nobody waits any longer for a change, or in a silence."""
        self._api.let_go()
        self.zalo_bots.let_go()
        self.zalo_oas.let_go()
        self.keeper.changed()

    async def stop(self) -> None:
        await self._courier.stop()
        await self.zalo_bots.stop()
        await self.zalo_oas.stop()
        self.keeper.write()
        self.keeper.loop = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = scope["path"].removeprefix(scope.get("root_path", ""))
            if path.startswith("/telegram/bot"):
                await self._api.serve(path.removeprefix("/telegram/"), scope, receive, send)
                return
            if path.startswith("/zalo-bot/bot"):
                await self.zalo_bots.serve(path.removeprefix("/zalo-bot/"), scope, receive, send)
                return
            if await self.zalo_oas.serve(path, scope, receive, send):
                return
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        await self._pages(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await self.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.stop()
        await send({"type": "lifespan.shutdown.complete"})

    def add_bot(self, token: str, username: str = HOME_USERNAME, name: str = HOME_NAME) -> Bot:
        """Register a bot, or give a known one a new token; everybody may start it."""
        bot_id = _id(token)
        bot = self.world.bots.get(bot_id)
        if bot is not None:
            bot.token = token
        else:
            first = shapes.unix(self.clock.now())  # a town whose file was deleted repeats no update
            bot = Bot(bot_id, token, username, name, next_update=first)
            self.world.bots[bot_id] = bot
            for person in self.world.people:
                chat = PrivateChat(person, bot_id)
                self.world.private[chat.key] = chat
        self.keeper.changed()
        return bot

    def reset(self) -> None:
        """The first people with empty screens, at the real time. Bots stay, who started them, and the hamlet's
        groups: the service remembers its learners and groups too. No number is given out twice."""
        former = self.world
        self.keeper.begin_anew()
        for counter in ("next_person", "next_group", "next_supergroup", "next_press"):
            setattr(self.world, counter, getattr(former, counter))
        self.world.zalo = former.zalo.anew()
        self.world.bots = former.bots
        self.clock.restore(0)
        self.calls.clear()
        self.zalo_oas.begin_anew()
        self._keep_groups(former)
        self._settle()
        for key, chat in self.world.private.items():
            chat.started = key in former.private and former.private[key].started
        for bot in self.world.bots.values():
            self.platform.webhook_changed(bot)
        self.zalo_bots.begin_anew()

    def phone(self, name: str) -> Phone:
        """The phone of the first person whose name contains that."""
        return Phone(self, next(p for p in self.world.people.values() if name in p.name))

    def new_phone(self, name: str, device: Device = Device.ANDROID) -> Phone:
        return Phone(self, people.move_in(self.platform, name, device))

    def new_group(self, title: str, *members: Phone, bot: Bot | None = None) -> Group:
        """A group with the bot in it: the home bot, if none is named."""
        persons = [phone.person for phone in members]
        return Group(self, groups.create(self.platform, title, persons, bot or self.home))

    def oa_phone(self, name: str) -> ZaloPhone:
        """The Zalo of the first person whose name contains that, at the Official Account's chat."""
        return self.zalo_oas.phone(name)

    def oa_group(self, title: str, *members: ZaloPhone) -> ZaloGroup:
        """A group that the Official Account made; its members follow it or have written of late."""
        return self.zalo_oas.group(title, *members)

    def network(self, person: Person, *, online: bool) -> None:
        """A phone loses or finds the network; what was typed meanwhile goes out, app by app."""
        people.network(self.platform, person, online=online)
        zalo_people.send_what_waits(self.zalo, person)
        self.zalo_oas.phone_is_back(person)

    def repeat_updates(self, last: int = 1, chat: int | None = None) -> int:
        """The newest `last` updates that bots took (of that chat, if named) come once more, in their old
        order and with their own numbers; returns how many. Push the clock first and they come days late.
        """
        world = self.world
        found = [
            update
            for update in self.platform.updates.history
            if chat is None or ((home := world.chat(update.chat)) is not None and home.id == chat)
        ][-last:]
        for update in found:
            self.platform.updates.again(update)
        return len(found)

    def crowd(self, count: int) -> list[Person]:
        """That many people whom the home bots know, for measuring. Nothing is delivered."""
        crowd = [
            people.move_in(self.platform, f"Người {n + 1}", Device.ANDROID) for n in range(count)
        ]
        for person in crowd:
            self.world.private[f"{self.home.id}:{person.id}"].started = True
        self.zalo_bots.meet(crowd)
        self.zalo_oas.meet(crowd)
        return crowd

    @classmethod
    @asynccontextmanager
    async def running(
        cls,
        port: int = 0,
        *,
        path: Path | None = None,
        clock: TownClock | None = None,
        rates: Rates | None = None,
        latency: float = 0.0,
        plan: Plan | None = None,
        hamlet: Hamlet | None = None,
    ) -> AsyncIterator["Town"]:
        """A town that answers on loopback for as long as the block lasts; port 0 takes a free one."""
        town = cls(path, clock, rates=rates, latency=latency, plan=plan, hamlet=hamlet)
        server = _Server(uvicorn.Config(town, port=port, log_config=None, lifespan="off"))
        serving = asyncio.create_task(server.serve())
        await server.ready.wait()
        if not server.servers:
            await serving
            raise OSError(f"port {port} is taken")
        host, bound = server.servers[0].sockets[0].getsockname()
        town.url = f"http://{host}:{bound}"
        await town.start()
        try:
            yield town
        finally:
            await town.stop()
            server.should_exit = server.force_exit = True
            await serving

    def _clock_moved(self) -> None:
        self.world.offset_seconds = self.clock.offset_seconds
        self.keeper.changed()

    def _settle(self) -> None:
        """The home bots and, where nobody lives, the first people, who always have the same numbers."""
        self.add_bot(self._token)
        self.zalo_bots.settle(self._plan)
        self.zalo_oas.settle()
        if not self.world.people:
            given_out = self.world.next_person
            self.world.next_person = FIRST_PERSON
            for name, device in FIRST_PEOPLE:
                people.move_in(self.platform, name, device)
            first_free = max(given_out, self.world.next_person)
            self.world.next_person = FIRST_NEIGHBOUR
            for name, device in self._hamlet.neighbours:
                people.move_in(self.platform, name, device)
            self.world.next_person = first_free
        if not self.world.zalo.groups:
            for circle in self._hamlet.on_zalo:
                self.zalo_bots.group(circle.title, *map(self.zalo_bots.phone, circle.members))
        if not self.world.groups:
            for circle in self._hamlet.on_telegram:
                self.new_group(circle.title, *map(self.phone, circle.members))

    def _keep_groups(self, former: World) -> None:
        """Those of the hamlet, with nothing said in them yet, and of their members those who live there still."""
        living = self._lasting
        on_zalo = {circle.title for circle in self._hamlet.on_zalo}
        on_telegram = {circle.title for circle in self._hamlet.on_telegram}
        for kept in former.zalo.groups.values():
            if kept.title in on_zalo and kept.accounts:
                self.world.zalo.groups[kept.id] = replace(
                    kept, members=[one for one in kept.members if living(one)], messages=[]
                )
        for group in former.groups.values():
            if group.title in on_telegram and group.bots and not group.deleted:
                self.world.groups[group.id] = replace(
                    group, members=[one for one in group.members if living(one)], messages=[]
                )

    def _lasting(self, person: int) -> bool:
        """Of those who are there again on a new day."""
        first = person - FIRST_PERSON, person - FIRST_NEIGHBOUR
        return 0 <= first[0] < len(FIRST_PEOPLE) or 0 <= first[1] < len(self._hamlet.neighbours)


class _Server(uvicorn.Server):
    """A server in somebody else's loop: the signals are not its business."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


def _id(token: str) -> int:
    number, _, secret = token.partition(":")
    with suppress(ValueError):
        if secret:
            return int(number)
    raise ValueError("a token is a number, a colon and a secret")
