"""kill -9 at any moment, again and again: nothing acknowledged is lost, nobody is moved twice (F01, F02).

`make crash ROUNDS=200` runs the same for a night; HOCVUSO_CRASH_SEED plays the choices of a run again.
"""

import asyncio
import os
from dataclasses import dataclass, field
from enum import StrEnum

import pytest

from tests.crash.checker import Verdict
from tests.crash.evidence import received
from tests.crash.fleet import Instance
from tests.crash.load import OPENING
from tests.crash.on_telegram import TELEGRAM
from tests.crash.on_zalo import ZALO_BOT
from tests.crash.scene import Scene
from town.calls import Id
from town.faults import Delay, Fault, Hook

A_NIGHT = int(os.environ.get("HOCVUSO_CRASH_ROUNDS") or 0)
ROUNDS = {TELEGRAM: A_NIGHT or 20, ZALO_BOT: A_NIGHT or 6}
# A phone of the town forgets all but the last 500 messages, so now and then new people move in.
ROUNDS_A_GENERATION = 10

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120 + 30 * max(ROUNDS.values()))]


class Moment(StrEnum):
    """When the power goes."""

    ANY = "at a random moment"
    ACCEPTED = "a send was accepted and is not answered yet"
    ARRIVED = "an update has just been brought"
    STARTING = "while it starts"


@dataclass
class Tally:
    """What a night's rounds came to. Each verdict is about all that a generation has lived through."""

    acknowledged: int = 0
    repeats: int = 0
    unknown: int = 0
    last: str = ""
    _now: tuple[int, int, int] = (0, 0, 0)

    def count(self, acknowledged: int, verdict: Verdict) -> None:
        """A failed check ends the run, so what is counted here had none."""
        now = (acknowledged, verdict.repeats, verdict.unknown.total())
        new = [after - before for after, before in zip(now, self._now, strict=True)]
        self.last = f"{new[0]} acknowledged, {new[1]} repeated, {new[2]} unknown, none lost"
        self.acknowledged += new[0]
        self.repeats += new[1]
        self.unknown += new[2]
        self._now = now

    def close(self) -> None:
        """A new generation moves in."""
        self._now = (0, 0, 0)

    def __str__(self) -> str:
        return (
            f"{self.acknowledged} acknowledged, 0 lost, 0 moved twice, {self.repeats} repeats of what "
            f"was in flight, {self.unknown} unknown"
        )


@dataclass
class Nemesis:
    """Kills one process at chosen moments and starts it again."""

    scene: Scene
    victim: Instance
    restarts: list[float] = field(default_factory=list)  # seconds until ready

    async def strike(self, moment: Moment) -> None:
        match moment:
            case Moment.ANY:
                await asyncio.sleep(self.scene.dice.uniform(0.1, 1.5))
            case Moment.ACCEPTED:
                await self._called(self.scene.dice.randrange(60))
            case Moment.ARRIVED:
                await self._brought(self.scene.dice.randrange(200))
            case Moment.STARTING:
                await asyncio.sleep(self.scene.dice.uniform(0.1, 0.5))
                await self.victim.kill()
                await self.victim.spawn()
                await asyncio.sleep(self.scene.dice.uniform(0.2, 2.5))
        await self.victim.kill()
        self.restarts.append(await self.victim.start())

    async def _called(self, calls: int) -> None:
        """So many more calls came to the platform, and their answers are held back."""
        enough = asyncio.Event()
        left = calls
        sending = self.scene.platform.sending

        def hook(method: str, _chat: Id | None) -> Fault | None:
            nonlocal left
            if method.lower() not in sending:
                return None
            left -= 1
            if left < 0:
                enough.set()
            return Delay(self.scene.dice.uniform(0, 0.3))

        await self._with(hook, enough)

    async def _with(self, hook: Hook, enough: asyncio.Event) -> None:
        hooks = self.scene.platform.faults(self.scene.town).hooks
        hooks.append(hook)
        try:
            async with asyncio.timeout(30):
                await enough.wait()
        finally:
            hooks.remove(hook)

    async def _brought(self, letters: int) -> None:
        """So many more letters were acknowledged: others are at the door at this moment."""
        wanted = self.scene.village.acknowledged + letters
        async with asyncio.timeout(30):
            while self.scene.village.acknowledged < wanted:
                assert self.victim.running
                await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("platform", "rounds"),
    ROUNDS.items(),
    ids=lambda one: getattr(one, "account", ""),
    indirect=["platform"],
)
async def test_nothing_is_lost_and_nobody_is_moved_twice(scene: Scene, rounds: int) -> None:
    nemesis = Nemesis(scene, scene.fleet.add("serve"))
    tally = Tally()
    print(f"ready for the first time after {await nemesis.victim.start():.1f} s")
    for number in range(1, rounds + 1):
        if number % ROUNDS_A_GENERATION == 0:
            scene.move_in()
            tally.close()
        moment = list(Moment)[number % len(Moment)]
        scene.village.begin()
        scene.announce()
        await nemesis.strike(moment)
        verdict = await scene.verdict()
        tally.count(scene.village.acknowledged, verdict)
        print(f"round {number}, {moment}: ready after {nemesis.restarts[-1]:.1f} s; {tally.last}")
        assert verdict.broken == {}
    print(f"{rounds} rounds, {tally}, slowest restart {max(nemesis.restarts):.1f} s")


@pytest.mark.parametrize("platform", ROUNDS, ids=lambda one: one.account, indirect=True)
async def test_a_200_that_was_never_heard_changes_nothing(scene: Scene) -> None:
    """F02: committed, and the process dies before its answer reaches anybody: it comes again."""
    serve = scene.fleet.add("serve")
    await serve.start()
    for villager in scene.village.villagers[:5]:
        await villager.says(*OPENING)
        letter = villager.compose("xong")
        await scene.office.until_answered(letter, then=serve.kill)
        account = scene.platform.account
        assert letter.key in await asyncio.to_thread(received, scene.database, account)
        await serve.start()
        await scene.office.carry(letter)
        villager.acknowledged.append(letter)
    assert (await scene.verdict()).broken == {}
