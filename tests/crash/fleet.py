"""The product's processes, started, killed, stopped and frozen by a test.

The town and the people who write live in the test's own loop: nothing here may block it.
"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.crash.platforms import Platform
from tests.product.running import HOCVUSO, READY_WITHIN, free_port
from town.town import Town

ROOT = Path(__file__).parent.parent.parent
# A machine with other work may take long over what is promised within 20 s; only a hang is longer.
END_WITHIN = 60.0  # seconds


def settings_for(platform: Platform, town: Town, url: str, folder: Path) -> dict[str, str]:
    return {
        "HOCVUSO_DATABASE_URL": url,
        "HOCVUSO_TOWN": "off",
        "HOCVUSO_CARDS": "off",  # two cores draw a few hundred cards too slowly for so many starts
        "HOCVUSO_SPEECH": "off",  # whatever this machine has: the checker's school does not speak
        **platform.settings(town, folder),
    }


@dataclass
class Instance:
    """One process of the product; after its end it may be started again, on the same port."""

    folder: Path
    settings: dict[str, str]
    account: str  # whose door it is
    command: tuple[str, ...] = ("serve",)
    port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def door(self) -> str:
        return f"{self.url}/webhook/{self.account}"

    @property
    def log_file(self) -> Path:
        return self.folder / f"{'-'.join(self.command)}-{self.port}.log"

    @property
    def log(self) -> str:
        return self.log_file.read_text()

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.returncode is None

    async def spawn(self) -> None:
        """Start it and wait for nothing."""
        ours = {name: text for name, text in os.environ.items() if not name.startswith("HOCVUSO_")}
        env = ours | {"HOCVUSO_PORT": str(self.port), "HOCVUSO_PUBLIC_URL": self.url}
        env["PYTHONPATH"] = str(ROOT)  # the code that is tested, wherever the command is installed
        with self.log_file.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                HOCVUSO,
                *self.command,
                cwd=self.folder,
                env=env | self.settings,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def start(self) -> float:
        """Start it; how many seconds it took until it was ready (a worker: until it works)."""
        began = time.monotonic()
        said = self.log.count(WORKING) if self.log_file.exists() else 0
        await self.spawn()
        if self.command[0] == "serve":
            await self._until_ready(began + READY_WITHIN)
        else:
            await self.until_said(WORKING, said + 1)
        return time.monotonic() - began

    async def until_said(self, words: str, times: int = 1) -> None:
        """Its log holds these words so often."""
        deadline = time.monotonic() + READY_WITHIN
        while self.log.count(words) < times:
            assert self.running, f"ended: {self.log[-4000:]}"
            assert time.monotonic() < deadline, f"never said {words!r}: {self.log[-4000:]}"
            await asyncio.sleep(0.02)

    async def _until_ready(self, deadline: float) -> None:
        async with aiohttp.ClientSession() as client:
            while await status(client, f"{self.url}/readyz") != 200:
                assert self.running, f"ended: {self.log[-4000:]}"
                assert time.monotonic() < deadline, f"not ready: {self.log[-4000:]}"
                await asyncio.sleep(0.05)

    def send(self, sign: signal.Signals) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(sign)

    async def kill(self) -> None:
        """As a power cut would: no handler runs."""
        self.send(signal.SIGKILL)
        await self.ended()

    async def terminate(self) -> float:
        """SIGTERM; how many seconds it took to end."""
        began = time.monotonic()
        self.send(signal.SIGTERM)
        await self.ended()
        return time.monotonic() - began

    async def ended(self) -> int:
        assert self.process is not None
        async with asyncio.timeout(END_WITHIN):
            return await self.process.wait()


# What a worker logs once its lessons are read; it then sends for those accounts that it can lock.
WORKING = "lessons served"


async def status(client: aiohttp.ClientSession, url: str) -> int:
    """The answer's status; 0 when there is none."""
    try:
        async with client.get(url, timeout=aiohttp.ClientTimeout(total=30)) as answer:
            await answer.read()
            return answer.status
    except (aiohttp.ClientError, TimeoutError):
        return 0


@dataclass
class Fleet:
    """Processes on one database. They end with it."""

    folder: Path
    settings: dict[str, str]
    account: str
    instances: list[Instance] = field(default_factory=list)

    def add(self, *command: str, **settings: str) -> Instance:
        """One more, not started yet."""
        instance = Instance(
            self.folder, {**self.settings, **settings}, self.account, command or ("serve",)
        )
        self.instances.append(instance)
        return instance

    @property
    def doors(self) -> list[str]:
        """Where updates may be brought, as a load balancer would know it."""
        return [one.door for one in self.instances if one.command[0] == "serve"]

    @property
    def logs(self) -> str:
        return "\n".join(one.log for one in self.instances if one.log_file.exists())


@asynccontextmanager
async def fleet_of(folder: Path, settings: dict[str, str], account: str) -> AsyncIterator[Fleet]:
    fleet = Fleet(folder, settings, account)
    try:
        yield fleet
    finally:
        for instance in fleet.instances:
            instance.send(signal.SIGCONT)
            if instance.process is not None:
                await instance.kill()
