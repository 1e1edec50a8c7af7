"""Records, their notices and the audit trail, in one transaction."""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, RowMapping, case, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from assistant.adapters.sql import tables
from assistant.adapters.sql.arrivals import arrived_page, count_arrived, file_arrivals, hold_record
from assistant.adapters.sql.attachments import give_to_record
from assistant.adapters.sql.replies import SqlReplies
from assistant.adapters.sql.sealed import ACCOUNT, RECEIPT
from assistant.adapters.sql.transactions import transaction
from assistant.core.access import Reach
from assistant.core.arrivals import Place, Shelf
from assistant.core.errors import StorageError
from assistant.core.paging import Beside
from assistant.core.records import Account, HandOver, News, Notice, Record
from assistant.core.routing import About, Kind, Role
from assistant.services.ports import Clock, NewRecord, Records, Seal, Store

_CLAIM = timedelta(minutes=2)
_OPENED_NOW = case((tables.notices.c.answered_at.is_(None), HandOver.OPENED.value), else_=HandOver.ANSWERED.value)
"""The state of a notice whose reader opens the record: one that was answered stays so."""


WITHOUT_WORDS = tuple(column for column in tables.records.c if column is not tables.records.c.sealed_account)
"""The columns of a record without what its giver said."""


class SqlStore(Store):
    """Opens transactions; a database error inside one rolls it back whole and becomes ``StorageError``."""

    def __init__(self, engine: Engine, seal: Seal, clock: Clock) -> None:
        self._engine = engine
        self._seal = seal
        self._clock = clock

    @contextmanager
    def transaction(self) -> Iterator[Records]:
        """Open one transaction."""
        with transaction(self._engine, taken=StorageError("the database holds such a record already")) as connection:
            yield SqlRecords(connection, self._seal, self._clock)


