"""``assistant settings``: every setting with its meaning."""

from assistant.settings import Settings, read_settings


def show_settings() -> None:
    """Print each setting, its value (secrets as stars) and its meaning."""
    settings = read_settings()
    for name, field in Settings.model_fields.items():
        variable = field.validation_alias or f"ASSISTANT_{name.upper()}"
        print(f"{variable}={getattr(settings, name)}")
        print(f"    {field.description}")
