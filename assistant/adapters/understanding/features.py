"""One row of features a text: its sentence vector, its characters, its words."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from assistant.adapters.encoder import LayerScale

_CHARACTERS_WEIGHT = 0.8
_WORDS_WEIGHT = 1.2


class TextFeatures:
    """Weighted blocks side by side; characters catch misspelling, words catch idiom, the vector catches meaning."""

    def __init__(self) -> None:
        self._scale = LayerScale()
        self._characters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True, min_df=2, dtype=np.float32
        )
        self._words = TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b|[^\w\s]", dtype=np.float32
        )

    def fit(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> csr_matrix:
        """Learn the vocabularies and return the training rows, shape ``(len(texts), features)``."""
        self._characters.fit(texts)
        self._words.fit(texts)
        self._scale.fit(vectors)
        return self.rows(texts, vectors)

    def rows(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> csr_matrix:
        """Return the rows of new texts."""
        return hstack(
            [
                csr_matrix(self._scale.rows(vectors)),
                self._characters.transform(texts) * _CHARACTERS_WEIGHT,
                self._words.transform(texts) * _WORDS_WEIGHT,
            ],
            format="csr",
        )
