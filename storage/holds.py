"""Waits that platforms have asked for. They outlive this process (P5)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, case, delete, select

from storage.tables import HoldRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_hold = table(HoldRow)

_PUT = Upsert(
    lambda insert: (made := insert(_hold)).on_conflict_do_update(
        index_elements=["account", "chat"],
        set_={
            # The later of the two: a shorter wait heard afterwards does not end a longer one.
            "until": case(
                (made.excluded.until > _hold.c.until, made.excluded.until), else_=_hold.c.until
            ),
            "reason": made.excluded.reason,
        },
    )
)
_STANDING = select(_hold.c.chat, _hold.c.until).where(
    _hold.c.account == bindparam("account"), _hold.c.until > bindparam("now")
)
_OVER = delete(_hold).where(_hold.c.until <= bindparam("now"))
_DROP = delete(_hold).where(
    _hold.c.account == bindparam("an_account"), _hold.c.chat == bindparam("a_chat")
)


def put(uow: UnitOfWork, account: str, chat: str, until: datetime, reason: str) -> None:
    """Chat "" is everything of the account."""
    row = {"account": account, "chat": chat, "until": until, "reason": reason}
    uow.run(_PUT.on(uow), row)


def standing(uow: UnitOfWork, account: str, now: datetime) -> Sequence[tuple[str, datetime]]:
    """(chat, until) of those that are not over."""
    found = uow.rows(_STANDING, {"account": account, "now": now})
    return [(row[0], row[1]) for row in found]


def end(uow: UnitOfWork, now: datetime) -> int:
    """Forget those that are over."""
    return uow.run(_OVER, {"now": now})


def drop(uow: UnitOfWork, account: str, chat: str) -> None:
    """Nothing is left of the chat."""
    uow.run(_DROP, {"an_account": account, "a_chat": chat})
