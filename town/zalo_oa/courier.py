"""Carries an Official Account's events to its webhook: signed, in the order of a chat, again up a ladder of waits.

Source: docs.zaloplatforms.com/docs/OA/webhook/tong-quan. The waits are the town's time: push its clock and the
next attempt sets out. How long an answer may take is real time.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import aiohttp

from town.clock import TownClock
from town.detours import Detours
from town.faults import Faults
from town.keeper import Keeper
from town.zalo_oa import signature
from town.zalo_oa.account import Event, ZaloOa
from town.zalo_oa.limits import ANSWER_WITHIN, LADDER

AGENT = "ZaloWebhook"
SERVER = "OA OpenAPI"
LARGEST_ANSWER = 64 * 1024  # bytes of an answer that are looked at
MOST_AT_ONCE = 100  # requests on their way; undocumented, the town's own

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Line:
    """What one chat of one account has sent out and not brought, and the task that works it off."""

    events: deque[Event] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


class Courier:
    """Start it inside the loop it lives in. Whoever wants to hear of each event that an app took, adds
    itself to `listeners`."""

    def __init__(self, keeper: Keeper, clock: TownClock, faults: Faults) -> None:
        self._keeper = keeper
        self._clock = clock
        self._detours: Detours[Event] = Detours(faults, self._again, clock)
        self._session: aiohttp.ClientSession | None = None
        self._lines: dict[tuple[str, str], Line] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._places = asyncio.Semaphore(MOST_AT_ONCE)
        self.within = ANSWER_WITHIN
        self.listeners: list[Callable[[Event], None]] = []
        clock.on_advance(self._bring_what_is_due)

    def start(self) -> None:
        """Take up what waited while the town did not run."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), cookie_jar=aiohttp.DummyCookieJar()
        )
        for oa in self._accounts():
            for event in list(oa.events.values()):
                if event.due is None:
                    self._queue(event)
        self._bring_what_is_due()

    async def stop(self) -> None:
        self._detours.forget()
        self._hush()
        tasks = [line.task for line in self._lines.values() if line.task is not None]
        self._lines.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def goes_to(self, oa: ZaloOa) -> bool:
        """Where no webhook is, or it was stopped, nobody will ever hear of what happens."""
        return bool(oa.webhook_url) and not oa.webhook_stopped

    def push(self, oa: ZaloOa, event: Event) -> None:
        """An event sets out, if there is where to."""
        if not self.goes_to(oa):
            return
        event.id = oa.next_event
        oa.next_event += 1
        oa.events[event.id] = event
        self._keeper.changed()
        self._detours.set_out(event, event.queue)
        self._queue(event)

    async def probe(self, url: str) -> str:
        """What the console does before it keeps a URL: an unsigned `{}` must get 200. Says what was wrong."""
        return await self._post(url, b"{}", {})

    def forget(self, oa: ZaloOa) -> None:
        """Nothing of that account is on its way any more."""
        oa.events.clear()
        self._keeper.changed()

    def _accounts(self) -> Iterable[ZaloOa]:
        return self._keeper.world.zalo.oas.values()

    def _queue(self, event: Event) -> None:
        if self._session is None:
            return
        key = (event.bot, event.queue)
        line = self._lines.setdefault(key, Line())
        line.events.append(event)
        if line.task is None:
            line.task = asyncio.create_task(self._work_off(key, line))

    async def _work_off(self, key: tuple[str, str], line: Line) -> None:
        while line.events:
            await self._detours.let_pass(line.events)
            oa = self._keeper.world.zalo.oas[key[0]]
            if oa.events.get(line.events[0].id) is line.events[0]:
                await self._carry(oa, line.events[0])
            line.events.popleft()
        if self._lines.get(key) is line:
            del self._lines[key]

    async def _carry(self, oa: ZaloOa, event: Event) -> None:
        """Once; who does not take it gets it again later, and holds up nothing meanwhile."""
        body = event.body.encode()
        signed = signature.header(oa.app_id, body, event.timestamp, oa.secret_key)
        head = {
            "X-ZEvent-Signature": signed,
            "X-ZEvent-Server": SERVER,
            "num_retry": str(event.tries),
        }
        async with self._places:
            wrong = await self._post(oa.webhook_url, body, head)
        if oa.events.get(event.id) is not event:
            return  # forgotten meanwhile
        if wrong:
            self._not_taken(oa, event, wrong)
            return
        del oa.events[event.id]
        for listener in self.listeners:
            listener(event)
        self._detours.taken(event)
        self._keeper.changed()

    async def _post(self, url: str, body: bytes, head: dict[str, str]) -> str:
        """Empty: it was taken. Otherwise what was wrong."""
        assert self._session is not None  # noqa: S101 - lines exist only while it is open
        head = head | {"content-type": "application/json", "user-agent": AGENT}
        timeout = aiohttp.ClientTimeout(total=self.within)
        try:
            async with self._session.post(
                url, data=body, headers=head, timeout=timeout, allow_redirects=False
            ) as answer:
                await answer.content.read(LARGEST_ANSWER)
                return "" if answer.status == 200 else f"HTTP {answer.status}"
        except TimeoutError:
            return f"no answer within {self.within:g} seconds"
        except aiohttp.ClientError as fault:
            return f"no connection: {type(fault).__name__}"

    def _not_taken(self, oa: ZaloOa, event: Event, wrong: str) -> None:
        """Up one rung of the ladder; after the last one the webhook is stopped until its URL is saved anew."""
        oa.last_error, oa.last_error_at = wrong, self._clock.now()
        if event.tries == len(LADDER):
            log.warning("the webhook of %s is stopped: %s", oa.id, wrong)
            oa.webhook_stopped = wrong
            self.forget(oa)
            return
        event.due = self._clock.now() + timedelta(seconds=LADDER[event.tries])
        event.tries += 1
        self._keeper.changed()
        self._bring_what_is_due()

    def _again(self, event: Event) -> None:
        """The same bytes once more, as if the app's 200 had been lost."""
        copy = replace(event, tries=0, due=None, repeated=True)
        self.push(self._keeper.world.zalo.oas[event.bot], copy)

    def _bring_what_is_due(self) -> None:
        """Those whose time has come set out; for the next one there is an alarm."""
        if self._session is None:
            return
        self._hush()
        now = self._clock.now()
        waiting = [each for oa in self._accounts() for each in oa.events.values() if each.due]
        for event in waiting:
            if event.due is not None and event.due <= now:
                event.due = None
                self._queue(event)
        later = [each.due for each in waiting if each.due is not None]
        if later:
            wait = (min(later) - now).total_seconds()
            self._timer = asyncio.get_running_loop().call_later(wait, self._bring_what_is_due)

    def _hush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
