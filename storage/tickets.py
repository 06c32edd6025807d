"""Requests for a human."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, select

from storage import ids
from storage.people import Pupil
from storage.tables import TicketRow, table
from storage.unit_of_work import UnitOfWork

_ticket = table(TicketRow)

# Asked again for the same place and as urgent: the helpers have been told already.
_OPEN = select(_ticket.c.id).where(
    _ticket.c.learner_id == bindparam("learner"),
    _ticket.c.state == "open",
    _ticket.c.lesson.is_not_distinct_from(bindparam("lesson")),
    _ticket.c.step.is_not_distinct_from(bindparam("step")),
    _ticket.c.danger >= bindparam("danger"),
    _ticket.c.created_at > bindparam("since"),
)
_OF_PERSONS = select(_ticket.c.id).where(
    _ticket.c.person_id.in_(bindparam("persons", expanding=True))
)


def opened(
    uow: UnitOfWork,
    pupil: Pupil,
    place: tuple[str | None, str | None],
    *,
    danger: bool,
    now: datetime,
    since: datetime,
) -> int | None:
    """A new ticket's number; None if one has been open for this place since then."""
    lesson, step = place
    known = {
        "learner": pupil.learner_id, "lesson": lesson, "step": step,
        "danger": danger, "since": since,
    }  # fmt: skip
    if uow.rows(_OPEN, known):
        return None
    (number,) = ids.take(uow, "ticket", 1)
    uow.run(
        insert(_ticket),
        {
            "id": number,
            "person_id": pupil.person_id,
            "learner_id": pupil.learner_id,
            "team_id": pupil.team_id,
            "lesson": lesson,
            "step": step,
            "danger": danger,
            "state": "open",
            "created_at": now,
        },
    )
    return number


def of_persons(uow: UnitOfWork, persons: Collection[int]) -> Sequence[int]:
    return [row[0] for row in uow.rows(_OF_PERSONS, {"persons": list(persons)})]
