"""Lessons as they were served: every revision, and the last of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, insert, select, text

from storage.tables import RevisionRow, table
from storage.unit_of_work import UnitOfWork

_revision = table(RevisionRow)
_last = (
    select(_revision.c.lesson, func.max(_revision.c.number).label("number"))
    .group_by(_revision.c.lesson)
    .subquery()
)
_LATEST = select(_revision.c.lesson, _revision.c.number, _revision.c.digest, _revision.c.body).join(
    _last, and_(_last.c.lesson == _revision.c.lesson, _last.c.number == _revision.c.number)
)
# Two processes that publish at once give one number, not two the same.
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended('hocvuso publish', 0))")


@dataclass(frozen=True, slots=True)
class Published:
    lesson: str
    number: int
    digest: str
    body: str


def latest(uow: UnitOfWork) -> Sequence[Published]:
    """The last revision of every lesson that was ever served; nobody publishes meanwhile."""
    if uow.postgres:
        uow.run(_ALONE)
    return [Published(*row) for row in uow.rows(_LATEST)]


def publish(uow: UnitOfWork, revision: Published, now: datetime) -> None:
    uow.run(
        insert(_revision),
        {
            "lesson": revision.lesson,
            "number": revision.number,
            "digest": revision.digest,
            "body": revision.body,
            "published_at": now,
        },
    )
