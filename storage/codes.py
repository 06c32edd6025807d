"""One-time codes, and how often somebody guessed wrong."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, delete, select

from storage.tables import CodeRow, TryRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_code, _try = table(CodeRow), table(TryRow)


class Purpose(StrEnum):
    LINK = "link"  # another chat app of the same person
    GROUP = "group"  # a group chat of the person's team


_PUT = Upsert(lambda insert: insert(_code).on_conflict_do_nothing().returning(_code.c.digits))
_DROP = delete(_code).where(
    _code.c.person_id == bindparam("person"), _code.c.purpose == bindparam("for_")
)
_TAKE = (
    delete(_code)
    .where(
        _code.c.purpose == bindparam("for_"),
        _code.c.digits == bindparam("said"),
        _code.c.expires_at > bindparam("now"),
    )
    .returning(_code.c.person_id)
)
_OVER = delete(_code).where(_code.c.expires_at <= bindparam("now"))
_WRONG = Upsert(
    lambda insert: insert(_try).on_conflict_do_update(
        index_elements=["account", "chat"], set_={"wrong": _try.c.wrong + 1}
    )
)
_TRIES = select(_try.c.wrong).where(
    _try.c.account == bindparam("account"),
    _try.c.chat == bindparam("chat"),
    _try.c.since > bindparam("since"),
)
_FORGET_TRIES = delete(_try).where(_try.c.since <= bindparam("since"))


def put(uow: UnitOfWork, purpose: Purpose, digits: str, person: int, until: datetime) -> bool:
    """A person's only code of its kind. False: somebody else has these digits just now."""
    uow.run(_DROP, {"person": person, "for_": purpose})
    row = {"purpose": purpose, "digits": digits, "person_id": person, "expires_at": until}
    return bool(uow.rows(_PUT.on(uow), row))


def take(uow: UnitOfWork, purpose: Purpose, digits: str, now: datetime) -> int | None:
    """Whose code it is; it is used up. Of two who say it at once, one gets it."""
    found = uow.rows(_TAKE, {"for_": purpose, "said": digits, "now": now})
    return found[0][0] if found else None


def tries(uow: UnitOfWork, account: str, chat: str, since: datetime) -> int:
    """How often a wrong code was said in a chat, if the first time is not longer ago."""
    found = uow.rows(_TRIES, {"account": account, "chat": chat, "since": since})
    return found[0][0] if found else 0


def wrong(uow: UnitOfWork, account: str, chat: str, now: datetime, since: datetime) -> None:
    """One more; counting begins anew with the first after `since`."""
    uow.run(_FORGET_TRIES, {"since": since})
    uow.run(_WRONG.on(uow), {"account": account, "chat": chat, "wrong": 1, "since": now})


def end(uow: UnitOfWork, now: datetime, since: datetime) -> None:
    """Forget what is over."""
    uow.run(_OVER, {"now": now})
    uow.run(_FORGET_TRIES, {"since": since})
