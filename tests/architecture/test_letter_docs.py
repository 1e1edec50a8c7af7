"""What schools are told about letters is what letters are."""

import re
from pathlib import Path

from assistant.adapters.content import read_letters, read_policy
from assistant.core.letter_values import KNOWN, LISTS

PROJECT = Path(__file__).parents[2]
CONTENT = PROJECT / "assistant" / "content"
SECTION = (PROJECT / "docs" / "for-schools.md").read_text(encoding="utf-8").partition("\n## Letters\n")[2]


def test_schools_are_told_every_name_that_a_letter_knows() -> None:
    (told,) = (line for line in SECTION.splitlines() if line.startswith("Every letter knows these names"))
    texts, lists = (re.findall(r"`([a-z_]+)`", half) for half in told.split("And these lists:"))
    assert sorted(texts) == sorted(set(KNOWN) - LISTS)
    assert sorted(lists) == sorted(LISTS)


def test_the_problem_that_schools_are_shown_names_the_line() -> None:
    shown = re.search(r"written_warning\.md: line (\d+): dedline", SECTION)
    assert shown is not None
    lines = (CONTENT / "letters" / "written_warning.md").read_text(encoding="utf-8").splitlines()
    assert "{{ deadline }}" in lines[int(shown[1]) - 1]


def test_every_name_that_letters_know_is_used_in_one_of_ours() -> None:
    letters = read_letters(CONTENT / "letters", read_policy(CONTENT / "policy.yml"))
    words = "".join((CONTENT / "letters" / f"{kind}.md").read_text(encoding="utf-8") for kind in letters.forms())
    assert [name for name in KNOWN if not re.search(rf"\b{name}\b", words)] == []
