"""A phone that others use: offered before anything is taken; then no receipt and nothing that tells."""

from typing import Any

from assistant.core.sms_talk import Option

SHARED = "sms:shared"
"""Stands for the option, in the place of a button's token."""

Messages = list[dict[str, Any]]


def shared_offer(title: str) -> Option:
    """Return the option that a text gives with which something is begun to be taken."""
    return Option(title, SHARED)


def without_content(messages: Messages, *, done: str, summary: str) -> Messages:
    """Put a neutral line in the place of a message that shows a receipt, and of one that asks whether to send.

    The choices stay. What says beside it what the matter is about goes without a line of its own.
    """
    neutral = []
    for message in messages:
        if "reference" in message:
            neutral.append(_with_line(message, done))
        elif message.get("private"):
            neutral.append(_with_line(message, summary if "buttons" in message else ""))
        else:
            neutral.append(message)
    return neutral


def _with_line(message: dict[str, Any], line: str) -> dict[str, Any]:
    return {name: value for name, value in message.items() if name != "reference"} | {"text": line}
