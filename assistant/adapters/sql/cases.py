"""Cases: the newest version of each, a chronology that is only added to, and who was let in."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from assistant.adapters.sql import tables
from assistant.adapters.sql.attachments import give_to_case, store_file
from assistant.adapters.sql.audit import append_event
from assistant.adapters.sql.case_rows import opened_entry, opened_share, sealed_entry, sealed_share
from assistant.adapters.sql.sealed import CASE_SIZE
from assistant.adapters.sql.transactions import transaction
from assistant.core.attachments import Attachment
from assistant.core.cases import Case, Entry, let_in
from assistant.core.errors import SealedDataError, StorageError
from assistant.core.paging import Beside
from assistant.services.ports import Cases, Seal

_AT_A_TIME = 50


class SqlCases(Cases):
    """Each call is one transaction; a database error rolls it back whole and becomes ``StorageError``."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        self._engine = engine
        self._seal = seal

    def add(self, case: Case, *, due_on: date | None) -> Case:
        """Store a new case and return it with the next number."""
        with self._transaction() as connection:
            numbered = replace(case, number=_next_number(connection))
            connection.execute(
                insert(tables.cases).values(
                    id=numbered.id,
                    number=numbered.number,
                    request_id=numbered.request_id,
                    record_id=numbered.record_id,
                    opened_at=numbered.opened_at,
                    **self._state(numbered, due_on),
                )
            )
            give_to_case(connection, numbered)
            self._append(connection, numbered, numbered.entries)
        return numbered

    def replace(
        self,
        before: Case,
        after: Case,
        *,
        due_on: date | None,
        evidence: tuple[Attachment, Iterable[bytes]] | None = None,
    ) -> bool:
        """Store what ``after`` has more, and its shares; nothing where ``before`` is not the newest version."""
        with self._transaction() as connection:
            changed = connection.execute(
                update(tables.cases)
                .where(tables.cases.c.id == before.id, tables.cases.c.version == before.version)
                .values(**self._state(after, due_on))
            )
            if changed.rowcount == 0:
                return False
            self._append(connection, after, after.entries[len(before.entries) :])
            self._reshare(connection, before, after)
            if evidence is not None:
                store_file(connection, self._seal, *evidence, case_id=after.id)
        return True

    def by_number(self, number: int) -> Case | None:
        """Return a case."""
        return self._one(tables.cases.c.number == number)

    def by_request(self, request_id: str) -> Case | None:
        """Return the case that a request has opened."""
        return self._one(tables.cases.c.request_id == request_id)

    def by_record(self, record_id: str) -> Case | None:
        """Return the case that was opened from a record."""
        return self._one(tables.cases.c.record_id == record_id)

    def viewed(self, case: Case, now: datetime, *, account_id: str) -> None:
        """Leave in the audit trail that somebody has read a case."""
        with self._transaction() as connection:
            append_event(connection, now, "case_read", record_id=case.id, account_id=account_id)

    def each(
        self, *, open_only: bool = False, owner: str | None = None, beside: Beside[int] | None = None
    ) -> Iterator[Case]:
        """Give the cases, the newest first; each few of them are one transaction."""
        number = tables.cases.c.number
        conditions: list[Any] = [tables.cases.c.closed.is_(False)] if open_only else []
        if owner is not None:
            conditions.append(tables.cases.c.owner_id == owner)
        rising = beside is not None and beside.before
        last = None if beside is None else beside.place
        while True:
            past = [] if last is None else [number > last if rising else number < last]
            with self._transaction() as connection:
                found = self._found(connection, *conditions, *past, order=number if rising else number.desc())
            yield from found
            if len(found) < _AT_A_TIME:
                return
            last = found[-1].number

    def _transaction(self) -> AbstractContextManager[Connection]:
        return transaction(self._engine, taken=StorageError("the database holds such a case already"))

    def _state(self, case: Case, due_on: date | None) -> dict[str, Any]:
        size = CASE_SIZE.close(self._seal, str(len(case.entries)).encode(), case.id, case.version)
        return {
            "version": case.version,
            "closed": case.closed,
            "owner_id": case.owner,
            "due_on": due_on,
            "sealed_size": size,
        }

    def _append(self, connection: Connection, case: Case, entries: Sequence[Entry]) -> None:
        for entry in entries:
            connection.execute(insert(tables.case_entries).values(**sealed_entry(self._seal, case.id, entry)))
            event = f"case_{entry.kind}"
            append_event(connection, entry.recorded_at, event, record_id=case.id, account_id=entry.by)

    def _reshare(self, connection: Connection, before: Case, after: Case) -> None:
        for share in set(before.shares) - set(after.shares):
            row = (tables.case_shares.c.case_id == after.id) & (tables.case_shares.c.staff_id == share.staff_id)
            connection.execute(delete(tables.case_shares).where(row))
        for share in set(after.shares) - set(before.shares):
            connection.execute(insert(tables.case_shares).values(**sealed_share(self._seal, after.id, share)))

    def _one(self, condition: Any) -> Case | None:
        with self._transaction() as connection:
            found = self._found(connection, condition)
        return found[0] if found else None

    def _found(self, connection: Connection, *conditions: Any, order: Any = None) -> list[Case]:
        """Read a few cases first, then what belongs to them: what is added in between is left for the next reading."""
        cases = select(tables.cases).where(*conditions).order_by(order).limit(_AT_A_TIME)
        rows = connection.execute(cases).mappings().all()
        wanted = [row["id"] for row in rows]
        entries = _rows_by_case(connection, tables.case_entries, "position", wanted)
        shares = _rows_by_case(connection, tables.case_shares, "shared_at", wanted)
        return [self._case(row, entries.get(row["id"], []), shares.get(row["id"], [])) for row in rows]

    def _case(self, row: RowMapping, entries: Sequence[RowMapping], shares: Sequence[RowMapping]) -> Case:
        size = int(CASE_SIZE.open(self._seal, row["sealed_size"], row["id"], row["version"]))
        if [entry["position"] for entry in entries[:size]] != list(range(1, size + 1)):
            raise SealedDataError("entries of a case are missing")
        told = tuple(opened_entry(self._seal, entry) for entry in entries[:size])
        given = [opened_share(self._seal, share) for share in shares]
        readers = let_in(told)  # a share's row that somebody has put back lets nobody in
        return Case(
            id=row["id"],
            number=row["number"],
            request_id=row["request_id"],
            opened_at=row["opened_at"],
            entries=told,
            shares=tuple(share for share in given if share.staff_id in readers),
            record_id=row["record_id"],
            version=row["version"],
        )


def _next_number(connection: Connection) -> int:
    """Count up. The counter's row stays locked until the transaction ends, so that a failed one leaves no gap."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    counter = dialect.insert(tables.case_counter).values(id=1, last_number=1)
    counted = counter.on_conflict_do_update(
        index_elements=["id"], set_={"last_number": tables.case_counter.c.last_number + 1}
    ).returning(tables.case_counter.c.last_number)
    return int(connection.execute(counted).scalar_one())


def _rows_by_case(connection: Connection, table: Any, order: str, wanted: Sequence[str]) -> dict[str, list[RowMapping]]:
    rows = select(table).where(table.c.case_id.in_(wanted)).order_by(table.c.case_id, table.c[order])
    found = connection.execute(rows).mappings()
    return {case_id: list(group) for case_id, group in groupby(found, key=lambda row: str(row["case_id"]))}
