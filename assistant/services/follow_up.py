"""Tell the holder of a receipt where what they gave stands."""

import uuid

from assistant.core.records import Status
from assistant.services.ports import Receipts, Store


def handle_for_receipt(store: Store, receipts: Receipts, digits: str) -> str | None:
    """Return a fresh handle for a typed receipt number, or nothing where no record has it."""
    receipt_hash = receipts.hashed(digits)
    handle = str(uuid.uuid4())
    with store.transaction() as records:
        record = records.by_receipt(receipt_hash)
        if record is None:
            return None
        records.remember_handle(handle, record.id)
    return handle


def status_of(store: Store, handle: str) -> Status | None:
    """Return the record behind a handle and where its notices stand."""
    with store.transaction() as records:
        record = records.by_handle(handle)
        if record is None:
            return None
        return Status(record, records.notices(record.id), records.count_answers(record.id))
