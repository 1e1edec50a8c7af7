"""The intent classifier: which goal a message has."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.adapters.understanding import GoalModel
from assistant.nlu import stored
from assistant.nlu.reading import rank, vectors_of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class GoalClassifier(IntentClassifier, GraphComponent):
    """Ranks all intents by a linear model over the message's vector, characters and words."""

    def __init__(self, model: GoalModel, storage: ModelStorage, resource: Resource) -> None:
        self._model = model
        self._storage = storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GoalClassifier:
        """Make an untrained component."""
        return cls(GoalModel(), model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> GoalClassifier:
        """Make the trained component."""
        return cls(stored.load(model_storage, resource), model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the labelled messages."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        self._model.train(
            [example.get(TEXT) for example in examples],
            [example.get(INTENT) for example in examples],
            vectors_of(examples),
        )
        stored.save(self._model, self._storage, self._resource)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the intents of messages that have words."""
        with_text = [message for message in messages if message.get(TEXT)]
        if with_text:
            rankings = self._model.rank([message.get(TEXT) for message in with_text], vectors_of(with_text))
            for message, ranking in zip(with_text, rankings, strict=True):
                rank(message, ranking)
        return messages
