"""Numbers for new rows, taken before the rows are written, so that those of one batch can refer to
one another and each table still gets a single statement."""

from sqlalchemy import bindparam, text

from storage.unit_of_work import UnitOfWork

_POSTGRES = text(
    "SELECT nextval(CAST(pg_get_serial_sequence(:name, 'id') AS regclass)) FROM generate_series(1, :count)"
)
# Ours alone until the commit: SQLite has one writer.
_SQLITE = text("SELECT seq FROM sqlite_sequence WHERE name = :name").bindparams(bindparam("name"))


def take(uow: UnitOfWork, table: str, count: int) -> list[int]:
    """So many numbers, ascending, that no row of the table ever had. On SQLite they must be used in
    this transaction or not at all, and only once per table and transaction before they are used."""
    if count == 0:
        return []
    if uow.postgres:
        return [row[0] for row in uow.rows(_POSTGRES, {"name": table, "count": count})]
    found = uow.rows(_SQLITE, {"name": table})
    last = found[0][0] if found else 0
    return list(range(last + 1, last + 1 + count))
