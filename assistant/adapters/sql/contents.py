"""Whether a database is still as empty as it was made."""

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from assistant.adapters.sql import tables
from assistant.core.errors import StorageError


def holds_anything(engine: Engine) -> bool:
    """Tell whether there is any record, case or staff account."""
    try:
        with engine.begin() as connection:
            found = [
                connection.execute(select(table.c.id).limit(1)).first()
                for table in (tables.records, tables.cases, tables.staff_accounts)
            ]
    except SQLAlchemyError as error:
        raise StorageError("the database did not answer as it should") from error
    return any(found)
