"""Send the notices that wait in the outbox: to whom it belongs, without a word of what was said.

A school may have a formal complaint's text attached, as its procedure may ask; see ``_words_to_attach``.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from assistant.core.calendar import school_time
from assistant.core.errors import DeliveryError
from assistant.core.records import Account, News, Notice, Record
from assistant.core.retrying import wait_before_retry
from assistant.core.routing import Kind
from assistant.services.messages import why_not_sent, write_message
from assistant.services.ports import Clock, Contacts, Mail, Records, Store

_SUBJECTS = {
    Kind.CONCERN: "A concern has been sent to you",
    Kind.COMPLAINT: "A formal complaint has been sent to you",
    Kind.REPORT: "A social media post has been reported to you",
    Kind.SAFEGUARDING: "URGENT: a child may be at risk",
    Kind.DATA_RIGHTS: "Somebody asks about their own data: a time limit runs",
}
_NEWS = {
    News.ADDED: ("Something was added to what was sent to you", "Whoever sent it has added something since."),
    News.WITHDRAWN: (
        "Something that was sent to you was withdrawn",
        "Whoever sent it has withdrawn it. It is still there.",
    ),
}
"""The subject and the line of a notice that tells of more than a record that came."""
_PASSED_ON, _REMINDED = "Not opened yet: ", "Reminder: "

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Due:
    """A notice that is to be sent; ``cause`` is the one that was not opened, ``words`` what is attached."""

    notice: Notice
    record: Record
    cause: Notice | None
    words: Account | None


def deliver_notices(
    store: Store,
    mail: Mail,
    clock: Clock,
    contacts: Contacts,
    *,
    sender: str,
    public_url: str,
    attach_complaint: bool = False,
) -> int:
    """Send every notice that is due; return how many were sent.

    A notice is sent at least once. It keeps one Message-ID (RFC 5322, 3.6.4), so that a repeat is recognised.
    One that the mail server does not accept, or whose address cannot be used, stays queued, does not hold up the
    others, and is tried again after a wait that grows with each try.
    """
    sent = 0
    while True:
        with store.transaction() as records:
            due = _claim(records, clock, mail, attach=attach_complaint)
        if due is None:
            return sent
        notice = due.notice
        try:
            mail.send(_message(due, contacts, sender, public_url.rstrip("/")))
        except (DeliveryError, ValueError) as error:
            logger.warning("a notice was not taken by the mail server and is tried again: %s", why_not_sent(error))
            with store.transaction() as records:
                records.notice_failed(notice.id, clock.now() + wait_before_retry(notice.attempts, notice.id))
            continue
        with store.transaction() as records:
            records.notice_sent(notice.id, clock.now(), with_words=due.words is not None)
        sent += 1


def _claim(records: Records, clock: Clock, mail: Mail, *, attach: bool) -> _Due | None:
    notice = records.claim_notice(clock.now())
    record = None if notice is None else records.by_id(notice.record_id)
    if notice is None or record is None:
        return None
    words = records.account(record.id) if attach and _words_to_attach(record, mail) else None
    return _Due(notice, record, _cause(notice, records.notices(record.id)), words)


def _cause(notice: Notice, notices: Sequence[Notice]) -> Notice | None:
    return next((other for other in notices if other.id == notice.cause), None)


def _words_to_attach(record: Record, mail: Mail) -> bool:
    """Tell whether the words may go along: those of a formal complaint; where a child may be at risk only encrypted."""
    return record.kind is Kind.COMPLAINT and (mail.encrypted or not record.is_urgent)


def _message(due: _Due, contacts: Contacts, sender: str, public_url: str) -> EmailMessage:
    notice, record, contact = due.notice, due.record, contacts[due.notice.role]
    reminds = due.cause is not None and due.cause.role is notice.role
    prefix = "" if due.cause is None else _REMINDED if reminds else _PASSED_ON
    came = school_time(record.created_at)
    when = f"through the school's assistant on {came.day} {came:%B %Y at %H:%M}"
    later = notice.news is News.RECORD and notice.queued_at > record.created_at and not reminds
    came_how = f"Something was sent to you {when}."
    if later and notice.cause is not None:
        came_how = f"Something that was sent {when} now comes to you."
    elif later:
        now = school_time(notice.queued_at)
        passed = f"was passed on to you on {now.day} {now:%B %Y at %H:%M}"
        came_how = f"Something that was sent {when} {passed}. Others had it first."
    lines = [f"To {contact.title}\n", came_how]
    if notice.news in _NEWS:
        lines.append(_NEWS[notice.news][1])
    if record.is_urgent:
        lines.append("A child may be at risk: please read it at once.")
    if reminds:
        lines.append("Nobody has opened it yet. You are reminded until it is opened.")
    elif due.cause is not None:
        lines.append(f"It was sent to {contacts[due.cause.role].title} first and was not opened there in time.")
    if due.words is None:
        lines.append("For the sender's privacy this message does not say what it is about.")
    else:
        lines.append("The complaint is attached. It counts as read only once you have opened it on the page below.")
    subject = _NEWS[notice.news][0] if notice.news in _NEWS else _SUBJECTS[record.kind]
    lines.append(f"Sign in to read it: {public_url}/staff/records/{record.id}\n")
    message = write_message(
        message_id=notice.id,
        at=notice.queued_at,
        sender=sender,
        to=contact.email,
        subject=prefix + (_SUBJECTS[Kind.SAFEGUARDING] if record.is_urgent else subject),
        text="\n".join(lines),
    )
    if due.words is not None:
        words = due.words.text
        without = "does not want to be contacted" if due.words.contact_declined else "not given"
        reach = due.words.contact or without
        message.add_attachment(f"{words}\n\nHow to reach the person: {reach}\n", filename="complaint.txt")
    return message
