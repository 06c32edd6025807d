"""Announcements and whom they are for, visits, confirmed skills, weekly lists; who answers a call for help."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _announcements()
    _visits()
    _columns()
    op.execute(_OVER_ALL)


# What `storage.progress` keeps of a team over all its lessons from now on.
_OVER_ALL = """
    INSERT INTO progress (team_id, lesson, started, finished, learners, confirmed, helped, joined)
    SELECT team_id, '', SUM(began), 0, SUM(done), 0, 0, SUM(people)
    FROM (
        SELECT
            team_id,
            COUNT(DISTINCT learner_id) AS began,
            COUNT(DISTINCT CASE WHEN status = 'finished' THEN learner_id END) AS done,
            0 AS people
        FROM run WHERE team_id > 0 GROUP BY team_id
        UNION ALL
        SELECT team_id, 0, 0, COUNT(*) FROM person WHERE team_id IS NOT NULL GROUP BY team_id
    ) AS counted
    GROUP BY team_id
"""


def _announcements() -> None:
    op.create_table(
        "broadcast",
        sa.Column("id", BIG, nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("team_id", BIG, nullable=True),
        sa.Column("unit_id", BIG, nullable=True),
        sa.Column("commune_id", BIG, nullable=True),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("lesson", sa.Text(), nullable=True),
        sa.Column("event_at", TIME, nullable=True),
        sa.Column("send_at", TIME, nullable=True),
        sa.Column("weekly", sa.Boolean(), nullable=False),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("corrects_id", BIG, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("approved_by", BIG, nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("confirmed_at", TIME, nullable=True),
        sa.Column("started_at", TIME, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("fed_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_broadcast_author_id"), "broadcast", ["author_id"])
    op.create_index(
        "ix_broadcast_open",
        "broadcast",
        ["state", "id"],
        sqlite_where=sa.text("state IN ('approval', 'scheduled', 'sending')"),
        postgresql_where=sa.text("state IN ('approval', 'scheduled', 'sending')"),
    )
    op.create_index(op.f("ix_broadcast_team_id"), "broadcast", ["team_id"])
    op.create_table(
        "recipient",
        sa.Column("broadcast_id", BIG, nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("team_id", BIG, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("message_id", BIG, nullable=True),
        sa.Column("at", TIME, nullable=True),
        sa.Column("acked_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
            name=op.f("fk_recipient_broadcast_id_broadcast"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "number", name=op.f("pk_recipient")),
    )
    op.create_index("ix_recipient_chat", "recipient", ["account", "chat"])
    op.create_index(
        "ix_recipient_person",
        "recipient",
        ["person_id"],
        sqlite_where=sa.text("person_id IS NOT NULL"),
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
    op.create_index(
        "ix_recipient_queued",
        "recipient",
        ["broadcast_id", "number"],
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(
        "ix_recipient_waiting",
        "recipient",
        ["account", "broadcast_id", "number"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "relay",
        sa.Column("id", BIG, nullable=False),
        sa.Column("broadcast_id", BIG, nullable=False),
        sa.Column("team_id", BIG, nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("opened", BIG, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
            name=op.f("fk_relay_broadcast_id_broadcast"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_relay_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relay")),
        sa.UniqueConstraint("token", name=op.f("uq_relay_token")),
    )
    op.create_index("ix_relay_broadcast_team", "relay", ["broadcast_id", "team_id"], unique=True)


def _visits() -> None:
    op.create_table(
        "household",
        sa.Column("id", BIG, nullable=False),
        sa.Column("team_id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("left_alone_at", TIME, nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_household_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        sa.UniqueConstraint("team_id", "plain", name=op.f("uq_household_team_id_plain")),
    )
    op.create_table(
        "digest",
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("sent_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_digest_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "week", name=op.f("pk_digest")),
    )
    op.create_table(
        "confirmation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("team_id", BIG, nullable=False),
        sa.Column("lesson", sa.Text(), nullable=False),
        sa.Column("learner_id", BIG, nullable=True),
        sa.Column("household_id", BIG, nullable=True),
        sa.Column("alone", sa.Boolean(), nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
            name=op.f("fk_confirmation_household_id_household"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.id"],
            name=op.f("fk_confirmation_learner_id_learner"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_confirmation_team_id_team")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
    )
    op.create_index(
        "ix_confirmation_household_lesson", "confirmation", ["household_id", "lesson"], unique=True
    )
    op.create_index(
        "ix_confirmation_learner_lesson", "confirmation", ["learner_id", "lesson"], unique=True
    )
    op.create_index(op.f("ix_confirmation_team_id"), "confirmation", ["team_id"])
    op.create_table(
        "visit",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("team_id", BIG, nullable=False),
        sa.Column("visitor_id", BIG, nullable=True),
        sa.Column("learner_id", BIG, nullable=True),
        sa.Column("household_id", BIG, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("lesson", sa.Text(), nullable=True),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
            name=op.f("fk_visit_household_id_household"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.id"],
            name=op.f("fk_visit_learner_id_learner"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_visit_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("key", name=op.f("uq_visit_key")),
    )
    op.create_index(op.f("ix_visit_household_id"), "visit", ["household_id"])
    op.create_index(op.f("ix_visit_learner_id"), "visit", ["learner_id"])
    op.create_index("ix_visit_team_at", "visit", ["team_id", "at"])


def _columns() -> None:
    with op.batch_alter_table("invitation") as invitation:
        invitation.add_column(sa.Column("unit_id", BIG, nullable=True))
        invitation.alter_column("team_id", existing_type=BIG, nullable=True)
        invitation.create_foreign_key(
            op.f("fk_invitation_unit_id_unit"), "unit", ["unit_id"], ["id"]
        )
    op.add_column("learner", sa.Column("left_alone_at", TIME, nullable=True))
    op.create_index(op.f("ix_member_unit_id"), "member", ["unit_id"])
    # Rows that are there have none of these; the ORM always writes them.
    op.add_column("progress", sa.Column("confirmed", BIG, nullable=False, server_default="0"))
    op.add_column("progress", sa.Column("helped", BIG, nullable=False, server_default="0"))
    op.add_column("progress", sa.Column("joined", BIG, nullable=False, server_default="0"))
    op.add_column("ticket", sa.Column("kind", sa.Text(), nullable=False, server_default="help"))
    op.add_column("ticket", sa.Column("stage", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("ticket", sa.Column("moves_at", TIME, nullable=True))
    op.add_column("ticket", sa.Column("holder_id", BIG, nullable=True))
    op.add_column("ticket", sa.Column("told", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("ticket", sa.Column("wish", sa.Text(), nullable=True))
    for name, column, condition in (
        ("ix_ticket_held", "holder_id", "state = 'taken'"),
        ("ix_ticket_moves", "moves_at", "moves_at IS NOT NULL"),
    ):
        where = sa.text(condition)
        op.create_index(name, "ticket", [column], sqlite_where=where, postgresql_where=where)
