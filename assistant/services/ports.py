"""What the services need of the outside world; adapters and the tests' fakes subclass these."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from pathlib import Path

from assistant.core.access import Reach
from assistant.core.arrivals import Place, Shelf
from assistant.core.attachments import Attachment, CleanFile
from assistant.core.audit import AuditEvent, Checked, Mark
from assistant.core.calendar import SchoolCalendar
from assistant.core.cases import Case
from assistant.core.chronology import CaseWords
from assistant.core.deadlines import Timetable
from assistant.core.hosts import HostGuide
from assistant.core.letters import Letter, LetterForm, LetterKind, Value
from assistant.core.paging import Beside
from assistant.core.policy import Policy
from assistant.core.posts import Reading
from assistant.core.records import Account, News, Notice, Record
from assistant.core.reminders import Reminder
from assistant.core.replies import Reply
from assistant.core.retention import Closing, Over, Rule, StoredRecord
from assistant.core.rights import RightsRequest
from assistant.core.routes import Routes
from assistant.core.routing import About, Kind, Role
from assistant.core.staff import StaffAccount, StaffRole, StaffSession


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

    @abstractmethod
    def mark(self, key_id: str) -> bytes:
        """Return how every value begins that the master key of this id has sealed, and no other value."""


class MasterKeys(ABC):
    """The master keys, as something to change. Each change is on the disk before its call returns."""

    @abstractmethod
    def current(self) -> str:
        """Return the id of the key that seals."""

    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """Return the ids of all keys."""

    @abstractmethod
    def prepared(self) -> str | None:
        """Return the id of a key that was added and did not seal yet."""

    @abstractmethod
    def add(self) -> str:
        """Add a fresh key, which is prepared and does not seal yet, and return its id."""

    @abstractmethod
    def use(self, name: str) -> None:
        """Let a key seal from now on."""

    @abstractmethod
    def remove(self, name: str, *, needed: Callable[[], int]) -> None:
        """Take a key out; ``needed`` counts the values that it sealed.

        Raises:
            KeysError: it is the key that seals, values need it, or there is none of that id.
        """

    @abstractmethod
    def lock(self, passphrase: str | None) -> None:
        """Lock the keys under a passphrase; without one they are unlocked."""


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many values were sealed anew, and how many could not be because nothing here opens them."""

    resealed: int
    unopened: int


class SealedValues(ABC):
    """Every sealed value of the database."""

    @abstractmethod
    def count(self, key_id: str) -> int:
        """Return how many values a key has sealed."""

    @abstractmethod
    def count_others(self, key_id: str) -> int:
        """Return how many values any other key has sealed."""

    @abstractmethod
    def reseal(self, key_id: str, tell: Callable[[int], None]) -> Resealed:
        """Seal anew, under the key that seals now, what another key has sealed, while everything runs.

        It can be ended at any point and begun again. ``tell`` hears, after each small transaction, how many are done.
        """


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: rows in the backup, those left out for their age, the audit trail.

    ``opened`` is how many sealed values of each table the key has opened.
    """

    rows: int
    left_out: int
    opened: Mapping[str, int]
    audit: Checked


class Backups(ABC):
    """Everything that the database holds, as lines."""

    @abstractmethod
    def dump(self) -> Iterator[bytes]:
        """Give the lines of a backup, as the database stands at one moment, values as they are stored."""

    @abstractmethod
    def load(self, lines: Iterable[bytes], *, chats_before: datetime) -> Restored:
        """Fill an empty database, without chats untouched since ``chats_before``; all or nothing.

        It is proven that every sealed value opens and that the audit trail is as it was written.

        Raises:
            BackupError: the database is not empty, or the lines are not those of a backup that this version knows.
            SealedDataError: a value does not open.
            AuditBrokenError: the audit trail is not as it was written.
        """


class BackupFiles(ABC):
    """Lines in an encrypted file."""

    @abstractmethod
    def write(self, path: Path, lines: Iterable[bytes]) -> None:
        """Write lines, whole or not at all; raise ``BackupError`` where the file is there or cannot be written."""

    @abstractmethod
    def read(self, path: Path) -> Iterator[bytes]:
        """Give the lines; raise ``BackupError`` where the file was cut, altered, or made with another key file."""


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record with all that is stored beside it in the same transaction."""

    record: Record
    account: Account
    receipt: str
    receipt_hash: bytes
    handle: str
    notices: Sequence[Notice]
    attachments: Sequence[str] = ()
    """Files that wait, by id; those still there become the record's."""
    rights: RightsRequest | None = None