class SqlRecords(SqlReplies, Records):
    """The records inside one transaction."""

    def add(self, new: NewRecord) -> None:
        """Store a record, its notices, its files, its receipt's handle and an audit event."""
        record = new.record
        self._connection.execute(
            insert(tables.records).values(
                id=record.id,
                request_id=record.request_id,
                kind=record.kind,
                about=record.about,
                child_at_risk=record.child_at_risk,
                created_at=record.created_at,
                receipt_hash=new.receipt_hash,
                sealed_account=self._closed_account(record.id, new.account),
            )
        )
        self._connection.execute(
            insert(tables.receipt_handles).values(
                handle=new.handle,
                record_id=record.id,
                sealed_receipt=RECEIPT.close(self._seal, new.receipt.encode(), new.handle),
            )
        )
        for position, notice in enumerate(new.notices):
            self._connection.execute(insert(tables.notices).values(**_row_of(notice, position)))
        file_arrivals(self._connection, record, new.notices)
        give_to_record(self._connection, new.attachments, record.id)
        if new.rights is not None:
            self._connection.execute(
                insert(tables.rights_requests).values(
                    record_id=record.id,
                    kind=new.rights.kind,
                    received_at=new.rights.received_at,
                    about_record_id=new.rights.about_record_id,
                )
            )
        self._audit(f"{record.kind}_stored", record.id)

    def by_request(self, request_id: str) -> tuple[Record, str] | None:
        """Return the record that a message made, and its receipt's handle."""
        row = self._one_record(tables.records.c.request_id == request_id)
        if row is None:
            return None
        handle = self._connection.execute(
            select(tables.receipt_handles.c.handle)
            .where(tables.receipt_handles.c.record_id == row["id"])
            .where(tables.receipt_handles.c.sealed_receipt.is_not(None))
        ).scalar_one()
        return record_of(row), handle

    def by_receipt(self, receipt_hash: bytes) -> Record | None:
        """Return the record of a receipt."""
        row = self._one_record(tables.records.c.receipt_hash == receipt_hash)
        return None if row is None else record_of(row)

    def by_id(self, record_id: str) -> Record | None:
        """Return a record."""
        row = self._one_record(tables.records.c.id == record_id)
        return None if row is None else record_of(row)

    def concerned_by(self, record_id: str) -> Record | None:
        """Return the record that a request about somebody's own data concerns, where a receipt told."""
        table = tables.rights_requests
        concerned = select(table.c.about_record_id).where(table.c.record_id == record_id).scalar_subquery()
        row = self._one_record(tables.records.c.id == concerned)
        return None if row is None else record_of(row)

    def account(self, record_id: str) -> Account:
        """Return the person's words."""
        sealed = self._connection.execute(
            select(tables.records.c.sealed_account).where(tables.records.c.id == record_id)
        ).scalar_one()
        return Account(**json.loads(ACCOUNT.open(self._seal, sealed, record_id)))

    def set_account(self, record_id: str, account: Account) -> None:
        """Replace the person's words, with an audit event."""
        self._connection.execute(
            update(tables.records)
            .where(tables.records.c.id == record_id)
            .values(sealed_account=self._closed_account(record_id, account))
        )
        self._audit("account_added_to", record_id)

    def notices(self, record_id: str) -> tuple[Notice, ...]:
        """Return the notices of a record, in the order in which they were queued."""
        rows = self._connection.execute(
            select(tables.notices).where(tables.notices.c.record_id == record_id).order_by(tables.notices.c.position)
        ).mappings()
        return tuple(_notice(row) for row in rows)

    def arrived(self, reached: Reach, shelf: Shelf, beside: Beside[Place] | None = None) -> list[Record]:
        """Return the records that come next to a place of a shelf, away from it."""
        if not reached.posts:
            return []
        rows = self._connection.execute(arrived_page(reached, shelf, beside)).mappings()
        return [record_of(row) for row in rows]

    def count_arrived(self, reached: Reach, shelf: Shelf) -> int:
        """Count a shelf, one further than lists are counted."""
        return count_arrived(self._connection, reached, shelf) if reached.posts else 0

    def notices_at(self, posts: Collection[Role], record_ids: Collection[str]) -> list[Notice]:
        """Return the notices that these posts have of these records."""
        table = tables.notices
        found = select(table).where(table.c.record_id.in_(record_ids), table.c.role.in_(posts))
        return [_notice(row) for row in self._connection.execute(found.order_by(table.c.position)).mappings()]

    def first_given(self, since: datetime) -> datetime | None:
        """Return when the first record from a moment on was given."""
        created_at = tables.records.c.created_at
        first: datetime | None = self._connection.execute(
            select(func.min(created_at)).where(created_at >= since)
        ).scalar_one()
        return first

    def count_given(self, since: datetime, until: datetime, *, but: Collection[About] = ()) -> Mapping[Kind, int]:
        """Count the records that were given from a moment on and before another, by kind; none about ``but``."""
        table = tables.records
        between = (table.c.created_at >= since, table.c.created_at < until, table.c.about.not_in(but))
        rows = self._connection.execute(select(table.c.kind, func.count()).where(*between).group_by(table.c.kind))
        return {Kind(kind): number for kind, number in rows}

    def receipt_of(self, handle: str) -> str | None:
        """Return the receipt number behind a handle, while it may still be shown."""
        sealed = self._connection.execute(
            select(tables.receipt_handles.c.sealed_receipt).where(tables.receipt_handles.c.handle == handle)
        ).scalar_one_or_none()
        return None if sealed is None else RECEIPT.open(self._seal, sealed, handle).decode()

    def remember_handle(self, handle: str, record_id: str) -> None:
        """Let a handle stand for a record whose receipt the person typed."""
        self._connection.execute(insert(tables.receipt_handles).values(handle=handle, record_id=record_id))

    def by_handle(self, handle: str) -> Record | None:
        """Return the record that a handle stands for."""
        record_id = self._connection.execute(
            select(tables.receipt_handles.c.record_id).where(tables.receipt_handles.c.handle == handle)
        ).scalar_one_or_none()
        return None if record_id is None else self.by_id(record_id)

    def claim_notice(self, now: datetime) -> Notice | None:
        """Take one notice that is due; until two minutes have passed no other worker takes it."""
        row = (
            self._connection.execute(
                select(tables.notices)
                .where(tables.notices.c.state == HandOver.QUEUED, tables.notices.c.due_at <= now)
                .order_by(tables.notices.c.due_at)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            .mappings()
            .first()
        )
        if row is None:
            return None
        self._connection.execute(
            update(tables.notices)
            .where(tables.notices.c.id == row["id"])
            .values(due_at=now + _CLAIM, attempts=row["attempts"] + 1)
        )
        return replace(_notice(row), attempts=row["attempts"] + 1)

    def notice_sent(self, notice_id: str, now: datetime, *, with_words: bool = False) -> None:
        """Mark a notice as accepted by the mail server, unless its reader was faster."""
        record_id = self._hold_record_of(notice_id)
        marked = self._connection.execute(
            update(tables.notices)
            .where(tables.notices.c.id == notice_id, tables.notices.c.state == HandOver.QUEUED)
            .values(state=HandOver.SENT, sent_at=now)
        )
        if marked.rowcount and record_id is not None:
            self._audit("notice_sent_with_words" if with_words else "notice_sent", record_id)

    def notice_opened(self, notice_id: str, now: datetime, *, account_id: str | None = None) -> None:
        """Mark a notice as opened by its reader; the first time counts."""
        table = tables.notices
        record_id = self._hold_record_of(notice_id)
        if record_id is None:
            raise StorageError("there is no such notice")
        self._connection.execute(
            update(table)
            .where(table.c.id == notice_id)
            .values(state=_OPENED_NOW, opened_at=func.coalesce(table.c.opened_at, now))
        )
        self._file_arrivals(record_id)
        self._audit("record_opened", record_id, account_id)

    def unopened(self, before: datetime) -> list[str]:
        """Return the records with a notice of before this moment that was neither opened nor passed on."""
        later = tables.notices.alias()
        found = (
            select(tables.notices.c.record_id)
            .where(
                tables.notices.c.opened_at.is_(None),
                tables.notices.c.queued_at <= before,
                ~exists().where(later.c.cause == tables.notices.c.id),
            )
            .distinct()
        )
        return list(self._connection.execute(found).scalars())

    def hold(self, record_id: str) -> Record | None:
        """Return a record, whose row is locked until the transaction ends."""
        held = select(tables.records).where(tables.records.c.id == record_id).with_for_update()
        row = self._connection.execute(held).mappings().first()
        return None if row is None else record_of(row)

    def add_notice(self, notice: Notice, *, account_id: str | None = None) -> None:
        """Store a notice that another or somebody has caused, unless the other has caused one already."""
        hold_record(self._connection, notice.record_id)
        position = self._connection.execute(
            select(func.count()).select_from(tables.notices).where(tables.notices.c.record_id == notice.record_id)
        ).scalar_one()
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        added = self._connection.execute(
            dialect.insert(tables.notices)
            .values(**_row_of(notice, position))
            .on_conflict_do_nothing()
            .returning(tables.notices.c.id)
        )
        if added.scalar_one_or_none() is not None:
            self._file_arrivals(notice.record_id)
            self._audit("record_handed_on" if account_id else "notice_passed_on", notice.record_id, account_id)

    def notice_failed(self, notice_id: str, retry_at: datetime) -> None:
        """Put a notice back until ``retry_at``."""
        self._connection.execute(update(tables.notices).where(tables.notices.c.id == notice_id).values(due_at=retry_at))

    def _hold_record_of(self, notice_id: str) -> str | None:
        found = select(tables.notices.c.record_id).where(tables.notices.c.id == notice_id)
        record_id: str | None = self._connection.execute(found).scalar_one_or_none()
        if record_id is not None:
            hold_record(self._connection, record_id)
        return record_id

    def _file_arrivals(self, record_id: str) -> None:
        record = self.by_id(record_id)
        if record is not None:
            file_arrivals(self._connection, record, self.notices(record_id))

    def _one_record(self, condition: Any) -> RowMapping | None:
        return self._connection.execute(select(tables.records).where(condition)).mappings().first()

    def _closed_account(self, record_id: str, account: Account) -> bytes:
        return ACCOUNT.close(self._seal, json.dumps(asdict(account)).encode(), record_id)


def record_of(row: RowMapping) -> Record:
    """Return the record of a row."""
    return Record(
        id=row["id"],
        request_id=row["request_id"],
        kind=Kind(row["kind"]),
        about=About(row["about"]),
        child_at_risk=row["child_at_risk"],
        created_at=row["created_at"],
        withdrawn_at=row["withdrawn_at"],
    )


def _row_of(notice: Notice, position: int) -> dict[str, Any]:
    return {
        "id": notice.id,
        "record_id": notice.record_id,
        "role": notice.role,
        "state": notice.state,
        "position": position,
        "queued_at": notice.queued_at,
        "due_at": notice.queued_at,
        "attempts": notice.attempts,
        "cause": notice.cause,
    }


def _notice(row: RowMapping) -> Notice:
    return Notice(
        id=row["id"],
        record_id=row["record_id"],
        role=Role(row["role"]),
        state=HandOver(row["state"]),
        queued_at=row["queued_at"],
        sent_at=row["sent_at"],
        opened_at=row["opened_at"],
        cause=row["cause"],
        attempts=row["attempts"],
        answered_at=row["answered_at"],
        news=News(row["news"]),
    )
