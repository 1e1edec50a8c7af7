"""Which words of a post carry a category: a sentence or clause that scores for it, or the words of a signal."""

import re
from collections.abc import Sequence

from assistant.adapters.post_checker.signals import CARRIES, Signal
from assistant.core.posts import Category
from assistant.core.text import sentence_spans

Span = tuple[int, int]

_CLAUSE_END = re.compile(r"\s*[,;:–—]\s+|\s+-+\s+|\s+(?=(?:and|but|because|cos|so)\s)", re.IGNORECASE)
_LEAST_WORDS = 3
_SHARE_OF_BEST = 0.6
"""A part carries the category, too, if it scores at least this share of what the best part scores."""


def parts(text: str) -> list[Span]:
    """Cut a post into sentences, and these into clauses of at least three words; else the whole text."""
    found = [clause for sentence in sentence_spans(text) for clause in _clauses(text, *sentence)]
    return found or [(0, len(text))]


def _clauses(text: str, start: int, end: int) -> list[Span]:
    clauses: list[Span] = []
    begin = start
    for gap in _CLAUSE_END.finditer(text, start, end):
        long_enough = len(text[begin : gap.start()].split()) >= _LEAST_WORDS
        if long_enough and len(text[gap.end() : end].split()) >= _LEAST_WORDS:
            clauses.append((begin, gap.start()))
            begin = gap.end()
    return [*clauses, (begin, end)]


def carrying(
    category: Category, pieces: Sequence[Span], scores: Sequence[float], signals: Sequence[Signal]
) -> tuple[Span, ...]:
    """Return the spans that carry ``category``: in order, apart from each other, never none.

    ``scores`` are those of ``pieces`` for this category.
    """
    best = max(scores)
    spans = [
        piece
        for piece, score in zip(pieces, scores, strict=True)
        if score == best or (score > 0 and score >= _SHARE_OF_BEST * best)
    ]
    spans += [(sig.start, sig.end) for sig in signals if category in CARRIES.get(sig.label, ())]
    return _merged(spans)


def _merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def signals_within(signals: Sequence[Signal], piece: Span) -> list[Signal]:
    """Return the signals that lie inside a part."""
    return [signal for signal in signals if piece[0] <= signal.start and signal.end <= piece[1]]
