"""Turning the pages of a list: an address names the place beside which its page lies, and works without a script."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from assistant.core.paging import Beside, Page

P = TypeVar("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Turns:
    """The addresses of the pages before and after one; nothing where the list ends."""

    before: str
    after: str


def read_beside(parse: Callable[[str], P | None], *, after: str, before: str) -> Beside[P] | None:
    """Return where a page lies; the beginning of the list where an address names no place."""
    place = parse(before or after)
    return None if place is None else Beside(place, before=bool(before))


def turns(page: Page[T], place: Callable[[T], object], address: str, **query: str) -> Turns:
    """Return the addresses of the pages before and after; ``place`` gives an item's place in the list."""

    def turned(side: str, item: T) -> str:
        return f"{address}?{urlencode({**query, side: str(place(item))})}"

    return Turns(
        before=turned("before", page.items[0]) if page.items and page.goes_on_before else "",
        after=turned("after", page.items[-1]) if page.items and page.goes_on_after else "",
    )
