"""Take a text that waits, of those that came in or of those that go out: each number's in order, by one worker."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, RowMapping, Table, exists, select, update

from assistant.adapters.sql import tables

_CLAIM = timedelta(minutes=2)
_NUMBERS = tables.sms_numbers


def claim_next(
    connection: Connection, waiting: Table, now: datetime, *, key: Column[Any], first: Column[Any]
) -> RowMapping | None:
    """Return the text that is due and first by a column, with its number, and let no other worker have it for a while.

    A text behind another of the same number is not taken. The row is as it was before; one try was added to it.
    """
    earlier = waiting.alias("earlier")
    waits_behind = exists().where(
        earlier.c.sender_id == waiting.c.sender_id,
        earlier.c.due_at.is_not(None),
        earlier.c.position < waiting.c.position,
    )
    row = (
        connection.execute(
            select(waiting, _NUMBERS.c.sealed_number, _NUMBERS.c.opted_out_at)
            .join(_NUMBERS, _NUMBERS.c.sender_id == waiting.c.sender_id)
            .where(waiting.c.due_at <= now, ~waits_behind)
            .order_by(first)
            .limit(1)
            .with_for_update(of=waiting, skip_locked=True)
        )
        .mappings()
        .first()
    )
    if row is not None:
        connection.execute(
            update(waiting).where(key == row[key.name]).values(due_at=now + _CLAIM, attempts=row["attempts"] + 1)
        )
    return row
