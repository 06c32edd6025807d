"""Everything of one person becomes another's, who is the same one; no row is left behind."""

from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, delete, exists, select, update
from sqlmodel import SQLModel

from storage import broadcasts, groups, progress, recipients
from storage.tables import (
    ConfirmationRow,
    ConsentRow,
    DigestRow,
    DueRow,
    IdentityRow,
    LearnerRow,
    MemberRow,
    PersonRow,
    RunRow,
    StepEventRow,
    TicketRow,
    VisitRow,
    table,
)
from storage.unit_of_work import UnitOfWork

_person, _learner = table(PersonRow), table(LearnerRow)
_run, _event, _due, _ticket = table(RunRow), table(StepEventRow), table(DueRow), table(TicketRow)
_visit, _confirmation, _digest = table(VisitRow), table(ConfirmationRow), table(DigestRow)
_OF_PERSON: tuple[type[SQLModel], ...] = (IdentityRow, ConsentRow, MemberRow, TicketRow)

_kept_due = _due.alias("kept")
_HANDS = [
    update(table(row))
    .where(table(row).c.person_id == bindparam("other"))
    .values(person_id=bindparam("kept"))
    for row in _OF_PERSON
]


_HOLDS = (
    update(_ticket)
    .where(_ticket.c.holder_id == bindparam("other"))
    .values(holder_id=bindparam("kept"))
)


def _of_learner(of: Table, column: ColumnElement[Any] | None = None) -> Any:
    values: dict[str, Any] = {"learner_id": bindparam("kept")}
    if column is not None:
        values[str(column.key)] = column + bindparam("behind")
    return update(of).where(of.c.learner_id == bindparam("other")).values(values)


_RUNS = _of_learner(_run, _run.c.number)
# Run 0 is a review, which belongs to no attempt.
_EVENTS = _of_learner(_event, _event.c.run).where(_event.c.run > 0)
_REVIEWS = _of_learner(_event)
_TICKETS = _of_learner(_ticket)
_TWICE = delete(_due).where(
    _due.c.learner_id == bindparam("other"),
    exists(
        select(_kept_due.c.id).where(
            _kept_due.c.learner_id == bindparam("kept"),
            *(_kept_due.c[name] == _due.c[name] for name in ("kind", "lesson", "step")),
        )
    ),
)
_DUES = _of_learner(_due)
_VISITS = _of_learner(_visit)
# Seen twice to do one thing: once is enough, and alone is more than with help.
_seen_there = _confirmation.alias("there")
_ALONE = (
    update(_confirmation)
    .where(
        _confirmation.c.learner_id == bindparam("kept"),
        _confirmation.c.lesson.in_(
            select(_seen_there.c.lesson).where(
                _seen_there.c.learner_id == bindparam("other"), _seen_there.c.alone
            )
        ),
    )
    .values(alone=True)
)
_SEEN_TWICE = delete(_confirmation).where(
    _confirmation.c.learner_id == bindparam("other"),
    _confirmation.c.lesson.in_(
        select(_seen_there.c.lesson).where(_seen_there.c.learner_id == bindparam("kept"))
    ),
)
_CONFIRMATIONS = _of_learner(_confirmation)
_told = _digest.alias("told")
_BY_HAND = [
    update(column.table)
    .where(column == bindparam("other"))
    .values({column.name: bindparam("kept")})
    for column in (_visit.c.visitor_id, _confirmation.c.by_id)
]
_TOLD_TWICE = delete(_digest).where(
    _digest.c.person_id == bindparam("other"),
    _digest.c.week.in_(select(_told.c.week).where(_told.c.person_id == bindparam("kept"))),
)
_DIGESTS = (
    update(_digest)
    .where(_digest.c.person_id == bindparam("other"))
    .values(person_id=bindparam("kept"))
)
_LEARNERS = (
    update(_learner)
    .where(_learner.c.person_id == bindparam("other"), _learner.c.id != bindparam("learner"))
    .values(person_id=bindparam("kept"))
)
# Who is in no team here may be in one there.
_other = _person.alias("other")
_TEAM = (
    update(_person)
    .where(_person.c.id == bindparam("kept"), _person.c.team_id.is_(None))
    .values(
        {
            name: select(_other.c[name]).where(_other.c.id == bindparam("other")).scalar_subquery()
            for name in ("team_id", "doorway_id")
        }
    )
)
_GONE = delete(_person).where(_person.c.id == bindparam("other"))


def join(uow: UnitOfWork, persons: tuple[int, int], learners: tuple[int, int], runs: int) -> None:
    """(kept, other) of each; the other's attempts are renumbered behind `runs`. The counters follow."""
    kept, other = learners
    progress.take_away(uow, learners)
    progress.leave(uow, persons)
    for_learner = {"kept": kept, "other": other}
    uow.run(_RUNS, {**for_learner, "behind": runs})
    uow.run(_EVENTS, {**for_learner, "behind": runs})
    for statement in (
        _REVIEWS, _TICKETS, _TWICE, _DUES, _VISITS, _ALONE, _SEEN_TWICE, _CONFIRMATIONS
    ):  # fmt: skip
        uow.run(statement, for_learner)
    for_person = {"kept": persons[0], "other": persons[1]}
    uow.run(_LEARNERS, {**for_person, "learner": other})
    for hand in (*_HANDS, *_BY_HAND, _TOLD_TWICE, _DIGESTS, _HOLDS):
        uow.run(hand, for_person)
    uow.run(_TEAM, for_person)
    groups.hand_on(uow, persons[1], persons[0])
    recipients.hand_on(uow, persons[1], persons[0])
    broadcasts.hand_on(uow, persons[1], persons[0])
    uow.run(_GONE, {"other": persons[1]})
    progress.give(uow, [kept])
    progress.enter(uow, [persons[0]])
