"""The town of `make run` has been lived in: told once, through the real doors, and nothing of it is sent as new."""

import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from service.hamlet.people import EAST, RESIDENTS, WEST, WORKING
from service.settings import Settings
from service.wiring import Service
from town.zalo.world import Kind

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
async def lived_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Service]:
    monkeypatch.chdir(tmp_path)
    service = await told(tmp_path)
    yield service
    await close(service)


async def told(folder: Path, story: str = "on") -> Service:
    """As far as `start` goes before anything is sent. Without cards: drawing them is another test's."""
    service = Service(Settings(town_story=story, cards="off"), sends=False)  # type: ignore[arg-type]
    (folder / "var").mkdir(exist_ok=True)
    await service.desk.run(lambda db: db.migrate())
    await service.house.reload(service.desk)
    assert service.town is not None
    await service.town.tell_story(service.desk, service.school, service.pictures, service.media)
    return service


async def close(service: Service) -> None:
    await service.speaker.close()
    await service.desk.close()
    service.database.close()


def rows(sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect("var/hocvuso.db") as database:
        return database.execute(sql).fetchall()


async def test_it_has_been_lived_in_and_nothing_is_left_to_send(lived_in: Service) -> None:
    assert Counter(rows("SELECT status FROM message"))[("sent",)] > 150
    assert set(rows("SELECT DISTINCT status FROM message")) <= {("sent",), ("skipped",)}
    announced = rows("SELECT state FROM broadcast ORDER BY id")
    assert announced[-1] == ("draft",)
    assert ("done",) in announced  # on days off the others wait
    posts = "SELECT t.name, m.role FROM member m LEFT JOIN team t ON t.id = m.team_id ORDER BY m.id"
    assert rows(posts) == [
        (EAST, "leader"),
        (WEST, "leader"),
        (EAST, "member"),
        (None, "commune officer"),
    ]
    bound = "SELECT c.account, t.name FROM chat c JOIN team t ON t.id = c.team_id ORDER BY c.id"
    assert sorted(rows(bound)) == [("town", EAST), ("town-zalo", WEST), ("town-zalo", EAST)]
    joined = Counter(rows("SELECT team_id FROM person WHERE team_id IS NOT NULL"))
    assert sum(joined.values()) == len(RESIDENTS)
    assert rows("SELECT lesson, step FROM ticket WHERE state = 'open' ORDER BY id") == [
        ("cai-ung-dung", "cho-cai"),
        ("mat-khau-otp", "ghi-goi-nho"),
    ]
    late = "SELECT count(*) FROM due WHERE due_at < (SELECT max(created_at) FROM message)"
    assert rows(late) == [(0,)]


async def test_the_phones_show_it_as_history_and_the_clock_is_put_back(lived_in: Service) -> None:
    town = lived_in.town.app if lived_in.town else None
    assert town is not None
    names = [person.name for person in town.world.people.values()]
    assert names[3:] == [name for name, _ in (*WORKING, *RESIDENTS)]
    tam = town.zalo_bots.phone("Bác Tám")
    assert "Bước 4/11" in tam.heard()[-1]
    assert (town.clock.now() - tam.messages()[-1].at).days >= 4
    assert town.clock.offset_seconds == town.world.offset_seconds == 0
    assert town.zalo_bots.home.webhook is None
    assert not town.world.updates.get(town.home.id)
    assert not town.world.zalo.events
    assert town.zalo_bots.phone("Bác Lan").heard() == []  # hers is to begin
    assert all(each.kind is Kind.TEXT for each in tam.messages() if each.person is not None)
    former = {group.id for group in town.world.zalo.groups.values()}
    town.reset()  # empty screens, but the groups that the service knows
    assert {group.id for group in town.world.zalo.groups.values()} == former
    assert [person.name for person in town.world.people.values()] == names


@pytest.mark.slow
async def test_it_is_told_once_and_only_where_nobody_has_been(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    empty = await told(tmp_path, "off")
    assert rows("SELECT count(*) FROM person") == [(0,)]
    await close(empty)
    first = await told(tmp_path)
    told_of = rows("SELECT count(*) FROM message")
    await close(first)
    again = await told(tmp_path)
    assert rows("SELECT count(*) FROM message") == told_of
    # The database is taken away, the phones are not: they begin anew with it.
    await close(again)
    for file in (tmp_path / "var").glob("hocvuso.db*"):
        file.unlink()
    anew = await told(tmp_path)
    assert rows("SELECT count(*) FROM message") == told_of
    assert anew.town is not None
    heard = anew.town.app.zalo_bots.phone("Bác Tám").heard()
    assert sum("Bước 4/11" in each for each in heard) == 1
    await close(anew)
