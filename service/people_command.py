"""`hocvuso people`: what a person has a right to, when they ask by letter instead of in the chat."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.update import Address
from handlers import installation, people
from service import logs
from service.clock import system_clock
from service.settings import Settings
from storage.database import Database


def export_person(settings: Settings, account: str, user: str) -> dict[str, Any] | None:
    """Everything that is stored about them; None when nothing is."""
    with _opened(settings) as database:
        return people.export(database, account, user) or None


def erase_person(settings: Settings, account: str, user: str) -> bool:
    """False when nobody of that name is known."""
    with _opened(settings) as database:
        return people.erase(database, account, user, system_clock())


def pseudonym(settings: Settings, account: str, user: str) -> str:
    """What a person is called in the logs of this installation."""
    with _opened(settings) as database:
        logs.know_salt(installation.log_salt(database))
    return logs.pseudonym(Address(account, user))


@contextmanager
def _opened(settings: Settings) -> Iterator[Database]:
    """On a new machine the command may be the first to ask."""
    database = Database(settings.database_url)
    try:
        database.migrate()
        yield database
    finally:
        database.close()
