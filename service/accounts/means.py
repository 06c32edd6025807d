"""What accounts are made with besides their own settings."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from service.clock import Clock, system_clock
from service.settings import Settings
from storage.database import Database
from worker.desk import Desk

# The public address of a lesson's picture by its file's name, for platforms that fetch it themselves;
# None: there is none.
Media = Callable[[str], str | None]


def nowhere(file: str) -> str | None:  # noqa: ARG001  a Media
    """Pictures have no address: platforms that want one are told in words what is to be seen."""
    return None


@dataclass(frozen=True, slots=True)
class Means:
    """`public_url` "": platforms cannot reach us. `desk` leads to the tokens that a platform changes;
    None: there is no database yet."""

    clock: Clock
    desk: Desk | None
    pictures: Path
    public_url: str
    media: Media = nowhere

    def webhook(self, name: str, given: str | None) -> str:
        """Where an account's updates are to be brought; "" = nowhere."""
        if given is not None:
            return given
        return f"{self.public_url}/webhook/{name}" if self.public_url else ""


@asynccontextmanager
async def command_means(settings: Settings) -> AsyncIterator[Means]:
    """For a command that asks the platforms something and ends; makes no database where there is none.
    Raises Unsupported."""
    database = Database(settings.database_url)
    desk = Desk(database)
    there = desk if database.exists else None
    try:
        yield Means(system_clock, there, settings.lessons_dir, settings.public_url)
    finally:
        await desk.close()
        database.close()
