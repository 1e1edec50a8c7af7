"""Take what a person gives the school: a concern, a complaint, a report of a post, a worry for a child's safety."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.core.errors import StorageError
from assistant.core.records import Draft, HandOver, Notice, Record, first_told
from assistant.core.references import format_receipt
from assistant.core.rights import RightsKind, RightsRequest
from assistant.core.routing import Role
from assistant.services.ports import Clock, NewRecord, Receipts, Store

_COLLISIONS = 3


@dataclass(frozen=True, slots=True)
class Given:
    """What was stored. ``handle`` stands for the receipt number, which the conversation never holds."""

    record: Record
    handle: str
    readers: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class AskedRight:
    """What somebody asks about their own data, and which record it concerns where a receipt told."""

    kind: RightsKind
    about_record_id: str | None = None


def give_record(
    store: Store,
    receipts: Receipts,
    clock: Clock,
    *,
    draft: Draft,
    request_id: str,
    readers: Sequence[Role] | None = None,
    asked: AskedRight | None = None,
) -> Given:
    """Store a record with its notices in one transaction, once for each ``request_id``.

    ``readers`` are those that ``route_record`` has found; without them they are the rule's, as if nobody were in
    conflict. The same request again returns the same record, handle and readers, also after a crash in between.
    With ``asked`` it is a request about the person's own data, whose time limit begins to run.

    Raises:
        StorageError: nothing was stored.
    """
    for attempt in range(_COLLISIONS):
        given = already_given(store, request_id)
        if given is not None:
            return given
        try:
            found = draft.readers if readers is None else readers
            return _store(store, receipts, clock, draft, request_id, found, asked)
        except StorageError:
            if attempt == _COLLISIONS - 1:
                raise
    raise StorageError("the record was not stored")


def add_contact(store: Store, *, record_id: str, contact: str) -> None:
    """Add to a record how its giver can be reached."""
    with store.transaction() as records:
        records.set_account(record_id, replace(records.account(record_id), contact=contact))


def decline_contact(store: Store, *, record_id: str) -> None:
    """Note on a record that its giver was asked how to be reached, and does not want to be."""
    with store.transaction() as records:
        records.set_account(record_id, replace(records.account(record_id), contact_declined=True))


def receipt_to_show(store: Store, handle: str) -> str | None:
    """Return the receipt number behind a handle, in fours, or nothing where it may no longer be shown."""
    with store.transaction() as records:
        digits = records.receipt_of(handle)
    return None if digits is None else format_receipt(digits)


def already_given(store: Store, request_id: str) -> Given | None:
    """Return what a request has stored before, with those who were told of it then."""
    with store.transaction() as records:
        found = records.by_request(request_id)
        if found is None:
            return None
        record, handle = found
        return Given(record, handle, first_told(record, records.notices(record.id)))


def _store(
    store: Store,
    receipts: Receipts,
    clock: Clock,
    draft: Draft,
    request_id: str,
    readers: Sequence[Role],
    asked: AskedRight | None,
) -> Given:
    now = clock.now()
    record = Record(
        id=str(uuid.uuid4()),
        request_id=request_id,
        kind=draft.kind,
        about=draft.about,
        child_at_risk=draft.child_at_risk,
        created_at=now,
    )
    receipt = receipts.new()
    receipt_hash = receipts.hashed(receipt)
    handle = str(uuid.uuid4())
    with store.transaction() as records:
        records.add(
            NewRecord(
                record=record,
                account=draft.account,
                receipt=receipt,
                receipt_hash=receipt_hash,
                handle=handle,
                notices=[
                    Notice(str(uuid.uuid4()), record.id, role, HandOver.QUEUED, queued_at=now) for role in readers
                ],
                attachments=draft.attachments,
                rights=None if asked is None else RightsRequest(record.id, asked.kind, now, asked.about_record_id),
            )
        )
    return Given(record, handle, tuple(readers))
