"""What can go wrong with the database, named for what the caller does about it.

StorageError
├── Unavailable      nothing was written: come again later (locked, disk full, connection lost)
│   └── Conflict     nothing was written: do it all again at once (another transaction was first)
│       └── Deadlock the same, and the fault of no row: it passes by itself
└── Unsupported      this database address cannot be used; a person must change the setting

Other constraint violations and mistakes in our SQL are not caught: they are faults of ours.
"""

import sqlite3

from sqlalchemy import exc

# https://sqlite.org/rescode.html: the primary codes that say something about the machine, not the query.
_SQLITE_LATER = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)
# https://www.postgresql.org/docs/current/errcodes-appendix.html, by class: connection, read-only
# (a standby after a failover), resources, operator intervention (also our statement timeout),
# a lock not available in time, system error.
_POSTGRES_LATER = ("08", "25006", "53", "57", "55P03", "58")
# Serialization failure, deadlock.
_POSTGRES_DEADLOCK = "40"
# Of constraints: a row that came or went since it was looked for.
_POSTGRES_CONFLICT = ("23505", "23503")


class StorageError(Exception):
    """Says in plain words what happened; never carries a row's content."""


class Unavailable(StorageError):
    """Nothing was written. The same call may succeed in a moment."""


class Conflict(Unavailable):
    """Nothing was written, because another transaction was first. The same call may succeed now."""


class Deadlock(Conflict):
    """Nothing was written, because two waited for each other. However often: it is nobody's fault."""


class Unsupported(StorageError):
    """The database address itself cannot serve."""


def translated(error: exc.SQLAlchemyError) -> Exception:
    """The error to raise in place of SQLAlchemy's; itself where it is a fault of ours."""
    if isinstance(error, exc.TimeoutError):
        return Unavailable("no free connection to the database")
    if not isinstance(error, exc.DBAPIError):
        return error
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return Unavailable(_words(error)) if code & 0xFF in _SQLITE_LATER else error
    state = getattr(error.orig, "sqlstate", None) or ""
    if state.startswith(_POSTGRES_DEADLOCK):
        return Deadlock(_words(error))
    if state.startswith(_POSTGRES_CONFLICT):
        return Conflict(_words(error))
    if error.connection_invalidated or state.startswith(_POSTGRES_LATER):
        return Unavailable(_words(error))
    # A server that cannot be reached has no state to give.
    if isinstance(error, exc.OperationalError) and not state:
        return Unavailable(_words(error))
    return error


def _words(error: exc.DBAPIError) -> str:
    """The first line only: the following lines of a PostgreSQL error may quote a row."""
    return str(error.orig).strip().partition("\n")[0] or type(error.orig).__name__
