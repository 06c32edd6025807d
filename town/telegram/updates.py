"""Updates on their way to a bot: made here, kept until the bot has taken them or they are too old."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from town.clock import TownClock
from town.keeper import Keeper
from town.state import State
from town.telegram.limits import MESSAGE_KEPT
from town.world import Bot, Chat, Message, Pending

# tdlib/telegram-bot-api, Client.cpp: presses and membership queue apart from messages.
PRESS_QUEUE = 3 << 33
MEMBERSHIP_QUEUE = 5 << 33

# What a bot took is remembered so that it can be brought once more; an endless benchmark must not eat the memory.
LONGEST_HISTORY = 2_000

Listener = Callable[[Pending], None]


class Updates:
    """Each bot's pending updates, in order of their ids."""

    def __init__(self, keeper: Keeper, clock: TownClock) -> None:
        self._keeper = keeper
        self._clock = clock
        self._listeners: list[Listener] = []
        self.history: deque[Pending] = deque(maxlen=LONGEST_HISTORY)  # taken, oldest first

    def on_arrival(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def push(
        self,
        bot: Bot,
        kind: str,
        body: object,
        chat: Chat,
        *,
        queue: int,
        message: Message | None = None,
        kept: int = MESSAGE_KEPT,
    ) -> None:
        """Make an update of a kind, unless the bot did not ask for that kind; `kept` in seconds."""
        if bot.allowed and kind not in bot.allowed:
            return
        now = self._clock.now()
        update = Pending(
            id=bot.next_update,
            bot=bot.id,
            queue=queue,
            kind=kind,
            body={kind: body},
            created=now,
            expires=now + timedelta(seconds=kept),
            chat=chat.key,
            message=message.id if message is not None else None,
        )
        bot.next_update += 1
        self._arrive(update)

    def again(self, update: Pending) -> None:
        """Bring what was taken once more, with its own number, as if the bot's yes had been lost."""
        now = self._clock.now()
        kept = update.expires - update.created
        self._arrive(replace(update, created=now, expires=now + kept, repeated=True))

    def _arrive(self, update: Pending) -> None:
        self._keeper.world.updates.setdefault(update.bot, {})[update.id] = update
        self._keeper.changed()
        for listener in self._listeners:
            listener(update)

    def waiting(self, bot: int) -> list[Pending]:
        """What that bot may still get, oldest first; what is too old is forgotten."""
        line = self._keeper.world.updates.get(bot, {})
        now = self._clock.now()
        for stale in [update for update in line.values() if update.expires <= now]:
            self.drop(stale)
        return list(line.values())

    def holds(self, update: Pending) -> bool:
        return update.id in self._keeper.world.updates.get(update.bot, {})

    def expired(self, update: Pending, in_seconds: float = 0) -> bool:
        """Too old by then."""
        return update.expires <= self._clock.now() + timedelta(seconds=in_seconds)

    def taken(self, update: Pending) -> None:
        """The bot has it: the person's message shows as delivered."""
        world = self._keeper.world
        chat = world.chat(update.chat)
        if chat is not None and update.message is not None:
            message = world.message(chat, update.message)
            if message is not None:
                message.state = State.DELIVERED
        self.drop(update)
        if not update.repeated:
            self.history.append(update)

    def drop(self, update: Pending) -> None:
        """Forget it, also when somebody else already did."""
        self._keeper.world.updates.get(update.bot, {}).pop(update.id, None)
        self._keeper.changed()
