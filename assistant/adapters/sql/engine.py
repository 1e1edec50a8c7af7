"""The engine: SQLite made safe for several processes, or PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from assistant.core.errors import SettingsError

_DRIVERS = ("sqlite", "postgresql+psycopg")
_READS_ONLY = "assistant_reads_only"
_WRONG_ADDRESS = "ASSISTANT_DATABASE_URL: not an address of the form sqlite:///… or postgresql+psycopg://…"


def make_engine(url: str) -> Engine:
    """Return an engine for ``sqlite:///…`` or ``postgresql+psycopg://…``; connects to nothing yet.

    Values never appear in error texts. On SQLite: WAL, foreign keys, deleted content overwritten, and transactions
    that take the write lock as they begin, so that two processes wait for each other and never deadlock.
    """
    try:
        parsed = make_url(url)
        engine = create_engine(parsed, hide_parameters=True, pool_pre_ping=True)
    except (SQLAlchemyError, ImportError) as error:
        raise SettingsError(_WRONG_ADDRESS) from error
    if parsed.drivername not in _DRIVERS:
        raise SettingsError(_WRONG_ADDRESS)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    return engine


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that only reads and sees one moment; on both databases others go on writing meanwhile."""
    options: dict[str, Any] = {_READS_ONLY: True}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def _prepare_sqlite(connection: SqliteConnection, _: Any) -> None:
    connection.isolation_level = None
    for pragma in ("busy_timeout=10000", "journal_mode=WAL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    reads_only = connection.get_execution_options().get(_READS_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
