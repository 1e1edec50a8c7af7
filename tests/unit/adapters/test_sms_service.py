"""The texts about texting itself: each fits, each place is known, HELP begins with 999."""

from pathlib import Path

import pytest

from assistant.adapters.content import read_service_words
from assistant.core.errors import ContentError
from assistant.core.sms_text import fits, is_gsm
from assistant.settings import PROJECT

FILE = PROJECT / "assistant" / "content" / "sms_service.yml"
VALUES = {"school": "Example Infant School", "phone": "01632 960101", "url": "https://assistant.example-school.example"}


def test_every_text_fits_and_holds_no_place() -> None:
    words = read_service_words(FILE, **VALUES).model_dump()
    assert [name for name, text in words.items() if not (is_gsm(text) and fits(text)) or "{" in text] == []


def test_what_comes_unasked_says_nothing_of_what_was_given() -> None:
    words = read_service_words(FILE, **VALUES)
    telling = ("concern", "complaint", "report", "receipt", "worry", "safeguarding", "child")
    assert [word for word in telling if word in (words.news + words.shared_news).lower()] == []
    assert "STATUS" not in words.shared_news


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("{phone}. You can ask", "{fax}. You can ask", "help: {fax} is not known here"),
        ('help: "In danger? Call 999. ', 'help: "', "help: must begin with 999"),
        ('help_stopped: "In danger? Call 999. ', 'help_stopped: "', "help_stopped: must begin with 999"),
        ("empty: Your", "empty: To end it, send QUIT. Your", "empty: a word in capitals"),
        ("empty: Your", f"empty: {'Long. ' * 60}Your", "empty: "),
        ("send START", "write to us", "stop must name START"),
    ],
)
def test_a_text_that_would_not_do_is_refused(tmp_path: Path, old: str, new: str, problem: str) -> None:
    content = FILE.read_text(encoding="utf-8")
    assert old in content
    changed = tmp_path / "sms_service.yml"
    changed.write_text(content.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        read_service_words(changed, **VALUES)
    assert problem in str(raised.value)
