"""An empty database for one test: SQLite, and PostgreSQL where there is one."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from assistant.adapters.sql import make_engine, upgrade_schema

POSTGRES = os.environ.get("TEST_DATABASE_URL", "")


def _empty_postgres() -> str:
    """Give the whole test database to one test: its schema is made anew."""
    engine = make_engine(POSTGRES)
    assert "test" in (engine.url.database or ""), "TEST_DATABASE_URL is emptied: its name must hold `test`"
    with engine.begin() as connection:
        connection.execute(sa.text("drop schema public cascade"))
        connection.execute(sa.text("create schema public"))
    engine.dispose()
    return POSTGRES


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'assistant.db'}"
    if not POSTGRES:
        if os.environ.get("CI"):
            pytest.fail("TEST_DATABASE_URL is not set, and CI never skips PostgreSQL")
        pytest.skip("TEST_DATABASE_URL is not set: no PostgreSQL to test with")
    return _empty_postgres()


@pytest.fixture
def empty(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(empty: Engine) -> Engine:
    upgrade_schema(empty)
    return empty
