"""The engine: SQLite made safe for several processes, or PostgreSQL."""

from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from assistant.core.errors import SettingsError

_DRIVERS = ("sqlite", "postgresql+psycopg")
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


def _prepare_sqlite(connection: SqliteConnection, _: Any) -> None:
    connection.isolation_level = None
    for pragma in ("busy_timeout=10000", "journal_mode=WAL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
