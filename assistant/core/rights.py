"""What people may ask about their own data, and by when the school must answer.

Source: UK GDPR, articles 12(3), 15, 16 and 17 (one calendar month), with the Information Commissioner's way of
counting: from the day of receipt to the day of the same number in the next month, its last where there is none, and
on to the next working day where that day is none. School holidays do not extend it. A complaint about the use of data
is acknowledged within the 30 days that begin when it is received (Data Protection Act 2018, section 164A, put in by
the Data (Use and Access) Act 2025, section 103): the day of receipt is the first of them here, and the last one moves
to no later day, since the earlier reading harms nobody.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from assistant.core.access import ADULTS, may_read_record
from assistant.core.calendar import school_time
from assistant.core.conflicts import ACCUSED
from assistant.core.periods import add_months
from assistant.core.records import Notice, Record
from assistant.core.routing import About
from assistant.core.staff import StaffAccount, StaffRole

_ACKNOWLEDGED_WITHIN = 30
_SATURDAY = 5


class RightsKind(StrEnum):
    """What is asked for."""

    ACCESS = "access"
    ERASURE = "erasure"
    CORRECTION = "correction"
    COMPLAINT = "data_protection_complaint"


class Outcome(StrEnum):
    """How the school answered."""

    FULFILLED = "fulfilled"
    PARTLY = "partly"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RightsRequest:
    """A request; its words, its receipt and its readers are those of the record ``record_id``.

    ``about_record_id`` is the record that it concerns, where a receipt told, and ``concerns`` whom that one is about.
    ``reason`` is the legal reason of a refusal, by its id in the content; ``words`` is what the school answered.
    """

    record_id: str
    kind: RightsKind
    received_at: datetime
    about_record_id: str | None = None
    acknowledged_at: datetime | None = None
    answered_at: datetime | None = None
    outcome: Outcome | None = None
    reason: str = ""
    words: str = ""
    concerns: About | None = None

    @property
    def received_on(self) -> date:
        """The day of receipt at school."""
        return school_time(self.received_at).date()


def due_date(kind: RightsKind, received: date, *, bank_holidays: Collection[date] = ()) -> date:
    """Return the last day: to answer, or of a complaint to acknowledge it."""
    if kind is RightsKind.COMPLAINT:
        return received + timedelta(days=_ACKNOWLEDGED_WITHIN - 1)
    return next_working_day(add_months(received, 1), bank_holidays)


def next_working_day(day: date, bank_holidays: Collection[date]) -> date:
    """Return the day itself where it is a working day, the next one otherwise."""
    while day.weekday() >= _SATURDAY or day in bank_holidays:
        day += timedelta(days=1)
    return day


def still_due(request: RightsRequest, bank_holidays: Collection[date] = ()) -> date | None:
    """Return by when something must still be done; nothing once it was answered, or a complaint acknowledged.

    The outcome of a complaint has no last day in law: it is owed without undue delay.
    """
    done = request.acknowledged_at if request.kind is RightsKind.COMPLAINT else None
    if request.answered_at or done:
        return None
    return due_date(request.kind, request.received_on, bank_holidays=bank_holidays)


def may_handle(request: RightsRequest, record: Record, notices: Collection[Notice], person: StaffAccount) -> bool:
    """Tell whether somebody may see a request and answer it: those whom it was sent to.

    Nobody does who holds the post that the record is about which it concerns. The office handles requests for a copy
    as well, but none that concerns a record, or may be about an adult who works at the school or a child at risk.
    """
    if person.disabled or (request.concerns and person.roles & ACCUSED.get(request.concerns, frozenset())):
        return False
    if any(may_read_record(record, notice.role, person) for notice in notices):
        return True
    sensitive = record.child_at_risk or record.about in ADULTS or request.about_record_id is not None
    return request.kind is RightsKind.ACCESS and not sensitive and StaffRole.OFFICE in person.roles
