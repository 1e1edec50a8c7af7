"""``assistant settings``: every setting with its meaning."""

import json

from assistant.settings import Settings, read_settings


def show_settings() -> None:
    """Print each setting, its value (secrets as stars) and its meaning."""
    settings = read_settings()
    for name, field in Settings.model_fields.items():
        variable = field.validation_alias or f"ASSISTANT_{name.upper()}"
        print(f"{variable}={_written(getattr(settings, name))}")
        print(f"    {field.description}")


def _written(value: object) -> str:
    """Return a value as it is written in a variable."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return (
        json.dumps([entry if isinstance(entry, int) else str(entry) for entry in value])
        if isinstance(value, list)
        else str(value)
    )
