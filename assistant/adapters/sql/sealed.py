"""The one registry of what is sealed: each column, and the columns that name the row its values belong to.

A value opens only under its row's name, so that one copied to another row is found. The adapters seal and open by
these entries and in no other way; changing keys, backup and restore walk through the same entries.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table

from assistant.adapters.sql import tables
from assistant.services.ports import Seal


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A sealed column. ``named_by`` are columns of its table, ``suffix`` tells two sealed columns of a row apart."""

    table: Table
    name: str
    named_by: tuple[str, ...]
    suffix: str = ""

    @property
    def column(self) -> Column[bytes]:
        """The column that holds the sealed values."""
        return self.table.c[self.name]

    def close(self, seal: Seal, plain: bytes, *names: str | int) -> bytes:
        """Return the sealed form of what belongs to the row of these names."""
        return seal.close(plain, row=self._row(names))

    def open(self, seal: Seal, sealed: bytes, *names: str | int) -> bytes:
        """Return the plain form; raise ``SealedDataError`` where the key, the row or the value is wrong."""
        return seal.open(sealed, row=self._row(names))

    def open_in(self, seal: Seal, row: Mapping[Any, Any]) -> bytes:
        """Return the plain form of the value in a row that was read."""
        return self.open(seal, bytes(row[self.name]), *(row[name] for name in self.named_by))

    def close_in(self, seal: Seal, plain: bytes, row: Mapping[Any, Any]) -> bytes:
        """Return the sealed form of what belongs to a row that was read."""
        return self.close(seal, plain, *(row[name] for name in self.named_by))

    def row_of(self, values: Mapping[Any, Any]) -> str:
        """Return the name of a row, of whose columns these are the values."""
        return self._row(tuple(values[name] for name in self.named_by))

    def _row(self, names: tuple[str | int, ...]) -> str:
        if len(names) != len(self.named_by):
            raise TypeError(f"{self.table.name}.{self.name} is named by {self.named_by}")
        return ":".join([self.table.name, *map(str, names), *filter(None, [self.suffix])])


ACCOUNT = SealedColumn(tables.records, "sealed_account", ("id",))
RECEIPT = SealedColumn(tables.receipt_handles, "sealed_receipt", ("handle",))
REPLY = SealedColumn(tables.replies, "sealed", ("id",))
CLOSING_REASON = SealedColumn(tables.record_closings, "sealed_reason", ("record_id",))
RIGHTS_ANSWER = SealedColumn(tables.rights_requests, "sealed_answer", ("record_id",))
CONVERSATION = SealedColumn(tables.conversations, "sealed", ("sender_id",))
ANSWER = SealedColumn(tables.chat_answers, "sealed", ("sender_id", "message_id"))
PERSON = SealedColumn(tables.staff_accounts, "sealed_person", ("id",), "person")
CREDENTIALS = SealedColumn(tables.staff_accounts, "sealed_credentials", ("id",), "credentials")
CASE_SIZE = SealedColumn(tables.cases, "sealed_size", ("id", "version"))
CASE_ENTRY = SealedColumn(tables.case_entries, "sealed", ("case_id", "position"))
CASE_SHARE = SealedColumn(tables.case_shares, "sealed", ("case_id", "staff_id"))
ATTACHMENT = SealedColumn(tables.attachments, "sealed_form", ("id",))
ATTACHMENT_CHUNK = SealedColumn(tables.attachment_chunks, "sealed", ("attachment_id", "position", "total"))
PHONE_NUMBER = SealedColumn(tables.sms_numbers, "sealed_number", ("sender_id",), "number")
TALK = SealedColumn(tables.sms_numbers, "sealed_talk", ("sender_id",), "talk")
TEXT_IN = SealedColumn(tables.sms_inbound, "sealed_body", ("sid",))
TEXT_OUT = SealedColumn(tables.sms_outbound, "sealed_body", ("id",))

SEALED_COLUMNS = (
    ACCOUNT,
    RECEIPT,
    REPLY,
    CONVERSATION,
    ANSWER,
    PERSON,
    CREDENTIALS,
    CASE_SIZE,
    CASE_ENTRY,
    CASE_SHARE,
    ATTACHMENT,
    ATTACHMENT_CHUNK,
    CLOSING_REASON,
    RIGHTS_ANSWER,
    PHONE_NUMBER,
    TALK,
    TEXT_IN,
    TEXT_OUT,
)
