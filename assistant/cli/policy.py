"""``assistant policy``: check what a school edits."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant.adapters.content import ContentFolder
from assistant.settings import read_settings

app = typer.Typer(no_args_is_help=True)


@app.callback()
def content() -> None:
    """The school's policy and other content."""


@app.command("check")
def check(
    folder: Annotated[Path | None, typer.Argument(help="the content folder; nothing: the one in use")] = None,
) -> None:
    """Check the policy and the other files that a school edits; exit 1 where something must be mended."""
    settings = read_settings()
    place = ContentFolder(folder or settings.content_dir, page=settings.public_url)
    wrong = place.problems()
    for error in wrong:
        for problem in error.problems:
            print(f"error: {error.file}: {problem}")
    if wrong:
        raise typer.Exit(1)
    for warning in place.warnings(datetime.now(UTC).date()):
        print(f"warning: {warning}")
    policy = place.policy
    print(f"{policy.school}: {len(policy.clauses)} clauses and {len(policy.topics)} topics are in order")
