"""``assistant audit``: whether the audit trail is as it was written, and what it says of a record or case."""

from typing import Annotated

import typer

from assistant.core.calendar import clock_time
from assistant.core.errors import AssistantError
from assistant.services.check_audit import check_audit
from assistant.services.read_audit import events_of
from assistant.services.staff_accounts import staff_names
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


@app.command("show")
def show(
    named: Annotated[str, typer.Argument(help="a case's reference, such as C-0042, or a record's id")],
) -> None:
    """Show what was done with a record or case, when, and by whom, such as who has read it."""
    parts = wiring()
    events = events_of(parts.audit_trail, parts.cases, named)
    if not events:
        raise AssistantError("the audit trail has nothing about it")
    names = staff_names(parts.staff_door.store)
    for event in events:
        who = "" if event.account_id is None else f", {names.get(event.account_id, event.account_id)}"
        print(f"{clock_time(event.at)}: {event.event.replace('_', ' ')}{who}")
