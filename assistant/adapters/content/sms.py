"""``sms.yml``: what only a text message says."""

from pathlib import Path

from assistant.adapters.content.yaml_file import Shape, read_yaml


class SmsWords(Shape):
    """The words by what they answer."""

    all_read: str
    no_such_number: str
    one_number: str


def read_sms_words(path: Path) -> SmsWords:
    """Read and check the words.

    Raises:
        ContentError: one is missing or unknown.
    """
    return read_yaml(path, SmsWords)
