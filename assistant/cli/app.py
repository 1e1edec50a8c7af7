"""Put the commands together; an error of ours is one line on standard error and exit 2.

Only the module of the command that was asked for is imported: the long-lived processes (``web``, ``worker``,
``actions``, ``serve``) would otherwise hold the tools of all the others in memory.
"""

import sys
from importlib import import_module

import typer

from assistant.core.errors import AssistantError

COMMANDS = {
    "serve": "serve:serve",
    "train": "train:train",
    "understand": "understand:understand",
    "check-post": "check_post:check_post",
    "next-step": "next_step:next_step",
    "evaluate": "evaluate:evaluate",
    "settings": "show_settings:show_settings",
    "backup": "backup:backup",
    "restore": "backup:restore",
    "web": "web:web",
    "actions": "action_server:action_server",
    "worker": "worker:worker",
}
"""Each command and the function of ``assistant.cli`` that is it."""

GROUPS = {
    "policy": "policy:app",
    "db": "db:app",
    "audit": "audit:app",
    "keys": "keys:app",
    "records": "records:app",
    "receipt": "receipt:app",
    "retention": "retention:app",
    "staff": "staff:app",
    "demo": "demo:app",
    "sms": "sms:app",
    "widget": "widget:app",
}
"""Each group of commands and the app that holds them."""


def build_app(asked: str | None) -> typer.Typer:
    """Return the app with the command ``asked`` for; with all of them where that is none."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

    @app.callback()
    def assistant() -> None:
        """The school's policy assistant."""

    known = asked in COMMANDS or asked in GROUPS
    for name, place in COMMANDS.items():
        if name == asked or not known:
            app.command(name)(_find(place))
    for name, place in GROUPS.items():
        if name == asked or not known:
            app.add_typer(_find(place), name=name)
    return app


def main() -> None:
    """Run a command."""
    asked = next((argument for argument in sys.argv[1:] if not argument.startswith("-")), None)
    try:
        sys.exit(build_app(asked)(standalone_mode=False))
    except typer.TyperException as error:
        _refuse(" ".join(error.format_message().replace("Value error, ", "").split()))
    except typer.Abort:
        print("assistant: stopped", file=sys.stderr)
        sys.exit(1)
    except AssistantError as error:
        _refuse(str(error))
    except OSError as error:
        if error.filename is None:
            raise
        _refuse(f"{error.filename}: {error.strerror}")


def _find(place: str) -> typer.Typer:
    module, _, name = place.partition(":")
    found: typer.Typer = getattr(import_module(f"assistant.cli.{module}"), name)
    return found


def _refuse(problem: str) -> None:
    if problem:
        print(f"assistant: {problem}", file=sys.stderr)
    sys.exit(2)
