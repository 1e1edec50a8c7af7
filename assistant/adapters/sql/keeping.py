"""How long records and cases stay: closing, deleting and erasing, each in a transaction of its own, each audited."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, ScalarSelect, delete, func, insert, or_, select
from sqlalchemy.exc import SQLAlchemyError

from assistant.adapters.sql import tables
from assistant.adapters.sql.audit import append_event
from assistant.adapters.sql.everything_about import rows_about
from assistant.adapters.sql.records import WITHOUT_WORDS, record_of
from assistant.adapters.sql.sealed import CLOSING_REASON
from assistant.adapters.sql.transactions import reading, transaction
from assistant.core.errors import StorageError
from assistant.core.records import News
from assistant.core.retention import Closing, Over, Rule, StoredRecord, Thing
from assistant.core.routing import Kind
from assistant.services.ports import Keeping, Seal

_NOTICES = tables.notices.c
_TOLD = _NOTICES.cause.is_(None) & (_NOTICES.news != News.WITHDRAWN)
"""The notices that began because the giver told something or staff passed it on; not those of what lay unopened."""


def _latest(moment: ColumnElement[datetime], *conditions: ColumnElement[bool]) -> ScalarSelect[datetime]:
    own = (_NOTICES.record_id == tables.records.c.id, *conditions)
    return select(func.max(moment)).where(*own).correlate(tables.records).scalar_subquery()


_RECORDS, _CLOSINGS, _REQUESTS = tables.records.c, tables.record_closings.c, tables.rights_requests.c
_STORED = (
    select(
        *WITHOUT_WORDS,
        *(_CLOSINGS[name] for name in ("closed_at", "closed_by", "rule", "keep_until")),
        _REQUESTS.answered_at,
        _latest(_NOTICES.queued_at, _TOLD).label("told_at"),
        _latest(_NOTICES.opened_at).label("opened_at"),
    )
    .outerjoin(tables.record_closings, _CLOSINGS.record_id == _RECORDS.id)
    .outerjoin(tables.rights_requests, _REQUESTS.record_id == _RECORDS.id)
)
_ENDED = or_(
    _RECORDS.id.in_(select(_CLOSINGS.record_id)),
    _RECORDS.id.in_(select(_REQUESTS.record_id).where(_REQUESTS.answered_at.is_not(None))),
    _RECORDS.id.in_(
        select(tables.cases.c.record_id).where(tables.cases.c.closed, tables.cases.c.record_id.is_not(None))
    ),
)
"""Those whose time may run."""


class SqlKeeping(Keeping):
    """What hangs on a record or a case goes with it by foreign keys with ``ON DELETE CASCADE``."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        self._engine = engine
        self._seal = seal

    def stored(self, *, ended_only: bool = False) -> list[StoredRecord]:
        """Return every record with what decides how long it is kept; none of their words are read."""
        found = _STORED.where(_ENDED) if ended_only else _STORED
        with reading(self._engine) as connection:
            return [_stored(row) for row in connection.execute(found).mappings()]

    def count_passing(
        self, *, chats_before: datetime, sign_ins_before: datetime, reminders_before: date
    ) -> Mapping[Rule, int]:
        """Return how many chats with texts, sign-ins and reminders are older than these."""
        old = {
            Rule.CHATS: tables.conversations.c.saved_at < chats_before,
            Rule.SIGN_INS: tables.staff_sessions.c.ends_at < sign_ins_before,
            Rule.REMINDERS: tables.reminders.c.day < reminders_before,
        }
        texts = (tables.sms_inbound.c.received_at < chats_before, tables.sms_outbound.c.queued_at < chats_before)
        with reading(self._engine) as connection:
            counts = {rule: _count(connection, condition) for rule, condition in old.items()}
            counts[Rule.CHATS] += sum(_count(connection, condition) for condition in texts)
        return counts

    def closing(self, record_id: str) -> Closing | None:
        """Return how staff closed a record, where they did."""
        table = tables.record_closings
        with self._transaction() as connection:
            row = connection.execute(select(table).where(table.c.record_id == record_id)).mappings().first()
        return None if row is None else self._closing(row)

    def close(self, closing: Closing) -> bool:
        """Close a record; nothing where it is closed already or has become a case."""
        try:
            with self._transaction() as connection:
                if _case_of(connection, closing.record_id):
                    return False
                connection.execute(
                    insert(tables.record_closings).values(
                        record_id=closing.record_id,
                        closed_at=closing.at,
                        closed_by=closing.by,
                        rule=closing.rule,
                        keep_until=closing.keep_until,
                        sealed_reason=CLOSING_REASON.close(self._seal, closing.reason.encode(), closing.record_id),
                    )
                )
                append_event(
                    connection, closing.at, "record_closed", record_id=closing.record_id, account_id=closing.by
                )
        except _ThereAlreadyError:
            return False
        return True

    def reopen(self, record_id: str, *, account_id: str, now: datetime) -> bool:
        """Take a closing back; tell whether there was one."""
        table = tables.record_closings
        with self._transaction() as connection:
            gone = connection.execute(delete(table).where(table.c.record_id == record_id)).rowcount
            if gone:
                append_event(connection, now, "record_reopened", record_id=record_id, account_id=account_id)
        return bool(gone)

    def delete(self, over: Over, now: datetime) -> bool:
        """Delete something that has had its time, where it still is as it was when that was found."""
        with self._transaction() as connection:
            if over.thing is Thing.RECORD:
                gone, record_id = _delete_record(connection, over), None
            else:
                gone, record_id = _delete_case(connection, over)
            if gone:
                append_event(connection, now, f"{over.thing}_deleted_{over.rule}", record_id=over.id)
            if record_id is not None:
                append_event(connection, now, f"{Thing.RECORD}_deleted_{over.rule}", record_id=record_id)
        return gone

    def erase(self, record_id: str, *, account_id: str, now: datetime) -> bool:
        """Delete a record as somebody of the staff decided."""
        with self._transaction() as connection:
            erased = _gone(connection, record_id)
            if erased:
                append_event(connection, now, "record_erased", record_id=record_id, account_id=account_id)
        return erased

    def everything_about(self, record_id: str) -> Mapping[str, list[dict[str, object]]]:
        """Return each table's rows that hang on a record, opened, without secrets."""
        with self._transaction() as connection:
            return rows_about(connection, self._seal, record_id)

    def leave_nothing_behind(self) -> None:
        """Empty SQLite's write-ahead log into the database, whose freed pages ``secure_delete`` overwrites.

        While others are reading, the log cannot be emptied; the next call does it. PostgreSQL's own vacuum sees to
        its tables.
        """
        if self._engine.dialect.name != "sqlite":
            return
        try:
            with self._engine.connect() as connection:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except SQLAlchemyError as error:
            raise StorageError("the database did not answer as it should") from error

    def _closing(self, row: RowMapping) -> Closing:
        return Closing(
            record_id=row["record_id"],
            at=row["closed_at"],
            by=row["closed_by"],
            rule=Rule(row["rule"]),
            reason=CLOSING_REASON.open_in(self._seal, row).decode(),
            keep_until=row["keep_until"],
        )

    def _transaction(self) -> AbstractContextManager[Connection]:
        return transaction(self._engine, taken=_ThereAlreadyError("the database holds such a row already"))


