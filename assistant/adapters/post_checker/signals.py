"""What spaCy's matcher sees in a post: roles, titles with names, children, threats, insults, masked words.

The patterns are data (``patterns.jsonl``: ``{"label", "pattern"}`` a line, in spaCy's token patterns).
"""

import json
from dataclasses import dataclass
from importlib import resources

import spacy
from spacy.matcher import Matcher

from assistant.core.posts import Category

CARRIES = {
    "insult": frozenset({Category.OFFENSIVE, Category.CYBERBULLYING}),
    "masked_word": frozenset({Category.OFFENSIVE, Category.RACIST}),
    "threat": frozenset({Category.VIOLENCE}),
    "weapon": frozenset({Category.VIOLENCE}),
    "crime": frozenset({Category.ALLEGATION, Category.DEFAMATORY}),
    "harm_to_child": frozenset({Category.ALLEGATION}),
    "pile_on": frozenset({Category.CYBERBULLYING}),
    "us_and_them": frozenset({Category.RACIST}),
}
"""Which categories the words of a signal carry, where the post is of that category; other signals carry none."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One match: ``start`` and ``end`` are code-point offsets into the post."""

    label: str
    start: int
    end: int


class SignalFinder:
    """Match the patterns of ``patterns.jsonl``; needs no trained spaCy model."""

    def __init__(self) -> None:
        self._nlp = spacy.blank("en")
        self._matcher = Matcher(self._nlp.vocab)
        patterns: dict[str, list[list[dict[str, object]]]] = {}
        lines = resources.files(__package__).joinpath("patterns.jsonl").read_text(encoding="utf-8")
        for line in lines.splitlines():
            entry = json.loads(line)
            patterns.setdefault(entry["label"], []).append(entry["pattern"])
        for label, of_label in patterns.items():
            self._matcher.add(label, of_label, greedy="LONGEST")
        self.labels = tuple(sorted(patterns))

    def find(self, text: str) -> list[Signal]:
        """Return the signals of a text, the longest where two of one kind overlap."""
        doc = self._nlp.make_doc(text)
        found = []
        for key, first, last in self._matcher(doc):
            span = doc[first:last]
            found.append(Signal(self._nlp.vocab.strings[key], span.start_char, span.end_char))
        return sorted(found, key=lambda signal: (signal.start, signal.end, signal.label))
