"""All that is stored about one record: its row, each row that hangs on it, its files and its case, opened."""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, Connection, LargeBinary, RowMapping, Table, select

from assistant.adapters.sql import tables
from assistant.adapters.sql.sealed import SEALED_COLUMNS
from assistant.services.ports import Seal

_SEALED = {(entry.table.name, entry.name): entry for entry in SEALED_COLUMNS}
_SECRET = frozenset({tables.receipt_handles})
"""The receipt's number and its handles are their holder's alone: whoever had one could act as that person."""
_BESIDE = (tables.attachments.c.record_id, tables.cases.c.record_id)
"""What may stay when the record goes: of a file what it is, of a case only that it is there."""


def rows_about(connection: Connection, seal: Seal, record_id: str) -> dict[str, list[dict[str, object]]]:
    """Return the rows by table, those of the record itself first; hashes and the receipt are left out."""
    found: dict[str, list[dict[str, object]]] = {}
    hanging = _hanging_on(tables.records, tables.records.c.id == record_id)
    for table, condition in [*hanging, *((column.table, column == record_id) for column in _BESIDE)]:
        rows = connection.execute(select(table).where(condition)).mappings().all()
        if rows and table not in _SECRET:
            found[table.name] = [_opened(table, row, seal) for row in rows]
    return found


def _hanging_on(table: Table, condition: ColumnElement[bool]) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Give a table and those that are deleted with its rows, each with the condition of the rows."""
    yield table, condition
    for other in tables.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is table and key.ondelete == "CASCADE":
                yield from _hanging_on(other, key.parent.in_(select(key.column).where(condition)))


def _opened(table: Table, row: RowMapping, seal: Seal) -> dict[str, object]:
    shown: dict[str, object] = {}
    for column in table.c:
        value = row[column.name]
        if not isinstance(column.type, LargeBinary):
            shown[column.name] = _written(value)
        elif (table.name, column.name) in _SEALED and value is not None:
            plain = _SEALED[table.name, column.name].open_in(seal, row)
            shown[column.name.removeprefix("sealed_")] = _readable(plain)
    return shown


def _readable(plain: bytes) -> object:
    """Return words as they are, what is stored as JSON as that, and a file as base 64."""
    try:
        text = plain.decode()
    except UnicodeDecodeError:
        return b64encode(plain).decode()
    try:
        return json.loads(text)
    except ValueError:
        return text


def _written(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
