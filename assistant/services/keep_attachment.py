"""Take a file from a person who chats; it waits until an account that the person confirms names it."""

import uuid
from datetime import timedelta

from assistant.core.attachments import Attachment, CleanFile
from assistant.services.ports import Attachments, Clock

MOST_WAITING = 300
"""Most files that wait at once, of all chats: strangers must not fill the disk."""

_WAITS = timedelta(hours=1)


def has_room(attachments: Attachments) -> bool:
    """Tell whether one more file may wait."""
    return attachments.count_waiting() < MOST_WAITING


def keep_attachment(attachments: Attachments, file: CleanFile, clock: Clock, *, sender_id: str) -> Attachment:
    """Keep a file for a conversation, and return what is known of it.

    Raises:
        UnfitFileError: it did not come whole.
        StorageError: it was not stored.
    """
    kept = Attachment(str(uuid.uuid4()), file.kind, file.size, clock.now())
    attachments.keep_waiting(kept, file.pieces, sender_id=sender_id)
    return kept


def forget_attachments(attachments: Attachments, clock: Clock) -> int:
    """Remove files that nobody has sent within an hour and whose chat is over; return how many."""
    now = clock.now()
    return attachments.forget_before(now - _WAITS, now=now)
