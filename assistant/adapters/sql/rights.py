"""What people ask about their own data, and how the school answered."""

from datetime import datetime

from sqlalchemy import ColumnElement, Engine, RowMapping, or_, select, true, update

from assistant.adapters.sql import tables
from assistant.adapters.sql.audit import append_event
from assistant.adapters.sql.records import WITHOUT_WORDS, record_of
from assistant.adapters.sql.sealed import RIGHTS_ANSWER
from assistant.adapters.sql.transactions import reading, transaction
from assistant.core.errors import StorageError
from assistant.core.records import Record
from assistant.core.rights import Outcome, RightsKind, RightsRequest
from assistant.core.routing import About
from assistant.services.ports import Rights, Seal

_TABLE = tables.rights_requests
_REQUESTS = select(_TABLE, tables.records.c.about.label("concerns")).outerjoin(
    tables.records, tables.records.c.id == _TABLE.c.about_record_id
)
"""Each request, with whom the record is about that it concerns."""


class SqlRights(Rights):
    """Each call is one transaction; a database error rolls it back whole and becomes ``StorageError``."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        self._engine = engine
        self._seal = seal

    def all(self) -> list[tuple[RightsRequest, Record]]:
        """Return every request with its record, the oldest first."""
        return self._with_records(true())

    def unanswered(self) -> list[tuple[RightsRequest, Record]]:
        """Return the requests that were not answered yet, each with its record, the oldest first."""
        return self._with_records(_TABLE.c.answered_at.is_(None))

    def of_record(self, record_id: str) -> RightsRequest | None:
        """Return the request whose words a record holds."""
        with transaction(self._engine) as connection:
            row = connection.execute(_REQUESTS.where(_TABLE.c.record_id == record_id)).mappings().first()
            return None if row is None else self._request(row)

    def asked_by(self, record_id: str) -> list[RightsRequest]:
        """Return the requests that the giver of a record has made, the oldest first."""
        own = or_(_TABLE.c.record_id == record_id, _TABLE.c.about_record_id == record_id)
        with transaction(self._engine) as connection:
            rows = connection.execute(_REQUESTS.where(own).order_by(_TABLE.c.received_at)).mappings()
            return [self._request(row) for row in rows]

    def looked_at(self, record_id: str, *, account_id: str, now: datetime) -> None:
        """Leave an audit event that somebody of the staff read a request."""
        with transaction(self._engine) as connection:
            append_event(connection, now, "rights_looked_at", record_id=record_id, account_id=account_id)

    def exported(self, record_id: str, *, account_id: str, now: datetime) -> None:
        """Leave an audit event that somebody of the staff took a copy."""
        with transaction(self._engine) as connection:
            append_event(connection, now, "record_exported", record_id=record_id, account_id=account_id)

    def acknowledge(self, record_id: str, *, account_id: str, now: datetime) -> bool:
        """Record that receipt was acknowledged; the first time counts."""
        with transaction(self._engine) as connection:
            changed = connection.execute(
                update(_TABLE)
                .where(_TABLE.c.record_id == record_id, _TABLE.c.acknowledged_at.is_(None))
                .values(acknowledged_at=now)
            )
            if changed.rowcount:
                append_event(connection, now, "rights_acknowledged", record_id=record_id, account_id=account_id)
            return bool(changed.rowcount)

    def answer(self, answered: RightsRequest, *, account_id: str) -> bool:
        """Record how the school answered; the first answer counts."""
        if answered.answered_at is None or answered.outcome is None:
            raise StorageError("an answer has its time and its outcome")
        sealed = RIGHTS_ANSWER.close(self._seal, answered.words.encode(), answered.record_id)
        with transaction(self._engine) as connection:
            changed = connection.execute(
                update(_TABLE)
                .where(_TABLE.c.record_id == answered.record_id, _TABLE.c.answered_at.is_(None))
                .values(
                    answered_at=answered.answered_at,
                    outcome=answered.outcome,
                    reason=answered.reason,
                    sealed_answer=sealed,
                )
            )
            if changed.rowcount:
                event = f"rights_{answered.outcome}"
                at = answered.answered_at
                append_event(connection, at, event, record_id=answered.record_id, account_id=account_id)
            return bool(changed.rowcount)

    def _with_records(self, condition: ColumnElement[bool]) -> list[tuple[RightsRequest, Record]]:
        own = tables.records.c.id.in_(select(_TABLE.c.record_id).where(condition))
        with reading(self._engine) as connection:
            rows = connection.execute(_REQUESTS.where(condition).order_by(_TABLE.c.received_at)).mappings().all()
            found = connection.execute(select(*WITHOUT_WORDS).where(own)).mappings()
            records = {row["id"]: record_of(row) for row in found}
            return [(self._request(row), records[row["record_id"]]) for row in rows]

    def _request(self, row: RowMapping) -> RightsRequest:
        sealed = row["sealed_answer"]
        return RightsRequest(
            record_id=row["record_id"],
            kind=RightsKind(row["kind"]),
            received_at=row["received_at"],
            about_record_id=row["about_record_id"],
            acknowledged_at=row["acknowledged_at"],
            answered_at=row["answered_at"],
            outcome=None if row["outcome"] is None else Outcome(row["outcome"]),
            reason=row["reason"] or "",
            concerns=None if row["concerns"] is None else About(row["concerns"]),
            words="" if sealed is None else RIGHTS_ANSWER.open(self._seal, sealed, row["record_id"]).decode(),
        )
