"""Let the posts that a record was sent to read it, and show each person what has come."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.core.access import may_read_record, reach
from assistant.core.arrivals import Place, Shelf
from assistant.core.paging import Beside, Page, page_of
from assistant.core.records import Account, News, Notice, Record
from assistant.core.replies import Reply
from assistant.core.routing import Role
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
    """A page of a shelf: what was not opened yet at somebody's posts, or what was."""

    shelf: Shelf
    page: Page[Record]
    count: int
    """How many there are on the shelf; one more than lists are counted where there are more."""
    news: Mapping[str, frozenset[News]] = field(default_factory=dict)
    """What is new of each new record, by its id."""
    passed_on: frozenset[str] = frozenset()
    """The ids of those that came because another post did not open them in time."""


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


def arrived_records(store: Store, *, actor: StaffAccount, shelf: Shelf, beside: Beside[Place] | None = None) -> Arrived:
    """Return a page of what has come for somebody, without its words; looking at the list opens nothing."""
    reached = reach(actor)
    with store.transaction() as records:
        page = page_of(records.arrived(reached, shelf, beside), beside)
        count = records.count_arrived(reached, shelf)
        notices = records.notices_at(reached.posts, [record.id for record in page.items])
    read = {notice.record_id for notice in notices if notice.opened_at and notice.news is News.RECORD}
    straight = {notice.record_id for notice in notices if notice.cause is None}
    news: dict[str, set[News]] = {}
    for notice in notices:
        if notice.opened_at is None and (notice.news is not News.RECORD or notice.record_id not in read):
            news.setdefault(notice.record_id, set()).add(notice.news)
    return Arrived(
        shelf,
        page,
        count,
        news={record_id: frozenset(kinds) for record_id, kinds in news.items()},
        passed_on=frozenset(record.id for record in page.items if record.id not in straight),
    )
