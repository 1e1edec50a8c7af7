"""An empty database for one test: SQLite, and PostgreSQL where there is one."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from assistant.adapters.sql import make_engine, upgrade_schema

POSTGRES = os.environ.get("TEST_DATABASE_URL", "")


def _empty_postgres(url: str) -> str:
    """Give the whole test database to one test: its schema is made anew."""
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("drop schema public cascade"))
        connection.execute(sa.text("create schema public"))
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def postgres(worker_id: str) -> str:
    """The address of a PostgreSQL database for this worker alone."""
    if not POSTGRES:
        if os.environ.get("CI"):
            pytest.fail("TEST_DATABASE_URL is not set, and CI never skips PostgreSQL")
        pytest.skip("TEST_DATABASE_URL is not set: no PostgreSQL to test with")
    named = sa.make_url(POSTGRES)
    assert "test" in (named.database or ""), "TEST_DATABASE_URL is emptied: its name must hold `test`"
    if worker_id == "master":
        return POSTGRES
    own = named.set(database=f"{named.database}_{worker_id}")
    server = sa.create_engine(named, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(f'drop database if exists "{own.database}"'))
        connection.execute(sa.text(f'create database "{own.database}"'))
    server.dispose()
    return own.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'assistant.db'}"
    return _empty_postgres(request.getfixturevalue("postgres"))


@pytest.fixture
def empty(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(empty: Engine) -> Engine:
    upgrade_schema(empty)
    return empty
