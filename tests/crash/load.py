"""People who write to the bot through its webhook, each in order, and whose post office insists as
Telegram does: an update comes again until it is acknowledged, now and then also after that.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from random import Random
from urllib.parse import urlsplit

import aiohttp

from tests.crash.platforms import SECRET, Act, Hand, Letter, Platform
from town.town import Town
from town.world import Person

# Telegram waits 0, 2, 4, 8 … up to 60 s (WebhookActor.cpp); ours are in more of a hurry.
FIRST_WAIT, LONGEST_WAIT = 0.05, 0.5  # seconds
SILENCE = 60.0  # seconds without an answer until Telegram closes the connection

OPENING = ("/start", "đồng ý", "bác", "android", "cài ứng dụng")
TALK = ("xong", "xong", "rồi", "1", "2", "nhắc lại", "quay lại", "giúp", "hôm nay trời đẹp")


class PostOffice:
    """Carries letters to the doors. `answers` counts what the doors said, by status."""

    def __init__(
        self, platform: Platform, doors: Callable[[], Sequence[str]], dice: Random
    ) -> None:
        self.platform = platform
        self._doors = doors
        self._dice = dice
        self._keys = count(1)
        self._client: aiohttp.ClientSession | None = None
        self.answers: Counter[int] = Counter()
        self.impolite = 0  # refusals that do not say when to come again

    async def __aenter__(self) -> "PostOffice":
        self._client = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=SILENCE),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._client is not None
        await self._client.close()

    def letter(self, act: Act) -> Letter:
        return self.platform.letter(next(self._keys), act)

    async def carry(self, letter: Letter) -> None:
        """Returns when it is acknowledged."""
        wait = FIRST_WAIT
        while not await self.bring(letter):
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)

    async def bring(self, letter: Letter) -> bool:
        """Once. Whether it was acknowledged."""
        assert self._client is not None
        door = self._dice.choice(self._doors())
        try:
            async with self._client.post(
                door, data=letter.body, headers={self.platform.header: SECRET}
            ) as answer:
                await answer.read()
        except (aiohttp.ClientError, TimeoutError):
            return False
        self.answers[answer.status] += 1
        self.impolite += answer.status == 503 and "Retry-After" not in answer.headers
        return answer.status == 200

    async def slam(self, letter: Letter) -> None:
        """Bring it and hang up before any answer: it may or may not have been taken (F02)."""
        try:
            async with self._line(letter):
                pass
        except OSError:
            pass  # nobody is at home, which is as good as hanging up

    async def until_answered(self, letter: Letter, then: Callable[[], Awaitable[None]]) -> None:
        """Bring it; as soon as the answer begins, do that, and never look at the answer (F02)."""
        async with self._line(letter) as answer:
            assert await answer.read(1), "the door hung up"
            await then()

    @asynccontextmanager
    async def _line(self, letter: Letter) -> AsyncIterator[asyncio.StreamReader]:
        place = urlsplit(self._dice.choice(self._doors()))
        head = (
            f"POST {place.path} HTTP/1.1\r\nHost: {place.netloc}\r\n"
            f"{self.platform.header}: {SECRET}\r\n"
            f"Content-Length: {len(letter.body)}\r\n\r\n"
        )
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        try:
            writer.write(head.encode() + letter.body)
            await writer.drain()
            yield reader
        finally:
            writer.close()
            with suppress(OSError):  # the other end may be gone already
                await writer.wait_closed()


@dataclass
class Villager:
    """Somebody with a phone of the town. Writes the next thing when the last was acknowledged.

    `recorded`: whether the product knows that a bubble of its own has this id.
    """

    office: PostOffice
    person: Person
    hand: Hand
    dice: Random
    recorded: Callable[[str], bool]
    acknowledged: list[Letter] = field(default_factory=list)

    @property
    def chat(self) -> str:
        return self.hand.chat

    async def write_until(self, enough: asyncio.Event, pause: float = 0.1) -> None:
        """Go on writing, with pauses of `pause` seconds on average."""
        while not enough.is_set():
            act = await self._next()
            await self.writes(act)
            again = self.hand.twice(act) if self.dice.random() < 0.1 else None
            await asyncio.sleep(self.dice.expovariate(1 / pause))
            if again is not None:
                await self.writes(again)

    def compose(self, text: str) -> Letter:
        """A letter that nobody carries yet."""
        return self.office.letter(self._text(text))

    async def says(self, *texts: str) -> None:
        for text in texts:
            await self.writes(self._text(text))

    async def writes(self, act: Act) -> None:
        """Until it is acknowledged; sometimes there are two of it, or an old one comes again."""
        letter = self.office.letter(act)
        match self.dice.random():
            case chance if chance < 0.05:
                await self.office.slam(letter)
                await self.office.carry(letter)
            case chance if chance < 0.10:
                await asyncio.gather(self.office.carry(letter), self.office.carry(letter))
            case chance if chance < 0.15 and self.acknowledged:
                old = self.dice.choice(self.acknowledged)
                await asyncio.gather(self.office.carry(old), self.office.carry(letter))
            case _:
                await self.office.carry(letter)
        self.acknowledged.append(letter)

    async def _next(self) -> Act:
        if len(self.acknowledged) < len(OPENING):
            return self._text(OPENING[len(self.acknowledged)])
        act = None
        match self.dice.random():
            case chance if chance < 0.5:
                act = self.hand.answers(self.dice, self._number)
            case chance if chance < 0.6:
                act = await self._quoting()
            case _:
                pass
        return act or self._text(self.dice.choice(TALK))

    async def _quoting(self) -> Act | None:
        """Of a bubble that the product has no id of yet, the replay could not say what it found."""
        quoted = self.hand.quotes(self.dice, self._number)
        if quoted is None or not await asyncio.to_thread(self.recorded, quoted[0]):
            return None
        return quoted[1]

    @property
    def _number(self) -> int:
        return len(self.acknowledged) + 1

    def _text(self, text: str) -> Act:
        return self.hand.says(text, self._number)


class Village:
    """Some people who write at the same time."""

    def __init__(
        self,
        town: Town,
        office: PostOffice,
        dice: Random,
        people: int,
        recorded: Callable[[str], bool],
    ) -> None:
        self.villagers = [
            Villager(
                office,
                person,
                office.platform.hand(town, person),
                Random(dice.random()),
                recorded,
            )
            for person in town.crowd(people)
        ]
        self._enough = asyncio.Event()
        self._writing: list[asyncio.Task[None]] = []

    @property
    def acknowledged(self) -> int:
        return sum(len(one.acknowledged) for one in self.villagers)

    def begin(self, pause: float = 0.1) -> None:
        self._enough.clear()
        self._writing = [
            asyncio.create_task(one.write_until(self._enough, pause)) for one in self.villagers
        ]

    async def finish(self) -> None:
        """Everybody comes to the end of the letter in hand: all that was written is acknowledged."""
        self._enough.set()
        writing, self._writing = self._writing, []
        await asyncio.gather(*writing)

    async def abandon(self) -> None:
        """A test ends early: nobody writes any more."""
        for task in self._writing:
            task.cancel()
        await asyncio.gather(*self._writing, return_exceptions=True)
