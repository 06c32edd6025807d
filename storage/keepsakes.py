"""Values that this installation keeps by name. Random ones are drawn once and stay: the first process
to ask decides for all. Of a setting's value a digest can be kept, to notice when somebody changes it."""

from sqlalchemy import bindparam, select, update

from storage.tables import KeepsakeRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_keepsake = table(KeepsakeRow)

_PUT = Upsert(lambda insert: insert(_keepsake).on_conflict_do_nothing())
_SET = Upsert(
    lambda insert: (made := insert(_keepsake)).on_conflict_do_update(
        index_elements=["name"], set_={"value": made.excluded.value}
    )
)
_GET = select(_keepsake.c.value).where(_keepsake.c.name == bindparam("name"))
_REPLACE = (
    update(_keepsake)
    .where(_keepsake.c.name == bindparam("a_name"), _keepsake.c.value != bindparam("a_value"))
    .values(value=bindparam("a_value"))
)


def keep(uow: UnitOfWork, name: str, value: str) -> str:
    """The value that is kept under that name: this one, if there was none."""
    uow.run(_PUT.on(uow), {"name": name, "value": value})
    return get(uow, name) or value


def get(uow: UnitOfWork, name: str) -> str | None:
    found = uow.rows(_GET, {"name": name})
    return found[0][0] if found else None


def put(uow: UnitOfWork, name: str, value: str) -> None:
    """This value from now on."""
    uow.run(_SET.on(uow), {"name": name, "value": value})


def changes(uow: UnitOfWork, name: str, value: str) -> tuple[bool, bool]:
    """Keep the newest value. Whether there was none before, and whether it is another than before.

    Of several who bring the same value at once, one alone hears so.
    """
    row = {"name": name, "value": value}
    if uow.run(_PUT.on(uow), row):
        return True, True
    return False, uow.run(_REPLACE, {"a_name": name, "a_value": value}) == 1
