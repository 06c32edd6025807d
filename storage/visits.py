"""Visits at home, each kept once."""

from datetime import datetime

from storage.tables import VisitRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_visit = table(VisitRow)

_ADD = Upsert(
    lambda insert: (
        insert(_visit).on_conflict_do_nothing(index_elements=["key"]).returning(_visit.c.id)
    )
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
