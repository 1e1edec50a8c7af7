"""The thread of a record, receipts that are open in a browser, withdrawing, and kinds of notice."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables and columns."""
    op.create_table(
        "replies",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("record_id", sa.String(36), sa.ForeignKey("records.id", ondelete="CASCADE"), nullable=False),
        sa.Column("request_id", sa.String(100), nullable=False, unique=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("account_id", sa.String(36)),
        sa.Column("role", sa.String(20)),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("record_id", "position", name="uq_replies_record_id"),
    )
    op.create_table(
        "receipt_sessions",
        sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("record_id", sa.String(36), sa.ForeignKey("records.id", ondelete="CASCADE"), nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_receipt_sessions_record_id", "receipt_sessions", ["record_id"])
    op.create_index("ix_receipt_sessions_expires_at", "receipt_sessions", ["expires_at"])
    op.add_column("records", sa.Column("withdrawn_at", sa.DateTime))
    op.add_column("notices", sa.Column("news", sa.String(10), nullable=False, server_default="record"))
    op.add_column("notices", sa.Column("answered_at", sa.DateTime))
