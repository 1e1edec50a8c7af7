"""The fitted model: kernel ridge regression on all features, one score a question, thresholds and calibration."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dpotrf, dpotri
from scipy.sparse import csr_matrix

from assistant.adapters.encoder import LayerScale
from assistant.adapters.post_checker.features import SurfaceFeatures
from assistant.adapters.post_checker.signals import Signal
from assistant.core.errors import AssistantError
from assistant.core.posts import Category

Matrix = NDArray[np.float64]


class PostTrainingError(AssistantError):
    """The post checker cannot be trained on these posts."""


_TINY = 1e-9


class Flag(StrEnum):
    """The questions beside the categories."""

    ANYTHING = "anything"
    SERIOUS_ALLEGATION = "serious_allegation"
    NAMES_INDIVIDUAL = "names_individual"
    IDENTIFIES_CHILD = "identifies_child"


QUESTIONS: tuple[Category | Flag, ...] = (*Category, *Flag)
"""The columns of every matrix of scores."""


@dataclass(frozen=True, slots=True)
class KernelRidge:
    """Ridge regression under the kernel ``((1 + cosine) / 2) ** 2``: what matters is which features come together.

    ``dual`` has a row a training post and a column a question; ``surface_weights`` say what each n-gram and signal
    adds by itself. ``holders`` has a row an n-gram or signal and a column a training post, so that a new post looks at
    those rows alone which it has itself.
    """

    layers: NDArray[np.float32]
    holders: csr_matrix
    lengths: NDArray[np.float32]
    dual: NDArray[np.float32]
    surface_weights: NDArray[np.float32]

    def scores(self, layers: NDArray[np.float32], surface: csr_matrix) -> Matrix:
        """Return the scores of new rows, a column a question."""
        products = layers @ self.layers.T + (surface @ self.holders).toarray()
        own = np.sqrt((layers**2).sum(axis=1) + np.asarray(surface.multiply(surface).sum(axis=1)).ravel())
        cosines = products / (own[:, np.newaxis] * self.lengths + _TINY)
        return np.asarray(_kernel(cosines) @ self.dual, dtype=np.float64)


def fit_kernel_ridge(
    layers: NDArray[np.float32], surface: csr_matrix, targets: Matrix, *, penalty: float
) -> tuple[KernelRidge, Matrix]:
    """Fit all questions; return the model, and the scores of each row had it been left out.

    The left-out scores follow from the same inverse, exactly, so that no folds are needed.
    """
    holders = surface.T.tocsr()
    products = layers @ layers.T + (surface @ holders).toarray()
    lengths = np.sqrt(np.diag(products))
    gram = np.asarray(_kernel(products / (np.outer(lengths, lengths) + _TINY)), dtype=np.float64)
    gram[np.diag_indices_from(gram)] += penalty
    inverse = _inverse(gram)
    dual = inverse @ targets
    left_out = targets - dual / np.diag(inverse)[:, np.newaxis]
    weights = np.asarray(holders @ dual, dtype=np.float32)
    return KernelRidge(layers, holders, lengths, dual.astype(np.float32), weights), left_out


def _inverse(matrix: Matrix) -> Matrix:
    """Invert a symmetric positive definite matrix by its Cholesky factor, a third of the work of solving for it."""
    factor, failed = dpotrf(matrix, lower=True, overwrite_a=True)
    inverse, failed_too = dpotri(factor, lower=True, overwrite_c=True)
    if failed or failed_too:
        raise PostTrainingError("the post checker's equations have no solution; are there enough posts?")
    lower = np.tril(inverse)
    return np.asarray(lower + np.tril(lower, -1).T, dtype=np.float64)


def _kernel(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    return ((1.0 + cosines) / 2.0) ** 2


@dataclass(frozen=True, slots=True)
class PostModel:
    """All that is learned. ``thresholds``, ``slopes`` and ``offsets`` have one value for each of ``QUESTIONS``."""

    scale: LayerScale
    surface: SurfaceFeatures
    ridge: KernelRidge
    thresholds: NDArray[np.float64]
    slopes: NDArray[np.float64]
    offsets: NDArray[np.float64]

    def scores(self, layers: NDArray[np.float32], texts: Sequence[str], signals: Sequence[Sequence[Signal]]) -> Matrix:
        """Return how far each text is above the threshold of each question (below: negative)."""
        rows = self.surface.rows(texts, signals)
        return self.ridge.scores(self.scale.rows(layers), rows) - self.thresholds

    def surface_scores(self, texts: Sequence[str], signals: Sequence[Sequence[Signal]]) -> Matrix:
        """Return what the n-grams and signals alone add to the scores; cheap, for comparing parts of one post."""
        rows: Any = self.surface.rows(texts, signals)
        return np.asarray(rows @ self.ridge.surface_weights, dtype=np.float64)

    def confidences(self, scores: Matrix) -> Matrix:
        """Turn scores into probabilities."""
        calibrated = self.slopes * (scores + self.thresholds) + self.offsets
        return np.asarray(1.0 / (1.0 + np.exp(-calibrated)), dtype=np.float64)


_BEST_WEIGHT = 0.5
"""How much the likeliest category counts beside the question whether there is anything at all."""


def anything(scores: Matrix) -> NDArray[np.float64]:
    """Return one score a post for whether it holds anything, from that question and the likeliest category."""
    best = scores[:, : len(Category)].max(axis=1)
    return np.asarray(scores[:, QUESTIONS.index(Flag.ANYTHING)] + _BEST_WEIGHT * best, dtype=np.float64)


def decide(scores: Matrix) -> NDArray[np.bool_]:
    """Answer each question from scores relative to their thresholds.

    A post in which there is nothing has no category; any other has at least its likeliest one.
    """
    answers = scores > 0
    categories = len(Category)
    found = anything(scores) > 0
    answers[:, :categories] &= found[:, np.newaxis]
    rows = np.flatnonzero(found)
    answers[rows, scores[rows, :categories].argmax(axis=1)] = True
    return answers
