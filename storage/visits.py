"""Visits at home, each kept once."""

from datetime import datetime

from sqlalchemy import bindparam, func, select

from storage.tables import VisitRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_visit = table(VisitRow)

_ADD = Upsert(
    lambda insert: (
        insert(_visit).on_conflict_do_nothing(index_elements=["key"]).returning(_visit.c.id)
    )
)
_LAST = select(func.max(_visit.c.at)).where(
    _visit.c.learner_id.is_not_distinct_from(bindparam("learner")),
    _visit.c.household_id.is_not_distinct_from(bindparam("household")),
)
_SEEN = _LAST.where(
    _visit.c.visitor_id == bindparam("visitor"), _visit.c.outcome == bindparam("of_outcome")
)


def add(
    uow: UnitOfWork,
    key: str,
    team: int,
    visitor: int,
    now: datetime,
    *,
    learner: int | None = None,
    household: int | None = None,
    outcome: str,
    lesson: str | None = None,
) -> bool:
    """`key`: of the update that told of it; `outcome`: bot.visiting.Outcome. False: logged already."""
    row = {
        "key": key,
        "team_id": team,
        "visitor_id": visitor,
        "learner_id": learner,
        "household_id": household,
        "outcome": outcome,
        "lesson": lesson,
        "at": now,
    }
    return bool(uow.rows(_ADD.on(uow), row))


def last(uow: UnitOfWork, learner: int | None, household: int | None) -> datetime | None:
    """When somebody was with one of the two, of whom the other is None."""
    found = uow.rows(_LAST, {"learner": learner, "household": household})
    return found[0][0] if found else None


def seen(
    uow: UnitOfWork, visitor: int, learner: int | None, household: int | None, outcome: str
) -> datetime | None:
    """When this visitor last told of such a visit there."""
    wanted = {"learner": learner, "household": household}
    found = uow.rows(_SEEN, {**wanted, "visitor": visitor, "of_outcome": outcome})
    return found[0][0] if found else None
