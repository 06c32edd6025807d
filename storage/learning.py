"""Runs and what happened in them: the projections of learning facts, written in sets."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from storage.tables import RunRow, StepEventRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_run, _event = table(RunRow), table(StepEventRow)


class RunStatus(StrEnum):
    ACTIVE = "active"
    FINISHED = "finished"
    LEFT = "left"  # begun again from the start


class Verb(StrEnum):
    STARTED = "started"
    SHOWN = "shown"
    DONE = "done"
    ANSWERED = "answered"
    REVIEWED = "reviewed"
    MOVED = "moved"
    FINISHED = "finished"
    HELP = "help"
    CONFIRMED = "confirmed"  # face to face, in no run


class Evidence(StrEnum):
    """How we know (P9). Confirmed: somebody was there."""

    TOLD = "told"
    IN_CHAT = "finished_in_chat"
    CONFIRMED = "confirmed"


_START = Upsert(
    lambda insert_: (
        insert_(_run).on_conflict_do_nothing().returning(_run.c.learner_id, _run.c.number)
    )
)
_of_run = (_run.c.learner_id == bindparam("learner"), _run.c.number == bindparam("run"))
_NOTE = insert(_event)
_MOVE = (
    update(_run)
    .where(*_of_run, _run.c.status == RunStatus.ACTIVE)
    .values(step=bindparam("at_step"), updated_at=bindparam("now"))
)
_FINISH = (
    update(_run)
    .where(*_of_run, _run.c.status != RunStatus.FINISHED)
    .values(status=RunStatus.FINISHED, finished_at=bindparam("now"), updated_at=bindparam("now"))
    .returning(func.coalesce(_run.c.team_id, 0), _run.c.lesson)
)
_LEAVE = (
    update(_run)
    .where(
        _run.c.learner_id == bindparam("learner"),
        _run.c.number < bindparam("run"),
        _run.c.lesson == bindparam("of_lesson"),
        _run.c.status == RunStatus.ACTIVE,
    )
    .values(status=RunStatus.LEFT, updated_at=bindparam("now"))
)
_BEGUN = (
    select(_run.c.learner_id, _run.c.team_id)
    .where(_run.c.learner_id.in_(bindparam("learners", expanding=True)), _run.c.team_id > 0)
    .distinct()
)
_FINISHED = select(_run.c.learner_id, func.coalesce(_run.c.team_id, 0), _run.c.lesson).where(
    _run.c.learner_id.in_(bindparam("learners", expanding=True)),
    _run.c.status == RunStatus.FINISHED,
)


_ADOPT = [
    update(of)
    .where(of.c.learner_id == bindparam("learner"), of.c.team_id.is_(None))
    .values(team_id=bindparam("team"))
    for of in (_run, _event)
]


def adopt(uow: UnitOfWork, learner: int, team: int) -> None:
    """What a learner did in no team counts as done in this one. The counters are the caller's."""
    for statement in _ADOPT:
        uow.run(statement, {"learner": learner, "team": team})


def start(uow: UnitOfWork, rows: Sequence[dict[str, Any]]) -> set[tuple[int, int]]:
    """New runs; which (learner, number) are really new. Older ones of the same lesson are left."""
    if not rows:
        return set()
    leaves = [
        {
            "learner": row["learner_id"],
            "run": row["number"],
            "of_lesson": row["lesson"],
            "now": row["started_at"],
        }
        for row in rows
        if row["number"] > 1
    ]
    uow.each(_LEAVE, leaves)
    return {(row[0], row[1]) for row in uow.connection.execute(_START.on(uow), rows)}


def move(uow: UnitOfWork, places: Iterable[tuple[tuple[int, int], str]], now: datetime) -> None:
    """Where ((learner, run), step) stand now."""
    uow.each(
        _MOVE,
        [
            {"learner": learner, "run": run, "at_step": step, "now": now}
            for (learner, run), step in places
        ],
    )


def finish(uow: UnitOfWork, learner: int, run: int, now: datetime) -> tuple[int, str] | None:
    """The run's team (0: none) and lesson; None: there is no such run, or it was finished already."""
    found = uow.rows(_FINISH, {"learner": learner, "run": run, "now": now})
    return (found[0][0], found[0][1]) if found else None


def begun(uow: UnitOfWork, learners: Collection[int]) -> set[tuple[int, int]]:
    """In which teams (learner, team) ever began anything."""
    if not learners:
        return set()
    return {(row[0], row[1]) for row in uow.rows(_BEGUN, {"learners": sorted(learners)})}


def finished(uow: UnitOfWork, learners: Collection[int]) -> set[tuple[int, int, str]]:
    """Which (learner, team, lesson) were ever finished."""
    if not learners:
        return set()
    return {(row[0], row[1], row[2]) for row in uow.rows(_FINISHED, {"learners": sorted(learners)})}


def note(uow: UnitOfWork, events: Sequence[dict[str, Any]]) -> None:
    """Append step events; every row has the same columns."""
    uow.each(_NOTE, events)
