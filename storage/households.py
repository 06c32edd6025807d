"""People in a team's hamlet whom no chat reaches, by the names under which their team knows them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from storage import progress
from storage.tables import HouseholdRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_household = table(HouseholdRow)

_FIND = select(_household.c.id).where(
    _household.c.team_id == bindparam("team"), _household.c.plain == bindparam("plain")
)
_ADD = Upsert(lambda insert_: insert_(_household).on_conflict_do_nothing())
_OF = select(_household.c.team_id, _household.c.name).where(
    _household.c.id == bindparam("household")
)
_LEAVE_ALONE = (
    update(_household)
    .where(_household.c.id == bindparam("household"))
    .values(left_alone_at=bindparam("now"))
)
_ERASE = delete(_household).where(_household.c.id == bindparam("household"))


@dataclass(frozen=True, slots=True)
class Household:
    team: int
    name: str


def add(uow: UnitOfWork, team: int, name: str, plain: str, now: datetime) -> int:
    """Its number, old or new. `plain` is the name as `bot.folding.fold` has it."""
    row = {"team_id": team, "name": name, "plain": plain, "created_at": now}
    uow.run(_ADD.on(uow), row)
    number: int = uow.rows(_FIND, {"team": team, "plain": plain})[0][0]
    return number


def find(uow: UnitOfWork, household: int) -> Household | None:
    found = uow.rows(_OF, {"household": household})
    return Household(*found[0]) if found else None


def leave_alone(uow: UnitOfWork, household: int, now: datetime) -> None:
    """They do not want to be asked again."""
    uow.run(_LEAVE_ALONE, {"household": household, "now": now})


def erase(uow: UnitOfWork, household: int) -> None:
    """With its visits and what was confirmed there; the counters follow."""
    progress.take_away_household(uow, household)
    uow.run(_ERASE, {"household": household})
