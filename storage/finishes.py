"""Lessons finished lately by the people of some teams, for whoever looks whether the figures can be true."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.plausible import Finish
from storage.learning import RunStatus
from storage.tables import LearnerRow, PersonRow, RunRow, table
from storage.unit_of_work import UnitOfWork

_person, _learner, _run = table(PersonRow), table(LearnerRow), table(RunRow)

_SINCE = (
    select(_run.c.team_id, _person.c.id, _run.c.lesson, _run.c.started_at, _run.c.finished_at)
    .select_from(
        _person.join(_learner, _learner.c.person_id == _person.c.id).join(
            _run, _run.c.learner_id == _learner.c.id
        )
    )
    .where(
        _person.c.team_id.in_(bindparam("teams", expanding=True)),
        _run.c.team_id == _person.c.team_id,
        _run.c.status == RunStatus.FINISHED,
        _run.c.finished_at >= bindparam("since"),
    )
)


def since(uow: UnitOfWork, teams: Collection[int], moment: datetime) -> Iterator[Finish]:
    """Some thousand rows for a commune; not meant for a province."""
    for row in uow.rows(_SINCE, {"teams": sorted(teams), "since": moment}):
        yield Finish(*row)
