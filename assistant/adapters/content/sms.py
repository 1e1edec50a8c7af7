"""``sms.yml``: what only a text message says."""

from dataclasses import dataclass
from pathlib import Path

from assistant.adapters.content.yaml_file import Shape, read_yaml


class _File(Shape):
    all_read: str
    no_such_number: str


@dataclass(frozen=True, slots=True)
class SmsWords:
    """The words by what they answer."""

    all_read: str
    no_such_number: str


def read_sms_words(path: Path) -> SmsWords:
    """Read and check the words.

    Raises:
        ContentError: one is missing or unknown.
    """
    file = read_yaml(path, _File)
    return SmsWords(file.all_read, file.no_such_number)
