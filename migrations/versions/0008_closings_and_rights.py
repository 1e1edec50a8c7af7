"""Records that staff closed, and what people ask about their own data."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "record_closings",
        sa.Column("record_id", sa.String(36), sa.ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("closed_at", sa.DateTime, nullable=False),
        sa.Column("closed_by", sa.String(36), nullable=False),
        sa.Column("rule", sa.String(20), nullable=False),
        sa.Column("keep_until", sa.Date),
        sa.Column("sealed_reason", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "rights_requests",
        sa.Column("record_id", sa.String(36), sa.ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("received_at", sa.DateTime, nullable=False),
        sa.Column("about_record_id", sa.String(36), sa.ForeignKey("records.id", ondelete="SET NULL")),
        sa.Column("acknowledged_at", sa.DateTime),
        sa.Column("answered_at", sa.DateTime),
        sa.Column("outcome", sa.String(10)),
        sa.Column("reason", sa.String(40)),
        sa.Column("sealed_answer", sa.LargeBinary),
    )
    op.create_index("ix_rights_requests_about_record_id", "rights_requests", ["about_record_id"])
