"""What the services need of the outside world; adapters and the tests' fakes subclass these."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage

from assistant.core.cases import Case
from assistant.core.deadlines import Timetable
from assistant.core.posts import Reading
from assistant.core.records import Account, Notice, Record
from assistant.core.routing import Role


class Clock(ABC):
    """The time."""

    @abstractmethod
    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""


class Receipts(ABC):
    """Makes receipt numbers and turns one into the value that is stored."""

    @abstractmethod
    def new(self) -> str:
        """Return 16 fresh random digits."""

    @abstractmethod
    def hashed(self, digits: str) -> bytes:
        """Return the slow, salted hash under which the record is indexed. Takes about 0.2 s."""


class Seal(ABC):
    """Encrypts values at rest. ``row`` names the row that a value belongs to; under another row it does not open."""

    @abstractmethod
    def close(self, plain: bytes, *, row: str) -> bytes:
        """Return the sealed form of ``plain``."""

    @abstractmethod
    def open(self, sealed: bytes, *, row: str) -> bytes:
        """Return the plain form; raise ``SealedDataError`` where the key, the row or the value is wrong."""


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record with all that is stored beside it in the same transaction."""

    record: Record
    account: Account
    receipt: str
    receipt_hash: bytes
    handle: str
    notices: Sequence[Notice]


class Records(ABC):
    """The records inside one transaction; leaving the transaction without an error commits it."""

    @abstractmethod
    def add(self, new: NewRecord) -> None:
        """Store a record, its notices, its receipt's handle and an audit event."""

    @abstractmethod
    def by_request(self, request_id: str) -> tuple[Record, str] | None:
        """Return the record that a message made, and its receipt's handle."""

    @abstractmethod
    def by_receipt(self, receipt_hash: bytes) -> Record | None:
        """Return the record of a receipt."""

    @abstractmethod
    def by_id(self, record_id: str) -> Record | None:
        """Return a record."""

    @abstractmethod
    def account(self, record_id: str) -> Account:
        """Return the person's words; written to the audit trail by the caller's use case."""

    @abstractmethod
    def set_account(self, record_id: str, account: Account) -> None:
        """Replace the person's words, with an audit event."""

    @abstractmethod
    def notices(self, record_id: str) -> tuple[Notice, ...]:
        """Return the notices of a record, in the order in which they were queued."""

    @abstractmethod
    def receipt_of(self, handle: str) -> str | None:
        """Return the receipt number behind a handle, while it may still be shown."""

    @abstractmethod
    def remember_handle(self, handle: str, record_id: str) -> None:
        """Let a handle stand for a record whose receipt the person typed."""

    @abstractmethod
    def by_handle(self, handle: str) -> Record | None:
        """Return the record that a handle stands for."""

    @abstractmethod
    def claim_notice(self, now: datetime) -> Notice | None:
        """Take one notice that is due, so that no other worker takes it for the next minutes."""

    @abstractmethod
    def notice_sent(self, notice_id: str, now: datetime) -> None:
        """Mark a notice as accepted by the mail server."""

    @abstractmethod
    def notice_opened(self, notice_id: str, now: datetime) -> None:
        """Mark a notice as opened by its reader, with an audit event; the first time counts."""

    @abstractmethod
    def notice_failed(self, notice_id: str, retry_at: datetime) -> None:
        """Put a notice back until ``retry_at``."""


class Store(ABC):
    """The database."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[Records]:
        """Open one transaction; raise ``StorageError`` where the database does not take it."""


class Mail(ABC):
    """Sends mail."""

    @abstractmethod
    def send(self, message: EmailMessage) -> None:
        """Hand a message over; raise ``DeliveryError`` where it is not accepted."""


class PostReader(ABC):
    """Finds what a post holds."""

    @abstractmethod
    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return what each post holds, in order."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A post at the school: what parents see, and where its notices go."""

    role: Role
    title: str
    email: str
    phone: str


Contacts = Mapping[Role, Contact]


class Conversations(ABC):
    """Rasa's conversations, one sealed row each."""

    @abstractmethod
    def load(self, sender_id: str) -> bytes | None:
        """Return a conversation as it was saved."""

    @abstractmethod
    def save(self, sender_id: str, content: bytes, now: datetime) -> None:
        """Replace a conversation; raise ``StorageError`` where it is not stored."""

    @abstractmethod
    def delete(self, sender_id: str) -> None:
        """Remove a conversation."""

    @abstractmethod
    def all_senders(self) -> list[str]:
        """Return the ids of all conversations."""


@dataclass(frozen=True, slots=True)
class ChatSession:
    """One browser's conversation; ``sender_id`` is its name inside Rasa."""

    sender_id: str
    expires_at: datetime


class Chats(ABC):
    """Sessions of the chat, and the answers already given, so that a repeated message gets the same answer."""

    @abstractmethod
    def open_session(self, token_hash: bytes, session: ChatSession) -> None:
        """Store a new session."""

    @abstractmethod
    def session(self, token_hash: bytes) -> ChatSession | None:
        """Return a session, expired or not."""

    @abstractmethod
    def extend_session(self, token_hash: bytes, expires_at: datetime) -> None:
        """Move the end of a session."""

    @abstractmethod
    def close_session(self, token_hash: bytes) -> None:
        """Remove a session, its answers and its conversation."""

    @abstractmethod
    def answer(self, sender_id: str, message_id: str) -> bytes | None:
        """Return the answer already given to a message."""

    @abstractmethod
    def keep_answer(self, sender_id: str, message_id: str, answer: bytes, now: datetime) -> None:
        """Store the answer to a message; a second answer to the same message changes nothing."""

    @abstractmethod
    def replace_answers(self, sender_id: str, answer: bytes) -> None:
        """Put this answer in the place of all given in a conversation; no message of it is handled anew."""

    @abstractmethod
    def forget_before(self, moment: datetime) -> int:
        """Remove sessions, answers and conversations untouched since ``moment``; return how many conversations."""


class Cases(ABC):
    """The cases. Each call is one transaction; each that writes leaves an audit event."""

    @abstractmethod
    def add(self, case: Case, *, due_on: date | None) -> Case:
        """Store a new case and return it with the next number.

        Raises:
            StorageError: its request or its record has a case already; nothing was stored.
        """

    @abstractmethod
    def replace(self, before: Case, after: Case, *, due_on: date | None) -> bool:
        """Store what ``after`` has more than ``before``; nothing, and no, where ``before`` is not the newest version.

        Entries are only ever added.
        """

    @abstractmethod
    def by_number(self, number: int) -> Case | None:
        """Return a case."""

    @abstractmethod
    def by_request(self, request_id: str) -> Case | None:
        """Return the case that a request has opened."""

    @abstractmethod
    def by_record(self, record_id: str) -> Case | None:
        """Return the case that was opened from a record."""

    @abstractmethod
    def all(self, *, open_only: bool = False) -> list[Case]:
        """Return the cases, the newest first."""


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """What working on cases needs, together."""

    cases: Cases
    clock: Clock
    timetable: Timetable
