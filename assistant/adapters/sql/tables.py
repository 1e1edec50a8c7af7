"""The tables. ``sealed`` columns hold AES-256-GCM values; nothing else holds a person's words."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData()


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC on every database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store the moment in UTC without its zone."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment its zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


records = Table(
    "records",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("request_id", String(100), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("about", String(20), nullable=False),
    Column("child_at_risk", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("receipt_hash", LargeBinary(32), nullable=False, unique=True),
    Column("sealed_account", LargeBinary, nullable=False),
    Column("withdrawn_at", UtcDateTime),
)

receipt_handles = Table(
    "receipt_handles",
    metadata,
    Column("handle", String(36), primary_key=True),
    Column("record_id", String(36), ForeignKey("records.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("sealed_receipt", LargeBinary),
)

notices = Table(
    "notices",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("record_id", String(36), ForeignKey("records.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("role", String(20), nullable=False),
    Column("state", String(10), nullable=False),
    Column("position", Integer, nullable=False),
    Column("queued_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("sent_at", UtcDateTime),
    Column("opened_at", UtcDateTime),
    # The notice that was not opened: unique, so that several workers pass one on once.
    Column("cause", String(36), index=True, unique=True),
    Column("answered_at", UtcDateTime),
    Column("news", String(10), nullable=False, server_default="record"),
    Index("ix_notices_state_due_at", "state", "due_at"),
    Index("ix_notices_opened_at_queued_at", "opened_at", "queued_at"),
)

arrivals = Table(
    "arrivals",
    metadata,
    # A record at a post that it was sent to, worked out from its notices: what a list is read by, page by page.
    Column("record_id", String(36), ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String(20), primary_key=True),
    Column("about", String(20), nullable=False),
    Column("waiting", Boolean, nullable=False),
    Column("news", Boolean, nullable=False),
    # Whether the urgent come before it.
    Column("later", Boolean, nullable=False),
    Column("came_at", UtcDateTime, nullable=False),
    Index("ix_arrivals_new", "role", "waiting", "later", "came_at", "record_id"),
    Index("ix_arrivals_opened", "role", "waiting", "came_at", "record_id"),
)

replies = Table(
    "replies",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("record_id", String(36), ForeignKey("records.id", ondelete="CASCADE"), nullable=False),
    Column("request_id", String(100), nullable=False, unique=True),
    Column("position", Integer, nullable=False),
    Column("account_id", String(36)),
    Column("role", String(20)),
    Column("at", UtcDateTime, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("record_id", "position", name="uq_replies_record_id"),
)

receipt_sessions = Table(
    "receipt_sessions",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("record_id", String(36), ForeignKey("records.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

record_closings = Table(
    "record_closings",
    metadata,
    Column("record_id", String(36), ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
    Column("closed_at", UtcDateTime, nullable=False),
    Column("closed_by", String(36), nullable=False),
    Column("rule", String(20), nullable=False),
    Column("keep_until", Date),
    Column("sealed_reason", LargeBinary, nullable=False),
)

rights_requests = Table(
    "rights_requests",
    metadata,
    # The record that holds the words; it goes with its request and the request with it.
    Column("record_id", String(36), ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(30), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    # The record that is asked about may go first; that it was asked for and answered stays.
    Column("about_record_id", String(36), ForeignKey("records.id", ondelete="SET NULL"), index=True),
    Column("acknowledged_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("outcome", String(10)),
    Column("reason", String(40)),
    Column("sealed_answer", LargeBinary),
)

audit = Table(
    "audit",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("event", String(40), nullable=False),
    Column("record_id", String(36)),
    Column("account_id", String(36)),
    Column("hash", LargeBinary(32), nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("sender_id", String(40), primary_key=True),
    Column("saved_at", UtcDateTime, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
)

chat_sessions = Table(
    "chat_sessions",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("sender_id", String(40), nullable=False, unique=True),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

chat_answers = Table(
    "chat_answers",
    metadata,
    Column("sender_id", String(40), primary_key=True),
    Column("message_id", String(36), primary_key=True),
    Column("given_at", UtcDateTime, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
)

staff_accounts = Table(
    "staff_accounts",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("email_hash", LargeBinary(32), nullable=False, unique=True),
    Column("sealed_person", LargeBinary, nullable=False),
    Column("roles", String(200), nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sealed_credentials", LargeBinary),
    Column("used_step", BigInteger),
)

staff_recovery_codes = Table(
    "staff_recovery_codes",
    metadata,
    Column("code_hash", LargeBinary(32), primary_key=True),
    Column("account_id", String(36), ForeignKey("staff_accounts.id", ondelete="CASCADE"), nullable=False, index=True),
)

staff_invitations = Table(
    "staff_invitations",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("account_id", String(36), ForeignKey("staff_accounts.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("expires_at", UtcDateTime, nullable=False),
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("account_id", String(36), ForeignKey("staff_accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False, index=True),
)

cases = Table(
    "cases",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("request_id", String(100), nullable=False, unique=True),
    # No foreign key: the record may have to be deleted before the case, and the case still says where it began.
    Column("record_id", String(36), unique=True),
    Column("version", Integer, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("owner_id", String(36), index=True),
    Column("due_on", Date, index=True),
    Column("sealed_size", LargeBinary, nullable=False),
)

case_entries = Table(
    "case_entries",
    metadata,
    Column("case_id", String(36), ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

case_shares = Table(
    "case_shares",
    metadata,
    Column("case_id", String(36), ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("staff_id", String(36), primary_key=True),
    Column("shared_at", UtcDateTime, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

case_counter = Table(
    "case_counter",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("last_number", Integer, nullable=False),
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", String(36), primary_key=True),
    # A file waits for a conversation, then belongs to a record, a case, or both. One that has none of them is removed.
    Column("sender_id", String(40), index=True),
    Column("record_id", String(36), ForeignKey("records.id", ondelete="SET NULL"), index=True),
    Column("case_id", String(36), ForeignKey("cases.id", ondelete="SET NULL"), index=True),
    Column("position", Integer, nullable=False),
    Column("added_at", UtcDateTime, nullable=False, index=True),
    Column("sealed_form", LargeBinary, nullable=False),
)

attachment_chunks = Table(
    "attachment_chunks",
    metadata,
    Column("attachment_id", String(36), ForeignKey("attachments.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("total", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

reminders = Table(
    "reminders",
    metadata,
    # Worked out from kind, account, case and day, so that it is the unique key of these four.
    Column("id", String(36), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("account_id", String(36), nullable=False),
    Column("case_id", String(36), ForeignKey("cases.id", ondelete="CASCADE"), index=True),
    Column("day", Date, nullable=False, index=True),
    Column("due_on", Date),
    Column("taken_at", UtcDateTime, nullable=False),
    Column("retry_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
)

sms_numbers = Table(
    "sms_numbers",
    metadata,
    # A keyed hash of the number; the name of its conversation too.
    Column("sender_id", String(40), primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False, index=True),
    Column("opted_out_at", UtcDateTime),
    Column("next_in", Integer, nullable=False),
    Column("next_out", Integer, nullable=False),
    Column("sealed_number", LargeBinary, nullable=False),
    Column("sealed_talk", LargeBinary),
)

sms_inbound = Table(
    "sms_inbound",
    metadata,
    Column("sid", String(34), primary_key=True),
    Column("sender_id", String(40), ForeignKey("sms_numbers.sender_id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("received_at", UtcDateTime, nullable=False, index=True),
    Column("body_hash", LargeBinary(32), nullable=False),
    Column("length", Integer, nullable=False),
    Column("media", Integer, nullable=False),
    Column("danger_answered", Boolean, nullable=False),
    # When it may be handled; nothing once it was.
    Column("due_at", UtcDateTime, index=True),
    Column("attempts", Integer, nullable=False),
    Column("limited", Boolean, nullable=False),
    Column("sealed_body", LargeBinary),
    UniqueConstraint("sender_id", "position"),
)

sms_seen = Table(
    "sms_seen",
    metadata,
    # A keyed hash of the provider's id of a text; nothing says whose it was.
    Column("sid_hash", LargeBinary(32), primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False, index=True),
)

sms_outbound = Table(
    "sms_outbound",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("sender_id", String(40), ForeignKey("sms_numbers.sender_id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    Column("segments", Integer, nullable=False),
    Column("queued_at", UtcDateTime, nullable=False, index=True),
    # When it may be sent; nothing once it was, or was given up.
    Column("due_at", UtcDateTime, index=True),
    Column("attempts", Integer, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("reported_at", UtcDateTime),
    Column("provider_sid", String(34), index=True),
    Column("error_code", Integer),
    Column("sealed_body", LargeBinary),
    UniqueConstraint("sender_id", "position"),
)

sms_alerts = Table(
    "sms_alerts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("key", String(40), primary_key=True),
    Column("retry_at", UtcDateTime, nullable=False),
    Column("done", Boolean, nullable=False),
)
