"""What accounts are made with besides their own settings."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from yarl import URL

from channels.pictures import Pictures
from channels.sounds import At
from service.clock import Clock, system_clock
from service.settings import Settings
from storage.database import Database
from worker.desk import Desk

# The address of a lesson's picture by its file's name, for platforms that fetch it themselves; None: there
# is none, and they are told in words what is to be seen.
Address = Callable[[str], str | None]


def silence(base_url: str) -> At | None:  # noqa: ARG001  what commands send is not heard
    return None


def nowhere(base_url: str) -> Address:  # noqa: ARG001  what commands send has no pictures
    return lambda file: None  # noqa: ARG005


@dataclass(frozen=True, slots=True)
class Means:
    """`public_url` "": platforms cannot reach us. `desk` leads to the tokens that a platform changes;
    None: there is no database yet. `media`, `sounds`: where pictures and what is heard stand below a base address."""

    clock: Clock
    desk: Desk | None
    pictures: Pictures
    public_url: str
    media: Callable[[str], Address] = nowhere
    sounds: Callable[[str], At | None] = silence

    def webhook(self, name: str, given: str | None) -> str:
        """Where an account's updates are to be brought; "" = nowhere."""
        if given is not None:
            return given
        return f"{self.public_url}/webhook/{name}" if self.public_url else ""

    def pictures_for(self, webhook: str | None) -> Address:
        """Where an account's platform finds pictures: at the door to which it brings updates."""
        return self.media(self._door(webhook))

    def sounds_for(self, webhook: str | None) -> At | None:
        """The same for what is heard; None where nobody outside finds us."""
        door = self._door(webhook)
        return self.sounds(door) if door else None

    def _door(self, webhook: str | None) -> str:
        return str(URL(webhook).origin()) if webhook else self.public_url


@asynccontextmanager
async def command_means(settings: Settings) -> AsyncIterator[Means]:
    """For a command that asks the platforms something and ends; makes no database where there is none.
    Raises Unsupported."""
    database = Database(settings.database_url)
    desk = Desk(database)
    there = desk if database.exists else None
    try:
        pictures = Pictures(settings.lessons_dir)
        yield Means(system_clock, there, pictures, settings.public_url)
    finally:
        await desk.close()
        database.close()
