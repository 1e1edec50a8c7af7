"""What is said about a record after it was given, and receipts that are open in a browser."""

import uuid
from abc import abstractmethod
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from assistant.adapters.sql import tables
from assistant.adapters.sql.arrivals import hold_record
from assistant.adapters.sql.audit import append_event
from assistant.adapters.sql.sealed import REPLY
from assistant.core.records import HandOver, News
from assistant.core.replies import Reply
from assistant.core.routing import Role
from assistant.services.ports import Clock, Replies, Seal


class SqlReplies(Replies):
    """The part of a transaction on records that concerns their threads."""

    def __init__(self, connection: Connection, seal: Seal, clock: Clock) -> None:
        self._connection = connection
        self._seal = seal
        self._clock = clock

    def add_reply(self, reply: Reply) -> None:
        """Append to a record's thread, with an audit event."""
        hold_record(self._connection, reply.record_id)
        self._connection.execute(
            insert(tables.replies).values(
                id=reply.id,
                record_id=reply.record_id,
                request_id=reply.request_id,
                position=reply.position,
                account_id=reply.account_id,
                role=reply.role,
                at=reply.at,
                sealed=REPLY.close(self._seal, reply.text.encode(), reply.id),
            )
        )
        self._audit("reply_written" if reply.by_school else "information_added", reply.record_id, reply.account_id)

    def reply_by_request(self, request_id: str) -> Reply | None:
        """Return what a request has written."""
        found = select(tables.replies).where(tables.replies.c.request_id == request_id)
        row = self._connection.execute(found).mappings().first()
        return None if row is None else self._reply(row)

    def replies(self, record_id: str) -> tuple[Reply, ...]:
        """Return a record's thread in its order."""
        found = select(tables.replies).where(tables.replies.c.record_id == record_id)
        rows = self._connection.execute(found.order_by(tables.replies.c.position)).mappings()
        return tuple(self._reply(row) for row in rows)

    def count_answers(self, record_id: str) -> int:
        """Return how many replies of the school a record has."""
        own = (tables.replies.c.record_id == record_id, tables.replies.c.account_id.is_not(None))
        counted: int = self._connection.execute(
            select(func.count()).select_from(tables.replies).where(*own)
        ).scalar_one()
        return counted

    def queue_news(self, record_id: str, role: Role, news: News, now: datetime) -> None:
        """Queue a notice for a reader, unless one of the same news still waits to be sent."""
        hold_record(self._connection, record_id)
        notices = tables.notices
        waiting = select(notices.c.id).where(
            notices.c.record_id == record_id,
            notices.c.role == role,
            notices.c.news == news,
            notices.c.state == HandOver.QUEUED,
        )
        if self._connection.execute(waiting).first() is not None:
            return
        last = select(func.max(notices.c.position)).where(notices.c.record_id == record_id)
        self._connection.execute(
            insert(notices).values(
                id=str(uuid.uuid4()),
                record_id=record_id,
                role=role,
                state=HandOver.QUEUED,
                news=news,
                position=self._connection.execute(last).scalar_one() + 1,
                queued_at=now,
                due_at=now,
                attempts=0,
            )
        )
        self._file_arrivals(record_id)

    def notice_answered(self, notice_id: str, now: datetime) -> None:
        """Mark a notice as answered by its reader; the first time counts."""
        notices = tables.notices
        self._connection.execute(
            update(notices)
            .where(notices.c.id == notice_id)
            .values(state=HandOver.ANSWERED, answered_at=func.coalesce(notices.c.answered_at, now))
        )

    def withdraw(self, record_id: str, now: datetime) -> bool:
        """Mark a record as withdrawn, with an audit event; tell whether it was not withdrawn before."""
        records = tables.records
        done = self._connection.execute(
            update(records).where(records.c.id == record_id, records.c.withdrawn_at.is_(None)).values(withdrawn_at=now)
        )
        if done.rowcount:
            self._audit("record_withdrawn", record_id)
        return bool(done.rowcount)

    def child_at_risk(self, record_id: str) -> None:
        """Mark that a child may be at risk, with an audit event."""
        hold_record(self._connection, record_id)
        records = tables.records
        marked = self._connection.execute(
            update(records).where(records.c.id == record_id, ~records.c.child_at_risk).values(child_at_risk=True)
        )
        if marked.rowcount:
            self._file_arrivals(record_id)
            self._audit("child_at_risk_marked", record_id)

    def giver_did(self, event: str, record_id: str) -> None:
        """Append to the audit trail what the holder of the receipt did."""
        self._audit(event, record_id)

    def open_receipt(self, token_hash: bytes, record_id: str, *, now: datetime, expires_at: datetime) -> None:
        """Let a browser's token stand for a record, and forget the tokens that have ended."""
        sessions = tables.receipt_sessions
        self._connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
        self._connection.execute(
            insert(sessions).values(token_hash=token_hash, record_id=record_id, expires_at=expires_at)
        )

    def use_receipt(self, token_hash: bytes, *, now: datetime, expires_at: datetime) -> str | None:
        """Return the id of the record that a living token stands for, and move its end."""
        sessions = tables.receipt_sessions
        found: str | None = self._connection.execute(
            update(sessions)
            .where(sessions.c.token_hash == token_hash, sessions.c.expires_at > now)
            .values(expires_at=expires_at)
            .returning(sessions.c.record_id)
        ).scalar_one_or_none()
        return found

    def close_receipt(self, token_hash: bytes) -> None:
        """Forget a token."""
        sessions = tables.receipt_sessions
        self._connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))

    @abstractmethod
    def _file_arrivals(self, record_id: str) -> None:
        """Work out anew where the record stands at each post."""

    def _reply(self, row: RowMapping) -> Reply:
        return Reply(
            id=row["id"],
            record_id=row["record_id"],
            request_id=row["request_id"],
            position=row["position"],
            at=row["at"],
            text=REPLY.open(self._seal, row["sealed"], row["id"]).decode(),
            account_id=row["account_id"],
            role=None if row["role"] is None else Role(row["role"]),
        )

    def _audit(self, event: str, record_id: str, account_id: str | None = None) -> None:
        append_event(self._connection, self._clock.now(), event, record_id=record_id, account_id=account_id)
