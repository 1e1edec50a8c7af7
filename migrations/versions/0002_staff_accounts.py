"""Placeholder: the audit trail tells of accounts as well as of records."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Let an event be about an account."""
    with op.batch_alter_table("audit") as audit:
        audit.alter_column("record_id", existing_type=sa.String(36), nullable=True)
        audit.add_column(sa.Column("account_id", sa.String(36)))
