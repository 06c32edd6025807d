"""Another program holds the database file (a backup, somebody's sqlite3): wait, then ask again (F07)."""

import asyncio
import sqlite3
from contextlib import closing

import aiohttp
import pytest

from storage.database import BUSY_TIMEOUT
from tests.crash.fleet import status
from tests.crash.scene import Scene

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True),
]


async def test_what_cannot_be_written_in_time_is_asked_for_again(scene: Scene) -> None:
    serve = scene.fleet.add("serve")
    await serve.start()
    scene.village.begin()
    scene.announce()
    await asyncio.sleep(1)
    file = scene.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None, timeout=30)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with aiohttp.ClientSession() as client, asyncio.timeout(60):
            while not scene.office.answers[503]:
                await asyncio.sleep(0.2)
                assert await status(client, f"{serve.url}/healthz") == 200
        other.execute("ROLLBACK")
    verdict = await scene.verdict()
    assert verdict.broken == {}
    assert (verdict.repeats, verdict.unknown.total()) == (0, 0)


async def test_a_short_lock_is_waited_out(scene: Scene) -> None:
    """As a backup's or a report's: nobody is sent away."""
    serve = scene.fleet.add("serve")
    await serve.start()
    scene.village.begin()
    await asyncio.sleep(0.5)
    file = scene.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None, timeout=30)) as other:
        other.execute("BEGIN IMMEDIATE")
        await asyncio.sleep(BUSY_TIMEOUT / 5)
        other.execute("ROLLBACK")
    assert (await scene.verdict()).broken == {}
    assert not scene.office.answers[503]
