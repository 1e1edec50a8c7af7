"""One case from a parent's report to its end, held by the headteacher in the staff chat alone."""

from pathlib import Path

from assistant.core.staff import StaffRole
from assistant.settings import Settings
from benchmarks.held import hold
from tests.conftest import Person, Site
from tests.conversations.steps import colleague

TARGET = Path(__file__).parents[1] / "docs" / "staff-conversation.md"

REPORT = [
    "theres a nasty post going round about one of the teaching assistants",
    "Facebook, the page for our village",
    "It calls her thick and says what car she drives. A mum of a child in Year 1 wrote it, last night.",
    "[A member of staff]",
    "[Don't contact me]",
    "[Send it]",
]
"""What a parent tells in the parents' chat before."""

PARTS: dict[str, list[str]] = {
    "Something has come": ["what's new?"],
    "A case is opened": [
        "open a new case",
        "Village page post about a TA",
        "on facebook",
        "anything overdue?",
        "offensive",
        "[About a member of staff]",
        "[Yes, open it]",
    ],
    "The talk, and what it led to": [
        "write the invitation",
        "I spoke to the mum today and she won't take it down",
        "who's dealing with C-1?",
        "yes",
        "and after that?",
    ],
    "The warning": [
        "draft the warning letter",
        "warning letter sent today",
        "[Yes, record it]",
    ],
    "Something for the file": [
        "C-1: the grandmother rang, she is upset about the letter",
        "yes please",
    ],
    "The end": [
        "she has taken the post down",
        "never mind, show me C-1",
        "she has taken the post down today",
        "[Yes, record it]",
        "close it",
        "[Yes, record it]",
        "show me C-1",
    ],
}

_HEAD = """# A case in the staff chat

One case from a parent's report to its end, held with the running assistant by `make transcripts`. The headteacher, who
has signed in, does all of it in the staff chat. The words on that side, the post and the people are invented. `[…]` is
a button; quoted clauses are set apart. A parent had reported the post in the [parents' chat](conversations.md) before.

"""


def write_staff_conversation(site: Site) -> None:
    """Hold it and write the page; it runs at another address each time, which stands there as the usual one."""
    hold(Person(site.url).arrive(), REPORT, title="The report")
    head = colleague(site, StaffRole.HEADTEACHER, name="The headteacher")
    pages = []
    for title, moves in PARTS.items():
        pages.append("\n".join([f"## {title}", "", *hold(head, moves, title=title)]))
    held = "\n".join(pages).replace(site.url, Settings().public_url)
    TARGET.write_text(_HEAD + held, encoding="utf-8")
