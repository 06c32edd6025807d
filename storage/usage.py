"""What went through an account in a month, and how many people and groups it reaches."""

from collections.abc import Iterable

from sqlalchemy import bindparam, func, select

from storage.tables import GroupRow, IdentityRow, UsageRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_usage, _identity, _group = table(UsageRow), table(IdentityRow), table(GroupRow)

_ADD = Upsert(
    lambda insert: (made := insert(_usage)).on_conflict_do_update(
        index_elements=["account", "month"],
        set_={name: _usage.c[name] + made.excluded[name] for name in ("inbound", "outbound")},
    )
)
_MESSAGES = select(_usage.c.inbound, _usage.c.outbound).where(
    _usage.c.account == bindparam("account"), _usage.c.month == bindparam("month")
)
_USERS = select(func.count()).where(_identity.c.account == bindparam("account"))
_GROUPS = select(func.count()).where(
    _group.c.account == bindparam("account"),
    _group.c.unreachable.is_(None),
    _group.c.moved_to.is_(None),
)


def add(uow: UnitOfWork, month: str, counts: Iterable[tuple[str, int, int]]) -> None:
    """(account, messages that came, messages that went)."""
    uow.each(
        _ADD.on(uow),
        [
            {"account": account, "month": month, "inbound": came, "outbound": went}
            for account, came, went in sorted(
                counts
            )  # one order for all: these rows are everybody's
        ],
    )


def messages(uow: UnitOfWork, account: str, month: str) -> tuple[int, int]:
    """(came, went)."""
    found = uow.rows(_MESSAGES, {"account": account, "month": month})
    return (found[0][0], found[0][1]) if found else (0, 0)


def users(uow: UnitOfWork, account: str) -> int:
    """All whom the account knows; a plan counts them whether they are still there or not."""
    return int(uow.rows(_USERS, {"account": account})[0][0])


def groups(uow: UnitOfWork, account: str) -> int:
    """Those that it is in."""
    return int(uow.rows(_GROUPS, {"account": account})[0][0])
