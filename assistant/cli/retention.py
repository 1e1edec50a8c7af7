"""``assistant retention``: what has had its time, and deleting it now instead of within the hour."""

from collections.abc import Mapping

import typer

from assistant.adapters.content import retention_warnings
from assistant.core.retention import Rule, Schedule, Waiting
from assistant.services.case_desk import today
from assistant.services.enforce_retention import enforce_retention, plan_retention
from assistant.wiring import Wiring, wiring

app = typer.Typer(no_args_is_help=True)

_WAITING = {
    Waiting.UNREAD: "not opened by anybody yet, or added to since",
    Waiting.NOT_CLOSED: "opened, and not closed by staff",
    Waiting.CASE_OPEN: "cases that are open",
    Waiting.NOT_ANSWERED: "requests about people's own data, not answered yet",
}


@app.callback()
def retention() -> None:
    """How long things are kept, by retention.yml."""


@app.command("plan")
def plan() -> None:
    """Print what would be deleted now, by which rule and why; delete nothing."""
    parts = wiring()
    _warn(parts)
    found, counts = plan_retention(parts.retention_desk)
    print("Would be deleted now:")
    _print_counts(parts.retention, counts)
    for over in found.over:
        print(f"  {over.thing} {over.id}: {over.rule}, counted from {over.since:%d %B %Y}")
    print("Stays, because its time does not run:")
    for waiting in Waiting:
        print(f"  {found.waiting.get(waiting, 0)} {_WAITING[waiting]}")


@app.command("run")
def run() -> None:
    """Delete what has had its time."""
    parts = wiring()
    _warn(parts)
    print("Deleted:")
    _print_counts(parts.retention, enforce_retention(parts.retention_desk))


def _print_counts(schedule: Schedule, counts: Mapping[Rule, int]) -> None:
    for rule in Rule:
        if schedule.rules[rule].period is not None and rule is not Rule.DRAFTS:
            kept = schedule.rules[rule]
            print(f"  {counts.get(rule, 0)} {rule}: {kept.what}, {kept.how_long}")


def _warn(parts: Wiring) -> None:
    for warning in retention_warnings(parts.retention, today(parts.clock)):
        print(f"warning: retention.yml: {warning}")
