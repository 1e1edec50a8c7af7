"""``assistant policy``: check what a school edits."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant.adapters.content import (
    calendar_warning,
    children_online_warnings,
    hosts_warnings,
    look_warnings,
    read_calendar,
    read_children_online,
    read_directory,
    read_hosts,
    read_letters,
    read_look,
    read_policy,
    read_post_words,
    read_privacy,
    read_procedure,
    read_retention,
    read_rights,
    read_routes,
    read_sms_words,
    read_support,
    read_titles,
    retention_warnings,
    routes_warnings,
)
from assistant.core.errors import ContentError
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
    place = folder or read_settings().content_dir
    try:
        policy = read_policy(place / "policy.yml")
        directory = read_directory(place / "contacts.yml")
        read_support(place / "support.yml", directory)
        routes = read_routes(place / "routes.yml", directory)
        read_titles(place / "goals.yml")
        read_post_words(place / "posts.yml")
        read_sms_words(place / "sms.yml")
        calendar = read_calendar(place / "calendar.yml")
        read_procedure(place / "procedure.yml")
        read_letters(place / "letters", policy)
        hosts = read_hosts(place / "hosts.yml")
        read_privacy(place / "privacy.yml")
        read_rights(place / "rights.yml")
        schedule = read_retention(place / "retention.yml")
        look = read_look(place / "look.yml")
        children_online = read_children_online(place / "children_online.yml")
    except ContentError as error:
        for problem in error.problems:
            print(f"error: {error.file}: {problem}")
        raise typer.Exit(1) from None
    today = datetime.now(UTC).date()
    if policy.review_overdue(today):
        due = policy.review_due
        print(f"warning: policy.yml: the policy's review was due by {due.day} {due:%B %Y}; the school should review it")
    for entry in directory.examples:
        print(f"warning: contacts.yml: {entry} still has an example address or number")
    runs_out = calendar_warning(calendar, today)
    warnings = {
        "routes.yml": routes_warnings(routes, directory),
        "calendar.yml": [runs_out] if runs_out else [],
        "hosts.yml": hosts_warnings(hosts, today),
        "retention.yml": retention_warnings(schedule, today),
        "look.yml": look_warnings(look),
        "children_online.yml": children_online_warnings(children_online, today),
    }
    for file, found in warnings.items():
        for warning in found:
            print(f"warning: {file}: {warning}")
    print(f"{policy.school}: {len(policy.clauses)} clauses and {len(policy.topics)} topics are in order")
