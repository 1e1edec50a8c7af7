"""Staff accounts: who a person is at the school, how long a sign-in lasts, how wrong tries are slowed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.core.routing import Role


class StaffRole(StrEnum):
    """What a person is at the school. One person may be several."""

    OFFICE = "office"
    SENIOR_LEADER = "senior_leader"
    HEADTEACHER = "headteacher"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    CHAIR_OF_GOVERNORS = "chair_of_governors"
    CLERK = "clerk"
    GOVERNOR = "governor"

    @property
    def post(self) -> Role | None:
        """The post that records are sent to, where this role is one; the two have the same value."""
        return Role(self.value) if self.value in set(Role) else None


INVITATION_LASTS = timedelta(days=7)
"""How long the link works with which a person sets a password."""

IDLE = timedelta(minutes=30)
"""A sign-in ends after so long without a request."""

LONGEST = timedelta(hours=12)
"""A sign-in ends after so long, whatever happens."""

_LONGEST_WAIT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class StaffAccount:
    """A person who may sign in. ``email`` is the sign-in name, as it was written."""

    id: str
    email: str
    name: str
    roles: frozenset[StaffRole]
    created_at: datetime
    enrolled: bool = False
    disabled: bool = False

    @property
    def posts(self) -> frozenset[Role]:
        """The posts that this person holds."""
        return frozenset(role.post for role in self.roles if role.post is not None)

    @property
    def is_example(self) -> bool:
        """Whether the address is one that nobody can have (RFC 2606)."""
        return normal_email(self.email).endswith(".example")

    @property
    def can_sign_in(self) -> bool:
        """Whether the person has a password and is not shut out."""
        return self.enrolled and not self.disabled


@dataclass(frozen=True, slots=True)
class StaffSession:
    """One sign-in in one browser; ``ends_at`` is its end whatever happens."""

    account_id: str
    created_at: datetime
    seen_at: datetime
    ends_at: datetime

    @property
    def expires_at(self) -> datetime:
        """The moment at which it ends if nothing more is asked."""
        return min(self.seen_at + IDLE, self.ends_at)


def normal_email(text: str) -> str:
    """Return the form under which an e-mail address is looked up."""
    return text.strip().casefold()


def wait_after(wrong_tries: int) -> timedelta:
    """Return how long the next try must wait: one second after the first wrong one, doubling, at most thirty."""
    if wrong_tries < 1:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(wrong_tries - 1, 10)), _LONGEST_WAIT)
