"""One person's data, for the person or on their behalf: a full copy, and the end of it (P8)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import orjson

from handlers import unmentioned
from handlers.sieve import QUOTA, WINDOW
from storage import erasure, people, reach, tallies
from storage.database import Database
from storage.reach import Unreached
from storage.tallies import Tally
from storage.unit_of_work import UnitOfWork

UNREACHED_FOR = timedelta(days=7)


def export(db: Database, account: str, user: str) -> dict[str, Any]:
    """Everything stored about one of an account's users, by table; empty if nothing is."""
    with db.reading() as uow:
        person = people.of_user(uow, account, user)
        return {} if person is None else everything(uow, person)


def erase(db: Database, account: str, user: str, now: datetime) -> bool:
    """Forget one of an account's users. False: there was nobody."""
    with db.transaction() as uow:
        person = people.of_user(uow, account, user)
        if person is not None:
            forget(uow, [person], now)
        return person is not None


def unreached(db: Database, now: datetime) -> Sequence[Unreached]:
    """Whom the bot may not write to until they write themselves: for the leader, who can knock at the
    door. Of the last week, which is as long as messages are kept. Raises Unavailable."""
    with db.reading() as uow:
        return reach.unreached(uow, (WINDOW, QUOTA), now - UNREACHED_FOR)


def everything(uow: UnitOfWork, person: int) -> dict[str, Any]:
    """All rows about a person, in kinds of values that JSON has."""
    return {
        str(table): [_readable(row) for row in rows]
        for table, rows in erasure.stored(uow, person).items()
        if rows
    }


def forget(uow: UnitOfWork, persons: Collection[int], now: datetime) -> None:
    """All rows about them are gone; that it happened is counted."""
    unmentioned.leave(uow, persons, now)
    erased = erasure.erase(uow, persons)
    tallies.add(uow, {Tally.ERASED: erased}, now)


def _readable(row: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name): _plain(name, value) for name, value in row.items() if value is not None}


def _plain(name: str, value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case str() if name == "standing":
            return orjson.loads(value)
        case _:
            return value
