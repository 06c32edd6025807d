"""Which updates were taken already, and those that could not be understood."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, delete, func, select, update

from storage.tables import InboundRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_inbound = table(InboundRow)


class Arrival(StrEnum):
    TAKEN = "taken"
    QUARANTINED = "quarantined"


_ARRIVE = Upsert(
    lambda insert: (
        insert(_inbound).on_conflict_do_nothing().returning(_inbound.c.account, _inbound.c.key)
    )
)
_QUARANTINE = Upsert(
    lambda insert: (made := insert(_inbound)).on_conflict_do_update(
        index_elements=["account", "key"],
        set_={name: made.excluded[name] for name in ("state", "reason", "body")},
    )
)
_SPOIL = (
    update(_inbound)
    .where(_inbound.c.account == bindparam("an_account"), _inbound.c.key == bindparam("a_key"))
    .values(state=Arrival.QUARANTINED, reason=bindparam("why"))
)
_FORGET = delete(_inbound).where(_inbound.c.received_at < bindparam("before"))

_NEWEST = select(func.max(_inbound.c.received_at))
_HEARD = (
    select(_inbound.c.key)
    .where(
        _inbound.c.account == bindparam("an_account"), _inbound.c.received_at >= bindparam("since")
    )
    .limit(1)
)


def arrive(uow: UnitOfWork, keys: Iterable[tuple[str, str]], now: datetime) -> set[tuple[str, str]]:
    """Those (account, key) that were never here before; they are now."""
    rows = [
        {"account": account, "key": key, "state": Arrival.TAKEN, "received_at": now}
        # In one order everywhere: two processes with the same keys must not wait for each other.
        for account, key in sorted(set(keys))
    ]
    if not rows:
        return set()
    return {(row[0], row[1]) for row in uow.connection.execute(_ARRIVE.on(uow), rows)}


def spoil(uow: UnitOfWork, found: Iterable[tuple[str, str, str]]) -> None:
    """Mark taken (account, key, reason) as those that nothing could be made of."""
    uow.each(_SPOIL, [{"an_account": a, "a_key": k, "why": reason} for a, k, reason in found])


def quarantine(uow: UnitOfWork, account: str, key: str, now: datetime, **why: str | None) -> None:
    """Keep what could not be understood, under a key of its own or its update's: reason, body."""
    row = {"account": account, "key": key, "state": Arrival.QUARANTINED, "received_at": now}
    uow.run(_QUARANTINE.on(uow), {**row, "reason": None, "body": None, **why})


def forget(uow: UnitOfWork, before: datetime) -> int:
    """Keys and bodies older than any platform's repeats."""
    return uow.run(_FORGET, {"before": before})


def newest(uow: UnitOfWork) -> datetime | None:
    """When the last update of all was taken."""
    return uow.rows(_NEWEST)[0][0]  # type: ignore[no-any-return]


def heard(uow: UnitOfWork, account: str, since: datetime) -> bool:
    """Whether the account has brought an update since then."""
    return bool(uow.rows(_HEARD, {"an_account": account, "since": since}))
