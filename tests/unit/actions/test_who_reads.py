"""Who reads what is told: a no is said only to who asks about somebody that it does not go to."""

import pytest
from staff_stage import Stage

from actions.beside import ActionWhoReads


@pytest.mark.parametrize(
    ("about", "asked", "said"),
    [
        ("staff", "can the head see this", "utter_who_reads"),
        ("staff", "who will read it", "utter_who_reads"),
        ("staff", "will her teacher hear about this?", "utter_who_reads_not_them"),
        ("headteacher", "can the head see this", "utter_who_reads_not_them"),
        ("school", "does the teacher see it", "utter_who_reads"),
    ],
)
def test_a_reader_that_is_asked_about_is_not_denied(stage: Stage, about: str, asked: str, said: str) -> None:
    stage.metadata = {"role": "parent"}
    slots = {"account_about": about, "account_text": "what happened"}
    answer = stage.run(ActionWhoReads(), asked, slots=slots, loop="make_complaint_form", sender="web-1")
    assert answer.responses == [said]