class Replies(ABC):
    """What is said about a record after it was given, and receipts that are open in a browser; in one transaction."""

    @abstractmethod
    def add_reply(self, reply: Reply) -> None:
        """Append to a record's thread, with an audit event; a position or request that is taken fails."""

    @abstractmethod
    def reply_by_request(self, request_id: str) -> Reply | None:
        """Return what a request has written."""

    @abstractmethod
    def replies(self, record_id: str) -> tuple[Reply, ...]:
        """Return a record's thread in its order."""

    @abstractmethod
    def count_answers(self, record_id: str) -> int:
        """Return how many replies of the school a record has."""

    @abstractmethod
    def queue_news(self, record_id: str, role: Role, news: News, now: datetime) -> None:
        """Queue a notice for a reader, unless one of the same news still waits to be sent."""

    @abstractmethod
    def notice_answered(self, notice_id: str, now: datetime) -> None:
        """Mark a notice as answered by its reader; the first time counts."""

    @abstractmethod
    def withdraw(self, record_id: str, now: datetime) -> bool:
        """Mark a record as withdrawn, with an audit event; tell whether it was not withdrawn before."""

    @abstractmethod
    def child_at_risk(self, record_id: str) -> None:
        """Mark that a child may be at risk, with an audit event."""

    @abstractmethod
    def giver_did(self, event: str, record_id: str) -> None:
        """Append to the audit trail what the holder of the receipt did."""

    @abstractmethod
    def open_receipt(self, token_hash: bytes, record_id: str, *, now: datetime, expires_at: datetime) -> None:
        """Let a browser's token stand for a record, and forget the tokens that have ended."""

    @abstractmethod
    def use_receipt(self, token_hash: bytes, *, now: datetime, expires_at: datetime) -> str | None:
        """Return the id of the record that a living token stands for, and move its end."""

    @abstractmethod
    def close_receipt(self, token_hash: bytes) -> None:
        """Forget a token."""


class Records(Replies):
    """The records inside one transaction; leaving the transaction without an error commits it."""

    @abstractmethod
    def add(self, new: NewRecord) -> None:
        """Store a record, its notices, its files, its receipt's handle and an audit event."""

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
    def concerned_by(self, record_id: str) -> Record | None:
        """Return the record that a request about somebody's own data concerns, where a receipt told."""

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
    def arrived(self, reached: Reach, shelf: Shelf, beside: Beside[Place] | None = None) -> list[Record]:
        """Return the records that come next to a place of a shelf: as many as are read for a page, away from it."""

    @abstractmethod
    def count_arrived(self, reached: Reach, shelf: Shelf) -> int:
        """Count what somebody has on a shelf; one more than lists are counted where there is more."""

    @abstractmethod
    def notices_at(self, posts: Collection[Role], record_ids: Collection[str]) -> list[Notice]:
        """Return the notices that these posts have of these records, of each in the order in which they were queued."""

    @abstractmethod
    def first_given(self, since: datetime) -> datetime | None:
        """Return when the first record from a moment on was given."""

    @abstractmethod
    def count_given(self, since: datetime, until: datetime, *, but: Collection[About] = ()) -> Mapping[Kind, int]:
        """Count the records that were given from a moment on and before another, by kind; none about ``but``."""

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
        """Take one notice that is due, so that no other worker takes it for the next minutes; its tries count this."""

    @abstractmethod
    def notice_sent(self, notice_id: str, now: datetime, *, with_words: bool = False) -> None:
        """Mark a notice as accepted by the mail server; the audit trail tells whether the person's words went along."""

    @abstractmethod
    def notice_opened(self, notice_id: str, now: datetime, *, account_id: str | None = None) -> None:
        """Mark a notice as opened, with an audit event that names the reader's account; the first time counts."""

    @abstractmethod
    def unopened(self, before: datetime) -> list[str]:
        """Return the records with a notice of before this moment that was neither opened nor passed on."""

    @abstractmethod
    def hold(self, record_id: str) -> Record | None:
        """Return a record, which no other transaction holds until this one ends."""

    @abstractmethod
    def add_notice(self, notice: Notice, *, account_id: str | None = None) -> None:
        """Store a notice that another has caused, or an account's owner, with an audit event.

        Nothing where the other has caused one already.
        """

    @abstractmethod
    def notice_failed(self, notice_id: str, retry_at: datetime) -> None:
        """Put a notice back until ``retry_at``."""


