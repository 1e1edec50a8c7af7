"""Texts as they come in and go out, and the words that a phone network knows.

Sources: the opt-out words are those of Twilio and of the CTIA's messaging principles; ``CANCEL`` and its kin count only
when they are the whole text.
"""

import json
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assistant.core.sms_talk import SmsState


class Keyword(StrEnum):
    """What a text of one word asks of us, whatever the conversation is about."""

    STOP = "stop"
    START = "start"
    HELP = "help"


_KEYWORDS = {
    **dict.fromkeys(("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"), Keyword.STOP),
    **dict.fromkeys(("START", "UNSTOP", "YES"), Keyword.START),
    **dict.fromkeys(("HELP", "INFO"), Keyword.HELP),
}
_YES = "YES"


class OutKind(StrEnum):
    """Why a text goes out: what may hold it back depends on it."""

    REPLY = "reply"
    SERVICE = "service"
    """One line about a limit."""
    STOP = "stop"
    """The confirmation of STOP, as of START; the answer to HELP."""
    START = "start"
    HELP = "help"
    EMERGENCY = "emergency"
    """Tells of 999: nothing holds it back."""
    NEWS = "news"
    """Nobody asked for it just now; never holds content."""


class OutState(StrEnum):
    """Where a text that goes out stands."""

    QUEUED = "queued"
    SENT = "sent"
    """The provider took it."""
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"
    """Not sent: the person had opted out, or the day's limit was reached."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """A text that waits to be handled; ``sid`` is the provider's id, ``number`` is E.164."""

    sid: str
    sender_id: str
    number: str = field(repr=False)
    body: str = field(repr=False)
    media: int = 0
    danger_answered: bool = False
    """The emergency answer went out as the text came in."""
    opted_out_at: datetime | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Outbound:
    """A text that waits to be sent; ``id`` stays the same however often it is tried."""

    id: str
    sender_id: str
    kind: OutKind
    number: str = field(repr=False)
    body: str = field(repr=False)
    segments: int = 1
    attempts: int = 0
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """Where the conversation of a number stands, beside what the dialogue knows."""

    state: SmsState = field(default_factory=SmsState)
    shared: bool = False
    """Others use this phone: no receipt and no content goes to it unasked."""
    at: datetime | None = None
    """When the last text came that was answered; nothing where nobody has been told yet who writes."""

    def as_json(self) -> bytes:
        """Return it as it is stored."""
        at = None if self.at is None else self.at.isoformat()
        return json.dumps({"state": self.state.as_data(), "shared": self.shared, "at": at}).encode()

    @classmethod
    def of_json(cls, stored: bytes) -> "Talk":
        """Return what ``as_json`` gave."""
        data = json.loads(stored)
        at = None if data["at"] is None else datetime.fromisoformat(data["at"])
        return cls(SmsState.of_data(data["state"]), data["shared"], at)


def visible(text: str) -> str:
    """Return a text without what shows nothing: zero-width characters, direction marks, control characters."""
    return "".join(ch for ch in text if unicodedata.category(ch) not in ("Cf", "Cc") or ch in "\n\t").strip()


def read_keyword(text: str, *, opted_out: bool) -> Keyword | None:
    """Return the keyword that a text is, as a single word in any case, with or without punctuation around it.

    ``YES`` answers a question of ours unless the person has opted out.
    """
    word = re.fullmatch(r"[\W_]*([A-Za-z]+)[\W_]*", visible(text))
    if word is None:
        return None
    name = word[1].upper()
    if name == _YES and not opted_out:
        return None
    return _KEYWORDS.get(name)
