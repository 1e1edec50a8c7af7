"""Records, notices, receipts' handles, the audit trail, conversations, chat sessions and answers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "records",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("request_id", sa.String(100), nullable=False, unique=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("about", sa.String(20), nullable=False),
        sa.Column("child_at_risk", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("receipt_hash", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("sealed_account", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_records_created_at", "records", ["created_at"])
    op.create_table(
        "receipt_handles",
        sa.Column("handle", sa.String(36), primary_key=True),
        sa.Column("record_id", sa.String(36), sa.ForeignKey("records.id", ondelete="CASCADE"), nullable=False),
        sa.Column("sealed_receipt", sa.LargeBinary),
    )
    op.create_index("ix_receipt_handles_record_id", "receipt_handles", ["record_id"])
    op.create_table(
        "notices",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("record_id", sa.String(36), sa.ForeignKey("records.id", ondelete="CASCADE"), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("queued_at", sa.DateTime, nullable=False),
        sa.Column("due_at", sa.DateTime, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("sent_at", sa.DateTime),
        sa.Column("opened_at", sa.DateTime),
    )
    op.create_index("ix_notices_record_id", "notices", ["record_id"])
    op.create_index("ix_notices_due_at", "notices", ["due_at"])
    op.create_table(
        "audit",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("record_id", sa.String(36), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
    )
    op.create_table(
        "conversations",
        sa.Column("sender_id", sa.String(40), primary_key=True),
        sa.Column("saved_at", sa.DateTime, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_conversations_saved_at", "conversations", ["saved_at"])
    op.create_table(
        "chat_sessions",
        sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("sender_id", sa.String(40), nullable=False, unique=True),
        sa.Column("expires_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_chat_sessions_expires_at", "chat_sessions", ["expires_at"])
    op.create_table(
        "chat_answers",
        sa.Column("sender_id", sa.String(40), primary_key=True),
        sa.Column("message_id", sa.String(36), primary_key=True),
        sa.Column("given_at", sa.DateTime, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_chat_answers_given_at", "chat_answers", ["given_at"])
