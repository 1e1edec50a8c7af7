"""``assistant records``: read what people gave the school, on the school's own machine."""

from typing import Annotated

import typer

from assistant.core.errors import AssistantError
from assistant.core.routing import Role
from assistant.services.read_record import open_record, thread_of
from assistant.wiring import wiring

app = typer.Typer(no_args_is_help=True)


@app.callback()
def records() -> None:
    """What people gave the school."""


@app.command("show")
def show(
    record_id: Annotated[str, typer.Argument(help="the record's id, as the notice names it")],
    role: Annotated[Role, typer.Option("--as", help="the post that reads it; its notice then counts as opened")],
) -> None:
    """Show a record to one of the posts it was sent to, and mark its notice as opened."""
    parts = wiring()
    opened = open_record(parts.store, parts.clock, record_id=record_id, role=role)
    if opened is None:
        raise AssistantError("there is no such record for this post")
    record, account = opened
    print(f"{record.kind}, about: {record.about}, {record.created_at:%d %B %Y %H:%M} UTC")
    if record.child_at_risk:
        print("A child may be at risk.")
    if account.place:
        print(f"Where: {account.place}")
    print(f"\n{account.text}\n")
    without = "does not want to be contacted" if account.contact_declined else "not given"
    print(f"Contact: {account.contact or without}")
    if record.withdrawn_at:
        print(f"Withdrawn by its giver on {record.withdrawn_at:%d %B %Y %H:%M} UTC. It is not erased.")
    for reply in thread_of(parts.store, record_id=record_id):
        print(f"\n{reply.role or 'Added by the giver'}, {reply.at:%d %B %Y %H:%M} UTC:\n{reply.text}")
