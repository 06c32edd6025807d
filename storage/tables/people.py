"""The people who write to us, how they are reached, and who learns on their phone."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import big, number_id, text, where


class PersonRow(SQLModel, table=True):
    """A phone's owner. `learner_id` is the one of the household who is learning now."""

    __tablename__ = "person"
    __table_args__ = (
        # The guests, whom housekeeping looks for every hour among millions who are none.
        Index("ix_person_guest", "id", **where("consent <> 'granted'")),
        {"sqlite_autoincrement": True},
    )

    id: int | None = number_id()
    team_id: int | None = big(default=None, foreign_key="team.id", index=True)
    doorway_id: int | None = big(default=None)  # the code with which they joined it
    learner_id: int | None = big(default=None)
    display_name: str = text(default="")
    consent: str = text()  # bot.standing.Consent
    consent_version: str | None = text(default=None)
    reminders_wanted: bool = False
    created_at: datetime


class IdentityRow(SQLModel, table=True):
    """A person as one of our accounts knows them, and the private chat that reaches them there.

    Unreachable belongs here: who blocked us on one platform may read us on another.
    """

    __tablename__ = "identity"
    __table_args__ = (
        UniqueConstraint("account", "user"),
        Index("ix_identity_chat", "account", "chat"),
    )

    id: int | None = number_id()
    person_id: int = big(foreign_key="person.id", ondelete="CASCADE", index=True)
    account: str = text()
    user: str = text()
    chat: str = text()
    unreachable: str | None = text(default=None)  # why
    unreachable_at: datetime | None = None
    heard_at: datetime | None = None  # when they last wrote, to the hour; platforms count from it


class LearnerRow(SQLModel, table=True):
    """One of those who learn on a person's phone.

    `standing` is bot.standing.Standing as JSON, the truth; the columns beside it are for reports.
    """

    __tablename__ = "learner"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = number_id()
    person_id: int = big(foreign_key="person.id", ondelete="CASCADE", index=True)
    name: str = text(default="")
    honorific: str | None = text(default=None)  # bot.standing.Honorific
    device: str | None = text(default=None)  # lessons.lesson.Device
    standing: str = text()
    seen_at: datetime
    left_alone_at: datetime | None = (
        None  # does not want to be asked again; learning brings it back
    )
    created_at: datetime


class GroupRow(SQLModel, table=True):
    """A group chat that our account is in; later bound to a team."""

    __tablename__ = "chat"
    __table_args__ = (UniqueConstraint("account", "chat"),)

    id: int | None = number_id()
    account: str = text()
    chat: str = text()
    kind: str = text()  # bot.update.ChatKind
    team_id: int | None = big(default=None, foreign_key="team.id", index=True)
    title: str = text(default="")
    unreachable: str | None = text(default=None)  # why
    unreachable_at: datetime | None = None
    moved_to: str | None = text(default=None)  # the group's id since the platform changed it
    bound_at: datetime | None = None  # since when it is a team's group; None: nobody's yet
    bound_by: int | None = big(default=None)  # the person whose code it was
    created_at: datetime


class ConsentRow(SQLModel, table=True):
    """Append-only: who agreed to which wording, or did not, when and where."""

    __tablename__ = "consent"

    id: int | None = number_id()
    person_id: int = big(foreign_key="person.id", ondelete="CASCADE", index=True)
    answer: str = text()  # bot.standing.Consent
    version: str = text()
    account: str = text()
    at: datetime


class TicketRow(SQLModel, table=True):
    """Somebody asked for a human."""

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_open", "team_id", "created_at", **where("state = 'open'")),
        Index("ix_ticket_held", "holder_id", **where("state = 'taken'")),
        # Those at which somebody must look again, when their time has come.
        Index("ix_ticket_moves", "moves_at", **where("moves_at IS NOT NULL")),
        {"sqlite_autoincrement": True},  # its number is in a message's key: never twice
    )

    id: int | None = number_id()
    person_id: int = big(foreign_key="person.id", ondelete="CASCADE", index=True)
    learner_id: int = big(foreign_key="learner.id", ondelete="CASCADE", index=True)
    team_id: int | None = big(default=None, foreign_key="team.id")
    lesson: str | None = text(default=None)
    step: str | None = text(default=None)
    danger: bool = False
    kind: str = text(default="help")  # bot.calls.Kind
    state: str = text(default="open")  # bot.calls.State
    stage: int = 0  # bot.calls.Stage: who was asked last
    moves_at: datetime | None = None  # when others are asked; None: everybody has been
    holder_id: int | None = big(default=None)  # the person who answers, or did; no reference
    told: int = 0  # so many messages about it went to others' chats: their keys end in it
    wish: str | None = text(default=None)  # when a visit would suit
    created_at: datetime
    closed_at: datetime | None = None


class CodeRow(SQLModel, table=True):
    """A one-time code that a person was given in private, to be said somewhere else. Gone when it was
    used or its time is over."""

    __tablename__ = "code"
    __table_args__ = (UniqueConstraint("purpose", "digits"),)

    id: int | None = number_id()
    purpose: str = text()  # storage.codes.Purpose
    digits: str = text()
    person_id: int = big(foreign_key="person.id", ondelete="CASCADE", index=True)
    expires_at: datetime = Field(index=True)


class TryRow(SQLModel, table=True):
    """How often a wrong code was said in a chat since `since`."""

    __tablename__ = "code_try"

    account: str = text(primary_key=True)
    chat: str = text(primary_key=True)
    wrong: int = 0
    since: datetime = Field(index=True)
