"""A database for one test: SQLite, and PostgreSQL where there is one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.adapters.sql import make_engine
from tests.made_once import empty_postgres, make_tables


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a test's database; `empty` and `make_tables` say what it holds."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'assistant.db'}"
    return str(request.getfixturevalue("postgres"))


@pytest.fixture
def empty(url: str) -> Iterator[Engine]:
    """A database without tables."""
    engine = make_engine(url if url.startswith("sqlite") else empty_postgres(url))
    yield engine
    engine.dispose()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """A database with tables and nothing in them."""
    engine = make_engine(url)
    make_tables(engine)
    yield engine
    engine.dispose()
