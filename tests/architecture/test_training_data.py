"""No text that we train on, answer with or match is one of a labelled sample, or a near copy of one."""

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).parents[2]
BENCHMARKS, SHARED = PROJECT / "benchmarks", PROJECT.parent / "shared" / "examples"
NEAR, LEAST_WORDS = 0.8, 5

needs_examples = pytest.mark.skipif(not SHARED.exists(), reason="../shared/examples is not on this machine")


def normal(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.lower()))


def is_near(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Equal, or of at least five words with four in five in common."""
    if one == other:
        return bool(one)
    first, second = set(one), set(other)
    if min(len(one), len(other)) < LEAST_WORDS:
        return False
    return len(first & second) / len(first | second) >= NEAR


def _strings(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        for line in content.splitlines():
            yield line.strip().removeprefix("- ")
    elif isinstance(content, dict):
        for value in content.values():
            yield from _strings(value)
    elif isinstance(content, list):
        for value in content:
            yield from _strings(value)


def _our_texts() -> Iterator[tuple[str, str]]:
    """Each text with its file: training data, stories, content, the checker's patterns, quoted words of the rules."""
    for path in [*(PROJECT / "data").rglob("*.yml"), *(PROJECT / "assistant" / "content").glob("*.yml")]:
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        yield from ((path.name, text) for text in _strings(content))
    for path in [*(PROJECT / "data").rglob("*.jsonl"), *(PROJECT / "assistant").rglob("*.jsonl")]:
        for line in path.read_text(encoding="utf-8").splitlines():
            yield from ((path.name, text) for text in _strings(json.loads(line)))
    for path in (PROJECT / "assistant" / "core").glob("*.py"):
        for literal in re.findall(r'r?"([^"\n]+)"', path.read_text(encoding="utf-8")):
            yield path.name, literal


def _examples(folder: Path) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    for name in ("utterances.jsonl", "posts.jsonl"):
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            example = json.loads(line)
            found.append((example["id"], normal(example["text"])))
    return found


@pytest.mark.parametrize(
    "folder",
    [BENCHMARKS / "samples", BENCHMARKS / "held_out", pytest.param(SHARED, marks=needs_examples)],
    ids=["samples", "held_out", "shared"],
)
def test_no_text_of_ours_is_one_of_the_examples_or_a_near_copy(folder: Path) -> None:
    ours: dict[tuple[str, ...], str] = {}
    for file, text in _our_texts():
        ours.setdefault(normal(text), file)
    by_word: dict[str, set[tuple[str, ...]]] = {}
    for words in ours:
        for word in set(words):
            by_word.setdefault(word, set()).add(words)
    copies = [
        (name, ours[words])
        for name, example in _examples(folder)
        for words in set().union(*(by_word.get(word, set()) for word in _telling(example, by_word)))
        if is_near(example, words)
    ]
    assert copies == []


def _telling(words: tuple[str, ...], by_word: dict[str, set[tuple[str, ...]]]) -> list[str]:
    """The rarest words, so many that no near copy can do without all of them."""
    rarest = sorted(set(words), key=lambda word: len(by_word.get(word, ())))
    return rarest[: len(rarest) - math.ceil(NEAR * len(rarest)) + 1]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Hi!", "hi", True),
        ("😂", "…", False),
        ("the head is bad", "the head is mad", False),
        ("who can see what I typed in here", "Who can see what I typed here?", True),
        ("one two three four five", "six seven eight nine ten", False),
        ("a b c d e", "a b c d e f g", False),
        ("a b c d e f g h", "h g f e d c b a x", True),
    ],
)
def test_near_copies_are_found(one: str, other: str, near: bool) -> None:
    assert is_near(normal(one), normal(other)) is near
    assert is_near(normal(other), normal(one)) is near
