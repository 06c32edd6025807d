"""The database for one command."""

from collections.abc import Iterator
from contextlib import contextmanager

from service.settings import Settings
from storage.database import Database


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """On a new machine the command may be the first to ask."""
    database = Database(settings.database_url)
    try:
        database.migrate()
        yield database
    finally:
        database.close()
