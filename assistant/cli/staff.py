"""``assistant staff``: who may sign in to the staff pages."""

from typing import Annotated

import typer

from assistant.core.errors import AssistantError
from assistant.core.passwords import PasswordProblem
from assistant.core.staff import StaffRole
from assistant.services.enrol_staff import Enrolled, EnrolProblem, enrol_staff
from assistant.services.staff_accounts import (
    ListedAccount,
    add_staff,
    disable_staff,
    list_staff,
    posts_without_reader,
    reset_staff,
)
from assistant.wiring import Wiring, wiring

app = typer.Typer(no_args_is_help=True)

_WHY = {
    PasswordProblem.TOO_SHORT: "the password is too short",
    PasswordProblem.TOO_LONG: "the password is too long",
    PasswordProblem.OBVIOUS: "the password is too easy to guess",
    PasswordProblem.EMAIL: "the password holds the e-mail address",
    EnrolProblem.LINK: "the account was changed meanwhile",
    EnrolProblem.CODE: "the code is not the one that the app shows now; is this machine's clock right?",
}

_HERE = "set the password and the app at this keyboard instead of printing a link"

Email = Annotated[str, typer.Argument(help="the e-mail address of the account")]
Roles = Annotated[list[StaffRole], typer.Option("--role", help="what the person is at the school; may be repeated")]
Here = Annotated[bool, typer.Option(help=_HERE)]


class EnrolHereError(AssistantError):
    """An enrolment at the keyboard was not finished; the link of the account can still be renewed."""


@app.callback()
def staff() -> None:
    """Who may sign in to the staff pages."""


@app.command("add")
def add(
    email: Annotated[str, typer.Option(help="the e-mail address with which the person signs in")],
    name: Annotated[str, typer.Option(help="the person's name, as colleagues see it")],
    role: Roles,
    here: Here = False,
) -> None:
    """Make an account, and print once the link with which the person enrols."""
    parts = wiring()
    token = add_staff(parts.staff_door, email=email, name=name, roles=frozenset(role))
    _hand_over(parts, token, email, here=here)


@app.command("reset")
def reset(email: Email, role: Roles | None = None, here: Here = False) -> None:
    """End a person's sessions, password and codes, and print a new link; with --role the roles change too."""
    parts = wiring()
    token = reset_staff(parts.staff_door, email=email, roles=frozenset(role or ()))
    _hand_over(parts, token, email, here=here)
    _warn(parts)


@app.command("disable")
def disable(email: Email) -> None:
    """Shut a person out at once; `reset` lets the person in again."""
    parts = wiring()
    disable_staff(parts.staff_door, email=email)
    print("The account is shut, and its sessions have ended.")
    _warn(parts)


@app.command("list")
def show() -> None:
    """Print every account."""
    parts = wiring()
    for listed in list_staff(parts.staff_door.store):
        account = listed.account
        roles = ", ".join(role for role in StaffRole if role in account.roles)
        print(f"{account.email}  {account.name}  {roles}  {_state(parts, listed)}")
    _warn(parts)


def enrolment_link(parts: Wiring, token: str) -> str:
    """Return the address where an invited person enrols."""
    return parts.address(f"/staff/enrol/{token}")


def _state(parts: Wiring, listed: ListedAccount) -> str:
    if listed.account.disabled:
        return "shut out"
    if listed.account.enrolled:
        return "enrolled"
    if listed.invited_until is None or listed.invited_until <= parts.clock.now():
        return "link is over: assistant staff reset"
    return f"not enrolled yet, link until {listed.invited_until:%d %B %Y %H:%M} UTC"


def _hand_over(parts: Wiring, token: str, email: str, *, here: bool) -> None:
    if here:
        _enrol_here(parts, token, email)
        return
    print("Give this link to the person, and to nobody else. It works once, for seven days:")
    print(enrolment_link(parts, token))


def _enrol_here(parts: Wiring, token: str, email: str) -> None:
    door = parts.staff_door
    secret = door.codes.new_secret()
    address = door.codes.address(secret, email=email, issuer=parts.policy.school)
    again = f"try again with  assistant staff reset --here {email}"
    try:
        password = typer.prompt("Password, at least 12 characters", hide_input=True, confirmation_prompt=True)
        print(parts.qr_codes.terminal(address))
        print(f"Scan the square with an authenticator app, or give it this address:\n{address}")
        code = typer.prompt("The code that the app shows now")
    except typer.Abort as error:
        raise EnrolHereError(f"the account is there, and nobody has enrolled: {again}") from error
    done = enrol_staff(door, token, password=password, code_secret=secret, code="".join(code.split()))
    if not isinstance(done, Enrolled):
        raise EnrolHereError(f"not enrolled, {_WHY[done]}: {again}")
    print("Enrolled. Write these recovery codes down; they are shown only now, and each works once:")
    for recovery in done.recovery_codes:
        print(f"  {recovery[:4]} {recovery[4:8]} {recovery[8:]}")


def _warn(parts: Wiring) -> None:
    missing = posts_without_reader(parts.staff_door.store)
    if missing:
        print(f"Nobody has enrolled as: {', '.join(missing)}. In production the assistant does not start like this.")
