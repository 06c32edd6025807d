"""What a unit calls itself, and no unit or team twice in one place."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    # Of what was there before it nobody knows; the ORM always writes it.
    op.add_column("unit", sa.Column("kind", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_unit_parent_name", "unit", ["parent_id", "kind", "name"], unique=True)
    op.create_index("ix_team_unit_name", "team", ["unit_id", "name"], unique=True)
