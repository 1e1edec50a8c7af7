"""What the components share: a message's vector, its intent ranking."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

STAFF, EVERYBODY = "staff", "everybody"
"""Who speaks, as the gateway says with each message; ``EVERYBODY``: messages are only read, and all goals known."""


def role_of(message: Message) -> str:
    """Return who speaks; nothing where nobody said so."""
    return str((message.get("metadata") or {}).get("role") or "")


def vectors_of(messages: Sequence[Message]) -> NDArray[np.float32]:
    """Return the sentence vectors that the featurizer gave, a row a message."""
    rows = [message.get_dense_features(TEXT)[1].features[-1] for message in messages]
    return np.asarray(rows, dtype=np.float32)


def rank(message: Message, ranking: Sequence[tuple[str, float]]) -> None:
    """Set a message's intent and ranking, the likeliest first; confidences are shares of one."""
    total = sum(share for _, share in ranking) or 1.0
    named = [{"name": intent, "confidence": share / total} for intent, share in ranking]
    message.set(INTENT, named[0], add_to_output=True)
    message.set(INTENT_RANKING_KEY, named, add_to_output=True)


def ranking_of(message: Message) -> list[tuple[str, float]]:
    """Return a message's intents with their confidences."""
    return [(entry["name"], entry["confidence"]) for entry in message.get(INTENT_RANKING_KEY) or []]
