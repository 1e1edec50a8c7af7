"""A phone that others use: offered before anything is taken; then no receipt and nothing that tells."""

from typing import Any

from assistant.core.sms_talk import Option

SHARED = "sms:shared"
"""Stands for the option, in the place of a button's token."""

Messages = list[dict[str, Any]]


def shared_offer(title: str) -> Option:
    """Return the option that a text gives with which something is begun to be taken."""
    return Option(title, SHARED)


def without_receipt(messages: Messages, done: str) -> Messages:
    """Put a neutral line in the place of a message that shows a receipt."""
    return [_neutral(message, done) if "reference" in message else message for message in messages]


def _neutral(message: dict[str, Any], done: str) -> dict[str, Any]:
    return {name: value for name, value in message.items() if name != "reference"} | {"text": done}
