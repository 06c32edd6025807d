"""Who wants to hear from us unasked, and can."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, select

from storage.tables import IdentityRow, MessageRow, PersonRow, table
from storage.unit_of_work import UnitOfWork

_person, _identity, _message = table(PersonRow), table(IdentityRow), table(MessageRow)


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody for whom something was not sent because their platform did not allow it any more."""

    person_id: int
    name: str
    team_id: int | None
    account: str
    reason: str
    at: datetime  # when it was last held back
    heard_at: datetime | None  # when they wrote last, to the hour


# Moments at which people wrote are rounded down to the hour (handlers.turns).
ROUNDED_BY = timedelta(hours=1)
NO_WINDOWS: Mapping[str, timedelta] = {}

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
_CHATS = (
    select(_identity.c.person_id, _identity.c.account, _identity.c.chat, _identity.c.heard_at)
    .where(
        _identity.c.person_id.in_(bindparam("persons", expanding=True)),
        _identity.c.unreachable.is_(None),
    )
    # The last of each person is where they wrote last.
    .order_by(_identity.c.heard_at.asc().nulls_first(), _identity.c.id)
)
_UNREACHED = (
    select(
        _person.c.id,
        _person.c.display_name,
        _person.c.team_id,
        _message.c.account,
        _message.c.reason,
        func.max(_message.c.closed_at),
        _identity.c.heard_at,
    )
    .select_from(_message)
    .join(
        _identity,
        (_identity.c.account == _message.c.account) & (_identity.c.chat == _message.c.chat),
    )
    .join(_person, _person.c.id == _identity.c.person_id)
    .where(
        _message.c.closed_at >= bindparam("since"),
        _message.c.payload.is_not(None),  # as the index has it
        _message.c.status == "skipped",
        _message.c.reason.in_(bindparam("reasons", expanding=True)),
    )
    .group_by(
        _person.c.id,
        _person.c.display_name,
        _person.c.team_id,
        _message.c.account,
        _message.c.reason,
        _identity.c.heard_at,
    )
    .order_by(_person.c.id, _message.c.account)
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


def unreached(uow: UnitOfWork, reasons: Collection[str], since: datetime) -> Sequence[Unreached]:
    """Those for whom something was skipped for one of the reasons, and who have not written since."""
    found = uow.rows(_UNREACHED, {"reasons": sorted(reasons), "since": since})
    return [one for one in (Unreached(*row) for row in found) if not _is_back(one)]


def _is_back(one: Unreached) -> bool:
    return one.heard_at is not None and one.heard_at + ROUNDED_BY > one.at


def chats(
    uow: UnitOfWork,
    persons: Collection[int],
    now: datetime,
    windows: Mapping[str, timedelta] = NO_WINDOWS,
) -> dict[int, tuple[str, str]]:
    """The (account, chat) that reaches each of them best; those whom none reaches left out. `windows`: for so
    long after somebody's last words an account may write to them. Locks nobody."""
    if not persons:
        return {}
    found = uow.rows(_CHATS, {"persons": sorted(persons)})
    return {
        person: (account, chat)
        for person, account, chat, heard_at in found
        if in_window(heard_at, windows.get(account), now)
    }


def in_window(heard_at: datetime | None, window: timedelta | None, now: datetime) -> bool:
    return window is None or (heard_at is not None and heard_at >= now - window)
