"""A letter as its page shows it: what is asked for it, and its parts with their gaps apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.core.letter_values import FIXED, KNOWN
from assistant.core.letters import Block, Heading, Items, Letter, LetterForm, Placeholder, Quote, Text, cut_at_gaps
from assistant.web.staff.case_fields import Trouble
from assistant.web.staff.forms import Form

_PREFIX = "letter_"
"""What the page's fields for a letter begin with, so that none is taken for one of the page's own."""

Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that is asked for a letter; ``optional``: the letter can do without it."""

    name: str
    description: str
    optional: bool
    trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing; ``field`` is where it can be typed, nothing where only the case can say it."""

    description: str
    field: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a letter, its lines cut at their gaps."""

    kind: str
    lines: tuple[Pieces, ...]
    section: str = ""


def read_details(form: Form) -> dict[str, str]:
    """Return what was typed for a letter, by the names that the letter uses."""
    return {
        field.removeprefix(_PREFIX): value.replace("\r\n", "\n")
        for field, value in form.fields
        if field.startswith(_PREFIX)
    }


def asked_for(
    form: LetterForm, blank: Letter, letter: Letter, details: Mapping[str, str], *, refused: bool
) -> list[Asked]:
    """Return what a person can fill: what the letter asks, what the case does not say, and all that was typed.

    ``blank`` is the letter with nothing typed: what was missing there keeps its field once it is filled. ``refused``:
    the letter was not recorded for its gaps, which is then said beside them.
    """
    typed = (Placeholder(name, KNOWN[name]) for name in details if name in KNOWN)
    every = {one.name: one for one in (*form.asks, *blank.missing, *letter.missing, *typed) if one.name not in FIXED}
    gaps = {one.name for one in letter.missing}
    needed = gaps | {one.name for one in blank.missing}
    return [
        Asked(
            _PREFIX + name,
            one.description,
            name not in needed,
            Trouble(_PREFIX + name, "missing") if refused and name in gaps else None,
        )
        for name, one in every.items()
    ]


def gaps_of(letter: Letter) -> list[Gap]:
    """Return what is missing in a letter."""
    return [Gap(one.description, "" if one.name in FIXED else _PREFIX + one.name) for one in letter.missing]


def parts_of(letter: Letter) -> Iterator[Part]:
    """Give the parts of a letter, as they come."""
    return (_part(block) for block in letter.blocks)


def _part(block: Block) -> Part:
    match block:
        case Text():
            return Part("text", (cut_at_gaps(block.text),))
        case Heading():
            return Part("heading", (cut_at_gaps(block.text),))
        case Items():
            return Part("items", tuple(cut_at_gaps(item) for item in block.items))
        case Quote():
            return Part("quote", (((block.text, False),),), block.section)
