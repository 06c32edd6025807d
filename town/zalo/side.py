"""The Zalo Bot side of the town as one thing to hold: its server, its bots, the phones and groups at them."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from starlette.types import Receive, Scope, Send

from town import people
from town.detours import Detours
from town.faults import Faults
from town.telegram import shapes as telegram_shapes
from town.world import Device, Person
from town.zalo import groups, meter, sending
from town.zalo.accounts import Plan, ZaloBot
from town.zalo.api import BotApi, Slow
from town.zalo.courier import Courier
from town.zalo.errors import WORDS
from town.zalo.events import Events
from town.zalo.hooks import Hooks
from town.zalo.outward import Outward, Unfetchable
from town.zalo.phone import Group, ZaloPhone
from town.zalo.polling import Polling
from town.zalo.world import App, number

if TYPE_CHECKING:  # the town has this side
    from town.town import Town

# No secret: every bot of the town is known to whoever starts it.
HOME_ZALO_TOKEN = "8000000002:a-token-that-opens-nothing-but-this-town"  # noqa: S105
HOME_ZALO_NAME = "Bot Học Vụ Số"  # the names of Zalo Bots begin with "Bot"


class ZaloBots:
    """Its API is under `/bot{token}/{method}` of wherever `serve` is called for. Start and stop it in the
    loop that serves it. `faults` are those of this side alone."""

    def __init__(self, town: "Town", token: str, numbers: Iterator[int], latency: float) -> None:
        zalo = town.zalo
        self._town = town
        self.token = token
        self.faults = Faults(town.clock.now, town.keeper.changed, WORDS, numbers)
        self.events = Events(zalo)
        self._outward = Outward()
        self.polling = Polling(zalo, self.events)
        detours = Detours(self.faults, self.events.again, zalo.clock)
        self._courier = Courier(zalo, self.events, detours, self._outward)
        changed = (self.polling.webhook_changed, self._courier.webhook_changed)
        hooks = Hooks(zalo, self._outward, changed)
        slow: dict[str, Slow] = {
            "getUpdates": self.polling.get_updates,
            "setWebhook": hooks.set_webhook,
            "deleteWebhook": hooks.delete_webhook,
            "getWebhookInfo": hooks.get_webhook_info,
            "testWebhook": hooks.test_webhook,
            "sendPhoto": partial(sending.send_photo, zalo, self._outward),
        }
        self._api = BotApi(zalo, town.calls, self.faults, slow, latency=latency)

    @property
    def url(self) -> str:
        """The base of the API: calls go to `{url}/bot{token}/{method}`."""
        return f"{self._town.url}/zalo-bot"

    @property
    def home(self) -> ZaloBot:
        """The bot whose token the town was made with."""
        return self._town.world.zalo.bots[_bot_id(self.token)]

    async def serve(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        await self._api.serve(path, scope, receive, send)

    def start(self) -> None:
        self._courier.start()

    def let_go(self) -> None:
        """The town is about to stop: nobody waits any longer."""
        self.polling.let_go()
        self._api.let_go()

    async def stop(self) -> None:
        await self._courier.stop()
        await self._outward.stop()

    def settle(self, plan: Plan | None) -> None:
        """The home bot is there, with that plan if one is given."""
        home = self.add_bot(self.token)
        if plan is not None:
            home.plan = plan

    def begin_anew(self) -> None:
        """The world was emptied: what still waits for a poll was said by nobody."""
        for bot in self._town.world.zalo.bots.values():
            self.polling.webhook_changed(bot)

    def add_bot(self, token: str, name: str = HOME_ZALO_NAME) -> ZaloBot:
        """Register a bot, or give a known one a new token; everybody may write to it."""
        world, bot_id = self._town.world.zalo, _bot_id(token)
        if not world.bots:
            # A town whose file was deleted repeats no message id.
            begin = telegram_shapes.unix(self._town.clock.now()) * 1000
            world.next_message = max(world.next_message, begin)
        bot = world.bots.setdefault(bot_id, ZaloBot(bot_id, token, f"bot.{bot_id[-9:]}", name))
        bot.token = token
        self._town.keeper.changed()
        return bot

    def phone(self, name: str) -> ZaloPhone:
        """The Zalo of the first person whose name contains that, at the home bot's chat."""
        return ZaloPhone(self._town, self._town.phone(name).person, self.home.id)

    def new_phone(self, name: str, device: Device = Device.ANDROID) -> ZaloPhone:
        person = people.move_in(self._town.platform, name, device)
        return ZaloPhone(self._town, person, self.home.id)

    def group(self, title: str, *members: ZaloPhone, with_bot: bool = True) -> Group:
        """A group, owned by the first of them, with the home bot in it."""
        bot = self.home.id
        persons = [phone.person for phone in members]
        account = bot if with_bot else None
        group = groups.create(self._town.zalo, App.BOT, title, persons, account)
        return Group(self._town, group, bot)

    def meet(self, crowd: Iterable[Person]) -> None:
        """These have written to the home bot once, as far as its plan has room. Nothing is delivered."""
        now = self._town.clock.now()
        for person in crowd:
            chat = self._town.world.zalo.chat(self.home.id, person.id)
            if meter.serves(self.home, chat.id, now):
                chat.opened, chat.last_interaction = True, now

    def repeat_events(self, last: int = 1, chat: str | None = None) -> int:
        """The newest `last` events that bots took (of that chat, as the bot knows it, if named) come once
        more; returns how many."""
        found = [each for each in self.events.history if chat in (None, each.queue)][-last:]
        for event in found:
            self.events.again(event)
        return len(found)

    async def picture(self, url: str) -> tuple[str, bytes] | None:
        """What a phone gets that looks at a picture now, with its media type; None: a black square."""
        try:
            return await self._outward.picture(url)
        except Unfetchable:
            return None

    async def sound(self, url: str) -> tuple[str, bytes] | None:
        """What a phone gets that plays a voice note now, with its media type; None: nothing is heard."""
        try:
            return await self._outward.sound(url)
        except Unfetchable:
            return None


def _bot_id(token: str) -> str:
    """19 digits, the same for every secret behind one number."""
    return number("bot", token.partition(":")[0])
