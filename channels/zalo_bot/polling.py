"""Fetches a bot's events by asking, for machines that Zalo cannot reach by a webhook: a laptop.

Zalo forgets what it has given, and what was sent while nobody asked. So of P1 as much is kept as can be:
what was fetched is taken before anything else is, however long that takes. To lose nothing needs a webhook.
"""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import Any

import orjson

from channels.http import Answer
from channels.protocol import Unreadable
from channels.setup import OutOfReach, Quarantine, Submit, Unusable
from channels.zalo_bot.adapter import ZaloBot
from channels.zalo_bot.answers import Refused, Taken, Unsaid, said
from channels.zalo_bot.questions import in_words, webhook_of
from channels.zalo_bot.updates import events

log = logging.getLogger(__name__)

# docs.zaloplatforms.com/docs/BOT/apis/getUpdates: the only parameter, in seconds. Its type is given as
# String with a number for an example; both are taken.
POLL_SECONDS = 30
_READ_SECONDS = POLL_SECONDS + 10.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds between attempts after a failure
AT_ONCE = 1.0  # seconds; an answer without news that comes sooner was no waiting
LAST_WORDS = 5.0  # seconds that what was fetched has to be taken when we are asked to end


class Poller:
    """Polls until cancelled. One for a bot: two would each get a part of what people write."""

    def __init__(self, channel: ZaloBot, submit: Submit, quarantine: Quarantine) -> None:
        self._channel = channel
        self._submit = submit
        self._quarantine = quarantine
        self._pause = FIRST_PAUSE

    async def run(self) -> None:
        """Ends by being cancelled, once what was fetched is taken or LAST_WORDS are over.

        Raises Unusable when a webhook is set, which makes a bot that polls look dead, or the token is
        not known.
        """
        await self._claim()
        clock = asyncio.get_running_loop().time
        while True:
            began = clock()
            fetched = await self._fetch()
            if fetched is None:
                await self._rest()
                continue
            self._pause = FIRST_PAUSE
            if fetched:
                await _to_its_end(self._take_all(fetched))
            elif clock() - began < AT_ONCE:
                await asyncio.sleep(_jittered(FIRST_PAUSE))

    async def _claim(self) -> None:
        """Polling is refused while a webhook is set; to remove one is the operator's decision."""
        webhook = await self._webhook()
        if webhook:
            raise Unusable(
                f"Tài khoản {self._channel.account} đang đặt webhook: Zalo đưa tin nhắn tới địa chỉ khác, "
                "nên máy này hỏi sẽ không nhận được gì. Muốn nhận tin ở máy này, xin chạy: "
                f"hocvuso channels drop-webhook {self._channel.account}"
            )

    async def _webhook(self) -> str:
        while True:
            try:
                return await webhook_of(self._channel)
            except OutOfReach as trouble:
                log.warning("%s", trouble)
                await self._rest()

    async def _fetch(self) -> Sequence[object] | None:
        """What is new; None when Zalo could not be asked. Raises Unusable."""
        fields = orjson.dumps({"timeout": POLL_SECONDS})
        reply = await self._channel.post("getUpdates", fields, _READ_SECONDS)
        trouble = said(reply) if isinstance(reply, Answer) else reply
        match trouble:
            case Taken(result):
                return [event for event in events(result) if event]
            case Refused(408) | Unsaid(408):  # nobody wrote meanwhile
                return ()
            case Refused(401) | Unsaid(401):
                raise in_words(self._channel, trouble)
            case Refused(429):
                self._pause = LONGEST_PAUSE
            case _:
                pass
        log.warning("%s", in_words(self._channel, trouble))
        return None

    async def _take_all(self, fetched: Sequence[object]) -> None:
        for event in fetched:
            await self._take(event)

    async def _take(self, event: object) -> None:
        """Have it stored, however often that must be tried."""
        account = self._channel.account
        store: Callable[[], Awaitable[bool]]
        try:
            updates = self._channel.read_event(event)
        except Unreadable as fault:
            log.warning("%s: quarantined: %s", account, fault)
            store = partial(self._quarantine, account, json.dumps(event).encode(), str(fault))
        else:
            if not updates:
                return
            store = partial(self._submit, updates)
        pause = FIRST_PAUSE
        while not await store():
            await asyncio.sleep(_jittered(pause))
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _rest(self) -> None:
        await asyncio.sleep(_jittered(self._pause))
        self._pause = min(self._pause * 2, LONGEST_PAUSE)


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """Cancelled, it still has LAST_WORDS."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait((task,), timeout=LAST_WORDS)
        if not task.done():
            log.error(
                "an update that was fetched could not be stored, and Zalo does not give it again"
            )
            task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise


def _jittered(seconds: float) -> float:
    """Not all at once after an outage that many programs saw."""
    return seconds * random.uniform(0.5, 1)  # noqa: S311  no secret
