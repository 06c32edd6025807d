"""The codes with which people come into a team."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from storage import progress
from storage.tables import DoorwayRow, PersonRow, TeamRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_doorway, _team, _person = table(DoorwayRow), table(TeamRow), table(PersonRow)


@dataclass(frozen=True, slots=True)
class Doorway:
    id: int
    team: int
    team_name: str
    code: str


_OF_CODE = (
    select(_doorway.c.id, _doorway.c.team_id, _team.c.name, _doorway.c.code)
    .join(_team, _team.c.id == _doorway.c.team_id)
    .where(_doorway.c.code == bindparam("said"))
)
_OF_PLACE = select(_doorway.c.code).where(
    _doorway.c.team_id == bindparam("team"), _doorway.c.place == bindparam("at_place")
)
_PUT = Upsert(lambda insert: insert(_doorway).on_conflict_do_nothing().returning(_doorway.c.code))
_TEAM_OF = select(_person.c.team_id).where(_person.c.id == bindparam("person"))
_ENTER = (
    update(_person)
    .where(_person.c.id == bindparam("person"))
    .values(team_id=bindparam("team"), doorway_id=bindparam("doorway"))
)


def find(uow: UnitOfWork, code: str) -> Doorway | None:
    found = uow.rows(_OF_CODE, {"said": code})
    return Doorway(*found[0]) if found else None


def code_of(uow: UnitOfWork, team: int, place: str) -> str | None:
    """What hangs there already."""
    found = uow.rows(_OF_PLACE, {"team": team, "at_place": place})
    return found[0][0] if found else None


def put(uow: UnitOfWork, team: int, place: str, code: str, now: datetime) -> bool:
    """False: the code is another's, or the place has one."""
    row = {"team_id": team, "place": place, "code": code, "created_at": now}
    return bool(uow.rows(_PUT.on(uow), row))


def enter(uow: UnitOfWork, person: int, door: Doorway) -> int | None:
    """The person is in the team from now on; the team in which they were."""
    before: int | None = uow.rows(_TEAM_OF, {"person": person})[0][0]
    progress.leave(uow, [person])
    uow.run(_ENTER, {"person": person, "team": door.team, "doorway": door.id})
    progress.enter(uow, [person])
    return before
