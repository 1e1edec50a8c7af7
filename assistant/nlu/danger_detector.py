"""Whether somebody is at risk: the rules of ``core.safety`` and a model of its own, whatever the likeliest goal is."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.adapters.encoder import SentenceEncoder
from assistant.adapters.understanding import DangerModel
from assistant.core.goals import EMERGENCY
from assistant.core.safety import Danger, find_danger, seems_child
from assistant.core.text import windows
from assistant.nlu import stored
from assistant.nlu.reading import STAFF, rank, ranking_of, role_of, vectors_of
from assistant.wiring import wiring

DANGER_KEY = "danger"
"""Where a parsed message says what was found: the fields of ``core.safety.Danger``, or nothing."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DangerDetector(IntentClassifier, GraphComponent):
    """Makes ``emergency`` the goal whenever the rules or the model find a person at risk.

    A long message is read whole, and again in windows of sentences, so that a line buried in it is seen; a window has
    lost what stands around it, so it takes a higher score. So does a message of staff, who tell all day of what others
    did and said: there the offer to pass it on, answered by a "yes" that was meant for something else, does harm.

    A child who is off sick, is fetched by an aunt or has nobody to play with is told of in the words of danger. So a
    score that is not sure gives way where the goal classifier plainly sees another goal.
    """

    def __init__(
        self,
        config: dict[str, Any],
        model: DangerModel,
        encoder: SentenceEncoder,
        storage: ModelStorage,
        resource: Resource,
    ) -> None:
        self._threshold = float(config["threshold"])
        self._staff_threshold = float(config["staff_threshold"])
        self._window_threshold = float(config["window_threshold"])
        self._sure_threshold = float(config["sure_threshold"])
        self._plain_share = float(config["plain_share"])
        self._model = model
        self._encoder = encoder
        self._storage = storage
        self._resource = resource

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the options: the model's score from which a message, and a window of it, counts as danger.

        Below ``sure_threshold`` it does not if another goal has a share of at least ``plain_share``.
        """
        return {
            "threshold": 0.5,
            "staff_threshold": 0.5,
            "window_threshold": 0.5,
            "sure_threshold": 0.5,
            "plain_share": 1.0,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DangerDetector:
        """Make an untrained component."""
        return cls(config, DangerModel(), wiring().encoder, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DangerDetector:
        """Make the trained component."""
        model = stored.load(model_storage, resource)
        return cls(config, model, wiring().encoder, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the labelled messages: ``emergency`` against all others."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        self._model.train(
            [example.get(TEXT) for example in examples],
            [example.get(INTENT) == EMERGENCY for example in examples],
            vectors_of(examples),
        )
        stored.save(self._model, self._storage, self._resource)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Put ``emergency`` first where somebody is at risk, and strike it where nobody seems to be."""
        for message in messages:
            if message.get(TEXT):
                self._judge(message)
        return messages

    def _judge(self, message: Message) -> None:
        text = message.get(TEXT)
        danger = find_danger(text)
        if danger is None and self._model_finds_danger(message):
            danger = Danger(child_speaking=seems_child(text))
        message.set(DANGER_KEY, None if danger is None else asdict(danger), add_to_output=True)
        others = [(intent, share) for intent, share in ranking_of(message) if intent != EMERGENCY]
        rank(message, others if danger is None else [(EMERGENCY, 1.0), *((name, 0.0) for name, _ in others)])

    def _model_finds_danger(self, message: Message) -> bool:
        text = message.get(TEXT)
        threshold = self._staff_threshold if role_of(message) == STAFF else self._threshold
        score = self._model.scores([text], vectors_of([message]))[0]
        if score >= threshold and (score >= self._sure_threshold or not self._plainly_else(message)):
            return True
        pieces = [text[start:end] for start, end in windows(text, words=40)]
        if len(pieces) == 1:
            return False
        return max(self._model.scores(pieces, self._encoder.encode(pieces))) >= self._window_threshold

    def _plainly_else(self, message: Message) -> bool:
        return any(share >= self._plain_share for intent, share in ranking_of(message) if intent != EMERGENCY)
