"""The counters that reports read, kept with the facts; and the recount that proves them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, case, distinct, func, select

from storage.learning import RunStatus
from storage.tables import ProgressRow, RunRow, table
from storage.unit_of_work import UnitOfWork, Upsert

_progress, _run = table(ProgressRow), table(RunRow)
_COUNTERS = ("started", "finished", "learners")


@dataclass(frozen=True, slots=True)
class Count:
    """Of one team (0: none) and one lesson: runs begun, runs finished, learners who finished once."""

    started: int = 0
    finished: int = 0
    learners: int = 0


_ADD = Upsert(
    lambda insert: (made := insert(_progress)).on_conflict_do_update(
        index_elements=["team_id", "lesson"],
        set_={name: _progress.c[name] + made.excluded[name] for name in _COUNTERS},
    )
)
_KEPT = select(_progress.c.team_id, _progress.c.lesson, *(_progress.c[n] for n in _COUNTERS))
_is_finished = _run.c.status == RunStatus.FINISHED
_team = func.coalesce(_run.c.team_id, 0)


def _counted(*conditions: Any) -> Any:
    return (
        select(
            _team,
            _run.c.lesson,
            func.count(),
            func.sum(case((_is_finished, 1), else_=0)),
            func.count(distinct(case((_is_finished, _run.c.learner_id)))),
        )
        .where(*conditions)
        .group_by(_team, _run.c.lesson)
    )


_COUNTED = _counted()
_COUNTED_OF = _counted(_run.c.learner_id.in_(bindparam("learners", expanding=True)))


def add(uow: UnitOfWork, counts: Mapping[tuple[int, str], Count]) -> None:
    """What came on top, by (team, lesson); negative where something was erased."""
    uow.each(
        _ADD.on(uow),
        [
            {"team_id": team, "lesson": lesson} | {name: getattr(count, name) for name in _COUNTERS}
            # In one order everywhere: these rows are everybody's.
            for (team, lesson), count in sorted(counts.items(), key=lambda item: item[0])
        ],
    )


def kept(uow: UnitOfWork) -> dict[tuple[int, str], Count]:
    """The counters as they stand; those that came back to nothing left out."""
    found = {(row[0], row[1]): Count(*row[2:]) for row in uow.rows(_KEPT)}
    return {key: count for key, count in found.items() if count != Count()}


def recounted(uow: UnitOfWork) -> dict[tuple[int, str], Count]:
    """What the runs themselves say."""
    return {(row[0], row[1]): Count(*row[2:]) for row in uow.rows(_COUNTED)}


def take_away(uow: UnitOfWork, learners: Collection[int]) -> None:
    """Before their runs are erased or changed: the counters say what the rows will."""
    _all_of(uow, learners, -1)


def give(uow: UnitOfWork, learners: Collection[int]) -> None:
    """After their runs have come: the counters say what the rows do."""
    _all_of(uow, learners, 1)


def _all_of(uow: UnitOfWork, learners: Collection[int], sign: int) -> None:
    found = uow.rows(_COUNTED_OF, {"learners": sorted(learners)})
    add(uow, {(row[0], row[1]): Count(*(sign * count for count in row[2:])) for row in found})
