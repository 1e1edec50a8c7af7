"""When the danger detector's score counts: surely, or where no other goal is plainly meant."""

from collections.abc import Sequence
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message

from assistant.adapters.encoder import SentenceEncoder
from assistant.adapters.understanding import DangerModel
from assistant.core.goals import EMERGENCY
from assistant.nlu.danger_detector import DangerDetector
from assistant.nlu.reading import rank

_CONFIG = {
    "threshold": 0.3,
    "staff_threshold": 0.6,
    "window_threshold": 0.65,
    "sure_threshold": 0.7,
    "plain_share": 0.5,
}


class _Scores(DangerModel):
    """Gives each text the same score."""

    def __init__(self, score: float) -> None:
        self._score = score

    def scores(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> list[float]:
        return [self._score] * len(texts)


def _found(score: float, *, share: float, role: str = "parent") -> str:
    message = Message({TEXT: "a message of one window", "metadata": {"role": role}})
    message.add_features(Features(np.zeros((1, 2), dtype=np.float32), FEATURE_TYPE_SENTENCE, TEXT, "test"))
    rank(message, [("raise_concern", share), (EMERGENCY, 1 - share)])
    detector = DangerDetector(
        _CONFIG, _Scores(score), cast("SentenceEncoder", None), cast("ModelStorage", None), Resource("test")
    )
    detector.process([message])
    return str(message.get(INTENT)["name"])


@pytest.mark.parametrize(
    ("score", "share", "found"),
    [
        (0.29, 0.1, "raise_concern"),
        (0.3, 0.49, EMERGENCY),
        (0.3, 0.5, "raise_concern"),
        (0.69, 0.99, "raise_concern"),
        (0.7, 0.99, EMERGENCY),
    ],
)
def test_a_score_that_is_not_sure_gives_way_to_a_goal_plainly_meant(score: float, share: float, found: str) -> None:
    assert _found(score, share=share) == found


@pytest.mark.parametrize(("score", "found"), [(0.59, "raise_concern"), (0.6, EMERGENCY)])
def test_a_message_of_staff_takes_a_higher_score(score: float, found: str) -> None:
    assert _found(score, share=0.1, role="staff") == found
