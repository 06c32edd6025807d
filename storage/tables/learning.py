"""What is taught and how far each learner has come: projections of the facts that turns report."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import big, number_id, text, where


class RevisionRow(SQLModel, table=True):
    """A lesson as it was served from a moment on. Never changed, only followed by the next."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("lesson", "number"),)

    id: int | None = number_id()
    lesson: str = text()
    number: int  # counts a lesson's revisions, from 1
    digest: str = text(index=True)
    body: str = text()  # JSON, lessons.revision
    published_at: datetime


class RunRow(SQLModel, table=True):
    """One attempt at a lesson. `number` counts a learner's attempts, as in bot.standing.Run."""

    __tablename__ = "run"
    __table_args__ = (
        # Who is in the middle of something, by team and silence: the leaders' list of the stuck.
        Index("ix_run_active", "team_id", "updated_at", **where("status = 'active'")),
    )

    learner_id: int = big(foreign_key="learner.id", ondelete="CASCADE", primary_key=True)
    number: int = big(primary_key=True)
    team_id: int | None = big(default=None)
    lesson: str = text()
    step: str = text()
    revision: str = text()  # digest
    status: str = text()  # active, finished, left (begun again from the start)
    started_at: datetime
    updated_at: datetime
    finished_at: datetime | None = None


class StepEventRow(SQLModel, table=True):
    """Append-only: what happened at a step, in the order of `id`. Run 0: a review, or a
    confirmation face to face."""

    __tablename__ = "step_event"
    __table_args__ = (
        Index("ix_step_event_learner", "learner_id", "run"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = number_id()
    learner_id: int = big(foreign_key="learner.id", ondelete="CASCADE")
    run: int = big()
    team_id: int | None = big(default=None)
    verb: str = text()  # storage.learning.Verb
    lesson: str = text()
    step: str = text()
    option: int | None = None  # of a quiz, 0-based
    correct: bool | None = None
    evidence: str | None = text(default=None)  # storage.learning.Evidence
    at: datetime


class ProgressRow(SQLModel, table=True):
    """Counters for reports, kept with the facts in one transaction; `storage.progress` recounts.

    A team's row of lesson "" counts people over all its lessons: `started` and `learners` are those who
    began or finished one at least, `confirmed` who did one alone, `helped` who did theirs with help only.
    """

    __tablename__ = "progress"

    team_id: int = big(primary_key=True)  # 0: no team
    lesson: str = text(primary_key=True)
    started: int = big(default=0)  # runs
    finished: int = big(default=0)  # runs
    learners: int = big(default=0)  # who finished it at least once
    confirmed: int = big(default=0)  # who was seen to do it alone
    helped: int = big(default=0)  # who was seen to do it with somebody's help
    joined: int = big(default=0)  # people in the team; in the row of lesson "" alone


class DueRow(SQLModel, table=True):
    """Something to come back for at a time. The row is gone as soon as it has been acted on."""

    __tablename__ = "due"
    __table_args__ = (
        UniqueConstraint("learner_id", "kind", "lesson", "step"),
        {"sqlite_autoincrement": True},  # its number is in a message's key: never twice
    )

    id: int | None = number_id()
    learner_id: int = big(foreign_key="learner.id", ondelete="CASCADE")
    kind: str = text()  # bot.update.DueKind
    lesson: str = text()
    step: str = text(default="")
    nth: int = 1
    due_at: datetime = Field(index=True)
