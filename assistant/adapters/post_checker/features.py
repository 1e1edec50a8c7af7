"""One row of features a post: what the encoder's layers say, and which n-grams and signals it holds."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from assistant.adapters.post_checker.signals import Signal

_CHARACTERS_WEIGHT = 0.67
_WORDS_WEIGHT = 0.67
_SIGNALS_WEIGHT = 0.1


class SurfaceFeatures:
    """Characters catch misspelling, words catch idiom, signals say what kind of words they are."""

    def __init__(self, labels: Sequence[str]) -> None:
        self._characters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, dtype=np.float32
        )
        self._words = TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"[\w*£$@#']+|[^\w\s]", dtype=np.float32
        )
        self._columns = {label: column for column, label in enumerate(labels)}

    def fit(self, texts: Sequence[str]) -> "SurfaceFeatures":
        """Learn the vocabularies."""
        self._characters.fit(texts)
        self._words.fit(texts)
        return self

    def rows(self, texts: Sequence[str], signals: Sequence[Sequence[Signal]]) -> csr_matrix:
        """Return one row a text, of the text's n-grams and of the signals found in it."""
        blocks = [
            self._characters.transform(texts) * _CHARACTERS_WEIGHT,
            self._words.transform(texts) * _WORDS_WEIGHT,
            self._marks(signals) * _SIGNALS_WEIGHT,
        ]
        return hstack(blocks, format="csr")

    def _marks(self, signals: Sequence[Sequence[Signal]]) -> csr_matrix:
        marks = np.zeros((len(signals), len(self._columns)), dtype=np.float32)
        for row, found in enumerate(signals):
            for signal in found:
                marks[row, self._columns[signal.label]] = 1.0
        return csr_matrix(marks)
