"""``assistant demo``: an example school to look around in, all of it invented. Never in production."""

import typer
from rich.console import Console

from assistant.adapters.clock import SystemClock
from assistant.adapters.one_time_codes import code_at
from assistant.adapters.sql import holds_anything
from assistant.cli.data_folder import prepare_data
from assistant.cli.demo_school import Member, PastClock, load_school, read_school
from assistant.core.errors import AssistantError
from assistant.settings import Settings, read_settings
from assistant.wiring import Wiring

app = typer.Typer(no_args_is_help=True)


class DemoError(AssistantError):
    """The example school may not be loaded here."""


@app.callback()
def demo() -> None:
    """An example school to look around in, all of it invented."""


@app.command("load")
def load() -> None:
    """Fill an empty data folder with an example school, and print how to sign in."""
    settings, school = _settings(), read_school()
    prepare_data(settings, Console(stderr=True))
    parts = Wiring(settings)
    clock = PastClock(parts.calendar, parts.clock.now())
    parts.clock = clock
    if holds_anything(parts.engine):
        raise DemoError("the database holds records, cases or accounts already; the demo school needs an empty one")
    load_school(parts, clock, school)
    counts = f"{len(school.staff)} accounts, {len(school.records)} records, {len(school.cases)} cases"
    print(f"The demo school is loaded: {counts}. All of it is invented.")
    _print_accounts(settings, school.staff)


@app.command("accounts")
def accounts() -> None:
    """Print how to sign in to the example school, with the codes of this moment."""
    _print_accounts(_settings(), read_school().staff)


def _settings() -> Settings:
    settings = read_settings()
    if settings.env == "production":
        raise DemoError("there is no demo school in production: everybody knows its passwords")
    return settings


def _print_accounts(settings: Settings, staff: list[Member]) -> None:
    now = SystemClock().now()
    print(f"Sign in at {settings.public_url}/staff as one of these; everybody knows the passwords and the secrets.")
    for member in staff:
        print(f"  {member.email}  {', '.join(member.roles)}")
        print(f"    password: {member.password}  secret: {member.secret}  code now: {code_at(member.secret, now)}")
    print("Put a secret into an authenticator app, or run  assistant demo accounts  for a fresh code: each works once.")
