"""Who in a team needs somebody to come by, and the counts of it for all teams in one question.

A learner is on the list once, for what is most pressing; who wished to be left alone is not on it until
they learn again.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, exists, func, or_, select

from bot.standing import Consent
from bot.update import DueKind
from bot.visiting import Outcome
from bot.weekly import STOPPED_AFTER, STUCK_AFTER, Counts, Need
from storage.learning import RunStatus
from storage.tables import (
    DueRow,
    HouseholdRow,
    LearnerRow,
    PersonRow,
    RunRow,
    TicketRow,
    VisitRow,
    table,
)
from storage.unit_of_work import UnitOfWork

_person, _learner, _run = table(PersonRow), table(LearnerRow), table(RunRow)
_ticket, _due = table(TicketRow), table(DueRow)
_household, _visit = table(HouseholdRow), table(VisitRow)

_asked = exists().where(_ticket.c.learner_id == _learner.c.id, _ticket.c.state == "open")
_active = exists().where(_run.c.learner_id == _learner.c.id, _run.c.status == RunStatus.ACTIVE)
_begun = exists().where(_run.c.learner_id == _learner.c.id)
_reminded = exists().where(_due.c.learner_id == _learner.c.id, _due.c.kind == DueKind.REMINDER)
_silent, _long_silent = (
    _learner.c.seen_at <= bindparam("silent"),
    _learner.c.seen_at <= bindparam("long_silent"),
)
_need = case(
    (_asked, Need.ASKED.value),
    (and_(_long_silent, _active, ~_reminded), Need.STOPPED.value),
    (and_(_silent, _active), Need.STUCK.value),
    (~_begun, Need.NEVER.value),
    else_=None,
)
_open_to_us = or_(_learner.c.left_alone_at.is_(None), _learner.c.left_alone_at < _learner.c.seen_at)
_of_teams = (_person.c.consent == Consent.GRANTED, _open_to_us)
_name = func.coalesce(func.nullif(_learner.c.name, ""), _person.c.display_name)
_joined = _person.join(_learner, _learner.c.person_id == _person.c.id)
_LISTED = (
    select(_learner.c.id, _person.c.id, _name, _need, _learner.c.seen_at)
    .select_from(_joined)
    .where(_person.c.team_id == bindparam("team"), *_of_teams, _need.is_not(None))
    .order_by(_learner.c.seen_at, _learner.c.id)
)
# Nobody was met there: they were not at home, or nobody went.
_unmet = ~exists().where(
    _visit.c.household_id == _household.c.id, _visit.c.outcome != Outcome.NOT_HOME
)
_HOUSEHOLDS = (
    select(_household.c.id, _household.c.name, _household.c.created_at)
    .where(_household.c.team_id == bindparam("team"), _household.c.left_alone_at.is_(None), _unmet)
    .order_by(_household.c.id)
)
_PLACES = select(_run.c.learner_id, _run.c.lesson, _run.c.step, _run.c.updated_at).where(
    _run.c.learner_id.in_(bindparam("learners", expanding=True)),
    _run.c.status == RunStatus.ACTIVE,
)
_CALLS = (
    select(_ticket.c.learner_id, _ticket.c.lesson, _ticket.c.step, _ticket.c.created_at)
    .where(
        _ticket.c.learner_id.in_(bindparam("learners", expanding=True)),
        _ticket.c.state == "open",
        _ticket.c.lesson.is_not(None),
    )
    .order_by(_ticket.c.id)
)


def _counted(*where: Any) -> Any:
    needy = (
        select(_person.c.team_id.label("team"), _need.label("need"))
        .select_from(_joined)
        .where(_person.c.team_id.is_not(None), *where, *_of_teams)
        .subquery()
    )
    return (
        select(needy.c.team, needy.c.need, func.count())
        .where(needy.c.need.is_not(None))
        .group_by(needy.c.team, needy.c.need)
        .order_by(needy.c.team)
    )


def _counted_households(*where: Any) -> Any:
    return (
        select(_household.c.team_id, func.count())
        .where(_household.c.left_alone_at.is_(None), _unmet, *where)
        .group_by(_household.c.team_id)
    )


_teams: Any = bindparam("teams", expanding=True)
_COUNTED, _COUNTED_OF = _counted(), _counted(_person.c.team_id.in_(_teams))
_HOMES, _HOMES_OF = _counted_households(), _counted_households(_household.c.team_id.in_(_teams))
_KNOWN = (
    select(_learner.c.id, _name)
    .select_from(_joined)
    .where(_person.c.team_id == bindparam("team"), _person.c.consent == Consent.GRANTED)
    .order_by(_learner.c.id)
)
_KNOWN_HOMES = (
    select(_household.c.id, _household.c.name)
    .where(_household.c.team_id == bindparam("team"))
    .order_by(_household.c.id)
)
_CARD = (
    select(
        _learner.c.id,
        _person.c.id,
        _person.c.team_id,
        _name,
        _need,
        _learner.c.seen_at,
        _person.c.reminders_wanted,
        _learner.c.standing,
        ~_open_to_us,
    )
    .select_from(_joined)
    .where(_learner.c.id == bindparam("learner"), _person.c.consent == Consent.GRANTED)
)


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the list. Of `learner` and `household` one is None; `since`: silent, or known, since."""

    learner: int | None
    household: int | None
    name: str
    need: Need
    since: datetime
    lesson: str | None = None
    step: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    learner: int
    person: int
    team: int | None
    name: str
    need: Need | None
    seen_at: datetime
    reminders_wanted: bool
    standing: str  # JSON
    left_alone: bool  # since they learned last


