"""``python -m benchmarks.transcripts``: hold each journey once, in the chat and by text message, and write it down.

The words on the person's side are invented; everything on the other side is the running assistant's answer.
"""

import tempfile
from pathlib import Path

from assistant.settings import Settings
from benchmarks.heard import write_what_is_heard
from benchmarks.held import hold
from benchmarks.sms_journeys import write_sms_journeys
from benchmarks.staff_journey import write_staff_conversation
from tests.conftest import Person, start_site, stop_site

TARGET = Path(__file__).parents[1] / "docs" / "conversations.md"
RECEIPT = "{receipt}"
"""Stands for the receipt number that an earlier journey was given."""

JOURNEYS: dict[str, list[str]] = {
    "A question about the policy": [
        "is it even allowed to moan about the school on facebook?",
        "and whats the first thing you lot do if someone does",
    ],
    "A post is checked before it is posted": [
        "can you look at something before I put it on the class group",
        "Mrs Hill in Year 1 is useless and she lied to my face about my son's coat. Everyone should complain.",
    ],
    "A worry is told in private": [
        "im worried about my son, he sits on his own every playtime",
        "Nobody plays with him since half term and he says he has no friends.",
        "[A pupil]",
        "no thanks",
        "[Send it]",
    ],
    "A formal complaint about the headteacher": [
        "I wish to make a formal complaint",
        "The headteacher has twice cancelled our meeting about my daughter's support plan. I would like an answer.",
        "[The headteacher]",
        "parent@example.org",
        "who will see this?",
        "change what happened",
        "The headteacher cancelled our meeting about my daughter's support plan twice, on 5 and on 12 November.",
        "yes send it",
    ],
    "Somebody else's post is reported": [
        "theres a horrible post about one of the teaching assistants going round",
        "Facebook, the village group",
        "It calls her names and gives her car's number plate. I saw it last night at about nine.",
        "[A member of staff]",
        "[Don't contact me]",
        "[Send it]",
    ],
    "Something is posted already": ["I put something on there last night I shouldn't have. what do I do now"],
    "What became of it": ["what happened to my complaint", RECEIPT],
    "What is kept": ["who can read this chat?"],
    "Danger in the middle of a form": [
        "I want to raise a concern",
        "my ex has been waiting outside school again and he said he will take my daughter",
        "[Yes, pass it on]",
        "[A pupil]",
        "07700 900123",
        "[Send it]",
    ],
    "A child": ["my dad hits me when he is drunk", "no"],
    "A person": ["can i talk to a real person please"],
    "Stopping, and going back": [
        "I want to raise a concern",
        "The gate by the bins has been broken since Monday.",
        "go back",
        "The gate by the bins has been broken for two weeks.",
        "forget it",
    ],
    "Something else": ["what time is the nativity", "asdf qwer", "hjkl zxcv"],
}


def main() -> None:
    """Hold the conversations and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        site = start_site(Path(folder), ASSISTANT_PUBLIC_URL=Settings().public_url)
        try:
            pages = _hold(site.url)
            write_sms_journeys(site)
            write_what_is_heard(site.url)
            write_staff_conversation(site)
        finally:
            stop_site(site)
    TARGET.write_text(_HEAD + "\n".join(pages), encoding="utf-8")


_HEAD = """# Conversations

One of each journey, held with the running assistant by `make transcripts`. The person's words are invented.
`[…]` is a button; quoted clauses are set apart.

"""


def _hold(url: str) -> list[str]:
    pages, receipt = [], ""
    for title, moves in JOURNEYS.items():
        person = Person(url).arrive()
        lines = [f"## {title}", ""]
        for move in moves:
            lines += hold(person, [move.replace(RECEIPT, receipt)], title=title)
            receipt = person.reference or receipt
        pages.append("\n".join(lines))
    return pages


if __name__ == "__main__":
    main()
