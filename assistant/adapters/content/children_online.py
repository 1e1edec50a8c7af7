"""``children_online.yml``: help for parents with what their children do online."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from assistant.adapters.content.yaml_file import Shape, read_yaml
from assistant.core.children_online import PAGE, ChildrenOnline, Link, Part
from assistant.core.errors import ContentError

_OLD = timedelta(days=180)


class _Part(Shape):
    title: str
    lines: Annotated[list[str], Field(min_length=1)]


class _Link(Shape):
    title: str
    url: str
    note: str = ""


class _File(Shape):
    checked_on: date
    in_chat: str
    introduction: str
    parts: list[_Part] = Field(min_length=1)
    links: list[_Link] = Field(min_length=1)


def read_children_online(path: Path) -> ChildrenOnline:
    """Read and check the page.

    Raises:
        ContentError: a link cannot be opened safely or stands there twice, or the chat cannot name the page.
    """
    file = read_yaml(path, _File)
    problems = [
        f"links > {link.title}: must begin with https://" for link in file.links if not link.url.startswith("https://")
    ]
    if PAGE not in file.in_chat or set("{}") & set(file.in_chat.replace(PAGE, "", 1)):
        problems.append("in_chat: must name the page once, as {page}, and nothing else in braces")
    urls = [link.url for link in file.links]
    problems += [f"links: {url} stands there twice" for url in sorted({url for url in urls if urls.count(url) > 1})]
    if problems:
        raise ContentError(path.name, problems)
    return ChildrenOnline(
        checked_on=file.checked_on,
        in_chat=file.in_chat,
        introduction=file.introduction,
        parts=tuple(Part(part.title, tuple(part.lines)) for part in file.parts),
        links=tuple(Link(**link.model_dump()) for link in file.links),
    )


def children_online_warnings(page: ChildrenOnline, today: date) -> list[str]:
    """Return what to tell the school: that nobody has opened the links for long."""
    if today <= page.checked_on + _OLD:
        return []
    day = page.checked_on
    return [f"the links were checked on {day.day} {day:%B %Y}; open each one and put today's date there"]
