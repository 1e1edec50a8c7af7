"""Sign in with a password and a one-time or recovery code. Every refusal is alike, and takes alike long."""

import secrets
from dataclasses import dataclass, replace

from assistant.core.passwords import normal_password
from assistant.core.staff import LONGEST, StaffAccount, StaffSession
from assistant.services.enrol_staff import RECOVERY_DIGITS, recovery_digest
from assistant.services.ports import Staff, StaffDoor
from assistant.services.staff_accounts import email_digest, token_digest


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person who has signed in, and the session."""

    account: StaffAccount
    session: StaffSession


def sign_in(
    door: StaffDoor, *, email: str, password: str, code: str, before: str | None
) -> tuple[str, SignedIn] | None:
    """Open a session and return its token; nothing where the address, the password or the code is not right.

    ``before`` is the token of a session that the browser still had: it ends, so that none outlives a sign-in.
    The slow hash is computed between two transactions, never inside one.
    """
    code = "".join(code.split())
    with door.store.transaction() as staff:
        account = staff.by_email(email_digest(door.digests, email))
        known = staff.credentials(account.id) if account is not None and account.can_sign_in else None
    right = door.passwords.matches(normal_password(password), known.password_hash if known else None)
    step = door.codes.step_of(code, known.code_secret if known else None, door.clock.now())
    with door.store.transaction() as staff:
        if account is not None and known is not None and right:
            unchanged = staff.by_id(account.id) == account and staff.credentials(account.id) == known
            if unchanged and _second_factor(door, staff, account, code, step):
                return _open(door, staff, account, before)
        staff.audit("sign_in_failed", account.id if account else None)
    return None


def signed_in(door: StaffDoor, token: str, *, active: bool = True) -> SignedIn | None:
    """Return who a living session belongs to; ``active`` says that the person did something, which keeps it alive."""
    now = door.clock.now()
    with door.store.transaction() as staff:
        session = staff.session(token_digest(token))
        if session is None or session.expires_at <= now:
            return None
        account = staff.by_id(session.account_id)
        if account is None or not account.can_sign_in:
            return None
        if active:
            staff.session_seen(token_digest(token), now)
            session = replace(session, seen_at=now)
        return SignedIn(account, session)


def session_owner(door: StaffDoor, token: str) -> str | None:
    """Return the account that a session belongs or belonged to."""
    with door.store.transaction() as staff:
        session = staff.session(token_digest(token))
    return None if session is None else session.account_id


def sign_out(door: StaffDoor, token: str) -> None:
    """End a session."""
    with door.store.transaction() as staff:
        session = staff.session(token_digest(token))
        if session is not None:
            staff.end_session(token_digest(token), door.clock.now())
            staff.audit("sign_out", session.account_id)


def sign_out_everywhere(door: StaffDoor, account: StaffAccount) -> None:
    """End all sessions of a person."""
    with door.store.transaction() as staff:
        staff.end_sessions(account.id, door.clock.now())
        staff.audit("sign_out_everywhere", account.id)


def living_sessions(door: StaffDoor, account: StaffAccount) -> list[tuple[bytes, StaffSession]]:
    """Return a person's living sessions by the hash of their token, the newest first."""
    now = door.clock.now()
    with door.store.transaction() as staff:
        return [found for found in staff.sessions(account.id) if found[1].expires_at > now]


def recovery_codes_left(door: StaffDoor, account: StaffAccount) -> int:
    """Return how many recovery codes a person has left."""
    with door.store.transaction() as staff:
        return staff.recovery_codes_left(account.id)


def _second_factor(door: StaffDoor, staff: Staff, account: StaffAccount, code: str, step: int | None) -> bool:
    if step is not None:
        return staff.use_step(account.id, step)
    if len(code) != RECOVERY_DIGITS or not staff.use_recovery_code(
        account.id, recovery_digest(door.digests, account.id, code)
    ):
        return False
    staff.audit("recovery_code_used", account.id)
    return True


def _open(door: StaffDoor, staff: Staff, account: StaffAccount, before: str | None) -> tuple[str, SignedIn]:
    token, now = secrets.token_urlsafe(32), door.clock.now()
    session = StaffSession(account.id, now, now, now + LONGEST)
    if before is not None:
        staff.end_session(token_digest(before), now)
    staff.open_session(token_digest(token), session)
    staff.audit("sign_in", account.id)
    return token, SignedIn(account, session)
