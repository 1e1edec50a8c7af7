"""Hold a conversation with the running assistant move by move, and write it down."""

import re
from collections.abc import Iterable
from typing import Any

from tests.conftest import Person


def hold(person: Person, moves: Iterable[str], *, title: str) -> list[str]:
    """Return the lines of a conversation; a move in square brackets is a button's title.

    Raises:
        SystemExit: there is no such button at that place.
    """
    lines: list[str] = []
    for move in moves:
        if re.fullmatch(r"\[.+\]", move):
            if move[1:-1] not in person.titles:
                raise SystemExit(f"{title}: no button {move} after: {person.text}")
            person.press(move[1:-1])
        else:
            person.say(move)
        lines += [f"**{move}**", "", *written(person.messages)]
    return lines


def written(messages: Iterable[dict[str, Any]]) -> list[str]:
    """Return what the assistant said as lines of a page."""
    lines = []
    for message in messages:
        lines += [line + "  " if line else "" for line in message["text"].splitlines()]
        lines += [f"> {quote['text']} ({quote['section']})\n" for quote in message.get("quotes", [])]
        if "reference" in message:
            lines.append(f"Receipt: {message['reference']}")
        if message.get("buttons"):
            lines.append(" ".join(f"[{button['title']}]" for button in message["buttons"]))
        lines.append("")
    return lines
