"""The fitted model: ridge regression on all features, one score a question, thresholds and calibration."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from assistant.adapters.encoder import LayerScale
from assistant.adapters.post_checker.features import SurfaceFeatures
from assistant.adapters.post_checker.signals import Signal
from assistant.core.posts import Category

Matrix = NDArray[np.float64]


class Flag(StrEnum):
    """The questions beside the categories."""

    ANYTHING = "anything"
    SERIOUS_ALLEGATION = "serious_allegation"
    NAMES_INDIVIDUAL = "names_individual"
    IDENTIFIES_CHILD = "identifies_child"


QUESTIONS: tuple[Category | Flag, ...] = (*Category, *Flag)
"""The columns of every matrix of scores."""


@dataclass(frozen=True, slots=True)
class Ridge:
    """Weights for the two blocks of features, a column a question."""

    layers: Matrix
    surface: Matrix
    bias: NDArray[np.float64]


def fit_ridge(
    layers: Matrix, surface: csr_matrix, targets: Matrix, *, penalty: float
) -> tuple[Ridge, Matrix]:
    """Fit all questions; return the weights, and the scores of each row had it been left out.

    Solved over the rows (a few thousand), not the features (many more); the left-out scores follow from the
    same inverse, exactly, so that no folds are needed.
    """
    gram = layers @ layers.T + (surface @ surface.T).toarray() + 1.0
    gram[np.diag_indices_from(gram)] += penalty
    inverse = np.linalg.inv(gram)
    dual = inverse @ targets
    left_out = targets - dual / np.diag(inverse)[:, np.newaxis]
    return Ridge(layers.T @ dual, np.asarray(surface.T @ dual), dual.sum(axis=0)), left_out


@dataclass(frozen=True, slots=True)
class PostModel:
    """All that is learned. ``thresholds``, ``slopes`` and ``offsets`` have one value for each of
    ``QUESTIONS``.
    """

    scale: LayerScale
    surface: SurfaceFeatures
    ridge: Ridge
    thresholds: NDArray[np.float64]
    slopes: NDArray[np.float64]
    offsets: NDArray[np.float64]

    def scores(
        self, layers: NDArray[np.float32], texts: Sequence[str], signals: Sequence[Sequence[Signal]]
    ) -> Matrix:
        """Return how far each text is above the threshold of each question (below: negative)."""
        seen: Matrix = self.scale.rows(layers) @ self.ridge.layers
        return seen + self.surface_scores(texts, signals) + self.ridge.bias - self.thresholds

    def surface_scores(self, texts: Sequence[str], signals: Sequence[Sequence[Signal]]) -> Matrix:
        """Return what the n-grams and signals alone add to the scores; cheap, for comparing parts of one
        post.
        """
        rows: Any = self.surface.rows(texts, signals)
        return np.asarray(rows @ self.ridge.surface, dtype=np.float64)

    def confidences(self, scores: Matrix) -> Matrix:
        """Turn scores into probabilities."""
        calibrated = self.slopes * (scores + self.thresholds) + self.offsets
        return np.asarray(1.0 / (1.0 + np.exp(-calibrated)), dtype=np.float64)


_CERTAIN = 0.6
"""So far above its threshold a category stands even where the post as a whole seems clean."""


def decide(scores: Matrix) -> NDArray[np.bool_]:
    """Answer each question from scores relative to their thresholds.

    A post in which there is nothing has no category; any other has at least its likeliest one.
    """
    answers = scores > 0
    categories = len(Category)
    best = scores[:, :categories].max(axis=1)
    found = answers[:, QUESTIONS.index(Flag.ANYTHING)] | (best > _CERTAIN)
    answers[:, :categories] &= found[:, np.newaxis]
    rows = np.flatnonzero(found)
    answers[rows, scores[rows, :categories].argmax(axis=1)] = True
    return answers
