"""Units of the country, the teams in them, their members, and our accounts on platforms.

Effective-dated: a merged commune keeps its row, so that figures of its time stay explicable.
"""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import SQLModel

from storage.columns import big, number_id, text


class UnitRow(SQLModel, table=True):
    """A province, commune or hamlet; there is no district any more."""

    __tablename__ = "unit"
    __table_args__ = (Index("ix_unit_parent_name", "parent_id", "kind", "name", unique=True),)

    id: int | None = number_id()
    level: str = text()  # bot.units.Level
    kind: str = text(default="")  # bot.units.Kind; "" in rows older than it
    name: str = text()  # without the kind
    parent_id: int | None = big(default=None, foreign_key="unit.id", index=True)
    merged_into_id: int | None = big(default=None, foreign_key="unit.id")
    valid_from: date | None = None
    valid_to: date | None = None
    adult_population: int | None = None
    population_source: str | None = text(default=None)
    population_as_of: date | None = None


class TeamRow(SQLModel, table=True):
    """A community digital-technology team (tổ công nghệ số cộng đồng)."""

    __tablename__ = "team"
    __table_args__ = (Index("ix_team_unit_name", "unit_id", "name", unique=True),)

    id: int | None = number_id()
    unit_id: int | None = big(default=None, foreign_key="unit.id", index=True)
    name: str = text()
    created_at: datetime


class DoorwayRow(SQLModel, table=True):
    """A way into a team: the code on one poster, or the team's own. Whoever says it is in the team; it
    gives nobody a role."""

    __tablename__ = "doorway"
    __table_args__ = (Index("ix_doorway_team_place", "team_id", "place", unique=True),)

    id: int | None = number_id()
    team_id: int = big(foreign_key="team.id")
    place: str = text(default="")  # where the poster hangs; "" for the team's own code
    code: str = text(unique=True)
    created_at: datetime


class InvitationRow(SQLModel, table=True):
    """A one-time code that gives its first sayer a role in a team or a unit. Gone when it was used or is over."""

    __tablename__ = "invitation"

    id: int | None = number_id()
    code: str = text(unique=True)
    team_id: int | None = big(default=None, foreign_key="team.id")
    unit_id: int | None = big(default=None, foreign_key="unit.id")  # an officer's
    role: str = text()  # bot.policy.Role
    expires_at: datetime


class MemberRow(SQLModel, table=True):
    """A person's role in a team or unit, from one time to another."""

    __tablename__ = "member"

    id: int | None = number_id()
    person_id: int = big(foreign_key="person.id", ondelete="CASCADE", index=True)
    team_id: int | None = big(default=None, foreign_key="team.id", index=True)
    unit_id: int | None = big(default=None, foreign_key="unit.id", index=True)
    role: str = text()  # bot.policy.Role
    valid_from: datetime
    valid_to: datetime | None = None


class ChannelRow(SQLModel, table=True):
    """One account of ours on a platform. Its secrets are settings, never rows; but for the pair of
    tokens that a platform changes by itself (TokenRow)."""

    __tablename__ = "channel"

    account: str = text(primary_key=True)
    kind: str = text()
    unit_id: int | None = big(default=None, foreign_key="unit.id")
    state: str = text(default="active")


class TokenRow(SQLModel, table=True):
    """The pair of tokens with which an Official Account speaks; each use of `refresh` makes it anew.

    `asked_at` stands while a new pair has been asked for and is not stored: whoever finds it there
    without holding the account's lock knows that the answer may be lost.
    """

    __tablename__ = "token"

    account: str = text(primary_key=True)
    access: str = text()
    refresh: str = text()
    access_until: datetime
    refresh_until: datetime
    asked_at: datetime | None = None
    trouble: str = text(default="")  # why only a person can go on; "" while all is well
    changed_at: datetime


class UsageRow(SQLModel, table=True):
    """How many messages went through an account in a calendar month of Vietnam, both ways."""

    __tablename__ = "usage"

    account: str = text(primary_key=True)
    month: str = text(primary_key=True)  # 2026-11
    inbound: int = big(default=0)
    outbound: int = big(default=0)