class Store(ABC):
    """The database."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[Records]:
        """Open one transaction; raise ``StorageError`` where the database does not take it."""


class IncomingFile(ABC):
    """A file that somebody hands over, taken in piece by piece; nothing looks into it before it is there."""

    @abstractmethod
    def feed(self, piece: bytes) -> None:
        """Take the next bytes."""

    @abstractmethod
    def clean(self) -> CleanFile:
        """Return the file as it is kept, now that it is there; its kind is decided by its content.

        Raises:
            UnfitFileError: it is not taken; it says why.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of it; what was not read of the clean file is gone. Whoever began it does this in the end."""


class FileCleaner(ABC):
    """Takes files that people hand over, and writes them anew with nothing in them but what they show."""

    @abstractmethod
    def begin(self) -> IncomingFile:
        """Begin to take a file in."""


class Attachments(ABC):
    """Kept files. Each call is one transaction; reading gives a file piece by piece, each proven to be in its place."""

    @abstractmethod
    def keep_waiting(self, attachment: Attachment, pieces: Iterable[bytes], *, sender_id: str) -> None:
        """Keep a file for a conversation that may name it; it belongs to no record yet.

        What its pieces raise leaves nothing of it.
        """

    @abstractmethod
    def waiting(self, sender_id: str, ids: Collection[str]) -> bool:
        """Tell whether all these files wait for this conversation."""

    @abstractmethod
    def count_waiting(self) -> int:
        """Return how many files wait, of all conversations."""

    @abstractmethod
    def discard(self, ids: Collection[str]) -> None:
        """Remove those of these files that still wait."""

    @abstractmethod
    def of_record(self, record_id: str) -> tuple[Attachment, ...]:
        """Return the files of a record, in the order in which they were named."""

    @abstractmethod
    def of_case(self, case_id: str) -> tuple[Attachment, ...]:
        """Return the files of a case, the oldest first: those of its record, and those that staff have added."""

    @abstractmethod
    def viewed(self, now: datetime, *, of: str, account_id: str) -> None:
        """Write to the audit trail that somebody looked at a file of a record or case."""

    @abstractmethod
    def read(self, attachment_id: str) -> Iterator[bytes]:
        """Give a file's content; raise ``SealedDataError`` where a piece is missing, moved or altered."""

    @abstractmethod
    def forget_before(self, moment: datetime, *, now: datetime) -> int:
        """Remove files that wait since before ``moment`` for a chat that is over, and those whose owners are gone.

        Return how many.
        """


class Keeping(ABC):
    """How long records and cases stay. Each call is one transaction; each that changes something is audited."""

    @abstractmethod
    def stored(self, *, ended_only: bool = False) -> list[StoredRecord]:
        """Return every record with what decides how long it is kept; a closing is without its reason.

        ``ended_only`` leaves out those whose time does not run: not closed, not answered, and of no closed case.
        """

    @abstractmethod
    def count_passing(
        self, *, chats_before: datetime, sign_ins_before: datetime, reminders_before: date
    ) -> Mapping[Rule, int]:
        """Return how many chats and text messages, sign-ins and reminders are older than these."""

    @abstractmethod
    def closing(self, record_id: str) -> Closing | None:
        """Return how staff closed a record, where they did."""

    @abstractmethod
    def close(self, closing: Closing) -> bool:
        """Close a record; nothing, and no, where it is closed already or has become a case."""

    @abstractmethod
    def reopen(self, record_id: str, *, account_id: str, now: datetime) -> bool:
        """Take a closing back; tell whether there was one."""

    @abstractmethod
    def delete(self, over: Over, now: datetime) -> bool:
        """Delete something that has had its time, with all that hangs on it.

        Nothing, and no, where it is no longer as it was when the plan was made: reopened, written to, or gone; nor
        where something was added to it that nobody has opened.
        """

    @abstractmethod
    def erase(self, record_id: str, *, account_id: str, now: datetime) -> bool:
        """Delete a record as somebody of the staff decided, with all that hangs on it; tell whether it was there."""

    @abstractmethod
    def everything_about(self, record_id: str) -> Mapping[str, list[dict[str, object]]]:
        """Return each table's rows that hang on a record, opened, without secrets such as the receipt's number."""

    @abstractmethod
    def leave_nothing_behind(self) -> None:
        """See to it that what was deleted stays in no file of the database, as far as the database lets a program."""


