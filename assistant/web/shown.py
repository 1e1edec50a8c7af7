"""Turn the dialogue's messages into those of the contract: clauses quoted, buttons signed, receipts put in."""

import re
from collections.abc import Callable
from typing import Any

from assistant.core.channels import Channel
from assistant.core.policy import Policy
from assistant.core.support import Answer, Support
from assistant.web.tokens import ButtonTokens

HAND_OVER = "/pass_to_safeguarding"
"""The payload of the button that passes on what told of danger."""
_PLACE = re.compile(r"⟨(\d+):(\d+)⟩")


def emergency_messages(
    support: Support, *, child_speaking: bool, channel: Channel = Channel.WEB
) -> list[dict[str, Any]]:
    """Return the emergency answer; in the chat, to an adult, with its first line in the languages of the school's list.

    A text message holds only its own short form: most languages' letters would make it three times as long.
    """
    answer: Answer = support.child if child_speaking else support.adult
    if channel is Channel.SMS:
        return [{"text": answer.sms}]
    messages = [{"text": answer.message()}]
    if not child_speaking and support.languages:
        lines = [f"{name}: {text}" for name, text in support.languages.items()]
        messages.append({"text": "\n".join(lines)})
    return messages


def dialogue_messages(
    raw: list[dict[str, Any]],
    *,
    sender_id: str,
    policy: Policy,
    tokens: ButtonTokens,
    receipt_of: Callable[[str], str | None],
    by_text: bool = False,
) -> list[dict[str, Any]]:
    """Return the messages as they are kept; the person's own words are still only places (``with_words``).

    With ``by_text`` a message says what a text message needs to know of it: that something is begun to be taken
    (``begins``), that it offers to hand over what was told (``hands_over``), that it repeats it (``private``).
    """
    messages = [_message(one, sender_id, policy, tokens, receipt_of) for one in raw]
    if not by_text:
        return messages
    return [message | _for_a_text(one) for one, message in zip(raw, messages, strict=True)]


def with_words(messages: list[dict[str, Any]], sent: str) -> list[dict[str, Any]]:
    """Put the person's own words into a message with marks, where the dialogue only names their places.

    ``sent`` is the message that held the draft, exactly as sent; what is kept never holds its words.
    """

    def words(match: re.Match[str]) -> str:
        piece = " ".join(sent[int(match[1]) : int(match[2])].split())
        return f"“{piece}”"

    return [
        message | {"text": _PLACE.sub(words, message["text"])} if "marks" in message else message
        for message in messages
    ]


def _for_a_text(raw: dict[str, Any]) -> dict[str, Any]:
    known = {
        "begins": bool(raw["custom"].get("begins")),
        "hands_over": any(button["payload"] == HAND_OVER for button in raw["buttons"]),
        "private": bool(raw["custom"].get("private")),
    }
    return {name: True for name, is_so in known.items() if is_so}


def _message(
    raw: dict[str, Any],
    sender_id: str,
    policy: Policy,
    tokens: ButtonTokens,
    receipt_of: Callable[[str], str | None],
) -> dict[str, Any]:
    custom = raw["custom"]
    message: dict[str, Any] = {"text": raw["text"]}
    if raw["buttons"]:
        message["buttons"] = [
            {
                "title": button["title"],
                "token": tokens.sign(sender_id, button["payload"], button["title"]),
            }
            for button in raw["buttons"]
        ]
    if custom.get("quotes"):
        message["quotes"] = [
            {"clause": clause.id, "section": clause.section, "text": clause.text}
            for clause in (policy.clauses[name] for name in custom["quotes"])
        ]
    if custom.get("marks"):
        message["marks"] = custom["marks"]
    receipt = receipt_of(custom["reference"]) if custom.get("reference") else None
    if receipt is not None:
        message["reference"] = receipt
    return message
