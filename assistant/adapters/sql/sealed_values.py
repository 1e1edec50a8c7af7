"""Every sealed value, wherever it is: counted by key, sealed anew, and proven to open."""

import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, LargeBinary, RowMapping, func, select, tuple_, update
from sqlalchemy.exc import SQLAlchemyError

from assistant.adapters.sql.engine import snapshot
from assistant.adapters.sql.sealed import SEALED_COLUMNS, SealedColumn
from assistant.core.errors import KeysError, SealedDataError, StorageError
from assistant.services.ports import Resealed, Seal, SealedValues

_AT_A_TIME = 100
_ROUNDS = 100
_BETWEEN_ROUNDS = 0.1
_NAMED = 10
"""How many of the values that do not open are named."""


class SqlSealedValues(SealedValues):
    """Walks through the registry of sealed columns."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        self._engine = engine
        self._seal = seal

    def count(self, key_id: str) -> int:
        """Return how many values a key has sealed."""
        return self._count(lambda entry: _begins(entry, self._seal.mark(key_id)))

    def count_others(self, key_id: str) -> int:
        """Return how many values any other key has sealed."""
        return self._count(lambda entry: ~_begins(entry, self._seal.mark(key_id)))

    def reseal(self, key_id: str, tell: Callable[[int], None]) -> Resealed:
        """Seal anew what another key has sealed; what others hold locked is left for the next round."""
        resealed = 0
        for _ in range(_ROUNDS):
            unopened = 0
            for entry in SEALED_COLUMNS:
                done = self._reseal_column(entry, key_id, partial(_tell_more, tell, resealed))
                resealed, unopened = resealed + done.resealed, unopened + done.unopened
            if self.count_others(key_id) <= unopened:
                self._leave_no_old_pages()
                return Resealed(resealed, unopened)
            time.sleep(_BETWEEN_ROUNDS)
        raise KeysError("some values are locked by others all the time: run the command again")

    def _reseal_column(self, entry: SealedColumn, key_id: str, tell: Callable[[int], None]) -> Resealed:
        resealed = unopened = 0
        after: tuple[Any, ...] | None = None
        while True:
            began = time.monotonic()
            try:
                with self._engine.begin() as connection:
                    rows = self._stale(connection, entry, key_id, after)
                    opened = [self._reseal_row(connection, entry, row, key_id) for row in rows]
            except SQLAlchemyError as error:
                raise StorageError("the database did not answer as it should") from error
            if not rows:
                return Resealed(resealed, unopened)
            resealed, unopened = resealed + sum(opened), unopened + opened.count(False)
            tell(resealed)
            after = tuple(rows[-1][column.name] for column in entry.table.primary_key)
            # Others get as long as this took: SQLite has one writer at a time.
            time.sleep(time.monotonic() - began)

    def _stale(
        self, connection: Connection, entry: SealedColumn, key_id: str, after: tuple[Any, ...] | None
    ) -> list[RowMapping]:
        key = tuple(entry.table.primary_key)
        stale = select(*_needed(entry)).where(~_begins(entry, self._seal.mark(key_id)))
        if after is not None:
            stale = stale.where(tuple_(*key) > after)
        stale = stale.order_by(*key).limit(_AT_A_TIME).with_for_update(skip_locked=True, key_share=True)
        return list(connection.execute(stale).mappings())

    def _reseal_row(self, connection: Connection, entry: SealedColumn, row: RowMapping, key_id: str) -> bool:
        """Tell whether the value opened; only one that is still as it was read is replaced."""
        before = bytes(row[entry.name])
        try:
            plain = entry.open_in(self._seal, row)
        except SealedDataError:
            return False
        after = entry.close_in(self._seal, plain, row)
        if not after.startswith(self._seal.mark(key_id)):
            raise KeysError(f"the key {key_id} is not the one that seals here: run the command again")
        same = [column == row[column.name] for column in entry.table.primary_key]
        connection.execute(update(entry.table).where(*same, entry.column == before).values({entry.name: after}))
        return True

    def _leave_no_old_pages(self) -> None:
        """Empty SQLite's write-ahead log, where values of the old key may still stand."""
        if self._engine.dialect.name == "sqlite":
            connection = self._engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()

    def _count(self, condition: Callable[[SealedColumn], ColumnElement[bool]]) -> int:
        try:
            with snapshot(self._engine) as connection:
                return sum(_count_where(connection, entry, condition(entry)) for entry in SEALED_COLUMNS)
        except SQLAlchemyError as error:
            raise StorageError("the database did not answer as it should") from error


def open_every_value(connection: Connection, seal: Seal) -> Counter[str]:
    """Open every sealed value inside a transaction and return how many there are of each table.

    Raises:
        SealedDataError: some do not open; the text names the table, column and row of the first ones.
    """
    counts: Counter[str] = Counter()
    problems: list[str] = []
    for entry in SEALED_COLUMNS:
        rows = select(*_needed(entry)).where(entry.column.is_not(None))
        for row in connection.execute(rows, execution_options={"yield_per": _AT_A_TIME}).mappings():
            try:
                entry.open_in(seal, row)
            except SealedDataError as error:
                named = f"{entry.table.name}.{entry.name}"
                problems.append(f"a value of {named} does not open: {error} ({entry.row_of(row)})")
            counts[entry.table.name] += 1
    if problems:
        more = [f"and {len(problems) - _NAMED} more of {counts.total()}"] if len(problems) > _NAMED else []
        raise SealedDataError("\n".join([*problems[:_NAMED], *more]))
    return counts


def _tell_more(tell: Callable[[int], None], before: int, more: int) -> None:
    tell(before + more)


def _needed(entry: SealedColumn) -> list[ColumnElement[Any]]:
    names = dict.fromkeys([column.name for column in entry.table.primary_key] + [*entry.named_by, entry.name])
    return [entry.table.c[name] for name in names]


def _begins(entry: SealedColumn, mark: bytes) -> ColumnElement[bool]:
    beginning = func.substr(entry.column, 1, len(mark), type_=LargeBinary)
    return beginning == mark


def _count_where(connection: Connection, entry: SealedColumn, condition: ColumnElement[bool]) -> int:
    counted: int = connection.execute(select(func.count()).select_from(entry.table).where(condition)).scalar_one()
    return counted
