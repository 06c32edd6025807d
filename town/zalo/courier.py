"""Brings events to webhooks, those of one chat in order. Whether the real platform ever tries again is
undocumented: a bot's `manner` says how often the town does."""

import asyncio
import logging
from collections import deque
from dataclasses import dataclass, field

import orjson

from town.detours import Detours
from town.zalo.accounts import BotWebhook, ZaloBot
from town.zalo.events import Events
from town.zalo.limits import FIRST_WAIT, LONGEST_WAIT, MOST_AT_ONCE
from town.zalo.outward import Outward, Reached, Unreached
from town.zalo.platform import Zalo
from town.zalo.world import BotEvent

SECRET = "X-Bot-Api-Secret-Token"  # noqa: S105 - the header's name

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Line:
    """The events of one chat for one bot, and the task that works them off."""

    events: deque[BotEvent] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


class Courier:
    """Start it inside the loop it lives in."""

    def __init__(
        self, zalo: Zalo, events: Events, detours: Detours[BotEvent], outward: Outward
    ) -> None:
        self._zalo = zalo
        self._events = events
        self._detours = detours
        self._outward = outward
        self._lines: dict[tuple[str, str], Line] = {}
        self._places: dict[str, asyncio.Semaphore] = {}
        self._running = False
        events.on_arrival(self._arrived)

    def start(self) -> None:
        """Take up what waited while the town did not run."""
        self._running = True
        for event in list(self._zalo.world.events.values()):
            self._queue(event)

    async def stop(self) -> None:
        self._running = False
        self._detours.forget()
        lines = list(self._lines.values())
        self._lines.clear()
        tasks = [line.task for line in lines if line.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def webhook_changed(self, bot: ZaloBot) -> None:
        """What was on its way to a webhook that is gone is lost; a new one gets it."""
        if bot.webhook is None or not bot.webhook.url:
            for event in self._events.waiting(bot.id):
                self._events.drop(event)

    def _arrived(self, event: BotEvent) -> None:
        if self._held(event):
            self._detours.set_out(event, event.queue)
            self._queue(event)

    def _held(self, event: BotEvent) -> bool:
        """Is it still to be brought?"""
        return self._zalo.world.events.get(event.id) is event

    def _queue(self, event: BotEvent) -> None:
        if not self._running:
            return
        key = (event.bot, event.queue)
        line = self._lines.setdefault(key, Line())
        line.events.append(event)
        if line.task is None:
            line.task = asyncio.create_task(self._work_off(key, line))

    async def _work_off(self, key: tuple[str, str], line: Line) -> None:
        while line.events:
            await self._detours.let_pass(line.events)
            await self._carry(line.events[0])
            line.events.popleft()
        if self._lines.get(key) is line:
            del self._lines[key]

    async def _carry(self, event: BotEvent) -> None:
        """Until it is taken, or given up as often tried as the bot's manner has it."""
        bot = self._zalo.world.bots[event.bot]
        while self._held(event) and bot.webhook is not None:
            outcome = await self._post(bot, bot.webhook, event)
            if isinstance(outcome, Reached) and 200 <= outcome.status < 300:
                self._events.taken(event)
                self._detours.taken(event)
                return
            event.tried += 1
            self._complain(bot, outcome)
            attempts = bot.manner.attempts
            if attempts is not None and event.tried >= attempts:
                log.info("event %s is lost after %s attempts", event.id, event.tried)
                self._events.drop(event)
                return
            await asyncio.sleep(min(FIRST_WAIT * 2 ** (event.tried - 1), LONGEST_WAIT))

    async def _post(
        self, bot: ZaloBot, webhook: BotWebhook, event: BotEvent
    ) -> Reached | Unreached:
        headers = {"Content-Type": "application/json", SECRET: webhook.secret}
        wrapped = bot.manner.wrapped
        body = orjson.dumps({"ok": True, "result": event.body} if wrapped else event.body)
        place = self._places.setdefault(bot.id, asyncio.Semaphore(MOST_AT_ONCE))
        async with place:
            return await self._outward.post(webhook.url, body, headers)

    def _complain(self, bot: ZaloBot, outcome: Reached | Unreached) -> None:
        match outcome:
            case Reached(status=status):
                bot.last_error = f"Webhook Zalo trả lời {status}"
            case Unreached(why=why):
                bot.last_error = f"Không tới được webhook Zalo ({why})"
        bot.last_error_at = self._zalo.clock.now()
        self._zalo.keeper.changed()
