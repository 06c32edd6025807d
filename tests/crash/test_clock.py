"""The clock jumps, or the machine thinks it stands elsewhere (F11, F12)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

import webhook
from handlers import due
from service.wiring import Service
from storage.database import Database
from tests.crash.scene import Scene
from tests.frontdoor.conftest import NOWHERE, Door, configured, said
from tests.handlers.village import SCHOOL, Village
from town.town import Town

ON_SQLITE = pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)

# To the end of the first lesson, whose end asks about reminders, and into another.
A_LESSON = (
    *("/start", "đồng ý", "bác", "android", "cài ứng dụng"),
    *("xong", "xong", "xong", "1", "xong", "xong", "xong", "xong", "xong", "2", "2"),
    *("có", "chữ ký số cá nhân", "1"),
)


@pytest.fixture
def village(database: Database) -> Village:
    """Lan finished a lesson, is in the middle of another, and wants to be reminded of both."""
    village = Village(database)
    village.enrol("lan")
    village.finish("lan", "L01")
    village.say("lan", "có")
    village.open("lan", "L02")
    assert set(village.rows("due", "kind")) == {"reminder", "review"}
    return village


@ON_SQLITE
@pytest.mark.parametrize("days", [2, 40, 400])
def test_after_a_leap_everybody_is_told_one_thing(village: Village, days: int) -> None:
    """Whatever was missed: one bubble that day, and nothing stands in a row behind it."""
    village.now += timedelta(days=days)
    for _ in range(20):
        due.queue(village.db, SCHOOL, village.now, 100)
        village.now += timedelta(seconds=15)
    assert len([key for key in village.rows("message", "key") if key.startswith("due:")]) == 1
    assert all(at > village.now for at in village.rows("due", "due_at"))


@ON_SQLITE
def test_a_clock_put_back_reminds_nobody_again(village: Village) -> None:
    village.now += timedelta(days=2)
    due.queue(village.db, SCHOOL, village.now, 100)
    told = village.rows("message", "key")
    for _ in range(8):
        village.now -= timedelta(hours=1)
        due.queue(village.db, SCHOOL, village.now, 100)
    assert village.rows("message", "key") == told


class JumpingClock:
    """The machine's, and somebody sets it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock() -> JumpingClock:
    return JumpingClock()


@pytest.fixture
async def door(town: Town, tmp_path: Path, clock: JumpingClock) -> AsyncIterator[Door]:
    service = Service(configured(town, tmp_path, NOWHERE), clock=clock)
    await service.start()
    app = webhook.create_app(service)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://door"
    ) as client:
        yield Door(service, app, client, tmp_path / "hocvuso.db")
    await service.stop()


async def test_whoever_writes_while_the_clock_jumps_is_answered_once(
    door: Door, town: Town, clock: JumpingClock
) -> None:
    people = [person.id for person in town.crowd(20)]
    jumps = (timedelta(days=2), -timedelta(hours=1), timedelta(days=400), -timedelta(days=402))
    number = 0
    for jump in jumps:
        for person in people:
            number += 1
            assert (await door.brings(said("xin chào", person, number))).status_code == 200
        clock.ahead += jump
        await answered(door)
        assert (await door.client.get("/readyz")).status_code == 200
    for person in people:
        seen = [message.id for message in town.world.private[f"{town.home.id}:{person}"].messages]
        rows = door.rows(f"SELECT external_id FROM message WHERE chat = '{person}' ORDER BY id")
        assert [str(message) for message in seen] == [row[0] for row in rows if row[0]]
    assert door.rows("SELECT DISTINCT doubts, status FROM message") == [(0, "sent")]


async def answered(door: Door) -> None:
    query = "SELECT count(*) FROM message WHERE status IN ('queued', 'sending')"
    async with asyncio.timeout(30):
        while await asyncio.to_thread(door.rows, query) != [(0,)]:  # noqa: ASYNC110 - a database tells nobody
            await asyncio.sleep(0.02)


@pytest.mark.slow
@ON_SQLITE
async def test_a_machine_that_thinks_it_stands_in_apia_reminds_in_vietnams_evening(
    scene: Scene,
) -> None:
    """F12: Apia's day begins six hours before Vietnam's. What the service plans is what is planned here."""
    serve = scene.fleet.add("serve", TZ="Pacific/Apia")
    await serve.start()
    lan = scene.village.villagers[0]
    await lan.says(*A_LESSON)
    await scene.settled()
    assert (await scene.verdict()).broken == {}
    rows = Village(scene.database).rows("due", "due_at")
    assert rows
    hours = {at.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).hour for at in rows}
    assert hours <= {18, 19}
