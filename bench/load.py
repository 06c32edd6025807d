"""Drives one program and writes down what its people saw: as fast as they are answered, or at an offered rate."""

import asyncio
import gc
import random
import time
from collections import Counter, deque
from dataclasses import dataclass, field

from bench.people import Person, crowd
from bench.platforms import TELEGRAM, Platform
from bench.programs import Program
from bench.webhooks import Courier

# One in so many updates is brought a second time right after it was taken, as platforms do.
REPEATED = 50
SETTLE = 1.0  # seconds before measuring: connections are open, code is warm
SAMPLE = 0.5  # seconds between two looks at memory


@dataclass
class Seen:
    """`acks` and `replies` are seconds, in the measured window only; counts are of the whole run."""

    seconds: float = 0.0
    brought: int = 0
    repeated: int = 0
    answered: int = 0  # within the window
    acks: list[float] = field(default_factory=list)
    replies: list[float] = field(default_factory=list)
    cpu: float = 0.0  # seconds of CPU in the window
    memory: list[float] = field(default_factory=list)  # MiB, over the window
    statuses: Counter[int] = field(default_factory=Counter)
    unanswered: int = 0  # when patience ended
    doubled: int = 0
    out_of_order: int = 0


class Load:
    """One crowd before one program. The played platform tells `hears` what was sent. `seen` is of the
    last run; people go on from where they were."""

    def __init__(self, people: int, seed: int, platform: Platform = TELEGRAM) -> None:
        self.people = crowd(people, seed, numbered=platform.numbered)
        self._platform = platform
        self._by_chat = {platform.user(person.id): person for person in self.people}
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._dice = random.Random(seed)
        self.seen = Seen()
        self._measuring = False
        self._strangers = 0  # messages to chats that nobody here has

    def hears(self, chat: str, text: str, now: float) -> None:
        person = self._by_chat.get(chat)
        if person is None:
            self._strangers += 1
            return
        took = person.hears(text, now)
        if took is not None and self._measuring:
            self.seen.answered += 1
            self.seen.replies.append(took)
        waiting = self._waiting.pop(person.id, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    async def _writes(self, person: Person, courier: Courier, since: float | None = None) -> None:
        """One update, until it is taken."""
        loop = asyncio.get_running_loop()
        began = loop.time() if since is None else since
        update = self._platform.typed(self._platform.user(person.id), person.says())
        person.waits(began)
        taken = await courier.bring(update)
        self.seen.brought += 1
        if self._measuring:
            self.seen.acks.append(taken - began)
        if self._dice.randrange(REPEATED) == 0:
            self.seen.repeated += 1
            await courier.bring(update)

    # --- As fast as they are answered ---------------------------------------------------------

    async def talk(
        self, program: Program, courier: Courier, seconds: float, patience: float
    ) -> None:
        """Everybody writes again as soon as the answer is there."""
        self._begin(courier)
        stop = asyncio.Event()
        talkers = [asyncio.create_task(self._talks(p, courier, stop)) for p in self.people]
        await asyncio.sleep(SETTLE)
        await self._measure(program, seconds)
        stop.set()
        _, late = await asyncio.wait(talkers, timeout=patience)
        for talker in late:
            talker.cancel()
        await asyncio.gather(*talkers, return_exceptions=True)
        self._close(courier)

    async def _talks(self, person: Person, courier: Courier, stop: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        while not stop.is_set():
            answer = self._waiting[person.id] = loop.create_future()
            await self._writes(person, courier)
            await answer

    # --- At an offered rate -------------------------------------------------------------------

    async def offer(
        self, program: Program, courier: Courier, rate: int, seconds: float, patience: float
    ) -> None:
        """`rate` updates a second, whatever happens; one of a chat on its way at a time, as Telegram
        does. Waits count from when an update was due, not from when we got round to it."""
        self._begin(courier)
        loop = asyncio.get_running_loop()
        free = deque(self.people)
        on_their_way: set[asyncio.Task[None]] = set()
        measuring = asyncio.create_task(self._measure(program, seconds, SETTLE))
        began, due = loop.time(), 0
        while loop.time() - began < SETTLE + seconds:
            while free and (at := began + due / rate) <= loop.time():
                person, due = free.popleft(), due + 1
                task = asyncio.create_task(self._writes(person, courier, at))
                on_their_way.add(task)
                task.add_done_callback(on_their_way.discard)
                task.add_done_callback(lambda _, person=person: free.append(person))  # type: ignore[misc]
            await asyncio.sleep(0.001)
        await measuring
        deadline = loop.time() + patience
        while loop.time() < deadline and (on_their_way or self._unanswered()):
            await asyncio.sleep(0.05)
        for task in on_their_way:
            task.cancel()
        await asyncio.gather(*on_their_way, return_exceptions=True)
        self._close(courier)

    # --- Measuring ----------------------------------------------------------------------------

    def _begin(self, courier: Courier) -> None:
        self.seen, self._strangers = Seen(), 0
        for person in self.people:
            person.forgets()
        courier.answers.clear()
        # Our own pauses for garbage would count as the program's.
        gc.collect()
        gc.freeze()

    async def _measure(self, program: Program, seconds: float, after: float = 0.0) -> None:
        await asyncio.sleep(after)
        cpu, began = program.cpu(), time.monotonic()
        self._measuring = True
        while time.monotonic() - began < seconds:
            self.seen.memory.append(program.memory())
            left = seconds - (time.monotonic() - began)
            await asyncio.sleep(min(SAMPLE, max(left, 0.0)))
        self._measuring = False
        self.seen.seconds = time.monotonic() - began
        self.seen.cpu = program.cpu() - cpu

    def _unanswered(self) -> int:
        return sum(len(person.expected) for person in self.people)

    def _close(self, courier: Courier) -> None:
        self.seen.unanswered = self._unanswered()
        self.seen.doubled = sum(p.doubled for p in self.people) + self._strangers
        self.seen.out_of_order = sum(p.out_of_order for p in self.people)
        self.seen.statuses.update(courier.answers)