class Rights(ABC):
    """What people ask about their own data. Each call is one transaction; each that writes is audited."""

    @abstractmethod
    def all(self) -> list[tuple[RightsRequest, Record]]:
        """Return every request with its record, the oldest first."""

    @abstractmethod
    def unanswered(self) -> list[tuple[RightsRequest, Record]]:
        """Return the requests that were not answered yet, each with its record, the oldest first."""

    @abstractmethod
    def of_record(self, record_id: str) -> RightsRequest | None:
        """Return the request whose words a record holds."""

    @abstractmethod
    def asked_by(self, record_id: str) -> list[RightsRequest]:
        """Return what the giver of a record has asked: the requests that concern it, and itself where it is one."""

    @abstractmethod
    def looked_at(self, record_id: str, *, account_id: str, now: datetime) -> None:
        """Leave an audit event that somebody of the staff read a request."""

    @abstractmethod
    def exported(self, record_id: str, *, account_id: str, now: datetime) -> None:
        """Leave an audit event that somebody of the staff took a copy of all that is stored about a record."""

    @abstractmethod
    def acknowledge(self, record_id: str, *, account_id: str, now: datetime) -> bool:
        """Record that receipt was acknowledged; nothing, and no, where it was before."""

    @abstractmethod
    def answer(self, answered: RightsRequest, *, account_id: str) -> bool:
        """Record how the school answered; nothing, and no, where it was answered before."""


class AuditTrail(ABC):
    """The chain of events."""

    @abstractmethod
    def check(self, noted: Mark | None = None) -> Checked:
        """Walk the chain as it stands at one moment; ``noted`` is a place of it that was noted elsewhere."""

    @abstractmethod
    def about(self, subject_id: str) -> Sequence[AuditEvent]:
        """Return the events about a record or a case, by its id, in their order."""


class Mail(ABC):
    """Sends mail."""

    @abstractmethod
    def send(self, message: EmailMessage) -> None:
        """Hand a message over; raise ``DeliveryError`` where it is not accepted."""

    @property
    @abstractmethod
    def encrypted(self) -> bool:
        """Whether nobody on the way to the mail server can read a message."""


class Signatures(ABC):
    """Signs what others can prove to be this school's, without asking it (Ed25519, RFC 8032)."""

    @abstractmethod
    def sign(self, content: bytes) -> bytes:
        """Return the signature, 64 bytes."""

    @abstractmethod
    def public_key(self) -> bytes:
        """Return the key with which everybody can test a signature, 32 bytes."""


class SignatureTest(ABC):
    """Tests signatures with a public key."""

    @abstractmethod
    def is_signed(self, content: bytes, signature: bytes, public_key: bytes) -> bool:
        """Tell whether the owner of a public key has signed this content; no for what is no key or signature."""


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
    def move_session(self, token_hash: bytes, new_hash: bytes) -> None:
        """Let a session be found by another token alone; nothing where there is none."""

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


class Digests(ABC):
    """Keyed hashes: the same value gives the same hash, which nobody without the key file can compute or try."""

    @abstractmethod
    def of(self, value: str, *, purpose: str) -> bytes:
        """Return 32 bytes; another purpose gives others."""


