"""How often something happened on a day, of nobody in particular."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from storage.tables import TallyRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_tally = table(TallyRow)


class Tally(StrEnum):
    SECRET_REFUSED = "secret refused"  # noqa: S105  a count of them, not one
    NOT_UNDERSTOOD = "not understood"
    ERASED = "erased"


_ADD = Upsert(
    lambda insert: (made := insert(_tally)).on_conflict_do_update(
        index_elements=["day", "name"], set_={"count": _tally.c.count + made.excluded.count}
    )
)


def add(uow: UnitOfWork, counts: Mapping[Tally, int], now: datetime) -> None:
    day = now.date()
    uow.each(
        _ADD.on(uow),
        [{"day": day, "name": name, "count": count} for name, count in sorted(counts.items())],
    )
