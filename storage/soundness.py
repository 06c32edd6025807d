"""Whether the database itself is in order: its schema, its file, its room. Says nothing about rows."""

from sqlalchemy import delete, false, text

from storage.migrations import newest, present
from storage.tables import HoldRow, table
from storage.unit_of_work import UnitOfWork

# A statement that writes nothing, but is refused where nothing may be written: on a standby, on a
# read-only disk, behind somebody else's lock.
_TOUCH = delete(table(HoldRow)).where(false())
_SQLITE_SIZE = text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
_POSTGRES_SIZE = text("SELECT pg_database_size(current_database())")
_SQLITE_FAULTS = text("SELECT quick_check FROM pragma_quick_check")


def touch(uow: UnitOfWork) -> None:
    """Raises what a write would raise. Costs no disk access where all is well."""
    uow.run(_TOUCH)


def schema(uow: UnitOfWork) -> tuple[str | None, str]:
    """The version that the database has (None: no table of ours yet), and the newest that we know."""
    return present(uow.connection), newest()


def size(uow: UnitOfWork) -> int:
    """In bytes, on disk."""
    found = uow.rows(_POSTGRES_SIZE if uow.postgres else _SQLITE_SIZE)
    return int(found[0][0])


def faults(uow: UnitOfWork) -> list[str]:
    """What is broken in a SQLite file; PostgreSQL looks after its own. Reads the whole file."""
    if uow.postgres:
        return []
    return [row[0] for row in uow.rows(_SQLITE_FAULTS) if row[0] != "ok"]
