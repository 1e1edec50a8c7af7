"""A parent's words never meet a refusal that is meant for staff goals."""

import pytest

from tests.conftest import Person, Site
from tests.conversations.steps import count_records, said

WORDINGS = [
    "what is the next step for case 12",
    "what do I do next with this case",
    "show me the open cases",
    "list my cases",
    "which cases are overdue",
    "show me case C-0001",
    "open a new case",
    "record that the parent was spoken to today",
    "the parent has taken it down, note that on the case",
    "draft a warning letter for case 12",
    "write the letter to the parent",
    "close case C-0001",
    "close it",
]


@pytest.mark.parametrize("wording", WORDINGS)
def test_staff_wording_from_a_parent_is_never_refused(person: Person, running: Site, wording: str) -> None:
    before = count_records(running)
    person.say(wording)
    assert person.text.strip() != ""
    assert said("utter_staff_only") not in person.text
    assert count_records(running) == before
