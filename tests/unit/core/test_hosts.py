"""The website that a place names."""

import pytest
from letter_samples import CONTENT

from assistant.adapters.content import read_hosts

GUIDE = read_hosts(CONTENT / "hosts.yml")


@pytest.mark.parametrize(
    ("place", "host"),
    [
        ("Year 2 parents' group on Facebook", "facebook"),
        ("FACEBOOK", "facebook"),
        ("the FB page", "facebook"),
        ("whatsapp chat", "whatsapp"),
        ("Insta story", "instagram"),
        ("posted on X", "x"),
        ("on Twitter", "x"),
        ("https://x.com/somebody/status/1", "x"),
        ("a Google review", "google_reviews"),
        ("the school's Google reviews", "google_reviews"),
        ("r/rugby, a subreddit", "reddit"),
        ("Mumsnet, AIBU", "mumsnet"),
        ("a screenshot on Facebook of a WhatsApp chat", None),
        ("Class X", None),
        ("the family next door", None),
        ("reinstall", None),
        ("fbi.example", None),
        ("a blog", None),
        ("", None),
    ],
)
def test_the_host_of_a_place(place: str, host: str | None) -> None:
    found = GUIDE.of_place(place)
    assert (found.id if found else None) == host
