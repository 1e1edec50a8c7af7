"""``sms.yml``: what only a text message says."""

import re
from dataclasses import dataclass
from pathlib import Path

from assistant.adapters.content.yaml_file import Shape, read_yaml
from assistant.core.errors import ContentError

_PLACES = re.compile(r"\{\w*\}?|\}")


class _File(Shape):
    all_read: str
    no_such_number: str


@dataclass(frozen=True, slots=True)
class SmsWords:
    """The words by what they answer; ``no_such_number`` holds the place ``{last}``."""

    all_read: str
    no_such_number: str


def read_sms_words(path: Path) -> SmsWords:
    """Read and check the words.

    Raises:
        ContentError: a place is missing or unknown.
    """
    file = read_yaml(path, _File)
    problems = []
    if _PLACES.search(file.all_read):
        problems.append("all_read: must hold no curly brackets")
    if _PLACES.findall(file.no_such_number) != ["{last}"]:
        problems.append("no_such_number: must hold {last} once, and no other curly brackets")
    if problems:
        raise ContentError(path.name, problems)
    return SmsWords(file.all_read, file.no_such_number)
