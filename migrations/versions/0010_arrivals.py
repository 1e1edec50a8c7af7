"""What has come for each post, to be listed page by page; the outbox and what is unopened found without reading all."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_FILL = """
insert into arrivals (record_id, role, about, waiting, news, later, came_at)
select record_id, role, about, unread or news, news, later, came_at from (
  select notices.record_id, notices.role, records.about, records.created_at as came_at,
    not (records.child_at_risk or records.kind = 'safeguarding') as later,
    max(case when notices.opened_at is null and notices.news <> 'record' then 1 else 0 end) = 1 as news,
    max(case when notices.opened_at is null and notices.news = 'record' then 1 else 0 end) = 1
      and max(case when notices.opened_at is not null and notices.news = 'record' then 1 else 0 end) = 0 as unread
  from notices join records on records.id = notices.record_id
  group by notices.record_id, notices.role, records.about, records.created_at, records.child_at_risk, records.kind
) as stood
"""


def upgrade() -> None:
    """Make the table, fill it from the notices, and let an index find what a worker looks for."""
    op.create_table(
        "arrivals",
        sa.Column("record_id", sa.String(36), sa.ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("role", sa.String(20), primary_key=True),
        sa.Column("about", sa.String(20), nullable=False),
        sa.Column("waiting", sa.Boolean, nullable=False),
        sa.Column("news", sa.Boolean, nullable=False),
        sa.Column("later", sa.Boolean, nullable=False),
        sa.Column("came_at", sa.DateTime, nullable=False),
    )
    op.execute(_FILL)
    op.create_index("ix_arrivals_new", "arrivals", ["role", "waiting", "later", "came_at", "record_id"])
    op.create_index("ix_arrivals_opened", "arrivals", ["role", "waiting", "came_at", "record_id"])
    op.drop_index("ix_notices_due_at", "notices")
    op.create_index("ix_notices_state_due_at", "notices", ["state", "due_at"])
    op.create_index("ix_notices_opened_at_queued_at", "notices", ["opened_at", "queued_at"])
