"""The command ``assistant``: a module per command."""

from assistant.cli.app import main

__all__ = ["main"]
