"""Tokens that a platform renews, what went through an account, one-time codes, groups bound to teams."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "token",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("refresh", sa.Text(), nullable=False),
        sa.Column("access_until", TIME, nullable=False),
        sa.Column("refresh_until", TIME, nullable=False),
        sa.Column("asked_at", TIME, nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_token")),
    )
    op.create_table(
        "usage",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("inbound", BIG, nullable=False),
        sa.Column("outbound", BIG, nullable=False),
        sa.PrimaryKeyConstraint("account", "month", name=op.f("pk_usage")),
    )
    op.create_table(
        "code",
        sa.Column("id", BIG, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("digits", sa.Text(), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_code_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code")),
        sa.UniqueConstraint("purpose", "digits", name=op.f("uq_code_purpose_digits")),
    )
    op.create_index("ix_code_person_id", "code", ["person_id"], unique=False)
    op.create_index("ix_code_expires_at", "code", ["expires_at"], unique=False)
    op.create_table(
        "code_try",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.PrimaryKeyConstraint("account", "chat", name=op.f("pk_code_try")),
    )
    op.create_index("ix_code_try_since", "code_try", ["since"], unique=False)
    op.add_column("identity", sa.Column("heard_at", TIME, nullable=True))
    op.add_column("chat", sa.Column("bound_at", TIME, nullable=True))
    op.add_column("chat", sa.Column("bound_by", BIG, nullable=True))
