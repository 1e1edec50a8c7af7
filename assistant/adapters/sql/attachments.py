"""Files in sealed pieces: each knows its file, its place and how many there are, so that none can be moved or cut.

A file is written and read piece by piece. What it is and how large it is are sealed too; the name that somebody gave
it is not kept.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, delete, exists, func, insert, select, update

from assistant.adapters.sql import tables
from assistant.adapters.sql.audit import append_event
from assistant.adapters.sql.sealed import ATTACHMENT, ATTACHMENT_CHUNK
from assistant.adapters.sql.transactions import reading, transaction
from assistant.core.attachments import PIECE_BYTES, Attachment, FileKind
from assistant.core.cases import Case
from assistant.core.errors import SealedDataError
from assistant.services.ports import Attachments, Seal

_WAITS = tables.attachments.c.record_id.is_(None) & tables.attachments.c.case_id.is_(None)


class SqlAttachments(Attachments):
    """Each call is one transaction; a database error rolls it back whole and becomes ``StorageError``."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        self._engine = engine
        self._seal = seal

    def keep_waiting(self, attachment: Attachment, pieces: Iterable[bytes], *, sender_id: str) -> None:
        """Keep a file for a conversation that may name it."""
        with transaction(self._engine) as connection:
            store_file(connection, self._seal, attachment, pieces, sender_id=sender_id)

    def waiting(self, sender_id: str, ids: Collection[str]) -> bool:
        """Tell whether all these files wait for this conversation."""
        table = tables.attachments
        with reading(self._engine) as connection:
            found = connection.execute(
                select(func.count()).where(table.c.id.in_(ids), table.c.sender_id == sender_id, _WAITS)
            ).scalar_one()
        return bool(found == len(set(ids)))

    def count_waiting(self) -> int:
        """Return how many files wait, of all conversations."""
        with reading(self._engine) as connection:
            counted: int = connection.execute(
                select(func.count()).where(tables.attachments.c.sender_id.is_not(None))
            ).scalar_one()
        return counted

    def discard(self, ids: Collection[str]) -> None:
        """Remove those of these files that still wait."""
        with transaction(self._engine) as connection:
            connection.execute(delete(tables.attachments).where(tables.attachments.c.id.in_(ids), _WAITS))

    def of_record(self, record_id: str) -> tuple[Attachment, ...]:
        """Return the files of a record, in the order in which they were named."""
        table = tables.attachments
        return self._found(table.c.record_id == record_id, table.c.position)

    def of_case(self, case_id: str) -> tuple[Attachment, ...]:
        """Return the files of a case, the oldest first."""
        table = tables.attachments
        return self._found(table.c.case_id == case_id, table.c.added_at, table.c.position)

    def viewed(self, now: datetime, *, of: str, account_id: str) -> None:
        """Write to the audit trail that somebody looked at a file of a record or case."""
        with transaction(self._engine) as connection:
            append_event(connection, now, "attachment_viewed", record_id=of, account_id=account_id)

    def read(self, attachment_id: str) -> Iterator[bytes]:
        """Give a file's content, each piece read as it is asked for."""
        total, position = 1, 0
        while position < total:
            total, sealed = self._piece(attachment_id, position)
            yield ATTACHMENT_CHUNK.open(self._seal, sealed, attachment_id, position, total)
            position += 1

    def forget_before(self, moment: datetime, *, now: datetime) -> int:
        """Remove files that wait since before ``moment`` for a chat that is over, and those whose owners are gone."""
        table, sessions = tables.attachments, tables.chat_sessions
        lives = exists().where(sessions.c.sender_id == table.c.sender_id, sessions.c.expires_at > now)
        over = table.c.sender_id.is_not(None) & (table.c.added_at < moment) & ~lives
        with transaction(self._engine) as connection:
            return connection.execute(delete(table).where(_WAITS, table.c.sender_id.is_(None) | over)).rowcount

    def _piece(self, attachment_id: str, position: int) -> tuple[int, bytes]:
        table = tables.attachment_chunks
        with reading(self._engine) as connection:
            row = connection.execute(
                select(table.c.total, table.c.sealed).where(
                    table.c.attachment_id == attachment_id, table.c.position == position
                )
            ).first()
        if row is None:
            raise SealedDataError("a piece of a file is missing")
        return row.total, bytes(row.sealed)

    def _found(self, condition: Any, *order: Any) -> tuple[Attachment, ...]:
        rows = select(tables.attachments).where(condition).order_by(*order)
        with reading(self._engine) as connection:
            return tuple(self._opened(row) for row in connection.execute(rows).mappings())

    def _opened(self, row: RowMapping) -> Attachment:
        form = json.loads(ATTACHMENT.open(self._seal, bytes(row["sealed_form"]), row["id"]))
        return Attachment(row["id"], FileKind(form["kind"]), form["size"], row["added_at"])


def store_file(
    connection: Connection,
    seal: Seal,
    attachment: Attachment,
    pieces: Iterable[bytes],
    *,
    sender_id: str | None = None,
    case_id: str | None = None,
) -> None:
    """Store a file inside a transaction, each piece as it comes."""
    form = json.dumps({"kind": attachment.kind, "size": attachment.size}).encode()
    connection.execute(
        insert(tables.attachments).values(
            id=attachment.id,
            sender_id=sender_id,
            case_id=case_id,
            position=0,
            added_at=attachment.added_at,
            sealed_form=ATTACHMENT.close(seal, form, attachment.id),
        )
    )
    total = -(-attachment.size // PIECE_BYTES)
    for position, piece in enumerate(pieces):
        connection.execute(
            insert(tables.attachment_chunks).values(
                attachment_id=attachment.id,
                position=position,
                total=total,
                sealed=ATTACHMENT_CHUNK.close(seal, piece, attachment.id, position, total),
            )
        )


def give_to_record(connection: Connection, ids: Sequence[str], record_id: str) -> None:
    """Make waiting files a record's; nothing tells any more which conversation they came from."""
    for position, attachment_id in enumerate(ids, start=1):
        connection.execute(
            update(tables.attachments)
            .where(tables.attachments.c.id == attachment_id, _WAITS)
            .values(record_id=record_id, position=position, sender_id=None)
        )


def give_to_case(connection: Connection, case: Case) -> None:
    """Make the files of the record that a case was opened from the case's too."""
    if case.record_id is not None:
        table = tables.attachments
        connection.execute(update(table).where(table.c.record_id == case.record_id).values(case_id=case.id))


def forget_waiting(connection: Connection, senders: Sequence[str]) -> None:
    """Remove, inside a transaction, the files that wait for conversations that are removed."""
    connection.execute(delete(tables.attachments).where(tables.attachments.c.sender_id.in_(senders), _WAITS))
