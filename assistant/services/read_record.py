"""Let the posts that a record was sent to read it, and show each person what has come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.core.access import may_read_record
from assistant.core.records import Account, HandOver, News, Notice, Record
from assistant.core.replies import Reply
from assistant.core.routing import Kind, Role
from assistant.core.staff import StaffAccount
from assistant.services.ports import Clock, Store


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """A record with its words, and where the notice of each reader stands."""

    record: Record
    account: Account
    notices: tuple[Notice, ...]
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrived:
    """The records that were sent to somebody's posts: those not opened there yet, the urgent first, and the others."""

    new: list[Record]
    opened: list[Record]
    news: Mapping[str, frozenset[News]]
    """What is new of each new record, by its id."""


def open_record(
    store: Store, clock: Clock, *, record_id: str, role: Role, account_id: str | None = None
) -> tuple[Record, Account] | None:
    """Return a record and its words to a post that was sent it, and mark its notice as opened.

    Nothing for any other post: an allegation is read by its routed recipient alone. ``account_id`` says who read.
    """
    with store.transaction() as records:
        record = records.by_id(record_id)
        own = [notice for notice in records.notices(record_id) if notice.role is role]
        if record is None or not own:
            return None
        for notice in own:
            records.notice_opened(notice.id, clock.now(), account_id=account_id)
        return record, records.account(record_id)


def thread_of(store: Store, *, record_id: str) -> tuple[Reply, ...]:
    """Return what was said about a record since it was given, to whoever has just opened it."""
    with store.transaction() as records:
        return records.replies(record_id)


def open_own_record(store: Store, clock: Clock, *, actor: StaffAccount, record_id: str) -> OpenedRecord | None:
    """Return a record to somebody who has signed in, and mark the notices of that person's posts as opened.

    Nothing where it was sent to none of them, nor where it is about another post of the same person.
    """
    with store.transaction() as records:
        record = records.by_id(record_id)
        notices = records.notices(record_id)
        own = [notice for notice in notices if record and may_read_record(record, notice.role, actor)]
        if record is None or not own:
            return None
        for notice in own:
            records.notice_opened(notice.id, clock.now(), account_id=actor.id)
        return OpenedRecord(record, records.account(record_id), records.notices(record_id), records.replies(record_id))


def arrived_records(store: Store, *, actor: StaffAccount) -> Arrived:
    """Return what has come for somebody, without its words; looking at the list opens nothing."""
    with store.transaction() as records:
        sent = records.sent_to(actor.posts)
    mine = [(record, notice) for record, notice in sent if may_read_record(record, notice.role, actor)]
    unopened = [(record, notice) for record, notice in mine if notice.state in {HandOver.QUEUED, HandOver.SENT}]
    new = _once(record for record, _ in unopened)
    waiting = sorted(new, key=lambda record: (not is_urgent(record), record.created_at))
    news = {record.id: frozenset(notice.news for other, notice in unopened if other == record) for record in new}
    return Arrived(waiting, [record for record in _once(record for record, _ in mine) if record not in new], news)


def is_urgent(record: Record) -> bool:
    """Tell whether a child may be at risk."""
    return record.child_at_risk or record.kind is Kind.SAFEGUARDING


def _once(records: Iterable[Record]) -> list[Record]:
    return list(dict.fromkeys(records))
