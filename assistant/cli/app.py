"""Put the commands together; an error of ours is one line on standard error and exit 2."""

import sys

import typer

from assistant.cli import (
    action_server,
    check_post,
    db,
    evaluate,
    policy,
    records,
    serve,
    show_settings,
    train,
    understand,
    web,
    worker,
)
from assistant.core.errors import AssistantError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command("serve")(serve.serve)
app.command("train")(train.train)
app.command("understand")(understand.understand)
app.command("check-post")(check_post.check_post)
app.command("evaluate")(evaluate.evaluate)
app.command("settings")(show_settings.show_settings)
app.command("web")(web.web)
app.command("actions")(action_server.action_server)
app.command("worker")(worker.worker)
app.add_typer(policy.app, name="policy", help="The school's policy and other content.")
app.add_typer(db.app, name="db", help="The database.")
app.add_typer(records.app, name="records", help="What people gave the school.")


def main() -> None:
    """Run a command."""
    try:
        app()
    except AssistantError as error:
        print(f"assistant: {error}", file=sys.stderr)
        sys.exit(2)
