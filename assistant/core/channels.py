"""The ways in which people reach the assistant."""

from enum import StrEnum


class Channel(StrEnum):
    """How a message came; the dialogue picks the form of its words by it."""

    WEB = "web"
    SMS = "sms"
