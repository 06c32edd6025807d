"""Figures for the operator: how long the queue is, and whether the counters tell the truth."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.message import Lane
from storage import archive, dues, inbox, progress
from storage.database import Database
from storage.outbox import Status
from storage.progress import Count
from storage.unit_of_work import UnitOfWork

# Long enough for an operator who looks once a day, short enough to end by itself.
DOUBTFUL_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Queue:
    """Open messages by state and lane; ages are None where there is none.

    `oldest` counts from the decision; `oldest_ready` from when it might have been sent.
    """

    depth: Mapping[tuple[Status, Lane], int]
    oldest: timedelta | None
    oldest_ready: timedelta | None


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A counter that does not say what the rows say. Team 0: no team."""

    team: int
    lesson: str
    kept: Count
    counted: Count


@dataclass(frozen=True, slots=True)
class Vitals:
    """What an operator watches. `late` due rows should have been taken already, the oldest for so
    long; `unknown` messages of the last DOUBTFUL_FOR may or may not have arrived; `newest` is when
    the last update was taken."""

    queue: Queue
    late: int
    latest: timedelta
    unknown: int
    newest: datetime | None


def queue(db: Database, now: datetime) -> Queue:
    with db.reading() as uow:
        return _queue(uow, now)


def vitals(db: Database, now: datetime) -> Vitals:
    """One moment's view; some milliseconds with a hundred thousand open messages. Raises Unavailable."""
    with db.reading() as uow:
        late, oldest = dues.overdue(uow, now)
        return Vitals(
            _queue(uow, now),
            late,
            timedelta(0) if oldest is None else now - oldest,
            archive.doubtful(uow, now - DOUBTFUL_FOR),
            inbox.newest(uow),
        )


def heard(db: Database, account: str, since: datetime) -> bool:
    """Whether the account has brought an update since then. Raises Unavailable."""
    with db.reading() as uow:
        return inbox.heard(uow, account, since)


def _queue(uow: UnitOfWork, now: datetime) -> Queue:
    found = archive.depth(uow)
    ready = archive.oldest_ready(uow, now)
    return Queue(
        {(Status(one.status), Lane(one.lane)): one.count for one in found},
        now - min(one.oldest for one in found) if found else None,
        None if ready is None else now - ready,
    )


def recount(db: Database) -> tuple[Mismatch, ...]:
    """Compare the counters of reports with the runs themselves. Reads all runs: minutes at full size."""
    with db.reading() as uow:
        kept, counted = progress.kept(uow), progress.recounted(uow)
    return tuple(
        Mismatch(*place, kept.get(place, Count()), counted.get(place, Count()))
        for place in sorted(kept.keys() | counted.keys())
        if kept.get(place) != counted.get(place)
    )
