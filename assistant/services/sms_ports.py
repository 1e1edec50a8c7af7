"""What text messages need of the outside world."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from assistant.core.errors import DeliveryError
from assistant.core.sms import Inbound, Keyword, Outbound, OutKind, Talk
from assistant.core.sms_faults import Meaning
from assistant.core.sms_limits import Past


@dataclass(frozen=True, slots=True)
class NewText:
    """A text as it came in, with keyed hashes of its id, its number (``sender_id``) and its words.

    The provider's signature holds no time: by ``sid_hash`` a text is known long after all else of it is forgotten.
    """

    sid: str
    sid_hash: bytes
    sender_id: str
    body_hash: bytes
    number: str = field(repr=False)
    body: str = field(repr=False)
    media: int = 0
    emergency: str = field(default="", repr=False)
    """The emergency answer that goes out as the answer to the provider's request; empty: none."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a text as it was stored."""

    new: bool
    same: bool
    """It is the text that came under this id before, or it is new."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A text to go out."""

    body: str = field(repr=False)
    kind: OutKind = OutKind.REPLY


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What the provider tells of a text that it took; ``code`` is its error code."""

    out_id: str
    provider_sid: str
    status: str
    code: int | None = None


@dataclass(frozen=True, slots=True)
class KeywordReplies:
    """The answers to the words that the network knows, and to HELP."""

    stop: str
    start: str
    help: str
    help_stopped: str
    """The answer to HELP for somebody who gets no texts."""

    def to(self, keyword: Keyword, *, opted_out: bool) -> str:
        """Return the answer to a keyword."""
        help_now = self.help_stopped if opted_out else self.help
        return {Keyword.STOP: self.stop, Keyword.START: self.start, Keyword.HELP: help_now}[keyword]


class Texts(ABC):
    """Texts in and out, and the numbers they belong to. Each call is one transaction.

    Raises:
        StorageError: the database did not take or give it; nothing was half stored.
    """

    @abstractmethod
    def take(self, text: NewText, now: datetime, replies: KeywordReplies, *, network_answered: bool = False) -> Taken:
        """Store a text once; do at once what a keyword asks, and queue its one confirmation.

        ``network_answered`` tells that the provider has confirmed the keyword itself.
        """

    @abstractmethod
    def claim_inbound(self, now: datetime) -> Inbound | None:
        """Take the oldest unhandled text of a number, so that nobody else handles any of that number meanwhile."""

    @abstractmethod
    def inbound_again(self, sid: str, at: datetime) -> None:
        """Put a text back until ``at``."""

    @abstractmethod
    def handled(self, text: Inbound, reply: Reply | None, talk: Talk, now: datetime, *, limited: bool = False) -> bool:
        """Store what a text led to, and forget its words; no, where that was done already."""

    @abstractmethod
    def talk(self, sender_id: str) -> Talk | None:
        """Return where a number's conversation stands."""

    @abstractmethod
    def before(self, sid: str, since: datetime) -> tuple[Past, list[Past]]:
        """Return a text and those of the same number that came before it since a moment."""

    @abstractmethod
    def claim_outbound(self, now: datetime) -> Outbound | None:
        """Take the oldest unsent text of a number, so that nobody else sends any to that number meanwhile."""

    @abstractmethod
    def outbound_again(self, out_id: str, at: datetime) -> None:
        """Put a text back until ``at``."""

    @abstractmethod
    def sent(self, out_id: str, provider_sid: str, now: datetime) -> None:
        """Remember that the provider took a text, and forget its words."""

    @abstractmethod
    def not_sent(self, out_id: str, now: datetime, *, code: int | None = None, dropped: bool = False) -> None:
        """Give a text up, and forget its words; with code 21610 the number counts as opted out."""

    @abstractmethod
    def reported(self, report: StatusReport, now: datetime) -> bool:
        """Store what the provider tells of a text; tell whether there is such a text. Old news changes nothing."""

    @abstractmethod
    def tell(self, sender_id: str, key: str, reply: Reply, now: datetime) -> bool:
        """Queue a text that nobody asked for just now, once for each key; no, where the number is not known."""

    @abstractmethod
    def segments_since(self, moment: datetime) -> int:
        """Return how many segments went out since a moment."""

    @abstractmethod
    def alert(self, day: date, kind: str, key: str, now: datetime) -> bool:
        """Tell whether something is still to be told on a day, and take it for the next minutes."""

    @abstractmethod
    def alerted(self, day: date, kind: str, key: str) -> None:
        """Remember that it was told."""

    @abstractmethod
    def forget_before(self, moment: datetime) -> int:
        """Remove texts, and numbers silent since ``moment`` that have not opted out; return how many numbers."""


class SmsRefusedError(DeliveryError):
    """The provider did not take a text; with ``unsure`` it may have, since its answer did not come."""

    def __init__(self, meaning: Meaning, code: int | None = None, *, unsure: bool = False) -> None:
        super().__init__("the provider did not take the text")
        self.meaning = meaning
        self.code = code
        self.unsure = unsure


class SmsSender(ABC):
    """Sends texts."""

    @abstractmethod
    def send(self, text: Outbound) -> str:
        """Hand a text over and return the provider's id of it; raise ``SmsRefusedError`` where it is not taken."""


class SmsSignatures(ABC):
    """Tells a provider's requests from others'."""

    @abstractmethod
    def right(self, url: str, fields: Mapping[str, str], signature: str) -> bool:
        """Tell whether the provider signed a posted form for this public address."""


class PhoneNumbers(ABC):
    """Reads phone numbers."""

    @abstractmethod
    def read(self, written: str) -> str | None:
        """Return a number in E.164, or nothing where it is no person's number that texts can go to."""

    @abstractmethod
    def served(self, number: str) -> bool:
        """Tell whether the school texts with numbers of that country."""
