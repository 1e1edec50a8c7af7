"""What a phone that others use shows in the place of what was told."""

from typing import Any

import pytest

from assistant.web.sms.shared_phone import without_content

BUTTONS = [{"title": "Send it", "token": "t"}]


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ({"text": "Sent.", "reference": "1234 5678 9012 3456"}, {"text": "Done."}),
        ({"text": "He was hit.", "private": True, "buttons": BUTTONS}, {"text": "Kept.", "buttons": BUTTONS}),
        ({"text": "Such things go to the council.", "private": True}, {"text": ""}),
        ({"text": "Anything else?", "buttons": BUTTONS}, {"text": "Anything else?", "buttons": BUTTONS}),
    ],
    ids=["a receipt", "the summary", "what it is about", "all else"],
)
def test_neutral_words_stand_in_the_place_of_what_tells(message: dict[str, Any], shown: dict[str, Any]) -> None:
    (neutral,) = without_content([message], done="Done.", summary="Kept.")
    assert {name: value for name, value in neutral.items() if name != "private"} == shown
