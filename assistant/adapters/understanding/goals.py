"""Which goal a message has."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.svm import LinearSVC

from assistant.adapters.understanding.features import TextFeatures

_SHARPNESS = 4.0
"""Turns margins of the linear machine into shares that add up to one; set so that shares match how often
the best goal is right on held-out messages (``make evaluate`` prints both)."""


class GoalModel:
    """One-against-the-rest linear support vector machine over ``TextFeatures``."""

    def __init__(self) -> None:
        self._features = TextFeatures()
        self._machine = LinearSVC(C=2.0, class_weight="balanced", random_state=7)

    def train(self, texts: Sequence[str], labels: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Learn from labelled texts; ``vectors`` has one row a text."""
        self._machine.fit(self._features.fit(texts, vectors), labels)

    def rank(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> list[list[tuple[str, float]]]:
        """Return for each text all labels with their shares, the likeliest first; the shares add up to one."""
        margins = self._machine.decision_function(self._features.rows(texts, vectors)) * _SHARPNESS
        shares = np.exp(margins - margins.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        return [[(str(self._machine.classes_[at]), float(row[at])) for at in np.argsort(-row)] for row in shares]
