"""The schema: brought up to date by Alembic on request, and required to be so at every start."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from assistant.core.errors import SchemaError, StorageError

_MIGRATIONS = Path(__file__).parents[3] / "migrations"


def upgrade_schema(engine: Engine) -> None:
    """Bring the database's tables to this version; new databases get them all."""
    try:
        with engine.begin() as connection:
            upgrade_inside(connection)
    except SQLAlchemyError as error:
        raise StorageError("the database could not be upgraded") from error


def upgrade_inside(connection: Connection, version: str = "head") -> None:
    """Bring the tables to a version inside a transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def version_of(connection: Connection) -> str | None:
    """Return the version of the database's tables."""
    return MigrationContext.configure(connection).get_current_revision()


def known_versions() -> frozenset[str]:
    """Return the versions from which this program can go on."""
    return frozenset(one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions())


def require_current_schema(engine: Engine) -> None:
    """Raise ``SchemaError`` unless the database's tables are those of this version."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    try:
        with engine.connect() as connection:
            found = version_of(connection)
    except SQLAlchemyError as error:
        raise StorageError("the database cannot be reached") from error
    if found != newest:
        raise SchemaError(
            f"the database is at version {found or 'none'} and this program needs {newest}: run  assistant db upgrade"
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config
