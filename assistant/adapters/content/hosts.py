"""``hosts.yml``: how each website and app takes a report, and who helps schools with it."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from assistant.adapters.content.yaml_file import Shape, read_yaml
from assistant.core.errors import ContentError
from assistant.core.hosts import Helpline, Host, HostGuide

_OLD = timedelta(days=180)
_FOR_SCHOOLS = {
    "posh": "the Professionals Online Safety Helpline",
    "report_harmful_content": "Report Harmful Content",
}
"""The UK's helplines that every school should have at hand."""

_Lines = Annotated[list[str], Field(min_length=1)]


class _Host(Shape):
    id: str
    name: str
    names: list[str] = Field(default_factory=list)
    url: str = ""
    find: str
    steps: _Lines
    include: _Lines


class _Helpline(Shape):
    id: str
    name: str
    phone: str = ""
    url: str = ""
    note: str = ""


class _File(Shape):
    checked_on: date
    hosts: list[_Host] = Field(min_length=1)
    helplines: list[_Helpline]


def read_hosts(path: Path) -> HostGuide:
    """Read and check the hosts and the helplines.

    Raises:
        ContentError: an entry stands there twice, or an address is not one that can be opened safely.
    """
    file = read_yaml(path, _File)
    problems = list(_problems(file))
    if problems:
        raise ContentError(path.name, problems)
    return HostGuide(
        checked_on=file.checked_on,
        hosts=tuple(
            Host(
                id=entry.id,
                name=entry.name,
                names=tuple(entry.names),
                find=entry.find,
                steps=tuple(entry.steps),
                include=tuple(entry.include),
                url=entry.url,
            )
            for entry in file.hosts
        ),
        helplines=tuple(Helpline(**entry.model_dump()) for entry in file.helplines),
    )


def hosts_warnings(guide: HostGuide, today: date) -> list[str]:
    """Return what to tell the school: that the file is old, or that a helpline is missing."""
    found = []
    if today > guide.checked_on + _OLD:
        day = guide.checked_on
        found.append(f"the entries were checked on {day.day} {day:%B %Y}; open each address and put today's date there")
    there = {helpline.id for helpline in guide.helplines}
    found += [
        f"helplines: {name} is missing (its id is {key})" for key, name in _FOR_SCHOOLS.items() if key not in there
    ]
    return found


def _problems(file: _File) -> Iterator[str]:
    for part, entries in (("hosts", file.hosts), ("helplines", file.helplines)):
        for name, count in Counter(entry.id for entry in entries).items():
            if count > 1:
                yield f"{part}: {name} stands there twice"
        for entry in entries:
            if entry.url and not entry.url.startswith("https://"):
                yield f"{part} > {entry.id} > url: must begin with https://"
    for entry in file.helplines:
        if not entry.phone and not entry.url:
            yield f"helplines > {entry.id}: has neither a phone number nor an address"
