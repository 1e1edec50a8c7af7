"""Remind staff by mail of what is due in their cases, without a word of what it is or whom it is about."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from email.message import EmailMessage

from assistant.core.errors import DeliveryError
from assistant.core.reminders import (
    CaseDue,
    Digest,
    Reminder,
    ReminderKind,
    RequestDue,
    due_reminders,
    due_request_reminders,
    may_send_at,
    week_of,
)
from assistant.core.staff import StaffAccount
from assistant.services.messages import why_not_sent, write_message
from assistant.services.ports import CaseDesk, Mail, Reminders, StaffStore

DueRequests = Iterable[tuple[RequestDue, Sequence[StaffAccount]]]

_RETRY = timedelta(minutes=5)

logger = logging.getLogger(__name__)


def send_reminders(
    desk: CaseDesk,
    staff_store: StaffStore,
    reminders: Reminders,
    mail: Mail,
    *,
    asked: Callable[[Sequence[StaffAccount]], DueRequests],
    sender: str,
    public_url: str,
) -> int:
    """Send every reminder that is due, of cases and of requests about people's data; return how many were sent.

    ``asked`` gives, of all accounts, the requests of which something is due, each with those who handle it.

    A reminder is sent at least once, under one Message-ID. One that the mail server does not accept, or whose address
    cannot be used, does not hold up the others; it is tried again in five minutes if it is still due then.
    """
    clock, now = desk.clock, desk.clock.now()
    if not may_send_at(now):
        return 0
    with staff_store.transaction() as staff:
        accounts = staff.all()
    cases, sent = desk.cases.each(open_only=True), reminders.sent_since(week_of(now))
    count = 0
    due = [
        *due_reminders(cases, accounts, desk.timetable, now, sent=sent),
        *due_request_reminders(asked(accounts), desk.timetable.calendar, now, sent=sent),
    ]
    for reminder in due:
        taken_at = reminders.claim(reminder, clock.now())
        if taken_at is None:
            continue
        try:
            mail.send(_message(reminder, taken_at, sender, public_url.rstrip("/")))
        except (DeliveryError, ValueError) as error:
            logger.warning("a reminder was not taken by the mail server and is tried again: %s", why_not_sent(error))
            reminders.failed(reminder, clock.now() + _RETRY)
            continue
        reminders.sent(reminder, clock.now())
        count += 1
    return count


def _message(reminder: Reminder, at: datetime, sender: str, public_url: str) -> EmailMessage:
    about = reminder.about
    if isinstance(about, Digest):
        subject, text = _of_week(about, public_url)
    elif isinstance(about, RequestDue):
        subject, text = _of_request(about, public_url)
    else:
        subject, text = _of_case(reminder.kind, about, public_url)
    return write_message(message_id=reminder.id, at=at, sender=sender, to=reminder.to.email, subject=subject, text=text)


def _of_case(kind: ReminderKind, due: CaseDue, public_url: str) -> tuple[str, str]:
    when = {
        ReminderKind.DAY_BEFORE: f"is due on {_day(due.on)}",
        ReminderKind.DUE_TODAY: "is due today",
        ReminderKind.OVERDUE: f"was due on {_day(due.on)}",
    }[kind]
    text = (
        f"In case {due.reference} something {when}.\n\n"
        "For privacy this message does not say what it is, nor whom the case is about.\n"
        f"Sign in to see it: {public_url}/staff/cases/{due.reference}\n"
    )
    return f"Case {due.reference}: something {when}", text


def _of_request(due: RequestDue, public_url: str) -> tuple[str, str]:
    text = (
        f"The law gives {_day(due.on)} as the last day for something about somebody's own data.\n\n"
        "For privacy this message does not say what it is, nor whose.\n"
        f"Sign in to see it: {public_url}/staff/rights/{due.record_id}\n"
    )
    return f"A request about data has its last day on {_day(due.on)}", text


def _of_week(digest: Digest, public_url: str) -> tuple[str, str]:
    text = (
        f"Open: {_listed(digest.open)}\n"
        f"Due this week: {_listed(digest.due)}\n"
        f"Overdue: {_listed(digest.overdue)}\n\n"
        "For privacy this message does not say what the cases are, nor whom they are about.\n"
        f"Sign in to see them: {public_url}/staff/cases\n"
    )
    return f"Your cases this week: {len(digest.open)} open", text


def _listed(references: Sequence[str]) -> str:
    return f"{len(references)} ({', '.join(references)})" if references else "none"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
