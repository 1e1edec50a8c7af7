"""What each journey says and costs by text message: held with the running assistant by ``benchmarks.transcripts``."""

from __future__ import annotations

import itertools
import re
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from assistant.core.sms_text import segments, septets, to_gsm
from assistant.services.take_text import emergency_text, take_text
from assistant.settings import Settings
from assistant.wiring import Wiring
from tests.conftest import Site
from tests.conversations.steps import until

TARGET = Path(__file__).parents[1] / "docs" / "sms-journeys.md"
RECEIPT = "{receipt}"
"""Stands for the receipt number that an earlier journey was given."""

JOURNEYS: dict[str, list[str]] = {
    "Hello": ["hi", "9", "5"],
    "A question about the policy": ["is it even allowed to moan about the school on facebook?", "9", "9"],
    "The longest answer": ["what are the objectives of the policy", "9", "9", "9", "9"],
    "Something else in between, and back": [
        "what happens if someone wont take a post down",
        "9",
        "who can read these texts?",
        "9",
        "more",
    ],
    "A post is checked before it is posted": [
        "can you look at something before I put it on the class group",
        "Mrs Hill in Year 1 is useless and she lied to my face about my son's coat. Everyone should complain.",
        "9",
    ],
    "A worry is told in private": [
        "im worried about my son, he sits on his own every playtime",
        "Nobody plays with him since half term and he says he has no friends.",
        "6",
        "1",
        "9",
        "1",
    ],
    "A formal complaint about the headteacher": [
        "I wish to make a formal complaint",
        "The headteacher has twice cancelled our meeting about my daughter's support plan. I would like an answer.",
        "the headteecher",
        "parent@example.org",
        "1",
        "1",
    ],
    "What became of it": ["what happened to my complaint", RECEIPT],
    "Somebody else's post is reported": [
        "theres a horrible post about one of the teaching assistants going round",
        "Facebook, the village group",
        "It calls her names and gives her car's number plate. I saw it last night at about nine.",
        "2",
        "1",
        "9",
        "send it",
    ],
    "A worry told from a phone that others use": [
        "im worried about my son, he sits on his own every playtime",
        "1",
        "Nobody plays with him since half term and he says he has no friends.",
        "6",
        "07700 900123",
        "1",
    ],
    "Danger": ["He has got a knife and he is outside the school", "1", "07700 900123"],
    "Stop, and begin again": ["STOP", "START"],
    "Danger in the middle of a form": [
        "I want to raise a concern",
        "my ex has been waiting outside school again and he said he will take my daughter",
        "1",
        "9",
        "a pupil",
    ],
    "A child": ["my dad hits me when he is drunk", "2"],
    "A number that was not offered, and nothing more to read": ["what time is the nativity", "7", "9", "5"],
    "Something is posted already": ["I put something on there last night I shouldn't have. what do I do now", "9", "9"],
}

_NUMBER = re.compile(r"\d{4} \d{4} \d{4} \d{4}")
_EXAMPLE = "1234 5678 9012 3456"
_HEAD = """# Journeys by text message

One of each journey, held with the running assistant and its worker by `make transcripts`, as a phone shows it: each
from a number that has never texted before. The person's words are invented; receipt numbers are shown as an example.
Replies are in the alphabet of text messages (GSM 7-bit) and take at most two segments of 153 characters; one of up to
160 takes one.

## What a journey costs

A provider asks a price for each segment sent and for each text received:

    cost = segments out × price of a segment out + segments in × price of a segment in

With an example price of 4p out and 1p in, the last column says what each journey costs the school. Put your provider's
prices in their place. The person pays for the texts they send, as their own plan says.

| journey | texts in | segments in | texts out | segments out | longest reply | example cost |
|---|---|---|---|---|---|---|
"""
_PENCE_OUT, _PENCE_IN = 4, 1
_PATIENCE = 60.0
_NUMBERS = itertools.count(500)


@dataclass
class Phone:
    """A phone that has never texted before, on the running assistant's console."""

    parts: Wiring
    number: str = field(default_factory=lambda: f"+447700900{next(_NUMBERS)}")

    def text(self, body: str) -> list[str]:
        """Send a text; return what the phone shows then: the emergency answer at once, and the worker's."""
        before = len(self._shown())
        sid = f"SM{uuid.uuid4().hex}"
        take_text(self.parts.text_desk, sid=sid, number=self.number, body=body)
        until(lambda: len(self._shown()) > before, seconds=_PATIENCE, what=f"an answer to {body!r}")
        return [*filter(None, [emergency_text(self.parts.support, body)]), *self._shown()[before:]]

    def _shown(self) -> list[str]:
        return [text.body for text in self.parts.console_sms.thread(self.number)]


@dataclass
class Held:
    """One journey, as it was held."""

    title: str
    sent: list[str] = field(default_factory=list)
    received: list[list[str]] = field(default_factory=list)
    """What came back for each text that was sent."""

    @property
    def texts(self) -> list[str]:
        """Return all texts that came back."""
        return [*itertools.chain.from_iterable(self.received)]

    def row(self) -> str:
        """Return the journey's line of the table."""
        came, went = sum(segments(to_gsm(text)) for text in self.sent), sum(map(segments, self.texts))
        pence = came * _PENCE_IN + went * _PENCE_OUT
        longest = max(map(septets, self.texts))
        cells = [self.title, len(self.sent), came, len(self.texts), went, longest, f"{pence}p"]
        return f"| {' | '.join(map(str, cells))} |"

    def page(self) -> str:
        """Return what was said."""
        lines = [f"## {self.title}", ""]
        for sent, received in zip(self.sent, self.received, strict=True):
            lines += [f"**{_NUMBER.sub(_EXAMPLE, sent)}**", ""]
            for text in received:
                count = segments(text)
                lines += ["```", *_NUMBER.sub(_EXAMPLE, text).split("\n"), "```"]
                lines += [f"{septets(text)} characters, {count} segment{'s' if count > 1 else ''}", ""]
        return "\n".join(lines)


def write_sms_journeys(site: Site) -> None:
    """Hold the journeys and write the page."""
    held, receipt = [], ""
    parts = Wiring(Settings(data_dir=site.data_dir))
    for title, moves in JOURNEYS.items():
        journey, phone = Held(title), Phone(parts)
        for move in moves:
            journey.sent.append(move.replace(RECEIPT, receipt))
            journey.received.append(phone.text(journey.sent[-1]))
            found = re.search(rf"Receipt: ({_NUMBER.pattern})", journey.texts[-1])
            receipt = found[1] if found else receipt
        held.append(journey)
    rows = "\n".join(journey.row() for journey in held)
    pages = "\n".join(journey.page() for journey in held)
    TARGET.write_text(f"{_HEAD}{rows}\n\n{pages}", encoding="utf-8")
