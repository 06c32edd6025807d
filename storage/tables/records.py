"""Counts without people, the book of who did what, and what this installation made up for itself."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from storage.columns import big, number_id, text


class TallyRow(SQLModel, table=True):
    """How often something happened on a day (UTC), of nobody in particular."""

    __tablename__ = "tally"

    day: date = Field(primary_key=True)
    name: str = text(primary_key=True)
    count: int = big(default=0)


class AuditRow(SQLModel, table=True):
    """Append-only: who did what to what."""

    __tablename__ = "audit"

    id: int | None = number_id()
    actor: str = text()
    action: str = text()
    object: str = text()
    detail: str = text(default="")
    at: datetime


class KeepsakeRow(SQLModel, table=True):
    """A value of this installation's, the same in every process: a random one that was drawn once, or
    the digest of a setting, to notice when that changes."""

    __tablename__ = "keepsake"

    name: str = text(primary_key=True)
    value: str = text()
