"""The outside world as the services' ports have it, in memory."""

import copy
import itertools
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from assistant.core.access import Reach
from assistant.core.arrivals import Place, Shelf, is_new, place_of, standing
from assistant.core.errors import DeliveryError, StorageError
from assistant.core.paging import COUNTED, READ_FOR_PAGE, Beside
from assistant.core.posts import Reading
from assistant.core.records import Account, HandOver, News, Notice, Record
from assistant.core.replies import Reply
from assistant.core.routing import About, Kind, Role, readers
from assistant.core.staff import StaffAccount, StaffRole, StaffSession
from assistant.services.ports import (
    Chats,
    ChatSession,
    Clock,
    Contact,
    Credentials,
    Digests,
    Invitation,
    Mail,
    NewRecord,
    OneTimeCodes,
    Passwords,
    PostReader,
    Receipts,
    Records,
    Staff,
    StaffDoor,
    StaffStore,
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
    opened_by: list[str | None] = field(default_factory=list)
    """The account of each reading."""
    replies: list[Reply] = field(default_factory=list)
    open_receipts: dict[bytes, tuple[str, datetime]] = field(default_factory=dict)


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

    def concerned_by(self, record_id: str) -> Record | None:
        new = self._rows.records.get(record_id)
        about = None if new is None or new.rights is None else new.rights.about_record_id
        return None if about is None else self.by_id(about)

    def account(self, record_id: str) -> Account:
        return self._new(record_id).account

    def set_account(self, record_id: str, account: Account) -> None:
        self._rows.records[record_id] = replace(self._new(record_id), account=account)
        self._rows.audit.append(("account_added_to", record_id))

    def notices(self, record_id: str) -> tuple[Notice, ...]:
        return tuple(notice for notice in self._rows.notices.values() if notice.record_id == record_id)

    def arrived(self, reached: Reach, shelf: Shelf, beside: Beside[Place] | None = None) -> list[Record]:
        found = sorted(self._on(reached, shelf), key=lambda record: place_of(record, shelf))
        ordered = found if shelf is Shelf.NEW else found[::-1]
        if beside is None:
            return ordered[:READ_FOR_PAGE]
        at = [place_of(record, shelf) for record in ordered].index(beside.place)
        return ordered[:at][::-1][:READ_FOR_PAGE] if beside.before else ordered[at + 1 :][:READ_FOR_PAGE]

    def count_arrived(self, reached: Reach, shelf: Shelf) -> int:
        return min(len(self._on(reached, shelf)), COUNTED + 1)

    def notices_at(self, posts: Collection[Role], record_ids: Collection[str]) -> list[Notice]:
        return [n for n in self._rows.notices.values() if n.record_id in record_ids and n.role in posts]

    def _on(self, reached: Reach, shelf: Shelf) -> list[Record]:
        found = []
        for record in [new.record for new in self._rows.records.values()]:
            own = self.notices_at(reached.posts, [record.id])
            stands = {role: standing(n for n in own if n.role is role) for role in {n.role for n in own}}
            if stands and record.about not in reached.accused and is_new(stands.values()) is (shelf is Shelf.NEW):
                found.append(record)
        return found

    def first_given(self, since: datetime) -> datetime | None:
        moments = [new.record.created_at for new in self._rows.records.values()]
        return min((moment for moment in moments if moment >= since), default=None)

    def count_given(self, since: datetime, until: datetime, *, but: Collection[About] = ()) -> Mapping[Kind, int]:
        records = [new.record for new in self._rows.records.values()]
        return Counter(
            record.kind for record in records if since <= record.created_at < until and record.about not in but
        )

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
                self._change(notice.id, attempts=notice.attempts + 1)
                return self._rows.notices[notice.id]
        return None

    def notice_sent(self, notice_id: str, now: datetime, *, with_words: bool = False) -> None:
        self._change(notice_id, state=HandOver.SENT, sent_at=now)
        event = "notice_sent_with_words" if with_words else "notice_sent"
        self._rows.audit.append((event, self._rows.notices[notice_id].record_id))

    def notice_opened(self, notice_id: str, now: datetime, *, account_id: str | None = None) -> None:
        notice = self._rows.notices[notice_id]
        state = HandOver.OPENED if notice.answered_at is None else HandOver.ANSWERED
        self._change(notice_id, state=state, opened_at=notice.opened_at or now)
        self._rows.audit.append(("record_opened", self._rows.notices[notice_id].record_id))
        self._rows.opened_by.append(account_id)

    def unopened(self, before: datetime) -> list[str]:
        causes = {notice.cause for notice in self._rows.notices.values()}
        found = [
            notice.record_id
            for notice in self._rows.notices.values()
            if notice.opened_at is None and notice.queued_at <= before and notice.id not in causes
        ]
        return list(dict.fromkeys(found))

    def hold(self, record_id: str) -> Record | None:
        return self.by_id(record_id)

    def add_notice(self, notice: Notice, *, account_id: str | None = None) -> None:
        if notice.cause and notice.cause in {other.cause for other in self._rows.notices.values()}:
            return
        self._rows.notices[notice.id] = notice
        self._rows.due[notice.id] = notice.queued_at
        self._rows.audit.append(("record_handed_on" if account_id else "notice_passed_on", notice.record_id))

    def notice_failed(self, notice_id: str, retry_at: datetime) -> None:
        self._rows.due[notice_id] = retry_at

    def add_reply(self, reply: Reply) -> None:
        if any(reply.request_id == other.request_id for other in self._rows.replies):
            raise StorageError("the request is stored already")
        if any((reply.record_id, reply.position) == (other.record_id, other.position) for other in self._rows.replies):
            raise StorageError("the position is taken")
        self._rows.replies.append(reply)
        self._rows.audit.append(("reply_written" if reply.by_school else "information_added", reply.record_id))

    def reply_by_request(self, request_id: str) -> Reply | None:
        return next((reply for reply in self._rows.replies if reply.request_id == request_id), None)

    def replies(self, record_id: str) -> tuple[Reply, ...]:
        return tuple(reply for reply in self._rows.replies if reply.record_id == record_id)

    def count_answers(self, record_id: str) -> int:
        return sum(reply.by_school for reply in self.replies(record_id))

    def queue_news(self, record_id: str, role: Role, news: News, now: datetime) -> None:
        waiting = {(one.role, one.news) for one in self.notices(record_id) if one.state is HandOver.QUEUED}
        if (role, news) not in waiting:
            new_id = f"news-{len(self._rows.notices)}"
            self._rows.notices[new_id] = Notice(new_id, record_id, role, HandOver.QUEUED, queued_at=now, news=news)
            self._rows.due[new_id] = now

    def notice_answered(self, notice_id: str, now: datetime) -> None:
        answered_at = self._rows.notices[notice_id].answered_at or now
        self._change(notice_id, state=HandOver.ANSWERED, answered_at=answered_at)

    def withdraw(self, record_id: str, now: datetime) -> bool:
        new = self._new(record_id)
        if new.record.withdrawn_at is not None:
            return False
        self._rows.records[record_id] = replace(new, record=replace(new.record, withdrawn_at=now))
        self._rows.audit.append(("record_withdrawn", record_id))
        return True

    def child_at_risk(self, record_id: str) -> None:
        new = self._new(record_id)
        if not new.record.child_at_risk:
            self._rows.records[record_id] = replace(new, record=replace(new.record, child_at_risk=True))
            self._rows.audit.append(("child_at_risk_marked", record_id))

    def giver_did(self, event: str, record_id: str) -> None:
        self._rows.audit.append((event, record_id))

    def open_receipt(self, token_hash: bytes, record_id: str, *, now: datetime, expires_at: datetime) -> None:
        living = {key: one for key, one in self._rows.open_receipts.items() if one[1] > now}
        self._rows.open_receipts = living | {token_hash: (record_id, expires_at)}

    def use_receipt(self, token_hash: bytes, *, now: datetime, expires_at: datetime) -> str | None:
        record_id, ends = self._rows.open_receipts.get(token_hash, ("", now))
        if ends <= now:
            return None
        self._rows.open_receipts[token_hash] = (record_id, expires_at)
        return record_id

    def close_receipt(self, token_hash: bytes) -> None:
        self._rows.open_receipts.pop(token_hash, None)

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

    def __init__(self, *, refusals: int = 0, encrypted: bool = True) -> None:
        self._encrypted = encrypted
        self.sent: list[EmailMessage] = []
        self.tried: list[EmailMessage] = []
        self._refusals = refusals

    @property
    def encrypted(self) -> bool:
        return self._encrypted

    def send(self, message: EmailMessage) -> None:
        self.tried.append(message)
        if len(self.tried) <= self._refusals:
            raise DeliveryError("refused")
        self.sent.append(message)


class FakePostReader(PostReader):
    """Finds the readings it was given, by text; nothing in any other."""

    def __init__(self, readings: dict[str, Reading]) -> None:
        self._readings = readings

    def read(self, texts: Sequence[str]) -> list[Reading]:
        return [self._readings.get(text, Reading()) for text in texts]


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

    def move_session(self, token_hash: bytes, new_hash: bytes) -> None:
        if token_hash in self.sessions:
            self.sessions[new_hash] = self.sessions.pop(token_hash)

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


class FakeDigests(Digests):
    """A hash that can be read."""

    def of(self, value: str, *, purpose: str) -> bytes:
        return f"{purpose}: {value}".encode()


class FakePasswords(Passwords):
    """Hashes that can be read; ``asked`` holds what each check was made against."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []

    def hashed(self, password: str) -> str:
        return f"hash of {password}"

    def matches(self, password: str, stored: str | None) -> bool:
        self.asked.append(stored)
        return stored == f"hash of {password}"


class FakeOneTimeCodes(OneTimeCodes):
    """The code of a step is the step itself, in six digits; ``asked`` holds the secret of each check."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []

    def new_secret(self) -> str:
        return "ABCDEFGH"

    def step_of(self, code: str, secret: str | None, at: datetime) -> int | None:
        self.asked.append(secret)
        now = int(at.timestamp()) // 30
        found = [step for step in (now - 1, now, now + 1) if code == self.code(step)]
        return found[0] if found and secret else None

    def address(self, secret: str, *, email: str, issuer: str) -> str:
        return f"otpauth://totp/{issuer}:{email}?secret={secret}"

    @staticmethod
    def code(step: int) -> str:
        return f"{step % 10**6:06d}"


@dataclass
class StaffRows:
    """All that is stored of the staff."""

    accounts: dict[str, StaffAccount] = field(default_factory=dict)
    emails: dict[bytes, str] = field(default_factory=dict)
    credentials: dict[str, Credentials] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    recovery: set[tuple[str, bytes]] = field(default_factory=set)
    invitations: dict[bytes, Invitation] = field(default_factory=dict)
    sessions: dict[bytes, StaffSession] = field(default_factory=dict)
    audit: list[tuple[str, str | None]] = field(default_factory=list)


class FakeStaff(Staff):
    """Staff accounts in a copy of the rows, which the store keeps when the transaction ends well."""

    def __init__(self, rows: StaffRows) -> None:
        self._rows = rows

    def add(self, account: StaffAccount, email_hash: bytes) -> None:
        if email_hash in self._rows.emails:
            raise StorageError("the address is taken")
        self._rows.accounts[account.id] = account
        self._rows.emails[email_hash] = account.id

    def by_id(self, account_id: str) -> StaffAccount | None:
        account = self._rows.accounts.get(account_id)
        return None if account is None else replace(account, enrolled=account_id in self._rows.credentials)

    def by_email(self, email_hash: bytes) -> StaffAccount | None:
        return self.by_id(self._rows.emails.get(email_hash, ""))

    def all(self) -> tuple[StaffAccount, ...]:
        return tuple(account for name in self._rows.accounts if (account := self.by_id(name)))

    def change(self, account_id: str, *, roles: frozenset[StaffRole], disabled: bool) -> None:
        self._rows.accounts[account_id] = replace(self._rows.accounts[account_id], roles=roles, disabled=disabled)

    def credentials(self, account_id: str) -> Credentials | None:
        return self._rows.credentials.get(account_id)

    def set_credentials(self, account_id: str, credentials: Credentials, recovery_hashes: Sequence[bytes]) -> None:
        self.drop_credentials(account_id)
        self._rows.credentials[account_id] = credentials
        self._rows.recovery |= {(account_id, code_hash) for code_hash in recovery_hashes}

    def drop_credentials(self, account_id: str) -> None:
        self._rows.credentials.pop(account_id, None)
        self._rows.steps.pop(account_id, None)
        self._rows.recovery = {one for one in self._rows.recovery if one[0] != account_id}

    def use_step(self, account_id: str, step: int) -> bool:
        unused = self._rows.steps.get(account_id, -1) < step
        if unused:
            self._rows.steps[account_id] = step
        return unused

    def use_recovery_code(self, account_id: str, code_hash: bytes) -> bool:
        there = (account_id, code_hash) in self._rows.recovery
        self._rows.recovery.discard((account_id, code_hash))
        return there

    def recovery_codes_left(self, account_id: str) -> int:
        return sum(one[0] == account_id for one in self._rows.recovery)

    def invite(self, token_hash: bytes, invitation: Invitation) -> None:
        others = {key: one for key, one in self._rows.invitations.items() if one.account_id != invitation.account_id}
        self._rows.invitations = others | {token_hash: invitation}

    def invitation(self, token_hash: bytes) -> Invitation | None:
        return self._rows.invitations.get(token_hash)

    def invitation_of(self, account_id: str) -> Invitation | None:
        found = [one for one in self._rows.invitations.values() if one.account_id == account_id]
        return found[0] if found else None

    def use_invitation(self, token_hash: bytes) -> bool:
        return self._rows.invitations.pop(token_hash, None) is not None

    def open_session(self, token_hash: bytes, session: StaffSession) -> None:
        self._rows.sessions[token_hash] = session

    def session(self, token_hash: bytes) -> StaffSession | None:
        return self._rows.sessions.get(token_hash)

    def sessions(self, account_id: str) -> tuple[tuple[bytes, StaffSession], ...]:
        found = [one for one in self._rows.sessions.items() if one[1].account_id == account_id]
        return tuple(sorted(found, key=lambda one: one[1].created_at, reverse=True))

    def session_seen(self, token_hash: bytes, now: datetime) -> None:
        self._rows.sessions[token_hash] = replace(self._rows.sessions[token_hash], seen_at=now)

    def end_session(self, token_hash: bytes, now: datetime) -> None:
        session = self._rows.sessions.get(token_hash)
        if session is not None:
            self._rows.sessions[token_hash] = replace(session, ends_at=min(now, session.ends_at))

    def end_sessions(self, account_id: str, now: datetime) -> None:
        for token_hash, session in self.sessions(account_id):
            self._rows.sessions[token_hash] = replace(session, ends_at=min(now, session.ends_at))

    def forget_before(self, moment: datetime) -> int:
        invitations, sessions = self._rows.invitations, self._rows.sessions
        self._rows.invitations = {key: one for key, one in invitations.items() if one.expires_at >= moment}
        self._rows.sessions = {key: one for key, one in sessions.items() if one.ends_at >= moment}
        return len(sessions) - len(self._rows.sessions)

    def audit(self, event: str, account_id: str | None) -> None:
        self._rows.audit.append((event, account_id))


class FakeStaffStore(StaffStore):
    """Keeps a transaction whole or not at all; ``down`` makes each of them fail."""

    def __init__(self) -> None:
        self.rows = StaffRows()
        self.down = False

    @contextmanager
    def transaction(self) -> Iterator[Staff]:
        if self.down:
            raise StorageError("the database is down")
        rows = copy.deepcopy(self.rows)
        yield FakeStaff(rows)
        self.rows = rows


class FakeDoor:
    """A ``StaffDoor`` of fakes, each of them at hand."""

    def __init__(self) -> None:
        self.store, self.clock = FakeStaffStore(), FakeClock()
        self.passwords, self.codes, self.digests = FakePasswords(), FakeOneTimeCodes(), FakeDigests()
        self.door = StaffDoor(self.store, self.clock, self.passwords, self.codes, self.digests)

    def code(self, steps: int = 0) -> str:
        """Return the code of the present step, or of one so many steps away."""
        return self.codes.code(int(self.clock.now().timestamp()) // 30 + steps)


def by_rule(record: Record) -> tuple[Role, ...]:
    """Return who hears of a record with a child at risk, where nobody is in conflict."""
    return readers(record.kind, record.about, child_at_risk=True)
