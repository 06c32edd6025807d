"""getUpdates: one bot program asks, waits, and confirms by asking for what comes after."""

import asyncio
from collections.abc import Sequence

from town.request import Parameters
from town.telegram import errors
from town.telegram.errors import Refused
from town.telegram.hooks import allowed_updates
from town.telegram.platform import Platform
from town.world import Bot, Pending

MOST_UPDATES = 100  # an answer's default and largest number (core.telegram.org/bots/api#getupdates)
LONGEST_POLL = 50  # seconds; a longer wish is cut


class Polling:
    """Who is asking for which bot, at most one at a time: a newer one ends the older."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._pollers: dict[int, asyncio.Event] = {}  # set = look again
        platform.updates.on_arrival(self._arrived)
        platform.webhook_listeners.append(self._look_again)

    async def get_updates(self, bot: Bot, given: Parameters) -> object:
        if bot.webhook is not None:
            raise Refused(errors.UPDATES_WITH_WEBHOOK)
        bot.allowed = allowed_updates(given, bot.allowed)
        self._confirm(bot, given.number("offset"))
        limit = max(1, min(given.number("limit", MOST_UPDATES), MOST_UPDATES))
        seconds = max(0, min(given.number("timeout"), LONGEST_POLL))
        self._look_again(bot)
        found = self._platform.updates.waiting(bot.id) or await self._wait(bot, seconds)
        return [{"update_id": update.id, **update.body} for update in found[:limit]]

    async def _wait(self, bot: Bot, seconds: float) -> Sequence[Pending]:
        event = self._pollers[bot.id] = asyncio.Event()
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return ()
        finally:
            ended = self._pollers.get(bot.id) is not event
            if not ended:
                del self._pollers[bot.id]
        if bot.webhook is not None:
            raise Refused(errors.UPDATES_WITH_WEBHOOK)
        if ended:
            raise Refused(errors.UPDATES_ELSEWHERE)
        return self._platform.updates.waiting(bot.id)

    def _confirm(self, bot: Bot, offset: int) -> None:
        """What comes before the offset was taken; a negative one keeps only that many of the newest."""
        waiting = self._platform.updates.waiting(bot.id)
        taken = [update for update in waiting if update.id < offset]
        if offset < 0:
            taken = waiting[:offset]
        for update in taken:
            self._platform.updates.taken(update)

    def _arrived(self, update: Pending) -> None:
        event = self._pollers.get(update.bot)
        if event is not None:
            event.set()

    def _look_again(self, bot: Bot) -> None:
        event = self._pollers.pop(bot.id, None)
        if event is not None:
            event.set()
