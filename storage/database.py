"""The database: connections set up rightly, transactions, the way to the newest schema, locks.

It must not know a table.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from storage.errors import Unsupported, translated
from storage.locks import AccountLock, AdvisoryLock, FileLock, lock_file
from storage.migrations import upgrade
from storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from storage.bell import Bell

__all__ = ["AccountLock", "Database"]

# A backup may hold the lock for a moment; a webhook should be answered well within 10 s.
BUSY_TIMEOUT = 5.0  # seconds
# The intake, the sender's marks and the ticks; more threads than that gain nothing per process.
POSTGRES_WRITERS = 4
# A batch takes milliseconds; whatever takes this long is stuck, and the platform asks again.
STATEMENT_TIMEOUT = 10.0  # seconds
POSTGRES_OPTIONS = (
    f"-c statement_timeout={STATEMENT_TIMEOUT * 1000:.0f} "
    f"-c lock_timeout={BUSY_TIMEOUT * 1000:.0f} "
    f"-c idle_in_transaction_session_timeout={STATEMENT_TIMEOUT * 1000:.0f} "
    "-c timezone=UTC"
)
# libpq's: a peer that vanished is noticed within this, not after the kernel's two hours.
POSTGRES_CONNECTION = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds
    "application_name": "hocvuso",
    "options": POSTGRES_OPTIONS,
}
_READING = "hocvuso_reading"
_ONE_VIEW = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


class Database:
    """One database, for any number of threads. Opening it connects to nothing yet.

    `sqlite:///path` or `postgresql://…`. Raises Unsupported for any other address.
    """

    def __init__(self, url: str) -> None:
        address = _address(url)
        self.is_sqlite = address.get_backend_name() == "sqlite"
        # Threads that may write at once. SQLite has one writer, whatever one tries.
        self.writers = 1 if self.is_sqlite else POSTGRES_WRITERS
        self._path = Path(address.database or "")
        self._engine = _sqlite(address) if self.is_sqlite else _postgres(address)
        self._reading = {_READING: True} if self.is_sqlite else _ONE_VIEW
        self._lock_engine = self._engine if self.is_sqlite else _unpooled(address)

    @property
    def folder(self) -> Path:
        """Where the disk must not fill up: of a SQLite file (or, before it is made, the nearest folder
        that is there), and with PostgreSQL where this process runs and logs."""
        if not self.is_sqlite:
            return Path.cwd()
        return next(one for one in self._path.absolute().parents if one.is_dir())

    @property
    def exists(self) -> bool:
        """False for a SQLite file that is not made yet."""
        return not self.is_sqlite or self._path.exists()

    @contextmanager
    def transaction(self) -> Iterator[UnitOfWork]:
        """Commits when the block ends, rolls back when it raises. Raises Unavailable or Conflict."""
        with _plain_errors(), self._engine.begin() as connection:
            yield UnitOfWork(connection)

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """For questions only: one moment's view of all tables; waits for no writer. Raises Unavailable."""
        with _plain_errors(), self._engine.connect() as connection:
            yield UnitOfWork(connection.execution_options(**self._reading))

    def migrate(self) -> None:
        """Bring the schema to the newest version, alone, whoever else tries. Raises Unavailable."""
        with _plain_errors(), self._engine.connect() as connection:
            if self.is_sqlite:
                # Changing a table means making it anew; its rows' children must not notice.
                _driver(connection).execute("PRAGMA foreign_keys = OFF")
            try:
                with connection.begin():
                    if not self.is_sqlite:
                        connection.execute(text("SET LOCAL lock_timeout = 0"))
                        connection.execute(text("SET LOCAL statement_timeout = 0"))
                        connection.execute(_MIGRATION_LOCK)
                    upgrade(connection)
            finally:
                if self.is_sqlite:
                    _driver(connection).execute("PRAGMA foreign_keys = ON")

    def lock(self, account: str) -> AccountLock:
        """The right to send for an account; not taken yet."""
        if self.is_sqlite:
            return FileLock(lock_file(self._path, account))
        return AdvisoryLock(self._lock_engine, account)

    def bell(self) -> "Bell | None":
        """Rings when another process queues messages; None where there is none to ring."""
        if self.is_sqlite:
            return None
        from storage.bell import Bell  # brings psycopg, which SQLite does not need (9 MiB)

        return Bell(self._lock_engine)

    def close(self) -> None:
        """Give back all connections. Locks that are held stay held until they are released."""
        self._engine.dispose()


_MIGRATION_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('hocvuso migrate', 0))")


def _address(url: str) -> URL:
    try:
        address = make_url(url)
        backend = address.get_backend_name()
    except (ArgumentError, SQLAlchemyError) as error:
        raise Unsupported("not a database address; for example sqlite:///var/hocvuso.db") from error
    if backend in {"postgresql", "postgres"}:
        return address.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise Unsupported(f"{backend} is not supported; use sqlite:///… or postgresql://…")
    path = address.database or ""
    if not path or ":memory:" in path or "memory" in str(address.query.get("mode", "")):
        raise Unsupported("a database in memory forgets everybody; use sqlite:///var/hocvuso.db")
    return address.set(drivername="sqlite+pysqlite")


def _sqlite(address: URL) -> Engine:
    engine = create_engine(
        address,
        hide_parameters=True,
        pool_size=2,
        # The statements of a batch differ in length only; they are few.
        connect_args={"timeout": BUSY_TIMEOUT, "cached_statements": 512},
    )
    folder = Path(address.database or "").parent

    @event.listens_for(engine, "do_connect")
    def make_folder(*_: object) -> None:
        with suppress(
            OSError
        ):  # SQLite then says that it cannot open the file, which is Unavailable
            folder.mkdir(parents=True, exist_ok=True)

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # transactions begin where we say so, below
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = FULL")  # a commit survives a power cut (P1)
        connection.execute("PRAGMA foreign_keys = ON")
        # KiB. Larger ones fill up with every update (half a MiB a second at 500/s) and gain nothing:
        # the kernel caches the file as well.
        connection.execute("PRAGMA cache_size = -8000")
        connection.execute("PRAGMA temp_store = MEMORY")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        """Deferred, two that read and then write lose one's change: 51 of 300 were kept."""
        reading = connection.get_execution_options().get(_READING)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Only the first opener changes the mode, and SQLite does not wait for that lock by itself."""
    patience = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
                raise
            time.sleep(0.05)
        else:
            return


def _postgres(address: URL) -> Engine:
    return create_engine(
        address,
        hide_parameters=True,
        pool_size=POSTGRES_WRITERS,
        max_overflow=2,
        pool_timeout=BUSY_TIMEOUT,
        pool_pre_ping=True,  # a restarted server is noticed before, not by, a transaction
        connect_args=POSTGRES_CONNECTION,
    )


def _unpooled(address: URL) -> Engine:
    """For locks, which live as long as their connection."""
    return create_engine(
        address,
        hide_parameters=True,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args=POSTGRES_CONNECTION,
    )


@contextmanager
def _plain_errors() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        better = translated(error)
        if better is error:
            raise
        raise better from error


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.driver_connection)
