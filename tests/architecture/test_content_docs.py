"""Schools are told of every file that they can fill in."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
FILES = {f"{path.name}/" if path.is_dir() else path.name for path in (PROJECT / "assistant" / "content").iterdir()}


@pytest.mark.parametrize(
    ("page", "heading"), [("README.md", "Put in your own school"), ("docs/for-schools.md", "What you fill in")]
)
def test_the_table_names_each_file_that_a_school_edits(page: str, heading: str) -> None:
    text = (PROJECT / page).read_text(encoding="utf-8")
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`([\w.]+/?)`", row)} == FILES
