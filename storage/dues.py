"""What there is to come back for, and when. Taking one removes it: two takers, one gets it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select

from storage.tables import DueRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_due = table(DueRow)


@dataclass(frozen=True, slots=True)
class Due:
    id: int
    learner_id: int
    kind: str
    lesson: str
    step: str
    nth: int


_SET = Upsert(
    lambda insert_: (made := insert_(_due)).on_conflict_do_update(
        index_elements=["learner_id", "kind", "lesson", "step"],
        set_={"nth": made.excluded.nth, "due_at": made.excluded.due_at},
    )
)
_CANCEL = delete(_due).where(
    _due.c.learner_id == bindparam("learner"),
    _due.c.kind == bindparam("of_kind"),
    or_(bindparam("any_lesson"), _due.c.lesson == bindparam("of_lesson")),
)
_COLUMNS = (
    _due.c.id, _due.c.learner_id, _due.c.kind, _due.c.lesson, _due.c.step, _due.c.nth
)  # fmt: skip
_TAKE = (
    delete(_due)
    .where(
        _due.c.id.in_(
            select(_due.c.id)
            .where(_due.c.due_at <= bindparam("now"))
            .order_by(_due.c.due_at)
            .limit(bindparam("most"))
            .with_for_update(skip_locked=True)
        )
    )
    .returning(*_COLUMNS)
)

_OVERDUE = select(func.count(), func.min(_due.c.due_at)).where(_due.c.due_at <= bindparam("now"))


def put(uow: UnitOfWork, rows: Sequence[dict[str, Any]]) -> None:
    """Rows with learner_id, kind, lesson, step, nth, due_at; a later one replaces its like."""
    uow.each(_SET.on(uow), rows)


def cancel(uow: UnitOfWork, rows: Collection[tuple[int, str, str | None]]) -> None:
    """All of (learner, kind), or only those of a lesson."""
    uow.each(
        _CANCEL,
        [
            {"learner": learner, "of_kind": kind, "any_lesson": lesson is None, "of_lesson": lesson}
            for learner, kind, lesson in rows
        ],
    )


def take(uow: UnitOfWork, now: datetime, most: int) -> Sequence[Due]:
    """Those whose time has come, oldest first, and no longer in the table."""
    found = uow.rows(_TAKE, {"now": now, "most": most})
    return sorted((Due(*row) for row in found), key=lambda due: due.id)


def put_back(uow: UnitOfWork, due: Due, at: datetime) -> None:
    """Under its own number, for another time."""
    row = {
        name: getattr(due, name) for name in ("id", "learner_id", "kind", "lesson", "step", "nth")
    }
    uow.run(insert(_due), {**row, "due_at": at})


def overdue(uow: UnitOfWork, now: datetime) -> tuple[int, datetime | None]:
    """How many rows should have been taken by now, and the time of the oldest."""
    count, oldest = uow.rows(_OVERDUE, {"now": now})[0]
    return count, oldest
