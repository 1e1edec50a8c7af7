"""What people are told about their data, made of the settings in force, so that it cannot differ from what is done."""

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assistant.core.retention import Rule, Schedule

FACTS = frozenset(
    {
        "chat_time",
        "chat_until",
        "read_when",
        "readers",
        "office",
        "phone",
        "hours",
        "must_keep",
        "school",
        "page",
        "receipt_page",
    }
)
"""What a line may name in braces."""


@dataclass(frozen=True, slots=True)
class CardPart:
    """A part as the school wrote it: lines with facts in braces, and the rules whose times are told in it."""

    title: str
    lines: tuple[str, ...]
    times: tuple[Rule, ...] = ()
    chat: bool = False
    chat_only: bool = False


@dataclass(frozen=True, slots=True)
class ToldPart:
    """A part as it is told."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """What the card tells of the school."""

    school: str
    readers: tuple[str, ...]
    read_when: str
    office: str
    phone: str
    hours: str
    page: str
    receipt_page: str


def privacy_card(
    parts: Iterable[CardPart], schedule: Schedule, facts: SchoolFacts, today: date, *, chat: bool
) -> tuple[ToldPart, ...]:
    """Return the card: of the chat only what is told there, of the page all but what is for the chat alone."""
    values = _values(schedule, facts, today)
    return tuple(
        ToldPart(part.title, (*_times(part.times, schedule), *(line.format_map(values) for line in part.lines)))
        for part in parts
        if (part.chat if chat else not part.chat_only)
    )


def facts_named(line: str) -> set[str]:
    """Return what a line names in braces; raise ``ValueError`` where a brace stands alone or holds more than a name."""
    parts = [(name, more, how) for _, name, more, how in string.Formatter().parse(line) if name is not None]
    if any(more or how for _, more, how in parts):
        raise ValueError("a brace holds more than a name")
    return {name for name, _, _ in parts}


def _values(schedule: Schedule, facts: SchoolFacts, today: date) -> Mapping[str, str]:
    until = schedule.period(Rule.CHATS).after(today)
    return {
        "chat_time": schedule.rules[Rule.CHATS].how_long,
        "chat_until": f"{until.day} {until:%B %Y}",
        "read_when": facts.read_when,
        "readers": _listed(facts.readers, "or"),
        "office": facts.office,
        "phone": facts.phone,
        "hours": facts.hours,
        "must_keep": _listed([kept.what for kept in schedule.rules.values() if kept.law], "and"),
        "school": facts.school,
        "page": facts.page,
        "receipt_page": facts.receipt_page,
    }


def _times(rules: Iterable[Rule], schedule: Schedule) -> Iterable[str]:
    for rule in rules:
        kept = schedule.rules[rule]
        what = kept.what[0].upper() + kept.what[1:]
        yield f"{what}: {kept.how_long}. {kept.law or kept.why}"


def _listed(names: Iterable[str], word: str) -> str:
    *first, last = names
    return f"{', '.join(first)} {word} {last}" if first else last
