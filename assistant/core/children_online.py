"""Help for parents with what their children do online: data that a school edits."""

from dataclasses import dataclass
from datetime import date

PAGE = "{page}"
"""Stands for the page's address in what the chat says."""


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
    """The page, what the chat says of it, and the date when its links were opened last."""

    checked_on: date
    in_chat: str
    introduction: str
    parts: tuple[Part, ...]
    links: tuple[Link, ...]

    def told(self, address: str) -> str:
        """Return what the chat says of the page at this address."""
        return self.in_chat.replace(PAGE, address)
