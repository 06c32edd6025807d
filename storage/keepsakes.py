"""Random values that are drawn once and stay: the first process to ask decides for all."""

from sqlalchemy import bindparam, select

from storage.tables import KeepsakeRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_keepsake = table(KeepsakeRow)

_PUT = Upsert(lambda insert: insert(_keepsake).on_conflict_do_nothing())
_GET = select(_keepsake.c.value).where(_keepsake.c.name == bindparam("name"))


def keep(uow: UnitOfWork, name: str, value: str) -> str:
    """The value that is kept under that name: this one, if there was none."""
    uow.run(_PUT.on(uow), {"name": name, "value": value})
    return get(uow, name) or value


def get(uow: UnitOfWork, name: str) -> str | None:
    found = uow.rows(_GET, {"name": name})
    return found[0][0] if found else None
