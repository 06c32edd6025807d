"""Those who learn on one person's phone, of whom one is learning now."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from storage import ids
from storage.tables import LearnerRow, PersonRow, table
from storage.unit_of_work import UnitOfWork

_person, _learner = table(PersonRow), table(LearnerRow)

_OF = (
    select(_learner.c.id, _learner.c.name)
    .where(_learner.c.person_id == bindparam("person"))
    .order_by(_learner.c.id)
)
_ONE = select(_learner.c.standing, _learner.c.name).where(_learner.c.id == bindparam("learner"))
_SAVE = (
    update(_learner)
    .where(_learner.c.id == bindparam("learner"))
    .values(standing=bindparam("content"))
)
_HAND_OVER = (
    update(_person)
    .where(_person.c.id == bindparam("person"))
    .values(learner_id=bindparam("learner"))
)


def of(uow: UnitOfWork, person: int) -> Sequence[tuple[int, str]]:
    """(number, name) of each, in the order in which they came."""
    return [(row[0], row[1]) for row in uow.rows(_OF, {"person": person})]


def add(uow: UnitOfWork, person: int, name: str, standing: str, now: datetime) -> int:
    """The number of somebody new, who is not learning yet."""
    (number,) = ids.take(uow, "learner", 1)
    row = {
        "id": number,
        "person_id": person,
        "name": name,
        "standing": standing,
        "seen_at": now,
        "created_at": now,
    }
    uow.run(insert(_learner), row)
    return number


def standing(uow: UnitOfWork, learner: int) -> str:
    """As JSON. They must be there."""
    found: str = uow.rows(_ONE, {"learner": learner})[0][0]
    return found


def name(uow: UnitOfWork, learner: int) -> str:
    found: str = uow.rows(_ONE, {"learner": learner})[0][1]
    return found


def hand_over(uow: UnitOfWork, person: int, learner: int, standing: str) -> None:
    """This one is learning from now on, and stands there."""
    uow.run(_SAVE, {"learner": learner, "content": standing})
    uow.run(_HAND_OVER, {"person": person, "learner": learner})
