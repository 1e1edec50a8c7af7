"""``assistant db``: the database's tables."""

import typer

from assistant.adapters.sql import make_engine, upgrade_schema
from assistant.settings import read_settings

app = typer.Typer(no_args_is_help=True)


@app.callback()
def database() -> None:
    """The database."""


@app.command("upgrade")
def upgrade() -> None:
    """Bring the database's tables to this version."""
    settings = read_settings()
    if not settings.database_url.get_secret_value():
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    upgrade_schema(make_engine(settings.database))
    print("The database is up to date.")
