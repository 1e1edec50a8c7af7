"""What is the same for every test and takes long to make: the project's own content, and an empty database."""

import functools
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from assistant.adapters.sql import make_engine, upgrade_schema
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
    """Bring an empty database to the present version."""
    if engine.dialect.name == "sqlite":
        shutil.copy(_empty_database(), str(engine.url.database))
    else:
        upgrade_schema(engine)


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
