"""``posts.yml``: what is said about a post that somebody wants to have checked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.adapters.content.yaml_file import Shape, read_yaml
from assistant.core.errors import ContentError
from assistant.core.posts import Category, Level

_PLACES = re.compile(r"\{\w*\}?|\}")


class _Level(Shape):
    verdict: str
    advice: str


class _Sms(Shape):
    found: str
    categories: dict[Category, str]
    levels: dict[Level, _Level]
    names_individual: str
    identifies_child: str


class _File(Shape):
    categories: dict[Category, str]
    levels: dict[Level, _Level]
    names_individual: str
    identifies_child: str
    sms: _Sms


@dataclass(frozen=True, slots=True)
class PostWords:
    """The words by category and by level; ``sms`` are those of a text message."""

    why: Mapping[Category, str]
    verdict: Mapping[Level, str]
    advice: Mapping[Level, str]
    names_individual: str
    identifies_child: str
    sms: "PostSmsWords"


@dataclass(frozen=True, slots=True)
class PostSmsWords:
    """The words of a text message; ``found`` holds the place ``{found}`` for the categories."""

    found: str
    categories: Mapping[Category, str]
    verdict: Mapping[Level, str]
    advice: Mapping[Level, str]
    names_individual: str
    identifies_child: str

    def found_words(self, found: Sequence[Category]) -> str:
        """Return what a post may be, in one sentence."""
        return self.found.format(found=" and ".join(self.categories[category] for category in found))


def read_post_words(path: Path) -> PostWords:
    """Read and check the words: one for every category and level.

    Raises:
        ContentError: one is missing or unknown.
    """
    file = read_yaml(path, _File)
    problems = [
        *(f"categories: {category} is missing" for category in Category if category not in file.categories),
        *(f"levels: {level} is missing" for level in Level if level not in file.levels),
        *(f"sms > categories: {category} is missing" for category in Category if category not in file.sms.categories),
        *(f"sms > levels: {level} is missing" for level in Level if level not in file.sms.levels),
    ]
    if _PLACES.findall(file.sms.found) != ["{found}"]:
        problems.append("sms > found: must hold {found} once, and no other curly brackets")
    if problems:
        raise ContentError(path.name, problems)
    return PostWords(
        why=file.categories,
        verdict={level: _one_line(words.verdict) for level, words in file.levels.items()},
        advice={level: _one_line(words.advice) for level, words in file.levels.items()},
        names_individual=_one_line(file.names_individual),
        identifies_child=_one_line(file.identifies_child),
        sms=PostSmsWords(
            found=file.sms.found,
            categories=file.sms.categories,
            verdict={level: _one_line(words.verdict) for level, words in file.sms.levels.items()},
            advice={level: _one_line(words.advice) for level, words in file.sms.levels.items()},
            names_individual=_one_line(file.sms.names_individual),
            identifies_child=_one_line(file.sms.identifies_child),
        ),
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
