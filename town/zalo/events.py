"""What a Zalo Bot gets to hear of, and where it is until the bot has it.

In a private chat that is every message; in a group only what mentions the bot, picked from the list behind
the @, or quotes a message of its own (docs.zaloplatforms.com/docs/BOT/best-practices). Of people who open the
chat, block, come and go it hears nothing.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import replace

from town.state import State
from town.world import Person
from town.zalo import meter, shapes
from town.zalo.accounts import ZaloBot
from town.zalo.deeds import Deed, Wrote
from town.zalo.platform import Zalo
from town.zalo.world import App, BotEvent, Kind, Place, ZaloChat, ZaloGroup, ZaloMessage

# What a bot took is remembered so that it can be brought once more; an endless benchmark must not eat the memory.
LONGEST_HISTORY = 2_000

Listener = Callable[[BotEvent], None]


class Events:
    """Makes events out of deeds. Those for a webhook are kept in the world until they are taken or given up;
    those for whoever polls are nowhere but at the poll."""

    def __init__(self, zalo: Zalo) -> None:
        self._zalo = zalo
        self._listeners: list[Listener] = []
        self.history: deque[BotEvent] = deque(maxlen=LONGEST_HISTORY)  # taken, oldest first
        zalo.listeners[App.BOT] = self._heard

    def on_arrival(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def again(self, event: BotEvent) -> None:
        """Bring what was taken once more, as if the bot's yes had been lost."""
        self._arrive(replace(event, tried=0, repeated=True))

    def waiting(self, bot: str) -> list[BotEvent]:
        """What is still to be brought to that bot's webhook, oldest first."""
        return [event for event in self._zalo.world.events.values() if event.bot == bot]

    def taken(self, event: BotEvent) -> None:
        """The bot has it: the person's message shows as delivered."""
        place = self._zalo.world.place(event.place)
        message = _numbered(place, event.message) if place is not None else None
        if message is not None:
            message.state = State.DELIVERED
        self.drop(event)
        if not event.repeated:
            self.history.append(event)

    def drop(self, event: BotEvent) -> None:
        """Forget it, also when somebody else already did."""
        self._zalo.world.events.pop(event.id, None)
        self._zalo.keeper.changed()

    def _heard(self, deed: Deed) -> None:
        match deed:
            case Wrote(person, ZaloChat() as chat, message):
                self._in_private(person, chat, message)
            case Wrote(person, ZaloGroup() as group, message):
                self._in_group(person, group, message)
            case _:
                pass

    def _in_private(self, person: Person, chat: ZaloChat, message: ZaloMessage) -> None:
        bot = self._zalo.world.bots[chat.account]
        if not meter.serves(bot, chat.id, self._zalo.clock.now()):
            return  # the plan has no room for one more: nothing arrives, and nobody is told
        self._make(bot, person, chat, message)

    def _in_group(self, person: Person, group: ZaloGroup, message: ZaloMessage) -> None:
        quoted = _quoted(group, message)
        for account in group.accounts:
            called = account in message.mentions
            # A picture comes only with the mention in its own caption.
            answered = quoted is not None and quoted.account == account
            if called or (answered and message.kind is not Kind.PICTURE):
                self._make(self._zalo.world.bots[account], person, group, message)

    def _make(self, bot: ZaloBot, person: Person, place: Place, message: ZaloMessage) -> None:
        meter.heard(bot, self._zalo.clock.now())
        quoted = _quoted(place, message)
        event = BotEvent(
            id=self._zalo.world.next_event,
            bot=bot.id,
            queue=place.id,
            place=place.key,
            message=message.id,
            body=shapes.event(bot, person, place, message, quoted),
        )
        self._zalo.world.next_event += 1
        self._arrive(event)

    def _arrive(self, event: BotEvent) -> None:
        bot = self._zalo.world.bots[event.bot]
        if bot.webhook is not None and bot.webhook.url:
            self._zalo.world.events[event.id] = event
        self._zalo.keeper.changed()
        for listener in self._listeners:
            listener(event)


def _quoted(place: Place, message: ZaloMessage) -> ZaloMessage | None:
    return _numbered(place, message.quotes) if message.quotes is not None else None


def _numbered(place: Place, number: int) -> ZaloMessage | None:
    # The newest are asked for most.
    return next((each for each in reversed(place.messages) if each.id == number), None)
