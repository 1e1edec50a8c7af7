"""Whatever hangs on a record or a case goes with it, and no table is without a rule of the school's schedule."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Column, ForeignKey, MetaData, String, Table

from assistant.adapters.content import read_retention
from assistant.adapters.sql import tables
from assistant.core.retention import Rule

PROJECT = Path(__file__).parents[2]
PRIVACY = (PROJECT / "docs" / "privacy.md").read_text(encoding="utf-8")
SCHEDULE = read_retention(PROJECT / "assistant" / "content" / "retention.yml")

NOT_GONE_WITH_IT = {
    "audit.record_id": "the trail says for good that there was such a record",
    "cases.record_id": "the case still says where it began; it deletes its record itself",
    "attachments.record_id": "a case may still have the file; the worker removes one that has no owner left",
    "attachments.case_id": "the same the other way round",
    "rights_requests.about_record_id": "that it was asked for and answered stays when the record was erased",
}
"""Columns that name a record or a case and do not go with it, each with its reason."""


def _left_behind(metadata: MetaData) -> set[str]:
    """Return the columns that name a record or a case without going with it."""
    found = set()
    for table in metadata.sorted_tables:
        for column in table.columns:
            names = re.search(r"(?:^|_)(?:record|case)_id$", column.name)
            goes = any(
                key.column.table.name in {"records", "cases"} and key.ondelete == "CASCADE"
                for key in column.foreign_keys
            )
            points = any(key.column.table.name in {"records", "cases"} for key in column.foreign_keys)
            if (names or points) and not goes:
                found.add(f"{table.name}.{column.name}")
    return found


def _parent(table: Table) -> str | None:
    """Return the table with whose rows those of this one go, where they do."""
    keys = sorted(key.column.table.name for key in table.foreign_keys if key.ondelete == "CASCADE")
    return keys[0] if keys else None


def _told_tables() -> dict[str, str]:
    """Return what docs/privacy.md says of each table: the rule, the rules, or ``with`` another table."""
    part = PRIVACY.split("## Tables and their rules", 1)[1].split("\n## ", 1)[0]
    return dict(re.findall(r"^\| `([a-z_]+)` \| (.+?) \|", part, re.MULTILINE))


def _told_periods() -> dict[str, tuple[str, str]]:
    part = PRIVACY.split("## How long, by rule", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| `([a-z_]+)` \| (.+?) \| (.+?) \|$", part, re.MULTILINE)
    return {rule: (what, how_long) for rule, what, how_long in rows}


def test_what_names_a_record_or_a_case_goes_with_it() -> None:
    assert _left_behind(tables.metadata) == set(NOT_GONE_WITH_IT)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("record_id", None),
        ("case_id", ForeignKey("cases.id")),
        ("concerned", ForeignKey("records.id", ondelete="SET NULL")),
    ],
)
def test_a_new_table_that_would_stay_behind_is_noticed(name: str, key: ForeignKey | None) -> None:
    grown = MetaData()
    for table in tables.metadata.sorted_tables:
        table.to_metadata(grown)
    Table("letters", grown, Column(name, String(36), *([key] if key is not None else [])))
    assert _left_behind(grown) - set(NOT_GONE_WITH_IT) == {f"letters.{name}"}


def test_every_table_stands_in_the_privacy_paper_with_its_rule() -> None:
    told = _told_tables()
    assert set(told) == set(tables.metadata.tables)
    for name, table in tables.metadata.tables.items():
        parent = _parent(table)
        if parent is not None and told[name].startswith("with "):
            assert told[name] == f"with `{parent}`", name
        else:
            rules = re.findall(r"`([a-z_]+)`", told[name])
            assert rules, name
            assert set(rules) <= set(Rule), name


def test_every_period_stands_in_the_privacy_paper_as_it_is_in_force() -> None:
    in_force = {rule.value: (kept.what, kept.how_long) for rule, kept in SCHEDULE.rules.items()}
    assert _told_periods() == in_force
