"""What a person gives the school: a concern, a formal complaint, a report of a post, a worry for a child's safety."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.core.routing import About, Kind, Role, readers


class HandOver(StrEnum):
    """Where a notice to a reader stands. Only ``OPENED`` counts as arrived."""

    QUEUED = "queued"
    SENT = "sent"
    OPENED = "opened"
    ANSWERED = "answered"


class News(StrEnum):
    """What a notice tells a reader of: a record that came, something that its giver added, or that it was withdrawn."""

    RECORD = "record"
    ADDED = "added"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Account:
    """What the person said, in their own words. ``contact`` is empty when they gave none."""

    text: str
    contact: str = ""
    place: str = ""
    """Where a reported post stands: a site, a group, an address."""
    contact_declined: bool = False
    """Whether they were asked how to be reached, and do not want to be. Otherwise an empty contact means: not asked."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A record as the person confirmed it, before it is stored."""

    kind: Kind
    about: About
    account: Account
    child_at_risk: bool = False
    attachments: tuple[str, ...] = ()
    """The ids of the files that go with it."""

    @property
    def readers(self) -> tuple[Role, ...]:
        """Who is to be told by the rule, the one responsible first, where nobody is in conflict."""
        return readers(self.kind, self.about, child_at_risk=self.child_at_risk)


@dataclass(frozen=True, slots=True)
class Notice:
    """One reader's notice and where it stands."""

    id: str
    record_id: str
    role: Role
    state: HandOver
    queued_at: datetime
    sent_at: datetime | None = None
    opened_at: datetime | None = None
    cause: str | None = None
    """The notice that was not opened in time, where this one was sent for that."""
    attempts: int = 0
    """How often it was handed to the mail server."""
    answered_at: datetime | None = None
    news: News = News.RECORD


@dataclass(frozen=True, slots=True)
class Record:
    """A stored record without its words; ``request_id`` is the message that sent it, unique in the store."""

    id: str
    request_id: str
    kind: Kind
    about: About
    child_at_risk: bool
    created_at: datetime
    withdrawn_at: datetime | None = None

    @property
    def is_urgent(self) -> bool:
        """Whether a child may be at risk."""
        return self.child_at_risk or self.kind is Kind.SAFEGUARDING


def first_told(record: Record, notices: Iterable[Notice]) -> tuple[Role, ...]:
    """Return who was told of a record as it was given; not whom anything since was told."""
    return tuple(notice.role for notice in notices if notice.cause is None and notice.queued_at <= record.created_at)


@dataclass(frozen=True, slots=True)
class Status:
    """What the holder of a receipt is told."""

    record: Record
    notices: tuple[Notice, ...]
    answers: int = 0
    """How many replies of the school there are to read."""