class Passwords(ABC):
    """Hashes passwords slowly, each with a salt of its own. Each call takes about 0.2 s."""

    @abstractmethod
    def hashed(self, password: str) -> str:
        """Return what is stored of a password."""

    @abstractmethod
    def matches(self, password: str, stored: str | None) -> bool:
        """Tell whether a password is the stored one; takes as long where nothing is stored."""


class OneTimeCodes(ABC):
    """The codes of an authenticator app (RFC 6238)."""

    @abstractmethod
    def new_secret(self) -> str:
        """Return a fresh secret in base 32."""

    @abstractmethod
    def step_of(self, code: str, secret: str | None, at: datetime) -> int | None:
        """Return the time step that a code belongs to, one step around ``at``; takes as long without a secret."""

    @abstractmethod
    def address(self, secret: str, *, email: str, issuer: str) -> str:
        """Return the ``otpauth://`` address that an app takes."""


class QrCodes(ABC):
    """Draws an address as a square that a phone's camera reads."""

    @abstractmethod
    def svg(self, address: str) -> str:
        """Return an ``<svg>`` element."""

    @abstractmethod
    def terminal(self, address: str) -> str:
        """Return lines of block characters."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a person signs in with: the password's hash and the secret of the one-time codes."""

    password_hash: str
    code_secret: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """The right to set a password, once, until ``expires_at``."""

    account_id: str
    expires_at: datetime


class Staff(ABC):
    """The staff accounts inside one transaction; leaving the transaction without an error commits it."""

    @abstractmethod
    def add(self, account: StaffAccount, email_hash: bytes) -> None:
        """Store a new account."""

    @abstractmethod
    def by_id(self, account_id: str) -> StaffAccount | None:
        """Return an account."""

    @abstractmethod
    def by_email(self, email_hash: bytes) -> StaffAccount | None:
        """Return the account of an address."""

    @abstractmethod
    def all(self) -> tuple[StaffAccount, ...]:
        """Return every account, the oldest first."""

    @abstractmethod
    def change(self, account_id: str, *, roles: frozenset[StaffRole], disabled: bool) -> None:
        """Set what an account may do."""

    @abstractmethod
    def credentials(self, account_id: str) -> Credentials | None:
        """Return what a person signs in with, where the person has enrolled."""

    @abstractmethod
    def set_credentials(self, account_id: str, credentials: Credentials, recovery_hashes: Sequence[bytes]) -> None:
        """Replace what a person signs in with, and the recovery codes."""

    @abstractmethod
    def drop_credentials(self, account_id: str) -> None:
        """Remove what a person signs in with, and the recovery codes."""

    @abstractmethod
    def use_step(self, account_id: str, step: int) -> bool:
        """Use up a time step and all before it; tell whether it was still unused."""

    @abstractmethod
    def use_recovery_code(self, account_id: str, code_hash: bytes) -> bool:
        """Use up a recovery code; tell whether it was there."""

    @abstractmethod
    def recovery_codes_left(self, account_id: str) -> int:
        """Return how many recovery codes are unused."""

    @abstractmethod
    def invite(self, token_hash: bytes, invitation: Invitation) -> None:
        """Store an invitation in the place of any earlier one of the account."""

    @abstractmethod
    def invitation(self, token_hash: bytes) -> Invitation | None:
        """Return an invitation, expired or not."""

    @abstractmethod
    def invitation_of(self, account_id: str) -> Invitation | None:
        """Return an account's invitation, expired or not."""

    @abstractmethod
    def use_invitation(self, token_hash: bytes) -> bool:
        """Use up an invitation; tell whether it was there."""

    @abstractmethod
    def open_session(self, token_hash: bytes, session: StaffSession) -> None:
        """Store a new session."""

    @abstractmethod
    def session(self, token_hash: bytes) -> StaffSession | None:
        """Return a session, ended or not."""

    @abstractmethod
    def sessions(self, account_id: str) -> tuple[tuple[bytes, StaffSession], ...]:
        """Return an account's sessions by the hash of their token, ended or not, the newest first."""

    @abstractmethod
    def session_seen(self, token_hash: bytes, now: datetime) -> None:
        """Remember that a session asked for something."""

    @abstractmethod
    def end_session(self, token_hash: bytes, now: datetime) -> None:
        """End a session."""

    @abstractmethod
    def end_sessions(self, account_id: str, now: datetime) -> None:
        """End all sessions of an account."""

    @abstractmethod
    def forget_before(self, moment: datetime) -> int:
        """Remove sessions and invitations that ended before ``moment``; return how many sessions."""

    @abstractmethod
    def audit(self, event: str, account_id: str | None) -> None:
        """Append an event to the audit trail; without an account where nobody of that name is known."""


