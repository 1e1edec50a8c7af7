"""What the holder of a receipt can do: see where it stands, read, add, withdraw, and take a copy along."""

import hashlib
import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from assistant.core.errors import StorageError
from assistant.core.records import Account, News, Notice, Record
from assistant.core.replies import Reply
from assistant.core.routing import Role
from assistant.services.ports import Clock, Receipts, Records, Store

RECEIPT_LASTS = timedelta(minutes=30)
"""How long an opened receipt stays open in a browser that asks for nothing."""

_TRIES = 3

Hears = Callable[[Record], Sequence[Role]]
"""Who must hear of a record with a child at risk."""


class Why(StrEnum):
    """Why the holder of a receipt is shown the words; each is an event of the audit trail."""

    READ = "read_by_giver"
    EXPORTED = "exported_by_giver"


@dataclass(frozen=True, slots=True)
class Held:
    """A record as its giver sees it. ``account`` is what was given, ``replies`` what was said since."""

    record: Record
    account: Account
    notices: tuple[Notice, ...]
    replies: tuple[Reply, ...]

    @property
    def readers(self) -> tuple[Role, ...]:
        """Who was told."""
        return tuple(dict.fromkeys(notice.role for notice in self.notices))


def open_receipt(store: Store, receipts: Receipts, clock: Clock, *, digits: str) -> str | None:
    """Return a fresh token for the browser in which a receipt number was typed; nothing where no record has it."""
    receipt_hash = receipts.hashed(digits)
    token, now = secrets.token_urlsafe(32), clock.now()
    with store.transaction() as records:
        record = records.by_receipt(receipt_hash)
        if record is None:
            return None
        records.open_receipt(_hash(token), record.id, now=now, expires_at=now + RECEIPT_LASTS)
    return token


def record_of_token(store: Store, clock: Clock, *, token: str) -> str | None:
    """Return the id of the record whose receipt is open under a token, which stays open for another while."""
    now = clock.now()
    with store.transaction() as records:
        return records.use_receipt(_hash(token), now=now, expires_at=now + RECEIPT_LASTS)


def close_receipt(store: Store, *, token: str) -> None:
    """Close an opened receipt."""
    with store.transaction() as records:
        records.close_receipt(_hash(token))


def record_of_handle(store: Store, handle: str) -> Record | None:
    """Return the record that a handle in a conversation stands for."""
    with store.transaction() as records:
        return records.by_handle(handle)


def read_record(store: Store, *, record_id: str, why: Why = Why.READ) -> Held | None:
    """Return a record with all that was said, and leave an audit event."""
    with store.transaction() as records:
        record = records.by_id(record_id)
        if record is None:
            return None
        records.giver_did(why, record_id)
        return _held(records, record)


def add_information(
    store: Store, clock: Clock, hears: Hears, *, record_id: str, text: str, request_id: str, at_risk: bool = False
) -> bool:
    """Add what the giver wrote (cleaned) to the record and tell its readers, once for each ``request_id``.

    Where it tells of a child at risk the record is marked so, and whoever must hear of such a child is told too.
    Return whether there is such a record.

    Raises:
        StorageError: nothing was stored.
    """
    for attempt in range(_TRIES):
        try:
            return _add(store, clock, hears, record_id, text, request_id, at_risk=at_risk)
        except StorageError:
            if attempt == _TRIES - 1:
                raise
    raise StorageError("nothing was added")


def withdraw_record(store: Store, clock: Clock, *, record_id: str) -> bool:
    """Mark a record as withdrawn and tell its readers; tell whether it was not withdrawn before. Nothing is erased."""
    now = clock.now()
    with store.transaction() as records:
        if not records.withdraw(record_id, now):
            return False
        for role in _told(records, record_id):
            records.queue_news(record_id, role, News.WITHDRAWN, now)
        return True


def _add(
    store: Store, clock: Clock, hears: Hears, record_id: str, text: str, request_id: str, *, at_risk: bool
) -> bool:
    now = clock.now()
    with store.transaction() as records:
        record = records.by_id(record_id)
    if record is None:
        return False
    also = hears(record) if at_risk else ()
    with store.transaction() as records:
        if records.reply_by_request(request_id) is not None:
            return True
        told = _told(records, record_id)
        position = len(records.replies(record_id))
        records.add_reply(Reply(str(uuid.uuid4()), record_id, request_id, position, now, text))
        for role in told:
            records.queue_news(record_id, role, News.ADDED, now)
        if at_risk:
            records.child_at_risk(record_id)
            for role in also:
                if role not in told:
                    records.queue_news(record_id, role, News.RECORD, now)
        return True


def _told(records: Records, record_id: str) -> tuple[Role, ...]:
    return tuple(dict.fromkeys(notice.role for notice in records.notices(record_id)))


def _held(records: Records, record: Record) -> Held:
    return Held(record, records.account(record.id), records.notices(record.id), records.replies(record.id))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
