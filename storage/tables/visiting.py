"""What a team does face to face: households, visits, skills confirmed, and the weekly list that leads there."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import SQLModel

from storage.columns import big, number_id, text


class HouseholdRow(SQLModel, table=True):
    """Somebody in a team's hamlet whom no chat reaches, by the name that the team knows."""

    __tablename__ = "household"
    __table_args__ = (UniqueConstraint("team_id", "plain"),)

    id: int | None = number_id()
    team_id: int = big(foreign_key="team.id")
    name: str = text()  # "bà Lan xóm 3"
    plain: str = text()  # the same as bot.folding.fold has it, to be found again
    left_alone_at: datetime | None = None  # said that they do not want to be asked again
    created_at: datetime


class VisitRow(SQLModel, table=True):
    """Somebody of the team was there. Its key is the visitor's: logged twice, it is one visit."""

    __tablename__ = "visit"
    __table_args__ = (Index("ix_visit_team_at", "team_id", "at"),)

    id: int | None = number_id()
    key: str = text(unique=True)
    team_id: int = big(foreign_key="team.id")
    visitor_id: int | None = big(default=None)  # a person; no reference
    learner_id: int | None = big(
        default=None, foreign_key="learner.id", ondelete="CASCADE", index=True
    )
    household_id: int | None = big(
        default=None, foreign_key="household.id", ondelete="CASCADE", index=True
    )
    outcome: str = text()  # bot.visiting.Outcome
    lesson: str | None = text(default=None)
    at: datetime


class ConfirmationRow(SQLModel, table=True):
    """Somebody of the team saw that they can do it: evidence of its own level (P9). Once a lesson."""

    __tablename__ = "confirmation"
    __table_args__ = (
        Index("ix_confirmation_learner_lesson", "learner_id", "lesson", unique=True),
        Index("ix_confirmation_household_lesson", "household_id", "lesson", unique=True),
    )

    id: int | None = number_id()
    team_id: int = big(foreign_key="team.id", index=True)
    lesson: str = text()
    learner_id: int | None = big(default=None, foreign_key="learner.id", ondelete="CASCADE")
    household_id: int | None = big(default=None, foreign_key="household.id", ondelete="CASCADE")
    alone: bool = True  # False: with somebody's help
    by_id: int | None = big(default=None)  # a person; no reference
    at: datetime


class DigestRow(SQLModel, table=True):
    """A leader was sent the list of a week."""

    __tablename__ = "digest"

    person_id: int = big(foreign_key="person.id", ondelete="CASCADE", primary_key=True)
    week: str = text(primary_key=True)  # 2026-W48, in Vietnam
    sent_at: datetime
