"""Send the notices that wait in the outbox: to whom it belongs, without a word of what was said."""

from datetime import timedelta
from email.message import EmailMessage

from assistant.core.errors import DeliveryError
from assistant.core.records import Notice, Record
from assistant.core.routing import Kind
from assistant.services.messages import write_message
from assistant.services.ports import Clock, Contacts, Mail, Store

_RETRY = timedelta(minutes=5)

_SUBJECTS = {
    Kind.CONCERN: "A concern has been sent to you",
    Kind.COMPLAINT: "A formal complaint has been sent to you",
    Kind.REPORT: "A social media post has been reported to you",
    Kind.SAFEGUARDING: "URGENT: a child may be at risk",
    Kind.DATA_RIGHTS: "Somebody asks about their own data: a time limit runs",
}


def deliver_notices(store: Store, mail: Mail, clock: Clock, contacts: Contacts, *, sender: str, public_url: str) -> int:
    """Send every notice that is due; return how many were sent.

    A notice is sent at least once. It keeps one Message-ID (RFC 5322, 3.6.4), so that a repeat is recognised.
    A notice that the mail server does not accept stays queued and is tried again in five minutes.
    """
    sent = 0
    while True:
        with store.transaction() as records:
            notice = records.claim_notice(clock.now())
            record = None if notice is None else records.by_id(notice.record_id)
        if notice is None or record is None:
            return sent
        try:
            mail.send(_message(notice, record, contacts, sender, public_url))
        except DeliveryError:
            with store.transaction() as records:
                records.notice_failed(notice.id, clock.now() + _RETRY)
            continue
        with store.transaction() as records:
            records.notice_sent(notice.id, clock.now())
        sent += 1


def _message(notice: Notice, record: Record, contacts: Contacts, sender: str, public_url: str) -> EmailMessage:
    contact = contacts[notice.role]
    urgent = record.child_at_risk or record.kind is Kind.SAFEGUARDING
    return write_message(
        message_id=notice.id,
        at=notice.queued_at,
        sender=sender,
        to=contact.email,
        subject=_SUBJECTS[Kind.SAFEGUARDING if urgent else record.kind],
        text=f"To {contact.title}\n\n"
        f"Something was sent to you through the school's assistant on {record.created_at:%d %B %Y at %H:%M} UTC.\n"
        + ("A child may be at risk: please read it at once.\n" if urgent else "")
        + "For the sender's privacy this message does not say what it is about.\n"
        f"Read it on the school's own system: assistant records show {record.id} --as {notice.role}\n"
        f"The assistant: {public_url}\n",
    )