class _ThereAlreadyError(StorageError):
    """A row of the same key is there already, or the record is not."""


def _stored(row: RowMapping) -> StoredRecord:
    record, told_at = record_of(row), row["told_at"]
    read = [moment for moment in (row["opened_at"], row["answered_at"]) if moment is not None]
    closing = None
    if row["closed_at"] is not None:
        closing = Closing(
            record.id, row["closed_at"], row["closed_by"], Rule(row["rule"]), keep_until=row["keep_until"]
        )
    opened = told_at is not None and any(moment >= told_at for moment in read)
    return StoredRecord(record, opened, closing, row["answered_at"])


def _count(connection: Connection, condition: ColumnElement[bool]) -> int:
    counted: int = connection.execute(select(func.count()).where(condition)).scalar_one()
    return counted


def _case_of(connection: Connection, record_id: str) -> bool:
    found = select(tables.cases.c.id).where(tables.cases.c.record_id == record_id)
    return connection.execute(found).first() is not None


def _gone(connection: Connection, record_id: str) -> bool:
    return bool(connection.execute(delete(tables.records).where(tables.records.c.id == record_id)).rowcount)


def _delete_case(connection: Connection, over: Over) -> tuple[bool, str | None]:
    """Tell whether the case went, and which record with it."""
    found = None if over.record_id is None else _locked(connection, over.record_id)
    if found is not None and not found.opened:
        return False, None
    table = tables.cases
    same = (table.c.id == over.id, table.c.version == over.version, table.c.closed.is_(True))
    if not connection.execute(delete(table).where(*same)).rowcount:
        return False, None
    return True, found.record.id if found is not None and _gone(connection, found.record.id) else None


def _delete_record(connection: Connection, over: Over) -> bool:
    found = _locked(connection, over.id)
    if found is None or not found.opened or _case_of(connection, over.id):
        return False
    closed_at = found.closing.at if found.closing else None
    ended = found.answered_at if found.record.kind is Kind.DATA_RIGHTS else closed_at
    return ended == over.since and _gone(connection, over.id)


def _locked(connection: Connection, record_id: str) -> StoredRecord | None:
    """Lock a record, so that nothing is added to it meanwhile, and return it as it stands then."""
    own = tables.records.c.id == record_id
    connection.execute(select(tables.records.c.id).where(own).with_for_update())
    row = connection.execute(_STORED.where(own)).mappings().first()
    return None if row is None else _stored(row)
