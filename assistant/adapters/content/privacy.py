"""``privacy.yml``: what people are told about their data."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field

from assistant.adapters.content.yaml_file import Shape, read_yaml
from assistant.core.errors import ContentError
from assistant.core.privacy_card import FACTS, CardPart, facts_named
from assistant.core.retention import Rule


class _Part(Shape):
    title: str
    lines: Annotated[list[str], Field(min_length=1)]
    times: list[Rule] = Field(default_factory=list)
    chat: bool = False
    chat_only: bool = False


class _File(Shape):
    parts: Annotated[list[_Part], Field(min_length=1)]
    staff_chat: list[str] = Field(default_factory=list)


def read_privacy(path: Path) -> tuple[CardPart, ...]:
    """Read and check the card.

    Raises:
        ContentError: a line names something that is not known, or the chat is told nothing.
    """
    file = read_yaml(path, _File)
    problems = list(_problems(file))
    if problems:
        raise ContentError(path.name, problems)
    return tuple(
        CardPart(entry.title, tuple(entry.lines), tuple(entry.times), entry.chat, entry.chat_only)
        for entry in file.parts
    )


def read_staff_privacy(path: Path) -> tuple[str, ...]:
    """Read what staff are told in their chat; nothing where the file does not say it.

    Raises:
        ContentError: the file has a mistake.
    """
    return tuple(read_yaml(path, _File).staff_chat)


def _problems(file: _File) -> Iterator[str]:
    for at, part in enumerate(file.parts, 1):
        for number, line in enumerate(part.lines, 1):
            where = f"parts > {at} > lines > {number}"
            try:
                unknown = facts_named(line) - FACTS
            except ValueError:
                yield f"{where}: a brace is not closed, or holds more than a name; write names as in {{phone}}"
                continue
            yield from (f"{where}: {{{name}}} is not a name that this file knows" for name in sorted(unknown))
        if part.chat_only and not part.chat:
            yield f"parts > {at}: has chat_only without chat, so nobody would be told"
    if not any(part.chat for part in file.parts):
        yield "parts: none has chat: true, so the chat could tell nothing"
