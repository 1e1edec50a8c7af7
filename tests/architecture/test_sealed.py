"""What is sealed stands in one registry, by which alone the adapters seal: no command can forget a column."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import Column, LargeBinary, MetaData, Table
from vault_samples import KEYS

from assistant.adapters.crypto import AesGcmSeal
from assistant.adapters.sql import tables
from assistant.adapters.sql.sealed import SEALED_COLUMNS

NAMES = (
    *("id", "handle", "sender_id", "message_id", "version", "case_id", "position", "staff_id"),
    *("attachment_id", "total", "record_id", "sid"),
)
SQL = Path(__file__).parents[2] / "assistant" / "adapters" / "sql"


def _binary(metadata: MetaData) -> set[str]:
    return {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }


def _unlisted(metadata: MetaData) -> set[str]:
    listed = {f"{entry.table.name}.{entry.name}" for entry in SEALED_COLUMNS}
    return {name for name in _binary(metadata) if name.partition(".")[2].startswith("sealed")} ^ listed


def test_every_sealed_column_is_in_the_registry_and_nothing_else_is() -> None:
    assert len(SEALED_COLUMNS) == len({(entry.table.name, entry.name) for entry in SEALED_COLUMNS})
    assert _unlisted(tables.metadata) == set()


def test_a_new_sealed_column_would_be_noticed() -> None:
    grown = MetaData()
    for table in tables.metadata.sorted_tables:
        table.to_metadata(grown)
    Table("letters", grown, Column("sealed_text", LargeBinary))
    assert _unlisted(grown) == {"letters.sealed_text"}


def test_every_other_binary_column_is_a_hash() -> None:
    sealed = {f"{entry.table.name}.{entry.name}" for entry in SEALED_COLUMNS}
    assert {name for name in _binary(tables.metadata) - sealed if not name.endswith("hash")} == set()


def test_every_sealed_row_is_named_by_columns_that_no_other_row_shares() -> None:
    names = {}
    for entry in SEALED_COLUMNS:
        assert set(entry.named_by) <= set(entry.table.c.keys())
        assert {column.name for column in entry.table.primary_key} <= set(entry.named_by)
        names[entry.row_of(dict.fromkeys(entry.named_by, "x"))] = entry
    assert len(names) == len(SEALED_COLUMNS)


def test_a_row_is_named_as_it_always_was() -> None:
    values = dict.fromkeys(NAMES, 7)
    assert [entry.row_of(values) for entry in SEALED_COLUMNS] == [
        "records:7",
        "receipt_handles:7",
        "replies:7",
        "conversations:7",
        "chat_answers:7:7",
        "staff_accounts:7:person",
        "staff_accounts:7:credentials",
        "cases:7:7",
        "case_entries:7:7",
        "case_shares:7:7",
        "attachments:7",
        "attachment_chunks:7:7:7",
        "record_closings:7",
        "rights_requests:7",
        "sms_numbers:7:number",
        "sms_numbers:7:talk",
        "sms_inbound:7",
        "sms_outbound:7",
    ]
    with pytest.raises(TypeError, match="named by"):
        SEALED_COLUMNS[4].close(AesGcmSeal(KEYS), b"", "only one name")


def _seals_by_itself(source: str) -> list[str]:
    """Return calls that name a row themselves."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and any(keyword.arg == "row" for keyword in node.keywords)
    ]


def test_no_adapter_of_the_database_names_a_row_itself() -> None:
    offences = {
        path.name: found
        for path in SQL.glob("*.py")
        if path.name != "sealed.py" and (found := _seals_by_itself(path.read_text(encoding="utf-8")))
    }
    assert offences == {}


def test_an_adapter_that_named_a_row_itself_would_be_noticed() -> None:
    assert _seals_by_itself('seal.close(b"", row=f"records:{x}")') != []
