"""``assistant settings``: every setting with its meaning."""

from assistant.settings import Settings, read_settings


def show_settings() -> None:
    """Print each setting, its value (secrets as stars) and its meaning."""
    settings = read_settings()
    for name, field in Settings.model_fields.items():
        print(f"ASSISTANT_{name.upper()}={getattr(settings, name)}")
        print(f"    {field.description}")
