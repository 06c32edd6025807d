"""The pair of tokens that an account's platform renews. Its holder decides; here are only the statements."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from storage.tables import TokenRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_token = table(TokenRow)


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """A row, as the last to change it left it."""

    access: str
    refresh: str
    access_until: datetime
    refresh_until: datetime
    asked_at: datetime | None
    trouble: str
    changed_at: datetime

    def __repr__(self) -> str:
        return f"Kept(changed_at={self.changed_at!r}, trouble={self.trouble!r}, …)"


_COLUMNS = tuple(_token.c[name] for name in Kept.__slots__)

_GET = select(*_COLUMNS).where(_token.c.account == bindparam("account"))
_PUT = Upsert(
    lambda insert: (made := insert(_token)).on_conflict_do_update(
        index_elements=["account"],
        set_={name: made.excluded[name] for name in Kept.__slots__},
    )
)
# The refresh token is the row's version: whoever brings another than stands there comes too late.
_same = (_token.c.account == bindparam("an_account"), _token.c.refresh == bindparam("a_refresh"))
_ASK = update(_token).where(*_same).values(asked_at=bindparam("at"))
_STOP = update(_token).where(*_same).values(trouble=bindparam("why"), asked_at=None)
_RENEW = update(_token).where(*_same).values({name: bindparam(name) for name in Kept.__slots__})


def get(uow: UnitOfWork, account: str) -> Kept | None:
    found = uow.rows(_GET, {"account": account})
    return Kept(*found[0]) if found else None


def put(uow: UnitOfWork, account: str, kept: Kept) -> None:
    """Whatever stands there."""
    uow.run(_PUT.on(uow), {"account": account, **_fields(kept)})


def ask(uow: UnitOfWork, account: str, refresh: str, at: datetime | None) -> bool:
    """Note that a new pair is asked for with this refresh token; None: that it is not."""
    return uow.run(_ASK, {"an_account": account, "a_refresh": refresh, "at": at}) == 1


def stop(uow: UnitOfWork, account: str, refresh: str, why: str) -> bool:
    """This refresh token is dead, which only a person can mend."""
    return uow.run(_STOP, {"an_account": account, "a_refresh": refresh, "why": why}) == 1


def renew(uow: UnitOfWork, account: str, refresh: str, kept: Kept) -> bool:
    """The pair that this refresh token brought takes its place."""
    return uow.run(_RENEW, {"an_account": account, "a_refresh": refresh, **_fields(kept)}) == 1


def _fields(kept: Kept) -> dict[str, object]:
    return {name: getattr(kept, name) for name in Kept.__slots__}
