"""Whether a message tells of a person at risk."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.svm import LinearSVC

from assistant.adapters.understanding.features import TextFeatures


class DangerModel:
    """Two-class linear support vector machine over ``TextFeatures``; long texts are read in windows by the caller."""

    def __init__(self) -> None:
        self._features = TextFeatures()
        self._machine = LinearSVC(C=0.7, random_state=7)

    def train(self, texts: Sequence[str], at_risk: Sequence[bool], vectors: NDArray[np.float32]) -> None:
        """Learn from labelled texts; ``vectors`` has one row a text."""
        self._machine.fit(self._features.fit(texts, vectors), at_risk)

    def scores(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> list[float]:
        """Return one score a text, between 0 and 1; 0.5 is the machine's own border."""
        margins = self._machine.decision_function(self._features.rows(texts, vectors))
        return [float(score) for score in expit(2.0 * margins)]
