"""getUpdates: one event a call, no offset, nothing confirmed; what nobody asks for in time is lost."""

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field

from town.request import Parameters
from town.zalo.accounts import ZaloBot
from town.zalo.errors import TIMEOUT, Refused
from town.zalo.events import Events
from town.zalo.limits import GRACE, LONGEST_POLL, USUAL_POLL
from town.zalo.platform import Zalo
from town.zalo.world import BotEvent


@dataclass(slots=True)
class Line:
    """What waits for one bot's poll. `polls` under way, of which only the newest is given anything."""

    events: deque[tuple[float, BotEvent]] = field(default_factory=deque)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    polls: int = 0
    newest: object = None
    last_poll: float = 0.0  # when it ended, monotonic

    def forget_the_lost(self, grace: float) -> None:
        now = time.monotonic()
        if self.polls == 0 and now - self.last_poll > grace:
            while self.events and now - self.events[0][0] > grace:
                self.events.popleft()


class Polling:
    """`grace` is how long, in seconds, an event waits for somebody who polls."""

    def __init__(self, zalo: Zalo, events: Events, grace: float = GRACE) -> None:
        self._zalo = zalo
        self.grace = grace
        self._events = events
        self._lines: dict[str, Line] = {}
        self._closing = False
        events.on_arrival(self._arrived)

    async def get_updates(self, bot: ZaloBot, given: Parameters) -> object:
        """While a webhook is set nothing comes, and nothing says why. Raises Refused (408) when idle."""
        seconds = max(0, min(given.number("timeout", USUAL_POLL), LONGEST_POLL))
        line = self._lines.setdefault(bot.id, Line())
        line.forget_the_lost(self.grace)
        me = line.newest = object()
        line.polls += 1
        try:
            async with asyncio.timeout(seconds):
                while not (line.events and line.newest is me):
                    if self._closing:
                        raise TimeoutError
                    line.news.clear()
                    await line.news.wait()
        except TimeoutError:
            raise Refused(TIMEOUT) from None
        finally:
            line.polls -= 1
            line.last_poll = time.monotonic()
        _, event = line.events.popleft()
        self._events.taken(event)
        return event.body

    def waiting(self, bot: str) -> int:
        """How many polls of that bot are under way."""
        return self._lines[bot].polls if bot in self._lines else 0

    def let_go(self) -> None:
        """The town is about to stop: nobody waits any longer."""
        self._closing = True
        for line in self._lines.values():
            line.news.set()

    def webhook_changed(self, bot: ZaloBot) -> None:
        """What waited for a poll is lost."""
        self._lines.setdefault(bot.id, Line()).events.clear()

    def _arrived(self, event: BotEvent) -> None:
        webhook = self._zalo.world.bots[event.bot].webhook
        if webhook is not None and webhook.url:
            return
        line = self._lines.setdefault(event.bot, Line())
        line.forget_the_lost(self.grace)
        line.events.append((time.monotonic(), event))
        line.news.set()
