"""Help for parents with what their children do online: data that a school edits."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page: a heading and short lines."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A page of somebody else's that helps."""

    title: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class ChildrenOnline:
    """The page, with the date when its links were opened last."""

    checked_on: date
    introduction: str
    parts: tuple[Part, ...]
    links: tuple[Link, ...]
