"""The ids of texts that came in, hashed, so that an old request is known when it is played again."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "sms_seen",
        sa.Column("sid_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("seen_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_sms_seen_seen_at", "sms_seen", ["seen_at"])
