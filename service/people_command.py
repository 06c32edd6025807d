"""`hocvuso people`: what a person has a right to, when they ask by letter instead of in the chat."""

from typing import Any

from handlers import people
from service.clock import system_clock
from service.settings import Settings
from storage.database import Database


def export_person(settings: Settings, account: str, user: str) -> dict[str, Any] | None:
    """Everything that is stored about them; None when nothing is."""
    database = Database(settings.database_url)
    try:
        return people.export(database, account, user)
    finally:
        database.close()


def erase_person(settings: Settings, account: str, user: str) -> bool:
    """False when nobody of that name is known."""
    database = Database(settings.database_url)
    try:
        return people.erase(database, account, user, system_clock())
    finally:
        database.close()
