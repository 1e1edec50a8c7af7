"""Websites and apps where posts stand, how each takes a report, and who helps schools with it."""

import re
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Host:
    """One website or app. ``names`` are those by which people write of it; ``find`` says where its help is."""

    id: str
    name: str
    names: tuple[str, ...]
    find: str
    steps: tuple[str, ...]
    include: tuple[str, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Helpline:
    """A service that advises schools or takes a report further."""

    id: str
    name: str
    phone: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class HostGuide:
    """All of it, as it was checked on one day. The last host stands for every website that has no entry."""

    checked_on: date
    hosts: tuple[Host, ...]
    helplines: tuple[Helpline, ...]

    def of_place(self, place: str) -> Host | None:
        """Return the host that a place names, such as ``the Year 2 group on Facebook``; nothing where none or several.

        A group that is named after one host and stands on another is for a person to sort out.
        """
        found = [host for host in self.hosts if any(_names(place, name) for name in host.names)]
        return found[0] if len(found) == 1 else None

    @property
    def any_other(self) -> Host:
        """What holds for a website that has no entry."""
        return self.hosts[-1]


def _names(place: str, name: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", place, re.IGNORECASE))
