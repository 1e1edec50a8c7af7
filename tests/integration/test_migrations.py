"""A database of each earlier version, with a row in every table, comes to this version with all that it held."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from assistant.adapters.sql import require_current_schema, upgrade_schema
from assistant.adapters.sql.schema import known_versions, upgrade_inside

MOMENT = datetime(2026, 9, 1, 12, tzinfo=UTC).replace(tzinfo=None)
MEANT = {"role": "headteacher", "kind": "complaint", "about": "staff", "state": "queued", "news": "added"}
"""What a migration may read; everything else is any value of its column's type."""
VALUES: Mapping[type, object] = {
    sa.Boolean: True,
    sa.DateTime: MOMENT,
    sa.Date: MOMENT.date(),
    sa.Integer: 7,
    sa.LargeBinary: b"sealed",
}


def _tables(connection: sa.Connection) -> sa.MetaData:
    found = sa.MetaData()
    found.reflect(connection)
    found.remove(found.tables["alembic_version"])
    return found


def _value(column: sa.Column[Any]) -> object:
    if column.name in MEANT and isinstance(column.type, sa.String):
        return MEANT[column.name]
    if column is column.table.c.get("opened_at") and column.nullable:
        return None
    fallen = next((value for kind, value in VALUES.items() if isinstance(column.type, kind)), None)
    return column.name[: column.type.length] if isinstance(column.type, sa.String) else fallen


def _fill(connection: sa.Connection) -> None:
    """Put one row into each table; what refers to another row takes that one's key."""
    rows: dict[str, dict[str, object]] = {}
    for table in _tables(connection).sorted_tables:
        row = {column.name: _value(column) for column in table.c}
        for column in table.c:
            for key in column.foreign_keys:
                row[column.name] = rows[key.column.table.name][key.column.name]
        connection.execute(table.insert().values(row))
        rows[table.name] = row


def _rows(connection: sa.Connection) -> dict[str, dict[str, object]]:
    """Return the one row of each table."""
    return {
        table.name: dict(connection.execute(sa.select(table)).mappings().one())
        for table in _tables(connection).sorted_tables
        if connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
    }


@pytest.mark.parametrize("version", known_versions()[:-1])
def test_a_filled_database_of_each_earlier_version_keeps_all_that_it_held(empty: Engine, version: str) -> None:
    with empty.begin() as connection:
        upgrade_inside(connection, version)
        _fill(connection)
        before = _rows(connection)
        assert list(before) == [table.name for table in _tables(connection).sorted_tables]
    upgrade_schema(empty)
    require_current_schema(empty)
    with empty.begin() as connection:
        after = _rows(connection)
    kept = {name: {column: after[name][column] for column in row} for name, row in before.items()}
    assert kept == before
    if "arrivals" not in before:
        news = "news" in before["notices"]
        assert after["arrivals"] == {
            "record_id": before["records"]["id"],
            "role": "headteacher",
            "about": "staff",
            "waiting": True,
            "news": news,
            "later": False,
            "came_at": MOMENT,
        }
