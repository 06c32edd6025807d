"""A run with faults from outside: people write, something goes wrong, everything comes to rest, and
then the checker looks.
"""

import asyncio
import time
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from random import Random

from bot.message import Lane, Purpose
from bot.turn import School
from bot.update import ChatKind
from storage.database import Database
from storage.errors import Unavailable
from tests.crash import checker, evidence
from tests.crash.checker import Checker, Verdict
from tests.crash.fleet import Fleet
from tests.crash.load import PostOffice, Village
from tests.crash.platforms import SECRET, Platform
from tests.worker.rows import Rows
from town.town import Town

# Only for what hangs: a doubtful send is repeated after half a minute, a stray is found after one.
SETTLED_WITHIN = 180.0  # seconds
GROUPS = 5

_announcements = count(1)


@dataclass
class Scene:
    town: Town
    fleet: Fleet
    office: PostOffice
    database: Database
    school: School
    url: str
    dice: Random
    village: Village = field(init=False)
    groups: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.move_in()

    def move_in(self, people: int = 30) -> None:
        """New people and groups, whom from now on everything is about."""
        known = partial(evidence.is_recorded, self.database, self.platform.account)
        self.village = Village(self.town, self.office, self.dice, people, known)
        self.checker = Checker(self.school, self.platform, self.town)
        self.groups = self.platform.groups(self.town, GROUPS)

    @property
    def platform(self) -> Platform:
        return self.office.platform

    def announce(self) -> None:
        """A warning to every group, as rows: at most once, whatever happens (P4), and also at night."""
        number = next(_announcements)
        texts = [(group, f"Thông báo {number}") for group in self.groups]
        # Opened for this alone: a server that was restarted has forgotten older connections.
        with closing(Rows(self.url, self.platform.account)) as rows:
            rows.add(texts, purpose=Purpose.BROADCAST, kind=ChatKind.GROUP, lane=Lane.EMERGENCY)

    async def settled(self) -> None:
        """Nothing is on its way any more."""
        deadline = time.monotonic() + SETTLED_WITHIN
        while left := await asyncio.to_thread(self._open):
            assert time.monotonic() < deadline, f"never settled: {left[:10]}"
            await asyncio.sleep(0.05)

    def _open(self) -> list[tuple[str, str, str]]:
        try:
            return evidence.open_rows(self.database)
        except Unavailable as trouble:
            return [("", "", str(trouble))]

    async def verdict(self) -> Verdict:
        """Everybody finishes what they write, all comes to rest, and everything is compared."""
        await self.village.finish()
        await self.settled()
        return await asyncio.to_thread(self._judge)

    def _judge(self) -> Verdict:
        villagers = self.village.villagers
        chats = [one.chat for one in villagers]
        found = evidence.gather(self.database, self.platform, self.town, [*chats, *self.groups])
        verdict = self.checker.check(found, villagers, self.groups)
        verdict.add("the door", checker.impolite(self.office))
        secrets = (self.platform.token(self.town), SECRET)
        names = [one.person.name for one in villagers]
        verdict.add("logs", checker.gossip(self.fleet.logs, secrets, names))
        return verdict

    async def close(self) -> None:
        await self.village.abandon()
