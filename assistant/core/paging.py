"""Pages of a list that is too long to read at once: each begins beside a place in the list, never at a number.

What comes or goes meanwhile moves no page, and a late page costs what the first one does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

PAGE = 25
"""How many things a page shows."""
READ_FOR_PAGE = PAGE + 1
"""How many are read for a page: one more tells whether the list goes on."""
COUNTED = 200
"""A list is counted no further; of a longer one only that is told."""

P = TypeVar("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Beside(Generic[P]):
    """Where a page lies: right after a place in its list, or right before it."""

    place: P
    before: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page in the order of its list, and whether the list goes on before and after it."""

    items: tuple[T, ...]
    goes_on_before: bool = False
    goes_on_after: bool = False


def page_of(read: Sequence[T], beside: Beside[P] | None) -> Page[T]:
    """Return the page of what was read from its place on: ``READ_FOR_PAGE`` at most, away from the place."""
    items, more = tuple(read[:PAGE]), len(read) > PAGE
    if beside is not None and beside.before:
        return Page(items[::-1], goes_on_before=more, goes_on_after=True)
    return Page(items, goes_on_before=beside is not None, goes_on_after=more)


def counted(number: int) -> str:
    """Return how many there are, as far as lists are counted."""
    return str(number) if number <= COUNTED else f"more than {COUNTED}"
