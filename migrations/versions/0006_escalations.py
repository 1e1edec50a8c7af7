"""The notice that was not opened, for each one that was sent because of that."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"


def upgrade() -> None:
    """Let a notice name the one that caused it, once."""
    op.add_column("notices", sa.Column("cause", sa.String(36)))
    op.create_index("ix_notices_cause", "notices", ["cause"], unique=True)
