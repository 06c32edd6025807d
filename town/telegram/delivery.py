"""Webhook delivery as Telegram does it: queues in order, one update of a queue on its way, patience after failures.

Source: tdlib/telegram-bot-api, WebhookActor.cpp. The town's waits are real seconds; an update's age is the town's.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp
import orjson

from town.detours import Detours
from town.telegram.platform import Platform
from town.world import Bot, Pending, Webhook

SILENCE = (
    60.0  # seconds without an answer until the connection is closed and the update comes again
)
LONGEST_WAIT = 60.0  # seconds between two attempts
LONGEST_RETRY_AFTER = 3600  # seconds; a larger wish is cut
LARGEST_ANSWER = 64 * 1024  # bytes of an answer that are looked at

# Performs the call that an answer's body asked for.
Perform = Callable[[Bot, bytes], Awaitable[None]]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """Any 2xx; `body` may hold a call."""

    body: bytes


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Comes again, at the bot's wish after `retry_after` seconds."""

    reason: str
    retry_after: int | None = None


@dataclass(slots=True)
class Line:
    """One queue of one bot, and the task that works it off."""

    updates: deque[Pending] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


class Courier:
    """Carries the updates of every bot that has a webhook. Start it inside the loop it lives in."""

    def __init__(self, platform: Platform, perform: Perform, detours: Detours[Pending]) -> None:
        self._platform = platform
        self._perform = perform
        self._detours = detours
        self._session: aiohttp.ClientSession | None = None
        self._lines: dict[tuple[int, int], Line] = {}
        self._places: dict[int, asyncio.Semaphore] = {}
        platform.updates.on_arrival(self._sent_out)
        platform.webhook_listeners.append(self._begin)

    def start(self) -> None:
        """Take up what waited while the town did not run."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=SILENCE, sock_read=SILENCE),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        for bot in self._platform.world.bots.values():
            self._begin(bot)

    async def stop(self) -> None:
        self._detours.forget()
        await self._end(list(self._lines))
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _begin(self, bot: Bot) -> None:
        """The webhook is new or gone: whatever was on its way begins again, at once."""
        for key in [key for key in self._lines if key[0] == bot.id]:
            line = self._lines.pop(key)
            if line.task is not None and line.task is not asyncio.current_task():
                line.task.cancel()
        if bot.webhook is None:
            return
        self._places[bot.id] = asyncio.Semaphore(bot.webhook.max_connections)
        for update in self._platform.updates.waiting(bot.id):
            self._queue(update)

    async def _end(self, keys: list[tuple[int, int]]) -> None:
        tasks = [line.task for key in keys if (line := self._lines.pop(key)).task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _sent_out(self, update: Pending) -> None:
        if self._platform.world.bots[update.bot].webhook is not None:
            chat = self._platform.world.chat(update.chat)
            self._detours.set_out(update, None if chat is None else chat.id)
            self._queue(update)

    def _queue(self, update: Pending) -> None:
        if self._session is None or self._platform.world.bots[update.bot].webhook is None:
            return
        key = (update.bot, update.queue)
        line = self._lines.setdefault(key, Line())
        line.updates.append(update)
        if line.task is None:
            line.task = asyncio.create_task(self._work_off(key, line))

    async def _work_off(self, key: tuple[int, int], line: Line) -> None:
        while line.updates:
            await self._detours.let_pass(line.updates)
            await self._carry(line.updates[0])
            line.updates.popleft()
        if self._lines.get(key) is line:
            del self._lines[key]

    async def _carry(self, update: Pending) -> None:
        """Until it is taken or too old."""
        updates, bot = self._platform.updates, self._platform.world.bots[update.bot]
        failures = 0
        while updates.holds(update) and bot.webhook is not None:
            if updates.expired(update):
                break
            async with self._places[bot.id]:
                outcome = await self._post(bot.webhook, update)
            match outcome:
                case Taken(body):
                    updates.taken(update)
                    self._detours.taken(update)
                    if body:
                        await self._perform(bot, body)
                    return
                case NotTaken(reason, retry_after):
                    failures += 1
                    self._complain(bot, reason)
                    wait = _patience(failures, retry_after)
                    if updates.expired(update, wait):
                        break
                    await asyncio.sleep(wait)
        if updates.holds(update):
            log.warning("update %s is dropped: too old", update.id)
            updates.drop(update)

    async def _post(self, webhook: Webhook, update: Pending) -> Taken | NotTaken:
        assert self._session is not None  # noqa: S101 - lines exist only while it is open
        headers = {"content-type": "application/json"}
        if webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        body = orjson.dumps({"update_id": update.id, **update.body})
        try:
            async with self._session.post(
                webhook.url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                said = await answer.content.read(LARGEST_ANSWER)
                if 200 <= answer.status < 300:
                    return Taken(said)
                status = f"{answer.status} {answer.reason or ''}".strip()
                return NotTaken(
                    f"Wrong response from the webhook: {status}",
                    _seconds(answer.headers.get("Retry-After", "")),
                )
        except TimeoutError:
            return NotTaken("Read timeout expired")
        except aiohttp.ClientConnectorError:
            return NotTaken("Connection refused")
        except aiohttp.ClientError:
            return NotTaken("Connection closed")

    def _complain(self, bot: Bot, reason: str) -> None:
        bot.last_error = reason
        bot.last_error_at = self._platform.clock.now()
        self._platform.keeper.changed()


def _patience(failures: int, retry_after: int | None) -> float:
    """Seconds until the next attempt: the bot's wish, or none, then 2, 4, 8 … at most a minute."""
    if retry_after is not None:
        return retry_after
    if failures == 1:
        return 0
    return float(min(2 ** (failures - 1), LONGEST_WAIT))


def _seconds(header: str) -> int | None:
    if not (header.isascii() and header.isdecimal()):
        return None
    return min(int(header), LONGEST_RETRY_AFTER)
