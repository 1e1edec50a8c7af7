"""Let an invited person set a password and bring an authenticator app: once, with the link of the invitation."""

import secrets
from dataclasses import dataclass
from enum import StrEnum

from assistant.core.passwords import PasswordProblem, normal_password, password_problem
from assistant.core.staff import StaffAccount
from assistant.services.ports import Credentials, Digests, Staff, StaffDoor
from assistant.services.staff_accounts import token_digest

RECOVERY_CODES = 10
RECOVERY_DIGITS = 12


class EnrolProblem(StrEnum):
    """Why an enrolment is not taken, where it is not the password's fault."""

    LINK = "link"
    """The link is unknown, used, or over."""
    CODE = "code"
    """The code is not the one that the app shows now."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The account, and its recovery codes, which are not stored and shown this once."""

    account: StaffAccount
    recovery_codes: tuple[str, ...]


def invited_account(door: StaffDoor, token: str) -> StaffAccount | None:
    """Return whom an invitation is for, while it works."""
    with door.store.transaction() as staff:
        return _invited(staff, door, token)


def enrol_staff(
    door: StaffDoor, token: str, *, password: str, code_secret: str, code: str
) -> Enrolled | PasswordProblem | EnrolProblem:
    """Give an invited person a password and the secret of an app that has just shown ``code``; uses the link up."""
    account = invited_account(door, token)
    if account is None:
        return EnrolProblem.LINK
    problem = password_problem(password, email=account.email)
    if problem is not None:
        return problem
    step = door.codes.step_of(code, code_secret, door.clock.now())
    if step is None:
        return EnrolProblem.CODE
    credentials = Credentials(door.passwords.hashed(normal_password(password)), code_secret)
    codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
    with door.store.transaction() as staff:
        if _invited(staff, door, token) is None or not staff.use_invitation(token_digest(token)):
            return EnrolProblem.LINK
        hashes = [recovery_digest(door.digests, account.id, one) for one in codes]
        staff.set_credentials(account.id, credentials, hashes)
        staff.use_step(account.id, step)
        staff.end_sessions(account.id, door.clock.now())
        staff.audit("staff_enrolled", account.id)
    return Enrolled(account, codes)


def recovery_digest(digests: Digests, account_id: str, code: str) -> bytes:
    """Return what is stored of a recovery code."""
    return digests.of(f"{account_id}:{code}", purpose="staff recovery code")


def _invited(staff: Staff, door: StaffDoor, token: str) -> StaffAccount | None:
    invitation = staff.invitation(token_digest(token))
    if invitation is None or invitation.expires_at <= door.clock.now():
        return None
    account = staff.by_id(invitation.account_id)
    return None if account is None or account.disabled else account


def _recovery_code() -> str:
    return f"{secrets.randbelow(10**RECOVERY_DIGITS):0{RECOVERY_DIGITS}d}"
