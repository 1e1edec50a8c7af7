"""Send the texts that wait, as far as the day's limit goes; tell staff once a day when nothing more goes out."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant.core.calendar import school_time
from assistant.core.errors import DeliveryError
from assistant.core.routing import Role
from assistant.core.sms import Outbound, OutKind
from assistant.core.sms_faults import MEANINGS, Meaning
from assistant.services.messages import write_message
from assistant.services.ports import Clock, Contacts, Mail
from assistant.services.sms_ports import Reply, SmsRefusedError, SmsSender, Texts

_WAITS = tuple(timedelta(seconds=seconds) for seconds in (10, 30, 120, 600, 1_800, 3_600, 7_200))
"""How long to wait after each failed try; after the last the text is given up."""
_FOR_A_REPORT = timedelta(minutes=5)
"""How long at least where the provider may have taken it: its first report comes in between, and nothing goes twice."""
_IDS = uuid.UUID("b1a3c6a5-52f4-4f0c-8e5a-8a8f6e1f2d10")


@dataclass(frozen=True, slots=True)
class SendingDesk:
    """What sending texts needs, together."""

    texts: Texts
    sender: SmsSender
    clock: Clock
    mail: Mail
    contacts: Contacts
    mail_from: str
    limit_words: str
    segments_per_day: int
    """How many segments may go out on a day; an emergency answer goes out all the same."""


def send_texts(desk: SendingDesk) -> int:
    """Send every text that is due; return how many were sent.

    Each is sent at least once under one id. One that is not taken is tried again after growing waits.
    """
    sent = 0
    while True:
        text = desk.texts.claim_outbound(desk.clock.now())
        if text is None:
            return sent
        sent += _send(desk, text)


def _send(desk: SendingDesk, text: Outbound) -> bool:
    now = desk.clock.now()
    if text.opted_out and text.kind in (OutKind.REPLY, OutKind.NEWS):
        desk.texts.not_sent(text.id, now, dropped=True)
        return False
    if _over_limit(desk, text, now):
        desk.texts.not_sent(text.id, now, dropped=True)
        _tell_of_limit(desk, text, now)
        return False
    try:
        provider_sid = desk.sender.send(text)
    except SmsRefusedError as error:
        _not_taken(desk, text, error)
        return False
    desk.texts.sent(text.id, provider_sid, desk.clock.now())
    return True


def _over_limit(desk: SendingDesk, text: Outbound, now: datetime) -> bool:
    if text.kind not in (OutKind.REPLY, OutKind.NEWS):
        return False
    return desk.texts.segments_since(start_of_day(now)) + text.segments > desk.segments_per_day


def start_of_day(now: datetime) -> datetime:
    """Return when the day began by the clock at school."""
    return school_time(now).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def _tell_of_limit(desk: SendingDesk, text: Outbound, now: datetime) -> None:
    """Tell the person once a day, and the office once a day."""
    day = school_time(now).date()
    desk.texts.tell(text.sender_id, f"limit:{day}", Reply(desk.limit_words, OutKind.SERVICE), now)
    _tell_office(
        desk,
        now,
        "limit",
        "Text messages: today's limit is reached",
        f"The assistant may send {desk.segments_per_day} parts of text messages on a day, and has sent them.\n"
        "Until midnight it answers no more texts, except with the emergency numbers where somebody may be at risk. "
        "People who text are told once to ring the school or to use the web page.\n"
        "If this is more than your families would write, somebody may be flooding the number: ask whoever looks after "
        "the assistant. The limit is the setting ASSISTANT_SMS_SEGMENTS_PER_DAY.\n",
    )


def _tell_of_settings(desk: SendingDesk, code: int | None, now: datetime) -> None:
    reason = MEANINGS[code][1] if code in MEANINGS else "it gave no reason that is known"
    _tell_office(
        desk,
        now,
        "settings",
        "Text messages: the provider takes none",
        f"The provider of text messages refuses what the assistant sends: {reason} (code {code or 'none'}).\n"
        "People who text get no answer until this is mended, except with the emergency numbers where somebody may be "
        "at risk. Each text is tried again for some hours.\n"
        "Ask whoever looks after the assistant. docs/sms.md says what to look at.\n",
    )


def _tell_office(desk: SendingDesk, now: datetime, kind: str, subject: str, text: str) -> None:
    """Send the office one e-mail of a kind a day; where that fails, the next occasion tries again."""
    day = school_time(now).date()
    if not desk.texts.alert(day, kind, "office", now):
        return
    message = write_message(
        message_id=str(uuid.uuid5(_IDS, f"{kind} {day}")),
        at=now,
        sender=desk.mail_from,
        to=desk.contacts[Role.OFFICE].email,
        subject=subject,
        text=text,
    )
    try:
        desk.mail.send(message)
    except DeliveryError:
        return
    desk.texts.alerted(day, kind, "office")


def _not_taken(desk: SendingDesk, text: Outbound, error: SmsRefusedError) -> None:
    now = desk.clock.now()
    if error.meaning is Meaning.SETTINGS:
        _tell_of_settings(desk, error.code, now)
    if error.meaning in (Meaning.AGAIN, Meaning.SETTINGS) and text.attempts <= len(_WAITS):
        wait = _WAITS[text.attempts - 1]
        desk.texts.outbound_again(text.id, now + (max(wait, _FOR_A_REPORT) if error.unsure else wait))
    else:
        desk.texts.not_sent(text.id, now, code=error.code)
