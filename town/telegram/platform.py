"""What every method works on, and whom a call may reach."""

from collections.abc import Callable
from dataclasses import dataclass, field

from town.clock import TownClock
from town.keeper import Keeper
from town.request import Parameters
from town.telegram import errors
from town.telegram.errors import Refused
from town.telegram.limits import Limiter, Rates
from town.telegram.updates import Updates
from town.world import Bot, Chat, GroupChat, GroupKind, PrivateChat, World


@dataclass(slots=True)
class Platform:
    keeper: Keeper
    clock: TownClock
    updates: Updates
    rates: Rates
    limiters: dict[int, Limiter] = field(default_factory=dict)
    webhooks_set: dict[int, float] = field(default_factory=dict)  # when, monotonic, by bot
    webhook_listeners: list[Callable[[Bot], None]] = field(default_factory=list)

    @property
    def world(self) -> World:
        return self.keeper.world

    def webhook_changed(self, bot: Bot) -> None:
        for listener in self.webhook_listeners:
            listener(bot)

    def count(self, bot: Bot, chat: Chat, *, new_message: bool) -> None:
        """Count a send or an edit against the bot's limits; raises Refused (429)."""
        limiter = self.limiters.get(bot.id)
        if limiter is None:
            limiter = self.limiters[bot.id] = Limiter(self.rates)
        wait = limiter.take(chat.id, counts_in_chat=new_message)
        if wait:
            raise Refused(errors.too_many(wait))


def find(world: World, bot: Bot, given: Parameters) -> Chat:
    """The chat that the call names, if the bot ever met it. Raises Refused."""
    value = given.values.get("chat_id")
    if type(value) is not int:
        text = given.text("chat_id").strip()
        if not text:
            raise Refused(errors.CHAT_ID_EMPTY)
        if not text.removeprefix("-").isdecimal() or len(text) > 20:
            raise Refused(errors.CHAT_NOT_FOUND)
        value = int(text)
    chat = world.private.get(f"{bot.id}:{value}") if value > 0 else world.groups.get(value)
    if chat is None:
        raise Refused(errors.CHAT_NOT_FOUND)
    return chat


def reach(world: World, bot: Bot, given: Parameters) -> Chat:
    """The chat that the call names, if the bot may write there. Raises Refused."""
    chat = find(world, bot, given)
    match chat:
        case PrivateChat():
            _may_write_to_person(world, chat)
        case GroupChat():
            _may_write_to_group(bot, chat)
    return chat


def _may_write_to_person(world: World, chat: PrivateChat) -> None:
    if world.people[chat.person].deactivated:
        raise Refused(errors.DEACTIVATED)
    if chat.blocked:
        raise Refused(errors.BLOCKED)
    if not chat.started:
        raise Refused(errors.NEVER_STARTED)


def _may_write_to_group(bot: Bot, chat: GroupChat) -> None:
    if chat.moved_to is not None:
        raise Refused(errors.moved(chat.moved_to))
    if bot.id in chat.bots and not chat.deleted:
        return
    large = chat.kind is GroupKind.SUPERGROUP
    if bot.id in chat.kicked:
        raise Refused(errors.KICKED_SUPERGROUP if large else errors.KICKED)
    if bot.id in chat.left:
        raise Refused(errors.NOT_MEMBER_SUPERGROUP if large else errors.NOT_MEMBER)
    raise Refused(errors.GROUP_DELETED if chat.deleted else errors.CHAT_NOT_FOUND)
