"""Staff accounts, recovery codes, invitations and sessions; the audit trail names accounts too."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the staff's tables; an audit event is about a record, an account, or both."""
    with op.batch_alter_table("audit") as audit:
        audit.alter_column("record_id", existing_type=sa.String(36), nullable=True)
        audit.add_column(sa.Column("account_id", sa.String(36)))
    op.create_table(
        "staff_accounts",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("email_hash", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("sealed_person", sa.LargeBinary, nullable=False),
        sa.Column("roles", sa.String(200), nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("sealed_credentials", sa.LargeBinary),
        sa.Column("used_step", sa.BigInteger),
    )
    op.create_table(
        "staff_recovery_codes",
        sa.Column("code_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("account_id", sa.String(36), sa.ForeignKey("staff_accounts.id", ondelete="CASCADE"), nullable=False),
    )
    op.create_index("ix_staff_recovery_codes_account_id", "staff_recovery_codes", ["account_id"])
    op.create_table(
        "staff_invitations",
        sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column(
            "account_id",
            sa.String(36),
            sa.ForeignKey("staff_accounts.id", ondelete="CASCADE"),
            nullable=False,
            unique=True,
        ),
        sa.Column("expires_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("account_id", sa.String(36), sa.ForeignKey("staff_accounts.id", ondelete="CASCADE"), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False),
        sa.Column("ends_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_staff_sessions_account_id", "staff_sessions", ["account_id"])
    op.create_index("ix_staff_sessions_ends_at", "staff_sessions", ["ends_at"])
