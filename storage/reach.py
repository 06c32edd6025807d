"""Who wants to hear from us unasked, and can."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, exists, select

from storage.tables import IdentityRow, PersonRow, table
from storage.unit_of_work import UnitOfWork

_person, _identity = table(PersonRow), table(IdentityRow)

_WELCOME = select(_person.c.id).where(
    _person.c.id.in_(bindparam("persons", expanding=True)),
    _person.c.reminders_wanted,
    exists().where(_identity.c.person_id == _person.c.id, _identity.c.unreachable.is_(None)),
)
_HEARD = select(_identity.c.chat).where(
    _identity.c.account == bindparam("account"),
    _identity.c.chat.in_(bindparam("chats", expanding=True)),
    _identity.c.heard_at >= bindparam("since"),
)


def welcome(uow: UnitOfWork, persons: Collection[int]) -> set[int]:
    """Those of them who want reminders and are not known to be out of reach."""
    if not persons:
        return set()
    return {row[0] for row in uow.rows(_WELCOME, {"persons": sorted(persons)})}


def heard(uow: UnitOfWork, account: str, chats: Collection[str], since: datetime) -> set[str]:
    """The private chats in which their person wrote since then."""
    wanted = {"account": account, "chats": sorted(chats), "since": since}
    return {row[0] for row in uow.rows(_HEARD, wanted)} if chats else set()
