"""The group chats that our accounts are in."""

from datetime import datetime

from sqlalchemy import bindparam, select, update

from storage.tables import GroupRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_group = table(GroupRow)

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
_FORWARD = update(_group).where(*_of_chat).values(moved_to=bindparam("new_chat"), team_id=None)
_TEAM = select(_group.c.team_id).where(*_of_chat)
_BIND = (
    update(_group).where(*_of_chat, _group.c.team_id.is_(None)).values(team_id=bindparam("team"))
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
    team = uow.rows(_TEAM, old)[0][0]
    if team is not None:
        uow.run(_BIND, {**new, "team": team})
    uow.run(_FORWARD, {**old, "new_chat": new_chat})
