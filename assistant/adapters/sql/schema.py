"""The schema: brought up to date by Alembic on request, and required to be so at every start.

Alembic is imported only where tables are changed: every process checks the version, and few change it.
"""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from assistant.core.errors import SchemaError, StorageError

_MIGRATIONS = Path(__file__).parents[3] / "migrations"
_VERSION_TABLE = "alembic_version"


def upgrade_schema(engine: Engine) -> None:
    """Bring the database's tables to this version; new databases get them all."""
    try:
        with engine.begin() as connection:
            upgrade_inside(connection)
    except SQLAlchemyError as error:
        raise StorageError(f"the database could not be upgraded{_why(error)}") from error


def upgrade_inside(connection: Connection, version: str = "head") -> None:
    """Bring the tables to a version inside a transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def version_of(connection: Connection) -> str | None:
    """Return the version of the database's tables."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    return connection.execute(text(f"select version_num from {_VERSION_TABLE}")).scalar_one_or_none()  # noqa: S608 - our own name


def known_versions() -> tuple[str, ...]:
    """Return the versions from which this program can go on, the oldest first: a migration's file begins with its."""
    return tuple(sorted(path.name.partition("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*_*.py")))


def require_current_schema(engine: Engine) -> None:
    """Raise ``SchemaError`` unless the database's tables are those of this version."""
    newest = known_versions()[-1]
    try:
        with engine.connect() as connection:
            found = version_of(connection)
    except SQLAlchemyError as error:
        raise StorageError(f"the database cannot be reached{_why(error)}") from error
    if found != newest:
        raise SchemaError(
            f"the database is at version {found or 'none'} and this program needs {newest}: run  assistant db upgrade"
        )


def _why(error: SQLAlchemyError) -> str:
    """Return the driver's own reason, its first line alone: those below can hold a row."""
    lines = str(error.orig).splitlines() if isinstance(error, DBAPIError) else []
    return f": {lines[0]}" if lines else ""
