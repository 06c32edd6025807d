"""What came in and what goes out."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from storage.columns import big, number_id, text, where


class InboundRow(SQLModel, table=True):
    """The key of an update that was taken: a second one is a repeat (P2). No content, but for
    `body` of what could not be understood, masked."""

    __tablename__ = "inbound"

    account: str = text(primary_key=True)
    key: str = text(primary_key=True)
    state: str = text()  # storage.inbox.Arrival
    reason: str | None = text(default=None)
    body: str | None = text(default=None)
    received_at: datetime = Field(index=True)


class MessageRow(SQLModel, table=True):
    """The outbox: one bubble, from the decision to send it until its fate is known (P4)."""

    __tablename__ = "message"
    __table_args__ = (
        # What stands before a message in its chat (P6), and what a dead sender left.
        Index(
            "ix_message_open", "account", "chat", "id", **where("status IN ('queued', 'sending')")
        ),
        # What may be claimed, in the order of claiming.
        Index("ix_message_queued", "account", "lane", "id", **where("status = 'queued'")),
        # What a limiter must remember after a restart, and what housekeeping may forget.
        Index(
            "ix_message_closed",
            "closed_at",
            **where("closed_at IS NOT NULL AND payload IS NOT NULL"),
        ),
        Index(
            "ix_message_fleeting",
            "closed_at",
            sqlite_where=sql("fleeting = 1"),
            postgresql_where=sql("fleeting"),
        ),
        # Those whose fate nobody knows: few, and looked at by people (P4).
        Index("ix_message_unknown", "closed_at", **where("status = 'unknown'")),
        # A chat's history: the web chat's page, and what an erasure takes away.
        Index("ix_message_chat", "account", "chat", "id"),
        {"sqlite_autoincrement": True},  # senders remember numbers: never another row's
    )

    id: int | None = number_id()
    key: str = text(unique=True)
    account: str = text()
    chat: str = text()
    kind: str = text()  # bot.update.ChatKind
    person_id: int | None = big(default=None)  # no reference: erasing goes by chat
    purpose: str = text()  # bot.message.Purpose
    lane: int  # bot.message.Lane
    payload: str | None = text(default=None)  # JSON, bot.serial; gone after a while
    status: str = text()  # storage.outbox.Status
    reason: str | None = text(default=None)
    attempts: int = 0  # known to have failed
    doubts: int = 0  # of those, how often nobody knew whether it arrived
    not_before: datetime | None = None
    claimed_at: datetime | None = None
    expires_at: datetime | None = None
    external_id: str | None = text(default=None)
    fleeting: bool = False  # its person was erased: the row follows when its fate is known
    created_at: datetime
    closed_at: datetime | None = None  # when its fate was known; of a sent one, when it was sent


class HoldRow(SQLModel, table=True):
    """A platform asked us to wait; with chat "" for everything of the account."""

    __tablename__ = "hold"

    account: str = text(primary_key=True)
    chat: str = text(primary_key=True)
    until: datetime
    reason: str = text(default="")
