"""``assistant audit``: whether the audit trail is as it was written."""

from typing import Annotated

import typer

from assistant.services.check_audit import check_audit
from assistant.wiring import wiring

app = typer.Typer(no_args_is_help=True)


@app.callback()
def audit() -> None:
    """The audit trail."""


@app.command("verify")
def verify(
    expect: Annotated[str | None, typer.Option(help="POSITION:HASH as an earlier check printed it")] = None,
) -> None:
    """Walk the chain of events; exit 1 names the first position that is not as it was written."""
    checked = check_audit(wiring().audit_trail, expected=expect)
    if checked.broken_at is not None:
        print(f"broken at position {checked.broken_at}: {checked.problem}")
        raise typer.Exit(1)
    print(f"The audit trail is in order: {checked.events} events.")
    if checked.events:
        print(f"Note this elsewhere, for  assistant audit verify --expect:\n{checked.last}")
