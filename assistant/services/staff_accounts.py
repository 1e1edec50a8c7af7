"""Let people in to the staff pages, and shut them out: what the person who runs the assistant does."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from assistant.core.errors import AssistantError
from assistant.core.routing import Role
from assistant.core.staff import INVITATION_LASTS, StaffAccount, StaffRole, normal_email
from assistant.services.ports import Digests, Invitation, Staff, StaffDoor, StaffStore

_EMAIL = "staff e-mail"


class StaffAccountError(AssistantError):
    """An account cannot be made or is not there."""


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """An account, and until when its invitation works, where it has one."""

    account: StaffAccount
    invited_until: datetime | None


def email_digest(digests: Digests, email: str) -> bytes:
    """Return the hash under which an address is looked up."""
    return digests.of(normal_email(email), purpose=_EMAIL)


def token_digest(token: str) -> bytes:
    """Return what is stored of a random token; its 256 bits need neither key nor salt."""
    return hashlib.sha256(token.encode()).digest()


def add_staff(door: StaffDoor, *, email: str, name: str, roles: frozenset[StaffRole]) -> str:
    """Make an account that its owner still has to enrol; return the invitation's token, which is not stored.

    Raises:
        StaffAccountError: the address is none or has an account, or the name or the roles are missing.
    """
    email, name = email.strip(), name.strip()
    if email.count("@") != 1 or email.startswith("@") or email.endswith("@") or " " in email:
        raise StaffAccountError("the e-mail address is not one")
    if not name or not roles:
        raise StaffAccountError("an account needs a name and at least one role")
    email_hash = email_digest(door.digests, email)
    account = StaffAccount(str(uuid.uuid4()), email, name, roles, door.clock.now())
    with door.store.transaction() as staff:
        if staff.by_email(email_hash) is not None:
            raise StaffAccountError("there is an account of this address already; see  assistant staff list")
        staff.add(account, email_hash)
        staff.audit("staff_added", account.id)
        return _invite(staff, account.id, door.clock.now())


def reset_staff(door: StaffDoor, *, email: str, roles: frozenset[StaffRole] = frozenset()) -> str:
    """Make a person enrol anew, with new roles if any are given, let in again if shut out; return the token.

    The password, the codes and all sessions end at once.

    Raises:
        StaffAccountError: there is no such account.
    """
    with door.store.transaction() as staff:
        account, now = _known(staff, door.digests, email), door.clock.now()
        staff.change(account.id, roles=roles or account.roles, disabled=False)
        staff.drop_credentials(account.id)
        staff.end_sessions(account.id, now)
        staff.audit("staff_reset", account.id)
        return _invite(staff, account.id, now)


def disable_staff(door: StaffDoor, *, email: str) -> None:
    """Shut a person out at once.

    Raises:
        StaffAccountError: there is no such account.
    """
    with door.store.transaction() as staff:
        account = _known(staff, door.digests, email)
        staff.change(account.id, roles=account.roles, disabled=True)
        staff.end_sessions(account.id, door.clock.now())
        staff.audit("staff_disabled", account.id)


def list_staff(store: StaffStore) -> list[ListedAccount]:
    """Return every account, the oldest first."""
    with store.transaction() as staff:
        found = [(account, staff.invitation_of(account.id)) for account in staff.all()]
    return [ListedAccount(account, invitation.expires_at if invitation else None) for account, invitation in found]


def colleagues(store: StaffStore) -> tuple[StaffAccount, ...]:
    """Return every account, the oldest first, shut out or not: what somebody wrote keeps its writer's name."""
    with store.transaction() as staff:
        return staff.all()


def present_staff(store: StaffStore, account_id: str) -> StaffAccount | None:
    """Return the account of somebody who may work here now, or nothing where there is none or it is shut out."""
    with store.transaction() as staff:
        account = staff.by_id(account_id)
    return account if account is not None and account.can_sign_in else None


def staff_names(store: StaffStore) -> dict[str, str]:
    """Return the names of all accounts, by id."""
    return {account.id: account.name for account in colleagues(store)}


def posts_without_reader(store: StaffStore) -> tuple[Role, ...]:
    """Return the posts that records are sent to and that nobody who can sign in holds."""
    with store.transaction() as staff:
        held = {post for account in staff.all() if account.can_sign_in for post in account.posts}
    return tuple(role for role in Role if role not in held)


def example_accounts(store: StaffStore) -> tuple[StaffAccount, ...]:
    """Return those who can sign in under an example address, with a password that others may know."""
    with store.transaction() as staff:
        return tuple(account for account in staff.all() if account.can_sign_in and account.is_example)


def _known(staff: Staff, digests: Digests, email: str) -> StaffAccount:
    account = staff.by_email(email_digest(digests, email))
    if account is None:
        raise StaffAccountError("there is no account of this address; see  assistant staff list")
    return account


def _invite(staff: Staff, account_id: str, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    staff.invite(token_digest(token), Invitation(account_id, now + INVITATION_LASTS))
    return token
