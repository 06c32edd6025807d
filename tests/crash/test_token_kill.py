"""kill -9 while an account's tokens are renewed: the old refresh token is spent, the new one was never
stored. Nobody can mend that but the account's administrator; so it is noticed, and said (P4, of tokens).
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from handlers import tokens
from handlers.tokens import Kept
from storage.database import Database
from tests.channels.fake_wire import Stall
from tests.channels.fake_zalo_oa import FIRST_REFRESH, ZaloWire
from tests.worker.conftest import ON_SQLITE
from tests.worker.token_office import ACCOUNT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ROOT = Path(__file__).parent.parent.parent
PROGRAM = Path(__file__).parent / "token_program.py"
OAUTH = "/v4/oa/access_token"
WITHIN = 90.0  # seconds; only a hang takes as long


@dataclass
class Program:
    """One process; what it has said so far."""

    process: asyncio.subprocess.Process
    lines: list[str] = field(default_factory=list)

    async def says(self, words: str) -> str:
        """The first line with these words."""
        assert self.process.stdout is not None
        deadline = time.monotonic() + WITHIN
        while True:
            async with asyncio.timeout(deadline - time.monotonic()):
                line = (await self.process.stdout.readline()).decode()
            assert line, f"ended without {words!r}: {self.lines}"
            self.lines.append(line)
            if words in line:
                return line

    async def killed(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        assert await self.process.wait() == -signal.SIGKILL

    async def ended(self) -> None:
        async with asyncio.timeout(WITHIN):
            await self.process.communicate(b"")
        assert self.process.returncode == 0


Start = Callable[[str], Awaitable[Program]]


@pytest.fixture
async def start(zalo: ZaloWire) -> AsyncIterator[Start]:
    """Starts a process on a database."""
    programs: list[Program] = []

    async def start(url: str) -> Program:
        ours = {
            name: value for name, value in os.environ.items() if not name.startswith("HOCVUSO_")
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(PROGRAM),
            url,
            zalo.url,
            env=ours | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        programs.append(Program(process))
        return programs[-1]

    yield start
    for program in programs:
        if program.process.returncode is None:  # the test failed
            await program.killed()


@pytest.fixture
async def zalo() -> AsyncIterator[ZaloWire]:
    wire = ZaloWire()
    await wire.open()
    yield wire
    await wire.close()


@pytest.fixture
def url(database_url: str) -> str:
    """With a pair that must be renewed now."""
    now = datetime.now(UTC)
    day = timedelta(days=1)
    pair = Kept(
        "canary-access-0", FIRST_REFRESH, now - day, now + 90 * day, None, "", now - 2 * day
    )
    db = Database(database_url)
    tokens.authorised(db, ACCOUNT, pair)
    db.close()
    return database_url


def row(url: str) -> Kept:
    db = Database(url)
    kept = tokens.kept(db, ACCOUNT)
    db.close()
    assert kept is not None
    return kept


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Nobody can write tokens meanwhile."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as other:
        if engine.dialect.name == "sqlite":
            other.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            other.execute(text("LOCK TABLE token IN EXCLUSIVE MODE"))
        yield
        other.rollback()
    engine.dispose()


async def test_killed_between_the_answer_and_the_store(
    url: str, zalo: ZaloWire, start: Start
) -> None:
    asked, answer = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        asked.set()
        await answer.wait()

    zalo.before_answer = hold
    program = await start(url)
    async with asyncio.timeout(WITHIN):
        await asked.wait()
    with locked(url):
        answer.set()
        await program.says("wait to be stored")  # it has the new pair, and only it
        await program.killed()
    zalo.before_answer = None
    left = row(url)
    assert left.refresh == FIRST_REFRESH
    assert left.asked_at is not None
    assert zalo.refresh == "canary-refresh-1"  # to Zalo the old one is dead

    again = await start(url)
    await again.says("the answer may be lost")
    sentence = await again.says("NoToken: ")
    assert "bị ngắt giữa chừng" in sentence
    assert "hocvuso channels authorise zalo-oa" in sentence
    await again.ended()
    assert row(url).trouble in sentence
    assert len(zalo.asked) == 2

    later = await start(url)  # and it does not forget
    await later.says("hocvuso channels authorise zalo-oa")
    await later.ended()
    assert len(zalo.asked) == 2
    assert "canary" not in "".join(program.lines + again.lines + later.lines)


@ON_SQLITE
async def test_killed_before_zalo_changed_anything(url: str, zalo: ZaloWire, start: Start) -> None:
    """The same row is left, but the old refresh token lives: nobody has to come."""
    zalo.answers[OAUTH].append(Stall())
    program = await start(url)
    async with asyncio.timeout(WITHIN):
        while not zalo.asked:  # noqa: ASYNC110  the server has no bell
            await asyncio.sleep(0.02)
    await program.killed()
    assert row(url).asked_at is not None
    again = await start(url)
    await again.says("the answer may be lost")
    await again.says("has a token")
    await again.ended()
    kept = row(url)
    assert (kept.access, kept.asked_at, kept.trouble) == ("canary-access-1", None, "")


async def test_the_lock_dies_with_its_holder(url: str, zalo: ZaloWire, start: Start) -> None:
    """Another process was waiting: it goes on, with the doubt, as soon as the first is gone."""
    zalo.answers[OAUTH].append(Stall())
    first = await start(url)
    async with asyncio.timeout(WITHIN):
        while not zalo.asked:  # noqa: ASYNC110  the server has no bell
            await asyncio.sleep(0.02)
    second = await start(url)
    await asyncio.sleep(1.0)  # time enough to do it wrongly, were it not waiting
    assert len(zalo.asked) == 1
    await first.killed()
    await second.says("the answer may be lost")
    await second.says("has a token")
    await second.ended()
    assert len(zalo.asked) == 2
