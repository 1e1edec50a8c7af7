"""What was typed as a reply: cleaned, and refused where there is nothing in it or too much."""

import pytest

from assistant.core.replies import clean_reply, reply_problem


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  one\r\ntwo \n", "one\ntwo"),
        ("a\0b", "a\ufffdb"),
        ("\ud800", "\ufffd"),
        ("caf\u00e9 \U0001f600", "caf\u00e9 \U0001f600"),
    ],
)
def test_a_reply_is_cleaned_and_its_words_kept(typed: str, stored: str) -> None:
    assert clean_reply(typed) == stored


@pytest.mark.parametrize(
    ("text", "problem"), [("", "no_words"), ("...", "no_words"), ("x" * 5000, ""), ("x" * 5001, "too_long")]
)
def test_a_reply_needs_words_and_at_most_5000_characters(text: str, problem: str) -> None:
    assert reply_problem(text) == problem
