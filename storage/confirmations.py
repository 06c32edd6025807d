"""Skills that somebody of the team saw with their own eyes: once a lesson and person, with the counters."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, case, func, select, update

from storage import learning, progress
from storage.learning import Evidence, Verb
from storage.progress import Count
from storage.tables import ConfirmationRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_confirmation = table(ConfirmationRow)


class Kept(StrEnum):
    NEW = "new"
    RAISED = "raised"  # was with help, is alone now
    KNOWN = "known"  # nothing changed


_of_one = (
    _confirmation.c.learner_id.is_not_distinct_from(bindparam("learner")),
    _confirmation.c.household_id.is_not_distinct_from(bindparam("household")),
)
_ADD = Upsert(
    lambda insert: insert(_confirmation).on_conflict_do_nothing().returning(_confirmation.c.id)
)
_RAISE = (
    update(_confirmation)
    .where(
        *_of_one,
        _confirmation.c.lesson == bindparam("of_lesson"),
        ~_confirmation.c.alone,
    )
    .values(alone=True, by_id=bindparam("by"), at=bindparam("now"))
    .returning(_confirmation.c.team_id)
)
_OF_TEAM = select(
    func.count(), func.coalesce(func.sum(case((_confirmation.c.alone, 1), else_=0)), 0)
).where(_confirmation.c.team_id == bindparam("team"), *_of_one)
_KNOWN = select(_confirmation.c.lesson, _confirmation.c.alone).where(*_of_one)


def add(
    uow: UnitOfWork,
    team: int,
    by: int,
    lesson: str,
    now: datetime,
    *,
    alone: bool,
    learner: int | None = None,
    household: int | None = None,
) -> Kept:
    """Exactly one of learner and household. What was once seen done alone is never made less."""
    row = {
        "team_id": team,
        "lesson": lesson,
        "learner_id": learner,
        "household_id": household,
        "alone": alone,
        "by_id": by,
        "at": now,
    }
    if uow.rows(_ADD.on(uow), row):
        kept, counted = Kept.NEW, _counted(1, int(alone))
    elif alone and (raised := uow.rows(_RAISE, _named(row))):
        # Where it was first seen: the counters are the row's team's.
        kept, team, counted = Kept.RAISED, raised[0][0], Count(confirmed=1, helped=-1)
    else:
        return Kept.KNOWN
    whole = {"team": team, "learner": learner, "household": household}
    lessons, done = uow.rows(_OF_TEAM, whole)[0]
    before = _counted(lessons - (kept is Kept.NEW), done - int(alone))
    over_all = _counted(lessons, done) + -before
    progress.add(uow, {(team, lesson): counted, (team, progress.ANY): over_all})
    if learner is not None:
        learning.note(uow, [_event(learner, team, lesson, now)])
    return kept


def _counted(lessons: int, alone: int) -> Count:
    """Somebody who was seen to do so many, and so many of them alone."""
    return Count(confirmed=int(alone > 0), helped=int(lessons > 0 and alone == 0))


def known(uow: UnitOfWork, learner: int | None, household: int | None) -> dict[str, bool]:
    """By lesson, whether they did it alone."""
    found = uow.rows(_KNOWN, {"learner": learner, "household": household})
    return {row[0]: row[1] for row in found}


def _named(row: dict[str, object]) -> dict[str, object]:
    return {
        "learner": row["learner_id"],
        "household": row["household_id"],
        "of_lesson": row["lesson"],
        "by": row["by_id"],
        "now": row["at"],
    }


def _event(learner: int, team: int, lesson: str, now: datetime) -> dict[str, object]:
    return {
        "learner_id": learner,
        "run": 0,
        "team_id": team,
        "verb": Verb.CONFIRMED,
        "lesson": lesson,
        "step": "",
        "option": None,
        "correct": None,
        "evidence": Evidence.CONFIRMED,
        "at": now,
    }
