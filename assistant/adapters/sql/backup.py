"""Every table as JSON lines, the same from SQLite and PostgreSQL; and back into an empty database of either.

The first line tells the version of the tables. Then each table tells its columns and its rows follow, values as they
are stored: what is sealed stays sealed. The last line counts them.
"""

import base64
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, delete, insert, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from assistant.adapters.sql import tables
from assistant.adapters.sql.audit import checked_trail
from assistant.adapters.sql.chats import forget_chats_before
from assistant.adapters.sql.engine import snapshot
from assistant.adapters.sql.schema import known_versions, upgrade_inside, version_of
from assistant.adapters.sql.sealed_values import open_every_value
from assistant.adapters.sql.texts_in import leave_unsent
from assistant.core.errors import BackupError, StorageError
from assistant.services.ports import Backups, Restored, Seal

_FORM = 1
_AT_A_TIME = 500
_BYTES_AT_A_TIME = 8 * 1024 * 1024
"""Of lines that wait to be stored."""
_LARGE = {tables.attachment_chunks: 16}
"""Tables whose rows are large, and how many are read at a time."""
_SIGNED_IN = (tables.staff_sessions, tables.staff_invitations, tables.receipt_sessions)
"""Sign-ins, invitations and open receipts that may have ended since: a restore must not bring one back to life."""


class SqlBackups(Backups):
    """Dumps one moment; loads all or nothing."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        self._engine = engine
        self._seal = seal

    def dump(self) -> Iterator[bytes]:
        """Give the lines of a backup, as the database stands at one moment."""
        counts: Counter[str] = Counter()
        try:
            with snapshot(self._engine) as connection:
                yield _line({"form": _FORM, "version": version_of(connection)})
                for table in tables.metadata.sorted_tables:
                    yield _line({"table": table.name, "columns": table.c.keys()})
                    at_a_time = _LARGE.get(table, _AT_A_TIME)
                    rows = connection.execute(select(table), execution_options={"yield_per": at_a_time})
                    for row in rows:
                        counts[table.name] += 1
                        yield _line([_written(value) for value in row])
        except SQLAlchemyError as error:
            raise StorageError("the database did not answer as it should") from error
        yield _line({"counts": counts})

    def load(self, lines: Iterable[bytes], *, chats_before: datetime) -> Restored:
        """Fill an empty database, in one transaction that a failure of any kind leaves without a trace."""
        try:
            with self._engine.begin() as connection:
                reading = iter(lines)
                _prepare_tables(connection, _head(reading))
                counts = _fill(connection, reading)
                upgrade_inside(connection)
                left_out = 0
                while gone := forget_chats_before(connection, chats_before):
                    left_out += gone
                leave_unsent(connection, chats_before)
                for table in _SIGNED_IN:
                    left_out += connection.execute(delete(table)).rowcount
                return Restored(
                    rows=counts.total(),
                    left_out=left_out,
                    opened=open_every_value(connection, self._seal),
                    audit=checked_trail(connection).or_raise(),
                )
        except SQLAlchemyError as error:
            raise StorageError("the database does not take the backup; nothing was restored") from error


def _head(reading: Iterator[bytes]) -> str:
    head = json.loads(next(reading, b"{}"))
    if head.get("form") != _FORM or head.get("version") not in known_versions():
        raise BackupError("the backup was made by a newer program: restore it with that one, or a later one")
    return str(head["version"])


def _prepare_tables(connection: Connection, version: str) -> None:
    """Give an empty database the tables of the backup's version; one that has those, and nothing in them, is taken."""
    names = set(inspect(connection).get_table_names())
    if names:
        found = MetaData()
        found.reflect(connection)
        filled = [
            table
            for table in found.sorted_tables
            if table.name != "alembic_version" and connection.execute(select(table).limit(1)).first() is not None
        ]
        if filled or version_of(connection) != version:
            raise BackupError("the database is not empty: restore into a new one")
        return
    upgrade_inside(connection, version)


def _fill(connection: Connection, reading: Iterator[bytes]) -> Counter[str]:
    found = MetaData()
    found.reflect(connection)
    counts: Counter[str] = Counter()
    table: Table | None = None
    columns: list[str] = []
    waiting: list[dict[str, Any]] = []
    size = 0
    for line in reading:
        given = json.loads(line)
        if isinstance(given, list) and table is not None:
            waiting.append({name: _read(value) for name, value in zip(columns, given, strict=True)})
            counts[table.name] += 1
            size += len(line)
        full = len(waiting) == _AT_A_TIME or size >= _BYTES_AT_A_TIME
        if waiting and table is not None and (isinstance(given, dict) or full):
            connection.execute(insert(table), waiting)
            waiting, size = [], 0
        if isinstance(given, dict) and "counts" in given:
            if given["counts"] != counts:
                raise BackupError("the backup does not hold as many rows as it says")
            return counts
        if isinstance(given, dict):
            if given["table"] not in found.tables:
                raise BackupError("the backup holds a table that its version does not have")
            table, columns = found.tables[given["table"]], given["columns"]
    raise BackupError("the backup has no end")


def _line(content: Any) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode()


def _written(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        return {"moment": value.astimezone(UTC).replace(tzinfo=None).isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value


def _read(value: Any) -> Any:
    match value:
        case {"bytes": text}:
            return base64.b64decode(text)
        case {"moment": text}:
            return datetime.fromisoformat(text)
        case {"day": text}:
            return date.fromisoformat(text)
    return value
