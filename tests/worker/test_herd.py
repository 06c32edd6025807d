"""F47: thousands of reminders due at one moment: each comes once, and whoever writes meanwhile is answered."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from bot.update import TextSent
from storage.database import Database
from storage.tables import metadata
from tests.handlers.village import SCHOOL, Village, words
from worker import ticker
from worker.desk import Desk
from worker.intake import Intake, receiver
from worker.ticker import Ticker

pytestmark = pytest.mark.slow
HERD = 3_000


def crowd(village: Village, count: int) -> None:
    """So many more like Lan, who stopped in the middle of a lesson and wishes to be reminded."""
    village.enrol("lan", "hoa")
    village.open("lan", "L01")
    village.wish_reminders(1)
    village.say("lan", "xong")
    village.now += timedelta(days=3)
    with village.db.transaction() as uow:
        for name in ("person", "identity", "learner", "due"):
            table = metadata.tables[name]
            columns = table.c.keys()
            first = dict(zip(columns, village.rows(name, *columns)[0], strict=True))
            uow.each(insert(table), [_another(first, name, n) for n in range(10, 10 + count)])


def _another(row: dict[str, Any], table: str, number: int) -> dict[str, Any]:
    own: dict[str, dict[str, Any]] = {
        "person": {"id": number, "learner_id": number},
        "identity": {"id": number, "person_id": number, "user": f"u{number}", "chat": f"c{number}"},
        "learner": {"id": number, "person_id": number},
        "due": {"id": number, "learner_id": number},
    }
    return row | own[table]


async def test_who_writes_is_answered_while_thousands_are_reminded(tmp_path: Path) -> None:
    village = Village(Database(f"sqlite:///{tmp_path}/hocvuso.db"))
    village.db.migrate()
    crowd(village, HERD)
    before = len(village.rows("message", "id"))
    desk = Desk(village.db)

    def clock() -> datetime:
        return village.now

    slices: list[int] = []
    ticks = Ticker(desk, lambda: SCHOOL, clock, lambda: slices.append(1), _nothing)
    intake = Intake(desk, receiver(lambda: SCHOOL, clock, frozenset), lambda _: None)

    due = asyncio.create_task(ticks.queue_due())
    while not slices:  # noqa: ASYNC110  it has begun
        await asyncio.sleep(0.001)
    (receipt,) = await intake.submit([village.update("hoa", TextSent("bài 1"))])
    under_way = len(slices)
    await due
    assert receipt.fresh
    assert under_way < len(slices)  # not after all of them
    assert len(slices) == -(-(HERD + 1) // ticker.DUE_AT_ONCE)

    claimed = village.claim(1)
    assert [envelope.address.chat for envelope in claimed] == ["chat-hoa"]  # replies go first
    reminders = village.rows("message", "purpose").count("reminder")
    assert reminders == HERD + 1
    assert reminders < len(village.rows("message", "id")) - before
    again = village.rows("due", "learner_id", "due_at")
    assert len({learner for learner, _ in again}) == HERD + 1
    assert min(at for _, at in again) > village.now
    seconds = {at for _, at in again}
    assert len(seconds) > HERD / 2  # the next time everybody has a moment of their own
    assert "học tiếp" in words(village.claim(200))
    await intake.stop()
    await desk.close()
    village.db.close()


async def _nothing() -> None: ...
