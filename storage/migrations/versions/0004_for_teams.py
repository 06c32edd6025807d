"""What a unit calls itself, no unit or team twice in one place, and the codes with which
people join a team or are given a role in it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # Of what was there before it nobody knows; the ORM always writes it.
    op.add_column("unit", sa.Column("kind", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_unit_parent_name", "unit", ["parent_id", "kind", "name"], unique=True)
    op.create_index("ix_team_unit_name", "team", ["unit_id", "name"], unique=True)
    op.create_table(
        "doorway",
        sa.Column("id", BIG, nullable=False),
        sa.Column("team_id", BIG, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_doorway_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doorway")),
        sa.UniqueConstraint("code", name=op.f("uq_doorway_code")),
    )
    op.create_index("ix_doorway_team_place", "doorway", ["team_id", "place"], unique=True)
    op.add_column("person", sa.Column("doorway_id", BIG, nullable=True))
    op.create_table(
        "invitation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("team_id", BIG, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_invitation_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code", name=op.f("uq_invitation_code")),
    )
