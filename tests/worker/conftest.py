"""An office for the sender's tests: a real database file and a real desk, one process's worth."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime

import pytest

from bot.delivery import Envelope
from bot.message import Purpose
from bot.update import ChatKind
from storage.database import Database
from tests.worker.rows import Rows
from tests.worker.wire import Wire, until
from worker.desk import Desk
from worker.sender import Sender

# For what does not depend on which database it is.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def now() -> datetime:
    return datetime.now(UTC)


def by_day() -> datetime:
    """The same clock, put to where it was nine in the morning in Thanh Hóa when the tests began: for
    what is not sent at night."""
    return now() + _TO_MORNING


_TO_MORNING = now().replace(hour=2, minute=0, second=0, microsecond=0) - now()


class Office:
    """One process: its database, its desk, its senders."""

    def __init__(self, url: str) -> None:
        self.db = Database(url)
        self.rows = Rows(url)
        self.desk = Desk(self.db)
        self.senders: list[Sender] = []
        self.clock = now

    def queue(
        self,
        *messages: tuple[str, str],
        purpose: Purpose = Purpose.REPLY,
        kind: ChatKind = ChatKind.PRIVATE,
    ) -> None:
        """Rows (chat, text) that wait."""
        self.rows.add(messages, purpose=purpose, kind=kind)

    def claimed(self, *messages: tuple[str, str]) -> Sequence[Envelope]:
        """Rows (chat, text) committed as claimed by this process, as the intake hands them over."""
        return self.rows.add(messages, claimed=True)

    def states(self) -> dict[str, str]:
        """By text."""
        return self.rows.states()

    def settled(self) -> bool:
        return not {"queued", "sending"} & set(self.states().values())

    async def sender(self, wire: Wire, *, wait: bool = True) -> Sender:
        sender = Sender(wire, self.desk, self.clock)
        self.senders.append(sender)
        await sender.start()
        if wait:
            await until(lambda: sender.active)
        return sender

    async def close(self) -> None:
        for sender in self.senders:
            await sender.stop(grace=3.0)
        await self.desk.close()
        self.db.close()
        self.rows.close()


@pytest.fixture
async def another(database_url: str) -> AsyncIterator[Callable[[], Office]]:
    """Opens offices on the same database."""
    offices: list[Office] = []

    def open_() -> Office:
        offices.append(Office(database_url))
        return offices[-1]

    yield open_
    for office in offices:
        await office.close()


@pytest.fixture
async def office(another: Callable[[], Office]) -> Office:
    return another()
