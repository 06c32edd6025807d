"""A sender learns at once what another process queued; and when the bell is broken, a little later."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.message import Lane, Message, Purpose
from bot.serial import outgoing_to_json
from bot.update import Address
from handlers.bubbles import Bubble, post
from storage.database import Database
from storage.errors import Unavailable
from tests.worker.conftest import Office, now
from tests.worker.wire import Wire, until
from worker import sender as sending
from worker.ear import Ear

ON_POSTGRES = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


def queue(db: Database, text: str) -> None:
    """As a process does that only takes updates in."""
    content = Message(text, purpose=Purpose.REPLY)
    address = Address("telegram", "chat")
    bubble = Bubble(text, address, content, outgoing_to_json(content), None, Lane.REPLY)
    with db.transaction() as uow:
        assert post(uow, [bubble], now()) == []


@ON_POSTGRES
async def test_a_message_of_another_process_leaves_at_once(
    another: Callable[[], Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SWEEP_EVERY", 3600.0)  # nothing but the bell can tell
    front, back, wire = another(), another(), Wire()
    sender = await back.sender(wire)
    bell = back.db.bell()
    assert bell is not None
    ear = Ear(bell, lambda account: sender.wake() if account == sender.account else None)
    ear.start()
    try:
        await asyncio.sleep(0)
        bell_is_there = asyncio.create_task(_until_heard(front.db, wire))
        await until(lambda: wire.taken)
        bell_is_there.cancel()
    finally:
        await ear.stop()


async def _until_heard(db: Database, wire: Wire) -> None:
    """The listener needs a moment to connect; what rang before then is not told."""
    for nth in range(100):
        await asyncio.to_thread(queue, db, f"tin {nth}")
        await asyncio.sleep(0.1)
        if wire.taken:
            return


@ON_POSTGRES
async def test_a_lost_connection_is_made_anew(database: Database) -> None:
    bell = database.bell()
    assert bell is not None
    assert bell.rung(0.01) == frozenset()
    queue(database, "một")
    assert bell.rung(5.0) == {"telegram"}
    with database.transaction() as uow:
        uow.connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN hocvuso_outbox'"
        )
    with pytest.raises(Unavailable):
        bell.rung(5.0)
    assert bell.rung(0.01) == frozenset()
    queue(database, "hai")
    assert bell.rung(5.0) == {"telegram"}
    bell.close()


def test_sqlite_has_no_bell(tmp_path: Path) -> None:
    assert Database(f"sqlite:///{tmp_path}/a.db").bell() is None
