"""One transaction: whole or not at all, and a database error inside it becomes ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from assistant.adapters.sql.engine import snapshot
from assistant.core.errors import StorageError

_FAILED = "the database did not answer as it should"


@contextmanager
def transaction(engine: Engine, *, taken: StorageError | None = None) -> Iterator[Connection]:
    """Open a transaction; leaving it without an error commits it, any error rolls it back whole.

    Raises:
        StorageError: the database did not take it; ``taken`` where a row of the same key is there already.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except IntegrityError as error:
        raise taken or StorageError(_FAILED) from error
    except SQLAlchemyError as error:
        raise StorageError(_FAILED) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that only reads and sees one moment, while others go on writing.

    Raises:
        StorageError: the database did not take it.
    """
    try:
        with snapshot(engine) as connection:
            yield connection
    except SQLAlchemyError as error:
        raise StorageError(_FAILED) from error
