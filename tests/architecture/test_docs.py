"""What we keep of the contract is the contract."""

import json
from pathlib import Path

import pytest

from assistant.adapters.content import read_policy

PROJECT = Path(__file__).parents[2]
SHARED = PROJECT.parent / "shared"

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="../shared is not on this machine")


def _plain(text: str) -> str:
    return " ".join(text.split())


def test_clauses_are_those_of_the_contract_word_for_word() -> None:
    contract = json.loads((SHARED / "contract" / "clauses.json").read_text(encoding="utf-8"))
    policy = read_policy(PROJECT / "assistant" / "content" / "policy.yml")
    assert [(one.id, one.section, one.text) for one in policy.clauses.values()] == [
        (entry["clause"], entry["section"], _plain(entry["text"])) for entry in contract
    ]


def test_our_copy_of_the_document_is_the_schools() -> None:
    name = "bilton-infant-school.txt"
    assert (PROJECT / "docs" / "policy" / name).read_bytes() == (SHARED / "policy" / name).read_bytes()
