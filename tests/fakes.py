"""The outside world as the services' ports have it, in memory."""

import copy
import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from assistant.core.errors import DeliveryError, StorageError
from assistant.core.posts import Reading
from assistant.core.records import Account, HandOver, Notice, Record
from assistant.core.routing import Role
from assistant.services.ports import (
    Chats,
    ChatSession,
    Clock,
    Contact,
    Mail,
    NewRecord,
    PostReader,
    Receipts,
    Records,
    Store,
)

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
CLAIM = timedelta(minutes=2)

CONTACTS = {role: Contact(role, f"the {role.replace('_', ' ')}", f"{role}@school.test", "") for role in Role}


class FakeClock(Clock):
    """Stands still until it is moved."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def pass_by(self, time: timedelta) -> None:
        self.at += time


class FakeReceipts(Receipts):
    """Gives the numbers it was told to give, then counts up; a hash that can be read."""

    def __init__(self, *numbers: str) -> None:
        self._numbers = itertools.chain(numbers, (f"{at:016d}" for at in itertools.count(1)))

    def new(self) -> str:
        return next(self._numbers)

    def hashed(self, digits: str) -> bytes:
        return b"hash of " + digits.encode()


@dataclass
class Rows:
    """All that is stored."""

    records: dict[str, NewRecord] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    due: dict[str, datetime] = field(default_factory=dict)
    receipts: dict[str, str] = field(default_factory=dict)
    handles: dict[str, str] = field(default_factory=dict)
    audit: list[tuple[str, str]] = field(default_factory=list)


class FakeRecords(Records):
    """Records in a copy of the rows, which the store keeps when the transaction ends well."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def add(self, new: NewRecord) -> None:
        stored = self._rows.records.values()
        if any(other.record.request_id == new.record.request_id for other in stored):
            raise StorageError("the request is stored already")
        if any(other.receipt_hash == new.receipt_hash for other in stored):
            raise StorageError("the receipt is taken")
        self._rows.records[new.record.id] = new
        self._rows.receipts[new.handle] = new.receipt
        self._rows.handles[new.handle] = new.record.id
        for notice in new.notices:
            self._rows.notices[notice.id] = notice
            self._rows.due[notice.id] = notice.queued_at
        self._rows.audit.append((f"{new.record.kind}_stored", new.record.id))

    def by_request(self, request_id: str) -> tuple[Record, str] | None:
        found = [new for new in self._rows.records.values() if new.record.request_id == request_id]
        return (found[0].record, found[0].handle) if found else None

    def by_receipt(self, receipt_hash: bytes) -> Record | None:
        found = [new.record for new in self._rows.records.values() if new.receipt_hash == receipt_hash]
        return found[0] if found else None

    def by_id(self, record_id: str) -> Record | None:
        new = self._rows.records.get(record_id)
        return None if new is None else new.record

    def account(self, record_id: str) -> Account:
        return self._new(record_id).account

    def set_account(self, record_id: str, account: Account) -> None:
        self._rows.records[record_id] = replace(self._new(record_id), account=account)
        self._rows.audit.append(("account_added_to", record_id))

    def notices(self, record_id: str) -> tuple[Notice, ...]:
        return tuple(notice for notice in self._rows.notices.values() if notice.record_id == record_id)

    def receipt_of(self, handle: str) -> str | None:
        return self._rows.receipts.get(handle)

    def remember_handle(self, handle: str, record_id: str) -> None:
        self._rows.handles[handle] = record_id

    def by_handle(self, handle: str) -> Record | None:
        return self.by_id(self._rows.handles.get(handle, ""))

    def claim_notice(self, now: datetime) -> Notice | None:
        for notice in self._rows.notices.values():
            if notice.state is HandOver.QUEUED and self._rows.due[notice.id] <= now:
                self._rows.due[notice.id] = now + CLAIM
                return notice
        return None

    def notice_sent(self, notice_id: str, now: datetime) -> None:
        self._change(notice_id, state=HandOver.SENT, sent_at=now)
        self._rows.audit.append(("notice_sent", self._rows.notices[notice_id].record_id))

    def notice_opened(self, notice_id: str, now: datetime) -> None:
        opened_at = self._rows.notices[notice_id].opened_at or now
        self._change(notice_id, state=HandOver.OPENED, opened_at=opened_at)
        self._rows.audit.append(("record_opened", self._rows.notices[notice_id].record_id))

    def notice_failed(self, notice_id: str, retry_at: datetime) -> None:
        self._rows.due[notice_id] = retry_at

    def _new(self, record_id: str) -> NewRecord:
        if record_id not in self._rows.records:
            raise StorageError("there is no such record")
        return self._rows.records[record_id]

    def _change(self, notice_id: str, **changes: object) -> None:
        self._rows.notices[notice_id] = replace(self._rows.notices[notice_id], **changes)


class FakeStore(Store):
    """Keeps a transaction whole or not at all; the first ``failures`` that change something fail as they end."""

    def __init__(self, *, failures: int = 0) -> None:
        self.rows = Rows()
        self.failures = failures
        self.transactions = 0

    @contextmanager
    def transaction(self) -> Iterator[Records]:
        self.transactions += 1
        rows = copy.deepcopy(self.rows)
        yield FakeRecords(rows)
        if rows != self.rows and self.failures > 0:
            self.failures -= 1
            raise StorageError("the database is down")
        self.rows = rows


class FakeMail(Mail):
    """A mail server that refuses the first ``refusals`` messages."""

    def __init__(self, *, refusals: int = 0) -> None:
        self.sent: list[EmailMessage] = []
        self.tried: list[EmailMessage] = []
        self._refusals = refusals

    def send(self, message: EmailMessage) -> None:
        self.tried.append(message)
        if len(self.tried) <= self._refusals:
            raise DeliveryError("refused")
        self.sent.append(message)


class FakePostReader(PostReader):
    """Finds the readings it was given, by text."""

    def __init__(self, readings: dict[str, Reading]) -> None:
        self._readings = readings

    def read(self, texts: Sequence[str]) -> list[Reading]:
        return [self._readings[text] for text in texts]


class FakeChats(Chats):
    """Sessions and answers in dictionaries; ``touched`` says when each conversation was last saved."""

    def __init__(self) -> None:
        self.sessions: dict[bytes, ChatSession] = {}
        self.answers: dict[tuple[str, str], bytes] = {}
        self.touched: dict[str, datetime] = {}

    def open_session(self, token_hash: bytes, session: ChatSession) -> None:
        self.sessions[token_hash] = session

    def session(self, token_hash: bytes) -> ChatSession | None:
        return self.sessions.get(token_hash)

    def extend_session(self, token_hash: bytes, expires_at: datetime) -> None:
        self.sessions[token_hash] = replace(self.sessions[token_hash], expires_at=expires_at)

    def close_session(self, token_hash: bytes) -> None:
        self.sessions.pop(token_hash, None)

    def answer(self, sender_id: str, message_id: str) -> bytes | None:
        return self.answers.get((sender_id, message_id))

    def keep_answer(self, sender_id: str, message_id: str, answer: bytes, now: datetime) -> None:
        self.answers.setdefault((sender_id, message_id), answer)

    def replace_answers(self, sender_id: str, answer: bytes) -> None:
        self.answers.update({key: answer for key in self.answers if key[0] == sender_id})

    def forget_before(self, moment: datetime) -> int:
        old = [sender for sender, at in self.touched.items() if at < moment]
        for sender in old:
            del self.touched[sender]
        return len(old)
