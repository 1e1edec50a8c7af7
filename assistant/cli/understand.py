"""``assistant understand``: which goal a message has."""

import asyncio
import logging
import os
from typing import Any

from assistant.cli.lines import InputFile, answer_lines, text_of
from assistant.core.errors import SettingsError
from assistant.core.goals import goal_of
from assistant.core.text import without_command
from assistant.models import dialogue_model
from assistant.nlu.reading import EVERYBODY
from assistant.settings import read_settings

_ALTERNATIVES = 5
_FALLBACK = "nlu_fallback"


def understand(file: InputFile = None) -> None:
    """Say which goal each message has: {"text"} a line in, {"text", "goal", "confidence", "alternatives"} out."""
    answer_lines(file, lambda: Understanding().answer)


class Understanding:
    """The trained model, without the dialogue. All goals are known here, those of staff too."""

    def __init__(self) -> None:
        model = dialogue_model(read_settings())
        if not model.exists():
            raise SettingsError("there is no trained model for the present data: run  assistant train")
        os.environ["RASA_TELEMETRY_ENABLED"] = "false"
        from rasa.core.agent import Agent
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.ERROR)
        self._agent = Agent.load(model)

    def answer(self, given: dict[str, Any]) -> dict[str, Any]:
        """Answer one line."""
        text = text_of(given)
        goals = self.rank(text)
        (goal, confidence), *others = goals
        return {
            "text": given["text"],
            "goal": goal,
            "confidence": round(confidence, 4),
            "alternatives": [{"goal": name, "confidence": round(share, 4)} for name, share in others[:_ALTERNATIVES]],
        }

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Return the goals with their confidences, the likeliest first."""
        from rasa.core.channels.channel import UserMessage

        words = without_command(text)
        if not words:
            return [("out_of_scope", 1.0)]
        assert self._agent.processor is not None
        message = UserMessage(words, metadata={"role": EVERYBODY})
        parse = asyncio.run(self._agent.processor.parse_message(message))
        return [
            (goal_of(entry["name"]), float(entry["confidence"]))
            for entry in parse["intent_ranking"]
            if entry["name"] != _FALLBACK
        ]
