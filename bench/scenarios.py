"""What is measured: each scenario is one program before one crowd, and returns what its people saw."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import classroom, programs
from bench.load import Load, Seen
from bench.platforms import TELEGRAM, Fake, Platform
from bench.programs import Program
from bench.telegram import FakeTelegram
from bench.webhooks import Courier

# As many as write at the same moment on a busy evening in a commune; all wait for their answers.
TALKERS = 400
# As many take turns when updates come at an offered rate.
CROWD = 2_000
# core.telegram.org/bots/faq: messages a second over all chats.
OVERALL = 30
PATIENCE = 8.0  # seconds after the load for the last answers

Start = Callable[[Path, str], Program]


@dataclass(frozen=True)
class Workshop:
    """A folder for one whole run: the furnished databases, each made once, and a slow disk if it can be
    had."""

    folder: Path
    slow_disk: str | None

    @classmethod
    def open(cls) -> "Workshop":
        folder = Path(tempfile.mkdtemp(prefix="hocvuso-bench-"))
        return cls(folder, programs.slow_fsync(folder))

    def close(self) -> None:
        shutil.rmtree(self.folder)

    async def fresh(self, platform: Platform) -> Path:
        """A folder with a copy of a database in which the platform's people are enrolled."""
        furnished = self.folder / f"{platform.account}.db"
        if not furnished.exists():
            await classroom.furnish(f"sqlite:///{furnished}", CROWD, platform)
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        shutil.copy(furnished, folder / "school.db")
        return folder


def ours(preload: str = "", *, platform: Platform = TELEGRAM, limits: bool = False) -> Start:
    return lambda folder, api: programs.ours(
        folder, f"sqlite:///{folder / 'school.db'}", api, platform, limits=limits, preload=preload
    )


def split(database: str) -> Start:
    """Two front doors and two workers on one PostgreSQL that is furnished already."""
    return lambda folder, api: programs.ours(folder, database, api, split=True)


def peer(preload: str = "") -> Start:
    return lambda folder, api: programs.peer(folder, api, preload=preload)


@dataclass(frozen=True)
class Announced:
    """What became of the messages to all groups, and of the learners who wrote meanwhile."""

    groups: int
    delivered: int
    seconds: float  # from queued until the last group had it
    sends: int  # replies and announcements in that time
    refused: int  # 429s
    learners: Seen

    @property
    def least(self) -> float:
        """Seconds that the limit itself asks for, for everything that was sent."""
        return self.sends / OVERALL

    @property
    def stretch(self) -> float:
        return self.seconds / self.least


async def talk(
    shop: Workshop,
    start: Start,
    platform: Platform = TELEGRAM,
    *,
    seconds: float,
    seed: int,
    latency: float = 0.0,
) -> Seen:
    """As fast as people are answered."""
    load = Load(TALKERS, seed, platform)
    fake = platform.play(load.hears, latency)
    async with _stage(shop, start, fake, platform) as (program, courier):
        await load.talk(program, courier, seconds, PATIENCE)
    return load.seen


async def side_by_side(
    shop: Workshop,
    platforms: Mapping[str, Platform],
    tell: Callable[[str, Seen], None],
    *,
    rounds: int,
    seconds: float,
    seed: int,
) -> None:
    """People who type the same words on each platform, each platform's in turn, `rounds` times; `tell` hears
    of each. All programs stand ready all the while, so whatever else the machine does meets them alike."""
    async with AsyncExitStack() as stack:
        stages = {}
        for name, platform in platforms.items():
            load = Load(TALKERS, seed, platform)
            fake = platform.play(load.hears, 0.0)
            stage = _stage(shop, ours(platform=platform), fake, platform)
            stages[name] = load, *(await stack.enter_async_context(stage))
        for _ in range(rounds):
            for name, (load, program, courier) in stages.items():
                await load.talk(program, courier, seconds, PATIENCE)
                tell(name, load.seen)


async def offer(shop: Workshop, start: Start, rate: int, *, seconds: float, seed: int) -> Seen:
    """At an offered rate."""
    load = Load(CROWD, seed)
    async with _stage(shop, start, FakeTelegram(load.hears)) as (program, courier):
        await load.offer(program, courier, rate, seconds, PATIENCE)
    return load.seen


async def announce(shop: Workshop, groups: int, *, rate: int, seed: int) -> Announced:
    """Messages to so many groups at once, within Telegram's limits, while people learn."""
    load = Load(CROWD, seed)
    hall = _Hall(load)
    telegram = FakeTelegram(hall.hears, latency=0.03, keeps_limits=True)
    async with _stage(shop, ours(limits=True), telegram) as (program, courier):
        loop = asyncio.get_running_loop()
        began = loop.time()
        await asyncio.to_thread(classroom.announce, program.database, groups)
        learning = asyncio.create_task(
            load.offer(program, courier, rate, groups / OVERALL, PATIENCE + groups / OVERALL)
        )
        await hall.full(groups, within=3 * groups / OVERALL)
        seconds, sends = hall.last - began, telegram.sends
        await learning
    return Announced(groups, len(hall.groups), seconds, sends, telegram.refused, load.seen)


class _Hall:
    """Tells the groups' messages from the learners'. A group that hears twice is an error of ours."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self.groups: set[str] = set()
        self.last = 0.0

    def hears(self, chat: str, text: str, now: float) -> None:
        if not chat.startswith("-") or chat in self.groups:
            self._load.hears(chat, text, now)
        else:
            self.groups.add(chat)
            self.last = now

    async def full(self, count: int, within: float) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while len(self.groups) < count and loop.time() < deadline:
            await asyncio.sleep(0.1)


@asynccontextmanager
async def _stage(
    shop: Workshop, start: Start, fake: Fake, platform: Platform = TELEGRAM
) -> AsyncIterator[tuple[Program, Courier]]:
    """A program that has started, and connections to it; all ended with the block."""
    folder = await shop.fresh(platform)
    await fake.interface.open()
    program = await asyncio.to_thread(start, folder, fake.interface.url)
    courier = Courier(*program.webhooks, headers=platform.headers)
    try:
        await courier.open()
        yield program, courier
    finally:
        courier.close()
        await asyncio.to_thread(program.stop)
        await fake.interface.close()
        for log in folder.glob("*.log"):
            _tell(log)
        shutil.rmtree(folder)


def _tell(log: Path) -> None:
    """What a program complained about belongs to the result."""
    lines = [line for line in log.read_text().splitlines() if "WARNING" in line or "rror" in line]
    if lines:
        print(f"{log.name}: {len(lines)} complaints, the last: {lines[-1][:200]}")
