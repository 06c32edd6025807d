"""Announcements, whom each is for, and the links that carry it where no account of ours can post."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import big, number_id, text, where


class BroadcastRow(SQLModel, table=True):
    """An announcement, from its draft to its report. Who wrote it may be erased: the number then names nobody."""

    __tablename__ = "broadcast"
    __table_args__ = (
        # What the ticks look at: few, among all that ever were.
        Index(
            "ix_broadcast_open",
            "state",
            "id",
            **where("state IN ('approval', 'scheduled', 'sending')"),
        ),
        {"sqlite_autoincrement": True},  # its number is in messages' keys: never twice
    )

    id: int | None = number_id()
    author_id: int | None = big(default=None, index=True)  # a person; no reference
    team_id: int | None = big(default=None, index=True)  # whose it is: a team's,
    unit_id: int | None = big(default=None)  # or a unit's
    commune_id: int | None = big(default=None)  # whose turn it takes among the others (fair share)
    audience: str = text()  # bot.announcing.Audience
    body: str = text(default="")
    picture: str | None = text(default=None)  # bot.announcing.Picture; None: only text
    lesson: str | None = text(default=None)  # offered to be started
    event_at: datetime | None = None  # what it invites to
    send_at: datetime | None = None  # None: as soon as it is confirmed
    weekly: bool = False  # again, seven days after
    emergency: bool = False
    corrects_id: int | None = big(default=None)  # the one that this puts right
    state: str = text()  # bot.announcing.State
    approved_by: int | None = big(default=None)
    created_at: datetime
    confirmed_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    fed_at: datetime | None = None  # when its turn was last taken


class RecipientRow(SQLModel, table=True):
    """One chat that an announcement is for, or somebody whom it cannot reach, and why. The waiting ones are
    the queue: only a few seconds' worth of them stand in the outbox."""

    __tablename__ = "recipient"
    __table_args__ = (
        Index(
            "ix_recipient_waiting",
            "account",
            "broadcast_id",
            "number",
            **where("state = 'waiting'"),
        ),
        Index("ix_recipient_queued", "broadcast_id", "number", **where("state = 'queued'")),
        Index("ix_recipient_person", "person_id", **where("person_id IS NOT NULL")),
        Index("ix_recipient_chat", "account", "chat"),
    )

    broadcast_id: int = big(foreign_key="broadcast.id", ondelete="CASCADE", primary_key=True)
    number: int = big(primary_key=True)
    account: str = text()  # "" where nothing reaches them
    chat: str = text()
    kind: str = text()  # bot.update.ChatKind
    person_id: int | None = big(default=None)
    team_id: int | None = big(default=None)
    state: str = text()  # bot.announcing.Fate
    reason: str | None = text(default=None)
    message_id: int | None = big(default=None)  # in the outbox
    at: datetime | None = None  # when its fate was known
    acked_at: datetime | None = None  # "đã nắm"


class RelayRow(SQLModel, table=True):
    """A team's own link to an announcement, for a group in which we cannot post. Only openings are counted:
    nobody's."""

    __tablename__ = "relay"
    __table_args__ = (Index("ix_relay_broadcast_team", "broadcast_id", "team_id", unique=True),)

    id: int | None = number_id()
    broadcast_id: int = big(foreign_key="broadcast.id", ondelete="CASCADE")
    team_id: int = big(foreign_key="team.id")
    token: str = text(unique=True)
    opened: int = big(default=0)
    created_at: datetime = Field()
