"""The counters that reports read, kept with the facts; and the recount that proves them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, case, distinct, func, literal, select

from storage.learning import RunStatus
from storage.tables import ConfirmationRow, PersonRow, ProgressRow, RunRow, table
from storage.unit_of_work import AnyRow, UnitOfWork, Upsert

_progress, _run = table(ProgressRow), table(RunRow)
_confirmation, _person = table(ConfirmationRow), table(PersonRow)
_COUNTERS = ("started", "finished", "learners", "confirmed", "helped", "joined")


# In place of a lesson: people over all lessons of a team. There is none of team 0, whose row everybody who
# is in no team would wait for.
ANY = ""


@dataclass(frozen=True, slots=True)
class Count:
    """Of one team (0: none) and one lesson: runs begun, runs finished, learners who finished once; and how
    many were seen to do it alone, or with somebody's help, with a phone of their own or without.

    Of a team and ANY: how many people began a lesson, finished one, were seen to do one alone, or all of theirs
    with help only; `joined` are the people in the team, of which there is no count elsewhere."""

    started: int = 0
    finished: int = 0
    learners: int = 0
    confirmed: int = 0
    helped: int = 0
    joined: int = 0

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


def _counted(*conditions: Any, finished: Any = _is_finished) -> Any:
    return (
        select(
            _team,
            _run.c.lesson,
            func.count(),
            func.sum(case((finished, 1), else_=0)),
            func.count(distinct(case((finished, _run.c.learner_id)))),
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


def _begun(*conditions: Any, finished: Any = _is_finished) -> Any:
    return (
        select(
            _run.c.team_id,
            literal(ANY),
            func.count(distinct(_run.c.learner_id)),
            literal(0),
            func.count(distinct(case((finished, _run.c.learner_id)))),
        )
        .where(_run.c.team_id > 0, *conditions)
        .group_by(_run.c.team_id)
    )


def _seen_once(*conditions: Any) -> Any:
    """Each person once, by the best that was seen."""
    who = _confirmation.c.team_id, _confirmation.c.learner_id, _confirmation.c.household_id
    best = (
        select(*who, func.max(case((_confirmation.c.alone, 1), else_=0)).label("alone"))
        .where(*conditions)
        .group_by(*who)
        .subquery()
    )
    alone = func.sum(best.c.alone)
    return select(best.c.team_id, literal(ANY), alone, func.count() - alone).group_by(
        best.c.team_id
    )


def _joined(*conditions: Any) -> Any:
    in_team = (_person.c.team_id.is_not(None), *conditions)
    return select(_person.c.team_id, func.count()).where(*in_team).group_by(_person.c.team_id)


_learners: BindParameter[Any] = bindparam("learners", expanding=True)
_of_learners = _confirmation.c.learner_id.in_(_learners)
_of_household = _confirmation.c.household_id == bindparam("household")
_COUNTED, _BEGUN = _counted(), _begun()
_SEEN, _SEEN_ONCE = _seen(), _seen_once()
_COUNTED_OF, _BEGUN_OF = (f(_run.c.learner_id.in_(_learners)) for f in (_counted, _begun))
_SEEN_OF, _SEEN_ONCE_OF = _seen(_of_learners), _seen_once(_of_learners)
_SEEN_OF_HOUSEHOLD, _SEEN_ONCE_OF_HOUSEHOLD = _seen(_of_household), _seen_once(_of_household)
_JOINED = _joined()
_by_then = and_(_is_finished, _run.c.finished_at < bindparam("then"))
_COUNTED_THEN, _BEGUN_THEN = (
    f(_run.c.started_at < bindparam("then"), finished=_by_then) for f in (_counted, _begun)
)
_SEEN_THEN, _SEEN_ONCE_THEN = (
    f(_confirmation.c.at < bindparam("then")) for f in (_seen, _seen_once)
)
_LATELY = (
    select(_run.c.team_id, func.count())
    .where(
        _run.c.team_id > 0,
        _is_finished,
        _run.c.finished_at >= bindparam("since"),
        _run.c.finished_at < bindparam("until"),
    )
    .group_by(_run.c.team_id)
)
_JOINED_OF = _joined(_person.c.id.in_(bindparam("persons", expanding=True)))


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
    """What the runs, confirmations and people themselves say."""
    runs = [*uow.rows(_COUNTED), *uow.rows(_BEGUN)]
    seen = [*uow.rows(_SEEN), *uow.rows(_SEEN_ONCE)]
    return _together(runs, seen, uow.rows(_JOINED))


def as_of(uow: UnitOfWork, then: datetime) -> dict[tuple[int, str], Count]:
    """The same as it was before a moment, but for `joined`, which nobody can say any more, and for whoever was
    erased since. Reads all runs."""
    when = {"then": then}
    runs = [*uow.rows(_COUNTED_THEN, when), *uow.rows(_BEGUN_THEN, when)]
    return _together(runs, [*uow.rows(_SEEN_THEN, when), *uow.rows(_SEEN_ONCE_THEN, when)])


def lately(uow: UnitOfWork, since: datetime, until: datetime) -> dict[int, int]:
    """Runs finished in a time, by team. Reads all runs."""
    return {row[0]: row[1] for row in uow.rows(_LATELY, {"since": since, "until": until})}


def take_away(uow: UnitOfWork, learners: Collection[int]) -> None:
    """Before what they did is erased or changed: the counters say what the rows will."""
    add(uow, {place: -count for place, count in _of(uow, learners).items()})


def give(uow: UnitOfWork, learners: Collection[int]) -> None:
    """After what they did has come: the counters say what the rows do."""
    add(uow, _of(uow, learners))


def leave(uow: UnitOfWork, persons: Collection[int]) -> None:
    """Before they are erased, or in another team."""
    found = uow.rows(_JOINED_OF, {"persons": sorted(persons)})
    add(uow, {(row[0], ANY): Count(joined=-row[1]) for row in found})


def enter(uow: UnitOfWork, persons: Collection[int]) -> None:
    """After they have come into a team."""
    found = uow.rows(_JOINED_OF, {"persons": sorted(persons)})
    add(uow, {(row[0], ANY): Count(joined=row[1]) for row in found})


def take_away_household(uow: UnitOfWork, household: int) -> None:
    """Before it is erased."""
    of = {"household": household}
    seen = [*uow.rows(_SEEN_OF_HOUSEHOLD, of), *uow.rows(_SEEN_ONCE_OF_HOUSEHOLD, of)]
    add(uow, {place: -count for place, count in _together((), seen).items()})


def _of(uow: UnitOfWork, learners: Collection[int]) -> dict[tuple[int, str], Count]:
    wanted = {"learners": sorted(learners)}
    runs = [*uow.rows(_COUNTED_OF, wanted), *uow.rows(_BEGUN_OF, wanted)]
    return _together(runs, [*uow.rows(_SEEN_OF, wanted), *uow.rows(_SEEN_ONCE_OF, wanted)])


def _together(
    runs: Sequence[AnyRow], seen: Sequence[AnyRow], joined: Sequence[AnyRow] = ()
) -> dict[tuple[int, str], Count]:
    """Sums of a database may be decimal numbers."""
    counts = {(row[0], row[1]): Count(*map(int, row[2:])) for row in runs}
    for row in seen:
        place = row[0], row[1]
        face_to_face = Count(confirmed=int(row[2]), helped=int(row[3]))
        counts[place] = counts.get(place, Count()) + face_to_face
    for team, people in joined:
        counts[team, ANY] = counts.get((team, ANY), Count()) + Count(joined=people)
    return counts
