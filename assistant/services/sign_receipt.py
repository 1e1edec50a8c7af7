"""Give the holder of a receipt number proof that the school was given something, and test such a proof."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from assistant.core.errors import ReceiptFileError
from assistant.core.records import first_told
from assistant.core.references import format_public_reference
from assistant.core.rights import RightsRequest
from assistant.core.signed_receipt import as_given, read_receipt, receipt_content, signed_bytes, written_receipt
from assistant.services.ports import Digests, Receipts, RouteDesk, Signatures, SignatureTest

_PURPOSE = "public reference"


@dataclass(frozen=True, slots=True)
class ReceiptDesk:
    """What signing receipts needs, together."""

    route: RouteDesk
    receipts: Receipts
    digests: Digests
    signatures: Signatures
    school: str
    right_of: Callable[[str], RightsRequest | None]
    """Returns what a record asks about somebody's own data, by its id."""


def public_reference(digests: Digests, record_id: str) -> str:
    """Return under which reference others may speak of a record; it tells nothing of the receipt number or the id."""
    return format_public_reference(digests.of(record_id, purpose=_PURPOSE))


def signed_receipt(desk: ReceiptDesk, digits: str) -> bytes | None:
    """Return the signed receipt of a typed receipt number as a file, the same each time; nothing where none has it."""
    receipt_hash = desk.receipts.hashed(digits)
    with desk.route.store.transaction() as records:
        record = records.by_receipt(receipt_hash)
    return None if record is None else signed_receipt_of(desk, record.id)


def signed_receipt_of(desk: ReceiptDesk, record_id: str) -> bytes | None:
    """Return the signed receipt of a record whose receipt number was given already; nothing where it is gone."""
    with desk.route.store.transaction() as records:
        record = records.by_id(record_id)
        if record is None:
            return None
        notices = records.notices(record.id)
    told = first_told(record, notices)
    right = desk.right_of(record.id)
    content = receipt_content(
        as_given(record, notices),
        told,
        school=desk.school,
        reference=public_reference(desk.digests, record.id),
        titles={post: contact.title for post, contact in desk.route.contacts.items()},
        waits=desk.route.routes.waits,
        calendar=desk.route.calendar,
        public_key=desk.signatures.public_key(),
        right=None if right is None else right.kind,
    )
    return written_receipt(content, desk.signatures.sign(signed_bytes(content)))


def proven_receipt(test: SignatureTest, file: bytes, public_key: bytes) -> dict[str, Any]:
    """Return what a signed receipt says, where the owner of this key has signed it.

    Raises:
        ReceiptFileError: it has another form, was altered, or somebody else has signed it.
    """
    content, signature = read_receipt(file)
    if not test.is_signed(signed_bytes(content), signature, public_key):
        raise ReceiptFileError("this receipt is not genuine: it was altered, or another school's key has signed it")
    return content
