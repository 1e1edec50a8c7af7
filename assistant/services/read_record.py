"""Let one of the posts that a record was sent to read it."""

from assistant.core.records import Account, Record
from assistant.core.routing import Role
from assistant.services.ports import Clock, Store


def open_record(store: Store, clock: Clock, *, record_id: str, role: Role) -> tuple[Record, Account] | None:
    """Return a record and its words to a post that was sent it, and mark its notice as opened.

    Nothing for any other post: an allegation is read by its routed recipient alone.
    """
    with store.transaction() as records:
        record = records.by_id(record_id)
        notice = next((notice for notice in records.notices(record_id) if notice.role is role), None)
        if record is None or notice is None:
            return None
        records.notice_opened(notice.id, clock.now())
        return record, records.account(record_id)
