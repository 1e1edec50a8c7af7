"""The audit trail: events about records, cases and staff accounts, in one chain."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from assistant.adapters.sql import tables
from assistant.adapters.sql.engine import snapshot
from assistant.core.audit import AuditEvent, Checked, Mark, Trace, check_chain, link
from assistant.core.errors import StorageError
from assistant.services.ports import AuditTrail

_LOCK = 7_203_417
"""Any constant: PostgreSQL's advisory lock that lets one transaction at a time append to the audit trail."""

_AT_A_TIME = 500


class SqlAuditTrail(AuditTrail):
    """Reads the whole trail as it stands at one moment, while others go on writing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def check(self, noted: Mark | None = None) -> Checked:
        """Walk the chain."""
        try:
            with snapshot(self._engine) as connection:
                return checked_trail(connection, noted)
        except SQLAlchemyError as error:
            raise StorageError("the database did not answer as it should") from error

    def about(self, subject_id: str) -> tuple[AuditEvent, ...]:
        """Return the events about a record or a case."""
        try:
            with snapshot(self._engine) as connection:
                return tuple(_events(connection, tables.audit.c.record_id == subject_id))
        except SQLAlchemyError as error:
            raise StorageError("the database did not answer as it should") from error


def checked_trail(connection: Connection, noted: Mark | None = None) -> Checked:
    """Walk the chain inside a transaction."""
    return check_chain(_events(connection), owed=_owed(connection), noted=noted)


def append_event(
    connection: Connection, at: datetime, event: str, *, record_id: str | None = None, account_id: str | None = None
) -> None:
    """Append to the chain."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    last = connection.execute(
        select(tables.audit.c.position, tables.audit.c.hash).order_by(tables.audit.c.position.desc()).limit(1)
    ).first()
    position, before = (last.position + 1, last.hash) if last else (1, b"")
    connection.execute(
        insert(tables.audit).values(
            position=position,
            at=at,
            event=event,
            record_id=record_id,
            account_id=account_id,
            hash=link(before, position=position, at=at, event=event, record_id=record_id, account_id=account_id),
        )
    )


def _events(connection: Connection, *conditions: ColumnElement[bool]) -> Iterator[AuditEvent]:
    rows = select(tables.audit).where(*conditions).order_by(tables.audit.c.position)
    for row in connection.execute(rows, execution_options={"yield_per": _AT_A_TIME}).mappings():
        yield AuditEvent(**{**row, "hash": bytes(row["hash"])})


def _owed(connection: Connection) -> Counter[Trace]:
    """Return which events what is stored must have left: one for each record, case entry and staff account."""
    owed: Counter[Trace] = Counter()
    for kind, record_id in connection.execute(select(tables.records.c.kind, tables.records.c.id)):
        owed[f"{kind}_stored", record_id] += 1
    for kind, case_id in connection.execute(select(tables.case_entries.c.kind, tables.case_entries.c.case_id)):
        owed[f"case_{kind}", case_id] += 1
    for (account_id,) in connection.execute(select(tables.staff_accounts.c.id)):
        owed["staff_added", account_id] += 1
    return owed
