"""The post checker: reads posts with a trained model."""

from collections.abc import Sequence
from pathlib import Path

import joblib
import numpy as np
from numpy.typing import NDArray

from assistant.adapters.encoder import SentenceEncoder
from assistant.adapters.post_checker.model import QUESTIONS, Flag, Matrix, PostModel, anything, decide
from assistant.adapters.post_checker.signals import Signal, SignalFinder
from assistant.adapters.post_checker.spans import carrying, parts, signals_within
from assistant.core.errors import AssistantError
from assistant.core.posts import Category, Finding, Reading, stands_by_itself
from assistant.core.text import clean, count_words, has_words, sentence_spans, windows
from assistant.services.ports import PostReader

_WHOLE_WORDS = 150
_WINDOW_WORDS = 40
"""A post of up to 150 words is read whole: 256 word pieces are all that the encoder sees. In a longer one a single bad
line would drown, so windows are read."""

_PLAIN = {Category.RACIST: 0.3, Category.VIOLENCE: 0.3, Flag.SERIOUS_ALLEGATION: 0.5}
"""How far above its threshold a sentence read alone is plainly serious, whatever stands around it. A lower score needs
the rest of the post to be judged: a few words torn from it look like much that they are not."""
_LEAST_WORDS = 3


class PostModelError(AssistantError):
    """The post checker's model file is missing or is not one."""


class PostChecker(PostReader):
    """Finds what a post holds. A post without a letter or digit holds nothing."""

    def __init__(self, model_file: Path, encoder: SentenceEncoder) -> None:
        """Load the model; raise ``PostModelError`` where that is not possible."""
        try:
            model = joblib.load(model_file)
        except Exception as error:
            raise PostModelError(f"{model_file} cannot be loaded; train the post checker first") from error
        if not isinstance(model, PostModel):
            raise PostModelError(f"{model_file} is not a model of the post checker")
        self._model = model
        self._encoder = encoder
        self._finder = SignalFinder()

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return what each post holds, in order; spans are offsets into the texts as given."""
        cleaned = [clean(text) for text in texts]
        readings = [Reading() for _ in texts]
        worded = [index for index, text in enumerate(cleaned) if has_words(text)]
        if worded:
            for index, reading in zip(worded, self._read([cleaned[i] for i in worded]), strict=True):
                readings[index] = reading
        return readings

    def _read(self, texts: list[str]) -> list[Reading]:
        """Score windows and sentences at once: each look at the model costs as much for one piece as for several."""
        signals = [self._finder.find(text) for text in texts]
        cut = [(index, span) for index, text in enumerate(texts) for span in _windows(text)]
        alone = [(index, span) for index, text in enumerate(texts) for span in _sentences(text)]
        scores = self._scores(texts, signals, [*cut, *alone])
        owners = np.array([index for index, _ in cut])
        # The worst window counts, for each question.
        worst = np.array([scores[: len(cut)][owners == index].max(axis=0) for index in range(len(texts))])
        _lift(worst, [index for index, _ in alone], scores[len(cut) :])
        return [
            self._reading(text, found, answer, confidence)
            for text, found, answer, confidence in zip(
                texts, signals, decide(worst), self._model.confidences(worst), strict=True
            )
        ]

    def _scores(self, texts: list[str], signals: list[list[Signal]], cut: list[tuple[int, tuple[int, int]]]) -> Matrix:
        """Score pieces of the texts, a row a piece; a piece is the number of its text and its span there."""
        pieces = [texts[index][slice(*span)] for index, span in cut]
        within = [signals_within(signals[index], span) for index, span in cut]
        return self._model.scores(self._encoder.encode(pieces), pieces, within)

    def _reading(
        self, text: str, signals: list[Signal], answer: NDArray[np.bool_], confidence: NDArray[np.float64]
    ) -> Reading:
        answers = dict(zip(QUESTIONS, answer.tolist(), strict=True))
        sure = dict(zip(QUESTIONS, confidence.tolist(), strict=True))
        found = [category for category in Category if answers[category]]
        return Reading(
            tuple(
                Finding(category, sure[category], spans)
                for category, spans in zip(found, self._spans(text, signals, found), strict=True)
            ),
            names_individual=answers[Flag.NAMES_INDIVIDUAL],
            identifies_child=answers[Flag.IDENTIFIES_CHILD],
            serious_allegation=answers[Flag.SERIOUS_ALLEGATION] and bool(found),
        )

    def _spans(self, text: str, signals: list[Signal], found: list[Category]) -> list[tuple[tuple[int, int], ...]]:
        if not found:
            return []
        pieces = parts(text)
        within = [signals_within(signals, piece) for piece in pieces]
        scores = self._model.surface_scores([text[slice(*piece)] for piece in pieces], within)
        columns = [QUESTIONS.index(category) for category in found]
        return [
            carrying(category, pieces, scores[:, column].tolist(), signals)
            for category, column in zip(found, columns, strict=True)
        ]


def _lift(scores: Matrix, owners: list[int], alone: Matrix) -> None:
    """Raise the scores of posts to those of a plainly serious sentence in them: no post is milder than that."""
    grave = [QUESTIONS.index(question) for question in _PLAIN]
    plain = (alone[:, grave] > list(_PLAIN.values())).any(axis=1) & (anything(alone) > 0)
    for row in np.flatnonzero(plain):
        likeliest = int(alone[row, : len(Category)].argmax())
        columns = [*grave, QUESTIONS.index(Flag.ANYTHING), likeliest]
        scores[owners[row], columns] = np.maximum(scores[owners[row], columns], alone[row, columns])


def _windows(text: str) -> list[tuple[int, int]]:
    whole = count_words(text) <= _WHOLE_WORDS
    return windows(text, words=_WHOLE_WORDS if whole else _WINDOW_WORDS)


def _sentences(text: str) -> list[tuple[int, int]]:
    """Return the sentences of a post of several that it means as its own."""
    spans = sentence_spans(text)
    if len(spans) == 1:
        return []
    return [
        span
        for at, span in enumerate(spans)
        if count_words(text[slice(*span)]) >= _LEAST_WORDS and stands_by_itself(text, spans, at)
    ]
