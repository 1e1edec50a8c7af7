"""Score readings of posts against what a labelled sample says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.core.posts import Category, Level, Reading


@dataclass(frozen=True, slots=True)
class LabelledPost:
    """What a sample says of one post: ``must`` has to be found, ``may`` is allowed, all else is wrong."""

    text: str
    must: frozenset[Category]
    may: frozenset[Category]
    level: Level
    accept_levels: frozenset[Level]
    names_individual: bool
    identifies_child: bool

    @property
    def needs_flag(self) -> bool:
        """Whether leaving the post alone is wrong."""
        return self.level is not Level.OK and Level.OK not in self.accept_levels

    @property
    def is_clean(self) -> bool:
        """Whether flagging the post is wrong."""
        return self.level is Level.OK and not self.may and not self.accept_levels


@dataclass(frozen=True, slots=True)
class PostScores:
    """Shares from 0 to 1. ``flagged`` is of the posts that need a flag, ``left_alone`` of the clean ones."""

    macro_f1: float
    f1: Mapping[Category, float]
    flagged: float
    left_alone: float
    level: float
    names_individual: float
    identifies_child: float


def labelled_post(row: Mapping[str, Any]) -> LabelledPost:
    """Turn a line of a sample into a labelled post; raise ``KeyError`` or ``ValueError`` for any other."""
    return LabelledPost(
        row["text"],
        frozenset(Category(name) for name in row["must"]),
        frozenset(Category(name) for name in row["may"]),
        Level(row["level"]),
        frozenset(Level(name) for name in row["accept_levels"]),
        bool(row["names_individual"]),
        bool(row["identifies_child"]),
    )


def score_posts(posts: Sequence[LabelledPost], readings: Sequence[Reading]) -> PostScores:
    """Compare each post with its reading. A share of no posts, and the F1 of nothing to find, is 1."""
    pairs = list(zip(posts, readings, strict=True))
    f1 = {category: _f1(category, pairs) for category in Category}
    return PostScores(
        macro_f1=sum(f1.values()) / len(f1),
        f1=f1,
        flagged=_share([reading.level is not Level.OK for post, reading in pairs if post.needs_flag]),
        left_alone=_share([reading.level is Level.OK for post, reading in pairs if post.is_clean]),
        level=_share([reading.level in {post.level} | post.accept_levels for post, reading in pairs]),
        names_individual=_share([post.names_individual == read.names_individual for post, read in pairs]),
        identifies_child=_share([post.identifies_child == read.identifies_child for post, read in pairs]),
    )


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else 1.0


def _f1(category: Category, pairs: Sequence[tuple[LabelledPost, Reading]]) -> float:
    hits = misses = alarms = 0
    for post, reading in pairs:
        found = any(finding.category is category for finding in reading.findings)
        hits += found and category in post.must
        misses += not found and category in post.must
        alarms += found and category not in post.must | post.may
    wrong = misses + alarms
    return 2 * hits / (2 * hits + wrong) if hits + wrong else 1.0
