"""Learn the model from labelled posts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve

from assistant.adapters.encoder import LayerScale, SentenceEncoder
from assistant.adapters.post_checker.features import SurfaceFeatures
from assistant.adapters.post_checker.model import QUESTIONS, Flag, Matrix, PostModel, anything, fit_kernel_ridge
from assistant.adapters.post_checker.signals import SignalFinder
from assistant.core.errors import ContentError
from assistant.core.posts import Category
from assistant.core.text import clean

_PENALTY = 0.1
_FLAGGED_ABOVE_CLEAN = -0.035
"""How much more often a left-out post that needs a flag shall get one than a clean one is left alone. Below zero:
posts by writers whom the model has not read score higher, and `make evaluate` then shows the two in balance."""

_GRAVE_MARGIN = 0.1
"""How far above its best F1 on left-out posts a threshold lies that makes a post serious. These questions are rare, so
their thresholds are low, and a post unlike all that the model has read comes near them for want of anything else."""
_GRAVE = (Category.RACIST, Category.VIOLENCE, Flag.SERIOUS_ALLEGATION)


@dataclass(frozen=True, slots=True)
class TrainingPost:
    """A post with its labels. ``serious`` is the level, whatever it comes from."""

    text: str
    categories: frozenset[Category]
    serious: bool
    names_individual: bool
    identifies_child: bool

    def answers(self) -> dict[Category | Flag, bool]:
        """Return the answer to each question."""
        by_category: dict[Category | Flag, bool] = {category: category in self.categories for category in Category}
        grave = bool(self.categories & {Category.RACIST, Category.VIOLENCE})
        alleged = bool(self.categories & {Category.ALLEGATION, Category.DEFAMATORY})
        return {
            **by_category,
            Flag.ANYTHING: bool(self.categories),
            Flag.SERIOUS_ALLEGATION: self.serious and alleged and not grave,
            Flag.NAMES_INDIVIDUAL: self.names_individual,
            Flag.IDENTIFIES_CHILD: self.identifies_child,
        }


def load_posts(data_dir: Path) -> list[TrainingPost]:
    """Read every ``*.jsonl`` of the folder, a post a line.

    Raises:
        ContentError: there are no posts, or a line is not a labelled post; the text names the file and the
        line.
    """
    posts = []
    for file in sorted(data_dir.glob("*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                posts.append(_training_post(file.name, number, line))
    if not posts:
        raise ContentError(str(data_dir), ["no labelled posts"])
    return posts


def _training_post(file: str, number: int, line: str) -> TrainingPost:
    try:
        entry: Mapping[str, Any] = json.loads(line)
        return TrainingPost(
            clean(entry["text"]),
            frozenset(Category(name) for name in entry["categories"]),
            bool(entry["serious"]),
            bool(entry["names_individual"]),
            bool(entry["identifies_child"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        problem = f"line {number}: not a labelled post ({type(error).__name__}: {error})"
        raise ContentError(file, [problem]) from error


def train_post_checker(data_dir: Path, encoder: SentenceEncoder, target: Path) -> None:
    """Learn from the posts in ``data_dir`` and write the model file ``target``; the same posts, the same model.

    Raises:
        ContentError: the posts cannot be used.
    """
    model = fit(load_posts(data_dir), encoder)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".part")
    joblib.dump(model, unfinished, compress=3)
    unfinished.replace(target)


def fit(posts: Sequence[TrainingPost], encoder: SentenceEncoder) -> PostModel:
    """Learn from ``posts``; thresholds and calibration come from scores of posts that were left out."""
    texts = [post.text for post in posts]
    finder = SignalFinder()
    layers = encoder.encode(texts)
    scale = LayerScale().fit(layers)
    surface = SurfaceFeatures(finder.labels).fit(texts)
    rows = surface.rows(texts, [finder.find(text) for text in texts])
    truth = np.array([[post.answers()[question] for question in QUESTIONS] for post in posts])
    ridge, left_out = fit_kernel_ridge(scale.rows(layers), rows, 2.0 * truth - 1.0, penalty=_PENALTY)
    slopes, offsets = _calibration(truth, left_out)
    return PostModel(scale, surface, ridge, _thresholds(truth, left_out), slopes, offsets)


def _thresholds(truth: NDArray[np.bool_], scores: Matrix) -> NDArray[np.float64]:
    """Choose for each question where F1 is best, for the grave a margin above; for "anything", where errors balance."""
    column = QUESTIONS.index(Flag.ANYTHING)
    thresholds = np.array([_best_f1(truth[:, at], scores[:, at]) for at in range(len(QUESTIONS))])
    thresholds[[QUESTIONS.index(question) for question in _GRAVE]] += _GRAVE_MARGIN
    thresholds[column] = 0.0
    thresholds[column] = _balance(truth[:, column], anything(scores - thresholds))
    return thresholds


def _balance(truth: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
    candidates = np.unique(scores)
    bad, clean_ones = np.sort(scores[truth]), np.sort(scores[~truth])
    flagged = 1.0 - np.searchsorted(bad, candidates, side="right") / max(1, len(bad))
    left_alone = np.searchsorted(clean_ones, candidates, side="right") / max(1, len(clean_ones))
    return float(candidates[np.argmin(np.abs(flagged - left_alone - _FLAGGED_ABOVE_CLEAN))])


def _best_f1(truth: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
    if not truth.any():
        return float(scores.max(initial=0.0)) + 1.0
    precision, recall, candidates = precision_recall_curve(truth, scores)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    return float(candidates[np.argmax(f1[:-1])]) - 1e-9


def _calibration(truth: NDArray[np.bool_], scores: Matrix) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    slopes, offsets = np.zeros(len(QUESTIONS)), np.zeros(len(QUESTIONS))
    for column in range(len(QUESTIONS)):
        if len(np.unique(truth[:, column])) == 2:
            curve = LogisticRegression().fit(scores[:, [column]], truth[:, column])
            slopes[column], offsets[column] = curve.coef_[0, 0], curve.intercept_[0]
    return slopes, offsets