class StaffStore(ABC):
    """The database of staff accounts."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[Staff]:
        """Open one transaction; raise ``StorageError`` where the database does not take it."""


@dataclass(frozen=True, slots=True)
class RouteDesk:
    """What routing a record and passing it on need, together."""

    store: Store
    staff: StaffStore
    clock: Clock
    contacts: Contacts
    routes: Routes
    calendar: SchoolCalendar


@dataclass(frozen=True, slots=True)
class StaffDoor:
    """What signing in and enrolling need, together."""

    store: StaffStore
    clock: Clock
    passwords: Passwords
    codes: OneTimeCodes
    digests: Digests


class Cases(ABC):
    """The cases. Each call is one transaction; each that writes leaves an audit event."""

    @abstractmethod
    def add(self, case: Case, *, due_on: date | None) -> Case:
        """Store a new case and return it with the next number.

        Raises:
            StorageError: its request or its record has a case already; nothing was stored.
        """

    @abstractmethod
    def replace(
        self,
        before: Case,
        after: Case,
        *,
        due_on: date | None,
        evidence: tuple[Attachment, Iterable[bytes]] | None = None,
    ) -> bool:
        """Store what ``after`` has more than ``before``; nothing, and no, where ``before`` is not the newest version.

        Entries are only ever added; shares are those of ``after``. ``evidence`` is a file that an added entry names.
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
    def viewed(self, case: Case, now: datetime, *, account_id: str) -> None:
        """Leave in the audit trail who has read a case and when."""

    @abstractmethod
    def each(
        self, *, open_only: bool = False, owner: str | None = None, beside: Beside[int] | None = None
    ) -> Iterator[Case]:
        """Give the cases, the newest first, read a few at a time as they are asked for.

        ``beside`` is the number of a case: only those after it in this order, or those before it, away from it.
        """


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """What working on cases needs, together."""

    cases: Cases
    clock: Clock
    timetable: Timetable


class Reminders(ABC):
    """Which reminders were sent. Each call is one transaction."""

    @abstractmethod
    def sent_since(self, day: date) -> frozenset[str]:
        """Return the ids of the reminders for this day and later ones that were sent."""

    @abstractmethod
    def claim(self, reminder: Reminder, now: datetime) -> datetime | None:
        """Take a reminder, so that no other worker takes it for the next minutes.

        Return the moment at which it was first taken; nothing where it was sent, or another worker has it.
        """

    @abstractmethod
    def sent(self, reminder: Reminder, now: datetime) -> None:
        """Mark a reminder as accepted by the mail server, with an audit event."""

    @abstractmethod
    def failed(self, reminder: Reminder, retry_at: datetime) -> None:
        """Put a reminder back until ``retry_at``."""

    @abstractmethod
    def forget_before(self, day: date) -> int:
        """Remove what is stored of the reminders for days before ``day``; return how many."""


class LetterForms(ABC):
    """The school's letters and notices, before they are filled."""

    @abstractmethod
    def forms(self) -> Mapping[LetterKind, LetterForm]:
        """Return every kind's form."""

    @abstractmethod
    def fill(self, kind: LetterKind, values: Mapping[str, Value]) -> Letter:
        """Return a letter with what is known put in, and gaps for the rest."""


class LetterFiles(ABC):
    """Makes of a letter a file that an office program opens."""

    @abstractmethod
    def write(self, letter: Letter, *, school: str, on: date) -> bytes:
        """Return the file; ``on`` is the day of the letter."""


@dataclass(frozen=True, slots=True)
class LetterDesk:
    """What writing letters needs, together."""

    forms: LetterForms
    policy: Policy
    words: CaseWords
    contacts: Contacts
    office_hours: str
    reply_within: str
    hosts: HostGuide
