"""One active sender per account: a lock that ends with the process that holds it.

SQLite: a locked file beside the database. PostgreSQL: an advisory lock on a connection of its own.
"""

import fcntl
import os
import re
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from storage.errors import translated


class AccountLock(Protocol):
    """Not for several threads at once. All may raise Unavailable, `release` never does."""

    def acquire(self) -> bool:
        """False: somebody else has it. True also when we have it already."""

    def held(self) -> bool:
        """Whether it is still ours; it may be lost with a connection."""

    def taken(self) -> bool:
        """Whether anybody has it. Disturbs nobody who has it or wants it."""

    def release(self) -> None:
        """Another process may take it at once. Nothing happens if it is not ours."""


class FileLock:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def acquire(self) -> bool:
        if self.held():
            return True
        self.release()
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return self.held()

    def held(self) -> bool:
        """No longer ours if somebody deleted the file: a second one could be locked in its place."""
        if self._file is None:
            return False
        try:
            return os.path.samestat(os.fstat(self._file), self._path.stat())
        except FileNotFoundError:
            return False

    def taken(self) -> bool:
        if self.held():
            return True
        try:
            file = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            # Shared: those who only look do not see each other. Who wants it tries every few seconds.
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(file)
        return False

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


class AdvisoryLock:
    def __init__(self, engine: Engine, account: str) -> None:
        self._engine = engine
        self._name = {"name": f"hocvuso sender {account}"}
        self._connection: Connection | None = None

    def acquire(self) -> bool:
        if self.held():
            return True
        try:
            connection = self._engine.connect()
            taken = connection.scalar(_TRY, self._name)
        except SQLAlchemyError as error:
            raise translated(error) from error
        if not taken:
            connection.close()
            return False
        self._connection = connection
        return True

    def held(self) -> bool:
        """The lock lives as long as its connection, so asking anything tells."""
        if self._connection is None:
            return False
        try:
            self._connection.scalar(_ALIVE)
        except SQLAlchemyError:
            self.release()
            return False
        return True

    def taken(self) -> bool:
        try:
            with self._engine.connect() as connection:
                return bool(connection.scalar(_TAKEN, self._name))
        except SQLAlchemyError as error:
            raise translated(error) from error

    def release(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        # The engine pools nothing: closing ends the connection on the server, and the lock with it.
        connection.close()


_TRY = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
_ALIVE = text("SELECT 1")
# The lock's number stands in two halves: postgresql.org/docs/current/view-pg-locks.html
_TAKEN = text(
    "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND ((classid::bigint << 32) | objid::bigint) = hashtextextended(:name, 0))"
)


def lock_file(database: Path, account: str) -> Path:
    """`hocvuso.db` and `zalo-bot` → `hocvuso.db.zalo-bot.lock`."""
    name = re.sub(r"[^\w-]", lambda found: f"%{ord(found[0]):x}", account)
    return database.with_name(f"{database.name}.{name}.lock")
