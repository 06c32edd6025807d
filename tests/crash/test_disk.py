"""The disk fills up, and is freed again (F06): nothing is promised meanwhile, nothing lost, no crash."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import Connection, Engine, event

from tests.crash.fleet import Instance, status
from tests.crash.scene import Scene
from tests.frontdoor.conftest import NOWHERE, Door, configured, opened, said
from town.faults import Delay, Fault
from town.town import Town

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ROOM = (
    12 * 1024 * 1024
)  # bytes; the tables, the lessons and SQLite's write-ahead log at its usual size
AS_LARGE_AS_IT_LIKES = 1_073_741_823  # pages, SQLite's default


# --- A file that may not grow -------------------------------------------------------------------------


class Room:
    """How large the SQLite files of this process may get."""

    def __init__(self) -> None:
        self._pages = AS_LARGE_AS_IT_LIKES

    @contextmanager
    def ends(self, pages: int) -> Iterator[None]:
        """What would make a file larger than so many pages fails (SQLITE_FULL)."""
        self._pages = pages
        try:
            yield
        finally:
            self._pages = AS_LARGE_AS_IT_LIKES

    def limit(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {self._pages}")


@pytest.fixture
def room() -> Iterator[Room]:
    room = Room()
    event.listen(Engine, "begin", room.limit)
    yield room
    event.remove(Engine, "begin", room.limit)


@pytest.fixture
async def door(town: Town, tmp_path: Path) -> AsyncIterator[Door]:
    async with opened(configured(town, tmp_path, NOWHERE), tmp_path / "hocvuso.db") as door:
        yield door


async def test_what_the_file_has_no_room_for_is_asked_for_again(
    door: Door, town: Town, room: Room
) -> None:
    people = [person.id for person in town.crowd(200)]
    assert (await door.brings(said("xin chào", people[0], 1))).status_code == 200
    ((size,),) = door.rows("PRAGMA page_count")
    refused = []
    with room.ends(size):
        for number, person in enumerate(people, 2):
            answer = await door.brings(said("xin chào", person, number))
            if answer.status_code != 200:
                refused.append((number, person))
                assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert refused
        assert (await door.client.get("/healthz")).status_code == 200
        assert (await door.client.get("/chat/")).status_code == 200
        taken = {key for (key,) in door.rows("SELECT key FROM inbound")}
        assert not taken & {str(number) for number, _ in refused}
    for number, person in refused:
        assert (await door.brings(said("xin chào", person, number))).status_code == 200
    assert len(door.rows("SELECT key FROM inbound")) == 201
    assert door.rows("SELECT count(*) FROM person") == [(200,)]


# --- A disk that is full ------------------------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "none", str(place)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"this machine lets us mount nothing: {error}")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def empty_url(disk: Path) -> str:
    return f"sqlite:///{disk}/hocvuso.db"


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Somebody's file takes all that is left."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue  # no room for so much; perhaps for less
    try:
        yield
    finally:
        ballast.unlink()


@pytest.fixture
async def serve(scene: Scene) -> Instance:
    # The warning of a disk that is nearly full has its own tests; this disk is never larger.
    serve = scene.fleet.add("serve", HOCVUSO_MIN_FREE_MB="1")
    await serve.start()
    return serve


async def test_a_full_disk_promises_nothing_and_forgets_nothing(
    scene: Scene, serve: Instance, disk: Path
) -> None:
    """What was sent while nothing could be written is remembered until it can be: no repeats."""

    def slow(_method: str, _chat: int | str | None) -> Fault:
        return Delay(scene.dice.uniform(0, 1.5))

    scene.town.faults.hooks.append(slow)
    process = serve.process
    scene.village.begin()
    await asyncio.sleep(1)
    scene.announce()
    with full(disk):
        await until_refused(scene, 100)
        async with aiohttp.ClientSession() as client:
            assert await status(client, f"{serve.url}/healthz") == 200
            assert await status(client, f"{serve.url}/chat/") == 200
    assert "results wait for the database" in serve.log
    verdict = await scene.verdict()
    assert verdict.broken == {}
    assert (verdict.repeats, verdict.unknown.total()) == (0, 0)
    assert serve.running
    assert serve.process is process


async def test_killed_on_a_full_disk_it_starts_when_there_is_room(
    scene: Scene, serve: Instance, disk: Path
) -> None:
    scene.village.begin()
    await asyncio.sleep(1)
    with full(disk):
        await until_refused(scene, 20)
        await serve.kill()
    await serve.start()
    assert (await scene.verdict()).broken == {}


async def until_refused(scene: Scene, times: int) -> None:
    """So many updates were not taken."""
    async with asyncio.timeout(60):
        while scene.office.answers[503] < times:
            assert all(one.running for one in scene.fleet.instances)
            await asyncio.sleep(0.05)


async def test_readiness_says_that_the_disk_is_full(
    scene: Scene, serve: Instance, disk: Path
) -> None:
    pytest.importorskip("service.checkup", reason="no disk is looked at yet")
    with full(disk):
        async with (
            aiohttp.ClientSession() as client,
            client.get(f"{serve.url}/readyz") as answer,
        ):
            assert answer.status == 503
            assert "đĩa" in (await answer.json())["disk"]
    async with aiohttp.ClientSession() as client:
        assert await status(client, f"{serve.url}/readyz") == 200
