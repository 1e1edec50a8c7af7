"""Strike out the goals of staff where the speaker is not signed-in staff."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.training_data.message import Message

from assistant.core.goals import STAFF_INTENTS
from assistant.nlu.reading import EVERYBODY, STAFF, rank, ranking_of, role_of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class StaffGoalFilter(IntentClassifier, GraphComponent):
    """Reads the role that the gateway put into the message's metadata; without one, nobody is staff."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> StaffGoalFilter:
        """Make the component."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Keep only the goals that the speaker may have; the next best takes the place of a struck one."""
        for message in messages:
            if role_of(message) not in (STAFF, EVERYBODY):
                ranking = [entry for entry in ranking_of(message) if entry[0] not in STAFF_INTENTS]
                if ranking:
                    rank(message, ranking)
        return messages
