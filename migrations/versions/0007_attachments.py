"""Files of records and cases, in sealed pieces."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables of files and of their pieces."""
    op.create_table(
        "attachments",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("sender_id", sa.String(40)),
        sa.Column("record_id", sa.String(36), sa.ForeignKey("records.id", ondelete="SET NULL")),
        sa.Column("case_id", sa.String(36), sa.ForeignKey("cases.id", ondelete="SET NULL")),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("added_at", sa.DateTime, nullable=False),
        sa.Column("sealed_form", sa.LargeBinary, nullable=False),
    )
    for column in ("sender_id", "record_id", "case_id", "added_at"):
        op.create_index(f"ix_attachments_{column}", "attachments", [column])
    op.create_table(
        "attachment_chunks",
        sa.Column(
            "attachment_id", sa.String(36), sa.ForeignKey("attachments.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
