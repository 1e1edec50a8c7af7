"""``assistant widget``: put the assistant on the school's website."""

import typer

from assistant.core.routing import Role
from assistant.web.widget.release import Releases, present_release
from assistant.web.widget.snippet import snippet
from assistant.wiring import wiring

app = typer.Typer(no_args_is_help=True)


@app.callback()
def widget() -> None:
    """The widget for the school's website."""


@app.command("snippet")
def print_snippet() -> None:
    """Print the lines to paste into the school's website, and keep the file that they name."""
    parts = wiring()
    release = present_release()
    Releases(parts.settings.data_dir / "widget").keep(release, parts.clock.now())
    phone = parts.directory.contacts[Role.OFFICE].phone
    print(snippet(release, public_url=parts.settings.public_url, phone=phone, look=parts.look), end="")
