"""Answer somebody who gave a record: by a post that was sent it, and has opened it."""

import uuid
from enum import StrEnum

from assistant.core.access import may_read_record
from assistant.core.errors import StorageError
from assistant.core.records import Notice
from assistant.core.replies import Reply
from assistant.core.staff import StaffAccount
from assistant.services.ports import Clock, Records, Store
from assistant.services.tell_by_text import NewsDesk, tell_by_text

_TRIES = 3


class Replied(StrEnum):
    """What became of a reply."""

    STORED = "stored"
    NOT_OPENED = "not_opened"
    NO_SUCH = "no_such"
    """There is no such record, or it is not this person's: nobody is told which."""


def reply_to_record(
    store: Store,
    clock: Clock,
    *,
    actor: StaffAccount,
    record_id: str,
    text: str,
    request_id: str,
    news: NewsDesk | None = None,
) -> Replied:
    """Append a reply (cleaned) to a record and mark the notices of this person's posts as answered.

    Whoever gave the record by text message is told by ``news`` that there is something new; none: texts are off.
    The same request again changes nothing, and tells what could not be told before.

    Raises:
        StorageError: nothing was stored, or nobody was told; the same request again does what is missing.
    """
    done = _stored(store, clock, actor=actor, record_id=record_id, text=text, request_id=request_id)
    if done is Replied.STORED and news is not None:
        with store.transaction() as records:
            record = records.by_id(record_id)
        if record is not None:
            tell_by_text(news, clock, request_id=record.request_id, key=request_id)
    return done


def _stored(store: Store, clock: Clock, *, actor: StaffAccount, record_id: str, text: str, request_id: str) -> Replied:
    for attempt in range(_TRIES):
        try:
            with store.transaction() as records:
                return _reply(records, clock, actor, record_id, text, request_id)
        except StorageError:
            if attempt == _TRIES - 1:
                raise
    raise StorageError("the reply was not stored")


def _reply(records: Records, clock: Clock, actor: StaffAccount, record_id: str, text: str, request_id: str) -> Replied:
    record = records.by_id(record_id)
    notices = records.notices(record_id)
    own = [notice for notice in notices if record and may_read_record(record, notice.role, actor)]
    if record is None or not own:
        return Replied.NO_SUCH
    if records.reply_by_request(request_id) is not None:
        return Replied.STORED
    opened = [notice for notice in own if notice.opened_at is not None]
    if not opened:
        return Replied.NOT_OPENED
    _append(records, clock, actor, opened, text, request_id)
    return Replied.STORED


def _append(
    records: Records, clock: Clock, actor: StaffAccount, opened: list[Notice], text: str, request_id: str
) -> None:
    first, now = opened[0], clock.now()
    position = len(records.replies(first.record_id))
    records.add_reply(Reply(str(uuid.uuid4()), first.record_id, request_id, position, now, text, actor.id, first.role))
    for notice in opened:
        records.notice_answered(notice.id, now)
