"""Take a text that came in: stored once, with the emergency answer where it tells of danger."""

from dataclasses import dataclass

from assistant.core.safety import find_danger
from assistant.core.sms_text import fits
from assistant.core.support import Support
from assistant.services.ports import Clock, Digests
from assistant.services.sms_ports import KeywordReplies, NewText, PhoneNumbers, Taken, Texts

_ID_LETTERS = 32


@dataclass(frozen=True, slots=True)
class TextDesk:
    """What taking texts needs, together."""

    texts: Texts
    clock: Clock
    digests: Digests
    numbers: PhoneNumbers
    support: Support
    replies: KeywordReplies


def sender_id_of(digests: Digests, number: str) -> str:
    """Return the name that a number has everywhere in here: nobody without the key file can find or try the number."""
    return f"sms-{digests.of(number, purpose='sms sender').hex()[:_ID_LETTERS]}"


def emergency_text(support: Support, body: str) -> str:
    """Return the emergency answer to a text that tells of danger, or nothing."""
    danger = find_danger(body)
    if danger is None:
        return ""
    return (support.child if danger.child_speaking else support.adult).sms


def take_text(
    desk: TextDesk, *, sid: str, number: str, body: str, media: int = 0, network_answered: bool = False
) -> Taken:
    """Store a text of a number (E.164) under the provider's id of it; the same id again stores nothing.

    Raises:
        StorageError: it is not stored.
    """
    text = NewText(
        sid=sid,
        sid_hash=desk.digests.of(sid, purpose="sms id"),
        sender_id=sender_id_of(desk.digests, number),
        body_hash=desk.digests.of(body, purpose="sms body"),
        number=number,
        body=body,
        media=media,
        emergency=emergency_text(desk.support, body),
    )
    return desk.texts.take(text, desk.clock.now(), desk.replies, network_answered=network_answered)


def emergency_with(emergency: str, more: str) -> str:
    """Return the emergency answer with a line behind it where there is room for it."""
    longer = f"{emergency}\n{more}"
    return longer if fits(longer) else emergency
