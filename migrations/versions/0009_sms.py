"""Text messages: the numbers, what came in, what goes out, and what staff were warned of."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "sms_numbers",
        sa.Column("sender_id", sa.String(40), primary_key=True),
        sa.Column("seen_at", sa.DateTime, nullable=False),
        sa.Column("opted_out_at", sa.DateTime),
        sa.Column("next_in", sa.Integer, nullable=False),
        sa.Column("next_out", sa.Integer, nullable=False),
        sa.Column("sealed_number", sa.LargeBinary, nullable=False),
        sa.Column("sealed_talk", sa.LargeBinary),
    )
    op.create_index("ix_sms_numbers_seen_at", "sms_numbers", ["seen_at"])
    number = sa.ForeignKey("sms_numbers.sender_id", ondelete="CASCADE")
    op.create_table(
        "sms_inbound",
        sa.Column("sid", sa.String(34), primary_key=True),
        sa.Column("sender_id", sa.String(40), number, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("received_at", sa.DateTime, nullable=False),
        sa.Column("body_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("media", sa.Integer, nullable=False),
        sa.Column("danger_answered", sa.Boolean, nullable=False),
        sa.Column("due_at", sa.DateTime),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("limited", sa.Boolean, nullable=False),
        sa.Column("sealed_body", sa.LargeBinary),
        sa.UniqueConstraint("sender_id", "position"),
    )
    op.create_index("ix_sms_inbound_due_at", "sms_inbound", ["due_at"])
    op.create_index("ix_sms_inbound_received_at", "sms_inbound", ["received_at"])
    number = sa.ForeignKey("sms_numbers.sender_id", ondelete="CASCADE")
    op.create_table(
        "sms_outbound",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("sender_id", sa.String(40), number, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("segments", sa.Integer, nullable=False),
        sa.Column("queued_at", sa.DateTime, nullable=False),
        sa.Column("due_at", sa.DateTime),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("sent_at", sa.DateTime),
        sa.Column("reported_at", sa.DateTime),
        sa.Column("provider_sid", sa.String(34)),
        sa.Column("error_code", sa.Integer),
        sa.Column("sealed_body", sa.LargeBinary),
        sa.UniqueConstraint("sender_id", "position"),
    )
    op.create_index("ix_sms_outbound_due_at", "sms_outbound", ["due_at"])
    op.create_index("ix_sms_outbound_queued_at", "sms_outbound", ["queued_at"])
    op.create_index("ix_sms_outbound_provider_sid", "sms_outbound", ["provider_sid"])
    op.create_table(
        "sms_alerts",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("key", sa.String(40), primary_key=True),
        sa.Column("retry_at", sa.DateTime, nullable=False),
        sa.Column("done", sa.Boolean, nullable=False),
    )
