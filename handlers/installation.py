"""Questions to the database about itself: is it in order, and what has this installation kept?"""

import secrets
from dataclasses import dataclass

from storage import keepsakes, people, soundness, teams
from storage.database import Database

_LOG_SALT = "log salt"
_MEDIA_KEY = "media key"


@dataclass(frozen=True, slots=True)
class Soundness:
    """`schema` None: the tables are not made yet. `size` in bytes. `faults` are SQLite's words."""

    schema: str | None
    newest_schema: str
    size: int
    faults: tuple[str, ...] = ()


def log_salt(db: Database) -> bytes:
    """What makes people's pseudonyms in logs: the same for every process of this installation, and
    without it nobody can try all ids. Raises Unavailable."""
    with db.transaction() as uow:
        return bytes.fromhex(keepsakes.keep(uow, _LOG_SALT, secrets.token_hex(32)))


def media_key(db: Database) -> bytes:
    """What signs the addresses of pictures, the same for every process. Raises Unavailable."""
    with db.transaction() as uow:
        return bytes.fromhex(keepsakes.keep(uow, _MEDIA_KEY, secrets.token_hex(32)))


def is_untouched(db: Database) -> bool:
    """Nobody has ever written, and no team was brought."""
    with db.reading() as uow:
        return not people.anybody(uow) and not teams.known(uow)


def may_write(db: Database) -> None:
    """Raises Unavailable, with the reason, where a transaction could not be committed now."""
    with db.transaction() as uow:
        soundness.touch(uow)


def look(db: Database, *, deep: bool, small: int) -> Soundness:
    """The schema and the size; broken pages too if `deep`, or if the database has at most `small`
    bytes, so that reading all of it takes a moment only. Raises Unavailable."""
    with db.reading() as uow:
        present, newest = soundness.schema(uow)
        size = soundness.size(uow)
        faults = tuple(soundness.faults(uow)) if deep or size <= small else ()
    return Soundness(present, newest, size, faults)
