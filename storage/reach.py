"""Who wants to hear from us unasked, and can."""

from collections.abc import Collection

from sqlalchemy import bindparam, exists, select

from storage.tables import IdentityRow, PersonRow, table
from storage.unit_of_work import UnitOfWork

_person, _identity = table(PersonRow), table(IdentityRow)

_WELCOME = select(_person.c.id).where(
    _person.c.id.in_(bindparam("persons", expanding=True)),
    _person.c.reminders_wanted,
    exists().where(_identity.c.person_id == _person.c.id, _identity.c.unreachable.is_(None)),
)


def welcome(uow: UnitOfWork, persons: Collection[int]) -> set[int]:
    """Those of them who want reminders and are not known to be out of reach."""
    if not persons:
        return set()
    return {row[0] for row in uow.rows(_WELCOME, {"persons": sorted(persons)})}
