"""The pages' templates, and how they write days and moments: in words, by the clock at school."""

import re
from datetime import date, datetime
from pathlib import Path

from fastapi.templating import Jinja2Templates

from assistant.core import record_words
from assistant.core.calendar import clock_time, school_time
from assistant.core.letters import LETTER_NAMES
from assistant.core.paging import counted

_LINKABLE = re.compile(
    r"https?://[^\s<>\"”]+(?<![.,;:!?)\]'’])"
    r"|(?<![\w/.-])(?:999|112|111|101|116 ?123|0800 1111|(?:\+44|0)(?:[ -]?\d){8,10})(?![\w%]|[ -]\d)"
)
"""Web addresses and telephone numbers, as the chat's ``links.js`` finds them."""

templates = Jinja2Templates(Path(__file__).parent / "templates")


def in_words(day: date) -> str:
    """Return a day as people say it: ``Thursday 12 March 2026``."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def at_time(moment: datetime) -> str:
    """Return a moment as the assistant says it to parents: ``3 May 2026 at 08:10``."""
    local = school_time(moment)
    return f"{local.day} {local:%B %Y at %H:%M}"


def capitalised(text: str) -> str:
    """Return a text with its first letter large and the rest as it is, as names in it stay names."""
    return text[:1].upper() + text[1:]


def linked(text: str) -> list[tuple[str, str]]:
    """Return plain text in parts, each with where it links to, or nothing."""
    parts, done = [], 0
    for found in _LINKABLE.finditer(text):
        target = found[0]
        href = target if target.startswith("http") else f"tel:{re.sub('[ -]', '', target)}"
        parts += [(text[done : found.start()], ""), (target, href)]
        done = found.end()
    return [*parts, (text[done:], "")]


templates.env.globals |= {
    "record_kinds": record_words.RECORD_KINDS,
    "remarks": record_words,
    "letter_names": LETTER_NAMES,
}
templates.env.filters |= {
    "day": in_words,
    "moment": clock_time,
    "at_time": at_time,
    "capitalise": capitalised,
    "counted": counted,
    "linked": linked,
}
