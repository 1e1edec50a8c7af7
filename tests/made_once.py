"""What is the same for every test and takes long to make: the project's own content, and an empty database."""

import functools
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from assistant.adapters.sql import make_engine, tables, upgrade_schema
from assistant.adapters.sql.schema import known_versions, version_of
from assistant.settings import Settings
from assistant.wiring import Wiring

_CONTENT = (
    "policy",
    "directory",
    "support",
    "routes",
    "titles",
    "post_words",
    "sms_words",
    "look",
    "children_online",
    "calendar",
    "procedure",
    "retention",
    "rights_words",
    "letter_desk",
)


def make_parts(settings: Settings) -> Wiring:
    """Return parts whose content is read already, unless the settings name another or what is said depends on them."""
    parts = Wiring(settings)
    if settings.content_dir == Settings().content_dir:
        parts.__dict__.update(_content())
    return parts


def make_tables(engine: Engine) -> None:
    """Leave a test's database with the tables of the present version and nothing in them."""
    if engine.dialect.name == "sqlite":
        shutil.copy(_empty_database(), str(engine.url.database))
        return
    with engine.begin() as connection:
        made = _has_the_tables(connection)
        for table in reversed(tables.metadata.sorted_tables) if made else ():
            connection.execute(sa.delete(table))
    if not made:
        empty_postgres(engine.url.render_as_string(hide_password=False))
        upgrade_schema(engine)


def empty_postgres(url: str) -> str:
    """Leave a test's database with nothing in it, not even tables."""
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("drop schema public cascade"))
        connection.execute(sa.text("create schema public"))
    engine.dispose()
    return url


def _has_the_tables(connection: Connection) -> bool:
    there = set(sa.inspect(connection).get_table_names())
    return there == {*tables.metadata.tables, "alembic_version"} and version_of(connection) == known_versions()[-1]


@functools.cache
def _content() -> Mapping[str, Any]:
    parts = Wiring(Settings())
    return {name: getattr(parts, name) for name in _CONTENT}


@functools.cache
def _empty_database() -> Path:
    path = Path(tempfile.mkdtemp(prefix="tables-")) / "assistant.db"
    engine = make_engine(f"sqlite:///{path}")
    upgrade_schema(engine)
    engine.dispose()
    return path
