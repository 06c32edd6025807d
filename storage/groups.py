"""The group chats that our accounts are in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from storage.tables import GroupRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_group = table(GroupRow)


@dataclass(frozen=True, slots=True)
class Bond:
    """Whose a group is: the team, if it has one, and the person whose code was said in it, unless erased."""

    team: int | None
    person: int | None
    title: str


_JOIN = Upsert(
    lambda insert: (made := insert(_group)).on_conflict_do_update(
        index_elements=["account", "chat"],
        set_={"unreachable": None, "unreachable_at": None, "moved_to": made.excluded.moved_to},
    )
)
_of_chat = (_group.c.account == bindparam("an_account"), _group.c.chat == bindparam("a_chat"))
_LOSE = (
    update(_group)
    .where(*_of_chat)
    .values(unreachable=bindparam("why"), unreachable_at=bindparam("now"))
)
_KNOWN = select(_group.c.id).where(*_of_chat)
_RENAME = (
    update(_group)
    .where(*_of_chat)
    .values(chat=bindparam("new_chat"), unreachable=None, unreachable_at=None)
)
_FORWARD = (
    update(_group)
    .where(*_of_chat)
    .values(moved_to=bindparam("new_chat"), team_id=None, bound_by=None, bound_at=None)
)
_TO_BIND = select(_group.c.team_id, _group.c.bound_by, _group.c.bound_at).where(*_of_chat)
_BIND = (
    update(_group)
    .where(*_of_chat, _group.c.bound_at.is_(None))
    .values(team_id=bindparam("team"), bound_by=bindparam("person"), bound_at=bindparam("since"))
)
_BOND = select(_group.c.team_id, _group.c.bound_by, _group.c.title).where(
    *_of_chat, _group.c.bound_at.is_not(None)
)
_MAKE = (
    update(_group)
    .where(*_of_chat)
    .values(team_id=bindparam("team"), bound_by=bindparam("person"), bound_at=bindparam("now"))
)
_UNMAKE = update(_group).where(*_of_chat).values(team_id=None, bound_by=None, bound_at=None)
_HAND_ON = (
    update(_group).where(_group.c.bound_by == bindparam("other")).values(bound_by=bindparam("kept"))
)


def join(uow: UnitOfWork, account: str, chat: str, kind: str, now: datetime) -> None:
    """We are in it, for the first time or again."""
    row = {"account": account, "chat": chat, "kind": kind, "title": "", "created_at": now}
    uow.run(_JOIN.on(uow), {**row, "moved_to": None})


def lose(uow: UnitOfWork, account: str, chat: str, why: str, now: datetime) -> None:
    uow.run(_LOSE, {"an_account": account, "a_chat": chat, "why": why, "now": now})


def move(uow: UnitOfWork, account: str, chat: str, new_chat: str) -> None:
    """The group has a new id; told of it twice, or after the new id was seen, it comes to the same."""
    old = {"an_account": account, "a_chat": chat}
    new = {"an_account": account, "a_chat": new_chat}
    if chat == new_chat or not uow.rows(_KNOWN, old):
        return
    if not uow.rows(_KNOWN, new):
        uow.run(_RENAME, {**old, "new_chat": new_chat})
        return
    team, person, since = uow.rows(_TO_BIND, old)[0]
    if team is not None or since is not None:
        uow.run(_BIND, {**new, "team": team, "person": person, "since": since})
    uow.run(_FORWARD, {**old, "new_chat": new_chat})


def bond(uow: UnitOfWork, account: str, chat: str) -> Bond | None:
    """None: it is nobody's."""
    found = uow.rows(_BOND, {"an_account": account, "a_chat": chat})
    return Bond(*found[0]) if found else None


def is_bound(uow: UnitOfWork, account: str, chat: str) -> bool:
    return bond(uow, account, chat) is not None


def bind(
    uow: UnitOfWork, account: str, chat: str, *, team: int | None, person: int, now: datetime
) -> None:
    """It is this team's from now on. The group must be known."""
    row = {"an_account": account, "a_chat": chat, "team": team, "person": person, "now": now}
    uow.run(_MAKE, row)


def unbind(uow: UnitOfWork, account: str, chat: str) -> None:
    """It is nobody's again."""
    uow.run(_UNMAKE, {"an_account": account, "a_chat": chat})


def hand_on(uow: UnitOfWork, other: int, kept: int | None) -> None:
    """What one person bound counts as the other's; None: nobody's, the team keeps it."""
    uow.run(_HAND_ON, {"other": other, "kept": kept})
