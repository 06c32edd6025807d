"""The whole way of an announcement: a pulse that hands on, senders that send, and what became of it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.announcing import Audience, State
from bot.limits import Limits, Rate
from bot.turn import School
from lessons.lesson import Course
from storage import broadcasts, recipients
from storage.database import Database
from storage.errors import Unavailable
from storage.tables import GroupRow, TeamRow, table
from tests.worker.conftest import ON_SQLITE, Office, by_day
from tests.worker.wire import Wire, until
from worker.announcer import Announcer, rate

SCHOOL = School(Course(()))
TEAM = 1


def publish(db: Database, groups: int) -> int:
    """An announcement to so many groups of one team that is being sent."""
    now = by_day()
    group = {"account": "telegram", "kind": "group", "title": "", "team_id": TEAM}
    with db.transaction() as uow:
        uow.run(insert(table(TeamRow)), {"id": TEAM, "name": "Tổ", "created_at": now})
        rows = [
            group | {"chat": f"-{n}", "bound_at": now, "created_at": now} for n in range(groups)
        ]
        uow.each(insert(table(GroupRow)), rows)
        number = broadcasts.add(
            uow, author=1, audience=Audience.GROUP, now=now, team_id=TEAM, body="Mời bà con."
        )
        # Begins with the next tick but for its author, who is nobody: so it has begun.
        broadcasts.turn(uow, number, [State.DRAFT], State.SENDING, started_at=now, confirmed_at=now)
        one = broadcasts.get(uow, number)
        assert one is not None
        recipients.make(uow, one, now)
    return number


@pytest.fixture
async def announcer(office: Office) -> AsyncIterator[Announcer]:
    office.clock = by_day

    def rates() -> dict[str, float]:
        return {one.account: 30.0 for one in office.senders if one.active}

    def wake(accounts: object) -> None:
        for sender in office.senders:
            sender.wake()

    announcer = Announcer(office.desk, lambda: SCHOOL, by_day, rates, wake)
    announcer.start()
    yield announcer
    await announcer.stop()


def state(db: Database, number: int) -> str:
    with db.reading() as uow:
        one = broadcasts.get(uow, number)
    assert one is not None
    return one.state


@ON_SQLITE
async def test_an_announcement_goes_out_and_ends(office: Office, announcer: Announcer) -> None:
    wire = Wire()
    await office.sender(wire)
    number = publish(office.db, 100)
    announcer.wake()
    await until(lambda: state(office.db, number) == "done")
    assert sorted(wire.chats) == sorted(f"-{n}" for n in range(100))
    assert all(len(texts) == 1 for texts in wire.chats.values())


@ON_SQLITE
async def test_what_stumbles_goes_on(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def away(*_: object) -> None:
        asked.append(1)
        raise Unavailable("locked") if len(asked) == 1 else RuntimeError("a bug")

    monkeypatch.setattr("worker.announcer.IDLE_EVERY", 0.0)
    monkeypatch.setattr("handlers.feeding.tick", away)
    announcer = Announcer(office.desk, lambda: SCHOOL, by_day, dict, lambda _: None)
    announcer.start()
    await until(lambda: len(asked) > 3)
    await asyncio.wait_for(announcer.stop(), 30)


def test_where_a_platform_sets_no_limit_as_many_as_may_fly() -> None:
    assert rate(Limits(overall=Rate(20, 60))) == 20 / 60
    assert rate(Limits(in_flight=7)) == 7


@ON_SQLITE
async def test_a_machine_remembers_that_it_was_here_and_notices_an_older_database(
    office: Office, tmp_path: Path
) -> None:
    mark, number = tmp_path / "cache" / "heartbeat", publish(office.db, 2)

    async def run() -> None:
        """One process's life: it has written its mark before it looks for anything to do."""
        announcer = Announcer(office.desk, lambda: SCHOOL, by_day, dict, lambda _: None, mark=mark)
        before = mark.read_text() if mark.exists() else ""
        announcer.start()
        await until(lambda: mark.exists() and mark.read_text() != before)
        await announcer.stop()

    await run()
    assert state(office.db, number) == State.SENDING
    mark.write_text((by_day() + timedelta(hours=1)).isoformat())  # later than the database knows
    await run()
    assert state(office.db, number) == State.PAUSED
    mark.write_text("cut off")
    await run()
    assert datetime.fromisoformat(mark.read_text()) <= by_day()