def listed(uow: UnitOfWork, team: int, now: datetime) -> Sequence[Listed]:
    """A team's list: most pressing first, and within that who has been silent longest."""
    rows = uow.rows(_LISTED, {"team": team, **_moments(now)})
    places = _places(uow, [row[0] for row in rows])
    people = [
        Listed(row[0], None, row[2], Need(row[3]), row[4], *places.get(row[0], (None, None)))
        for row in rows
    ]
    homes = [
        Listed(None, row[0], row[1], Need.NEVER, row[2])
        for row in uow.rows(_HOUSEHOLDS, {"team": team})
    ]
    order = list(Need)
    return sorted([*people, *homes], key=lambda one: order.index(one.need))


def counted(uow: UnitOfWork, teams: Collection[int], now: datetime) -> dict[int, Counts]:
    """The same in numbers; teams with nobody to look after left out."""
    if not teams:
        return {}
    wanted = {"teams": sorted(teams)}
    rows = uow.rows(_COUNTED_OF, {**wanted, **_moments(now)})
    homes = {row[0]: row[1] for row in uow.rows(_HOMES_OF, wanted)}
    return dict(_folded(rows, homes))


def all_counted(uow: UnitOfWork, now: datetime) -> Iterator[tuple[int, Counts]]:
    """Of every team, in one pass over all learners."""
    homes = {row[0]: row[1] for row in uow.rows(_HOMES)}
    return _folded(uow.connection.execute(_COUNTED, _moments(now)), homes)


def known(uow: UnitOfWork, team: int) -> Sequence[tuple[int | None, int | None, str]]:
    """(learner, household, name) of everybody the team knows: those who agreed, and those without a phone."""
    wanted = {"team": team}
    learners = [(row[0], None, row[1]) for row in uow.rows(_KNOWN, wanted)]
    return [*learners, *((None, row[0], row[1]) for row in uow.rows(_KNOWN_HOMES, wanted))]


def card(uow: UnitOfWork, learner: int, now: datetime) -> Card | None:
    """None: nobody, or nobody who agreed to be remembered."""
    for row in uow.rows(_CARD, {"learner": learner, **_moments(now)}):
        need = None if row[4] is None else Need(row[4])
        return Card(row[0], row[1], row[2], row[3], need, row[5], row[6], row[7], row[8])
    return None


def _moments(now: datetime) -> dict[str, datetime]:
    return {"silent": now - STUCK_AFTER, "long_silent": now - STOPPED_AFTER}


def _places(uow: UnitOfWork, learners: Collection[int]) -> dict[int, tuple[str | None, str | None]]:
    """Where each of them called for help, else where they stand in the lesson that they were in last."""
    if not learners:
        return {}
    wanted = {"learners": sorted(learners)}
    runs = sorted(uow.rows(_PLACES, wanted), key=lambda row: row[3])
    return {row[0]: (row[1], row[2]) for row in (*runs, *uow.rows(_CALLS, wanted))}


def _folded(rows: Any, homes: dict[int, int]) -> Iterator[tuple[int, Counts]]:
    """Rows of one team stand together; a team that only has households comes at the end."""
    team: int | None = None
    found: dict[str, int] = {}
    for row in rows:
        if row[0] != team and team is not None:
            yield team, Counts(**found, households=homes.pop(team, 0))
            found = {}
        team, found[row[1]] = row[0], row[2]
    if team is not None:
        yield team, Counts(**found, households=homes.pop(team, 0))
    yield from ((one, Counts(households=count)) for one, count in homes.items())
