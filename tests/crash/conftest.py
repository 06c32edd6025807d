"""A town, people who write, and the product's processes between them, on either database."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from random import Random

import pytest

from service.clock import system_clock
from service.schoolhouse import Schoolhouse
from service.settings import Settings
from storage.database import Database
from tests.crash.fleet import Fleet, fleet_of, settings_for
from tests.crash.load import PostOffice
from tests.crash.on_telegram import TELEGRAM
from tests.crash.platforms import Platform
from tests.crash.scene import Scene
from town.telegram.limits import NO_RATES
from town.town import Town
from town.zalo.accounts import no_plan


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine."""
    for name in os.environ:
        if name.startswith("HOCVUSO_") and name not in KEPT:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


# What the tests themselves are told from outside.
KEPT = {"HOCVUSO_CRASH_ROUNDS", "HOCVUSO_CRASH_SEED", "HOCVUSO_TEST_POSTGRES_URL"}


@pytest.fixture
def seed() -> int:
    """Printed; HOCVUSO_CRASH_SEED plays a run's choices again (but not the machine's timing)."""
    seed = int(os.environ.get("HOCVUSO_CRASH_SEED") or Random().randrange(1_000_000))
    print(f"seed {seed}")
    return seed


@pytest.fixture
def platform(request: pytest.FixtureRequest) -> Platform:
    """Telegram, unless a test is about others too."""
    chosen: Platform = getattr(request, "param", TELEGRAM)
    return chosen


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with Town.running(rates=NO_RATES, plan=no_plan()) as town:
        yield town


@pytest.fixture
async def fleet(
    platform: Platform, town: Town, empty_url: str, tmp_path: Path
) -> AsyncIterator[Fleet]:
    """No process yet, on a database without any table."""
    settings = settings_for(platform, town, empty_url, tmp_path)
    async with fleet_of(tmp_path, settings, platform.account) as fleet:
        yield fleet


@pytest.fixture
async def office(platform: Platform, fleet: Fleet, seed: int) -> AsyncIterator[PostOffice]:
    async with PostOffice(platform, lambda: fleet.doors, Random(f"office {seed}")) as office:
        yield office


@pytest.fixture
def database(empty_url: str) -> Iterator[Database]:
    """The same database, as the test looks into it. Migrated already, as `serve` does at first."""
    database = Database(empty_url)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
async def scene(
    town: Town, fleet: Fleet, office: PostOffice, database: Database, empty_url: str, seed: int
) -> AsyncIterator[Scene]:
    lessons = Settings(_env_file=None).lessons_dir  # type: ignore[call-arg]
    house = Schoolhouse(lessons, system_clock, draws=False)  # as fleet.settings_for says
    house.load(database)
    scene = Scene(town, fleet, office, database, house.school, empty_url, Random(f"scene {seed}"))
    yield scene
    await scene.close()
