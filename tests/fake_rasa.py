"""A Rasa server that says one thing."""

from typing import Any

from assistant.web.rasa_client import RasaClient


class FakeRasa(RasaClient):
    """Says one thing, and notes what it was sent."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    async def send(self, message: dict[str, Any]) -> dict[str, Any]:
        self.sent.append(message)
        heard = {"text": "Heard.", "buttons": [], "custom": {}}
        return {"messages": [heard], "danger": None, "forget": False, "silent": False, "asking": False}
