"""The counters that reports read, kept with the facts; and the recount that proves them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, case, distinct, func, select

from storage.learning import RunStatus
from storage.tables import ConfirmationRow, ProgressRow, RunRow, table
from storage.unit_of_work import AnyRow, UnitOfWork, Upsert

_progress, _run, _confirmation = table(ProgressRow), table(RunRow), table(ConfirmationRow)
_COUNTERS = ("started", "finished", "learners", "confirmed", "helped")


@dataclass(frozen=True, slots=True)
class Count:
    """Of one team (0: none) and one lesson: runs begun, runs finished, learners who finished once; and how
    many were seen to do it alone, or with somebody's help, with a phone of their own or without."""

    started: int = 0
    finished: int = 0
    learners: int = 0
    confirmed: int = 0
    helped: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(*(getattr(self, name) + getattr(other, name) for name in _COUNTERS))

    def __neg__(self) -> "Count":
        return Count(*(-getattr(self, name) for name in _COUNTERS))


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


def _seen(*conditions: Any) -> Any:
    alone = func.sum(case((_confirmation.c.alone, 1), else_=0))
    return (
        select(_confirmation.c.team_id, _confirmation.c.lesson, alone, func.count() - alone)
        .where(*conditions)
        .group_by(_confirmation.c.team_id, _confirmation.c.lesson)
    )


_COUNTED, _SEEN = _counted(), _seen()
_COUNTED_OF = _counted(_run.c.learner_id.in_(bindparam("learners", expanding=True)))
_SEEN_OF = _seen(_confirmation.c.learner_id.in_(bindparam("learners", expanding=True)))
_SEEN_OF_HOUSEHOLD = _seen(_confirmation.c.household_id == bindparam("household"))


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
    """What the runs and confirmations themselves say."""
    return _together(uow.rows(_COUNTED), uow.rows(_SEEN))


def take_away(uow: UnitOfWork, learners: Collection[int]) -> None:
    """Before what they did is erased or changed: the counters say what the rows will."""
    add(uow, {place: -count for place, count in _of(uow, learners).items()})


def give(uow: UnitOfWork, learners: Collection[int]) -> None:
    """After what they did has come: the counters say what the rows do."""
    add(uow, _of(uow, learners))


def take_away_household(uow: UnitOfWork, household: int) -> None:
    """Before it is erased."""
    seen = _together((), uow.rows(_SEEN_OF_HOUSEHOLD, {"household": household}))
    add(uow, {place: -count for place, count in seen.items()})


def _of(uow: UnitOfWork, learners: Collection[int]) -> dict[tuple[int, str], Count]:
    wanted = {"learners": sorted(learners)}
    return _together(uow.rows(_COUNTED_OF, wanted), uow.rows(_SEEN_OF, wanted))


def _together(runs: Sequence[AnyRow], seen: Sequence[AnyRow]) -> dict[tuple[int, str], Count]:
    """Sums of a database may be decimal numbers."""
    counts = {(row[0], row[1]): Count(*map(int, row[2:])) for row in runs}
    for row in seen:
        place = row[0], row[1]
        face_to_face = Count(confirmed=int(row[2]), helped=int(row[3]))
        counts[place] = counts.get(place, Count()) + face_to_face
    return counts
