"""The data folder of one machine: made where it is missing, with a key and the tables of this version."""

from rich.console import Console

from assistant.adapters.crypto import write_key_file
from assistant.adapters.sql import make_engine, upgrade_schema
from assistant.settings import Settings


def prepare_data(settings: Settings, console: Console) -> None:
    """Make what is missing; in production the key file is never made here."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if settings.env != "production" and not settings.key_file.exists():
        write_key_file(settings.key_file)
        console.print(f"A key file was made: {settings.key_file}. Without it nothing stored can be read: keep a copy.")
    upgrade_schema(make_engine(settings.database))
