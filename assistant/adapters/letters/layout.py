"""A filled letter as text, cut into its parts.

A new line in the file is a new line in the letter; an empty line ends a paragraph; ``## `` begins a heading and ``- ``
a point of a list. What is filled in is marked, so that nothing a person types is taken for layout.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import groupby

from assistant.core.letters import GAP_CLOSES, GAP_OPENS, Block, Heading, Items, Quote, Text

_VALUE = "\ue000"
_QUOTE = "\ue001"
_LINE = "\u2028"
_MARKS = frozenset({"-", "##"})
"""What is left of a line whose only content was a quotation: that is a part by itself."""
_QUOTED = re.compile(f"{_QUOTE}([^{_QUOTE}]*){_QUOTE}")
_TAG_AT_END = re.compile(r"^(?![ \t]*\{%[^%\n]*%\}[ \t]*$)(.*[^-+\s])[ \t]*%\}[ \t]*$", re.MULTILINE)
_UNPRINTED = frozenset({"Cc", "Cs", "Co"})
"""Categories of characters that a letter does not hold: controls, halves of characters, private ones."""
_TYPED = {"\t": " ", GAP_OPENS: "(", GAP_CLOSES: ")", "\ufffe": "", "\uffff": ""}
"""What is put for a character that would break the line, pass for a gap, or be no character in a file."""


def prepared(source: str) -> str:
    """Return a template in which a tag after words keeps the end of its line; a tag by itself has no line."""
    return _TAG_AT_END.sub(r"\1 +%}", source.replace(_VALUE, "").replace(_QUOTE, ""))


def inert(value: str) -> str:
    """Return what is filled in, so that it stays within its place whatever it holds; its line breaks are kept."""
    lines = ("".join(_printed(ch) for ch in line).strip() for line in value.splitlines())
    return _VALUE + _LINE.join(line for line in lines if line)


def marked(quote: Quote) -> str:
    """Return what stands for a quotation until the text is cut into its parts."""
    return f"{_QUOTE}{quote.clause}{_QUOTE}"


def blocks(text: str, quotes: Mapping[str, Quote]) -> tuple[Block, ...]:
    """Return the parts of a filled letter; ``quotes`` by the clause's id."""
    apart = _QUOTED.sub(lambda match: f"\n\n{match[0]}\n\n", text)
    found: list[Block] = []
    for kind, lines in groupby((line.strip() for line in apart.split("\n")), key=_kind):
        found.extend(_build(kind, list(lines), quotes))
    return tuple(found)


def _printed(ch: str) -> str:
    return _TYPED.get(ch, "" if unicodedata.category(ch) in _UNPRINTED else ch)


def _kind(line: str) -> type[Block] | None:
    if not line.strip(_VALUE) or line in _MARKS:
        return None
    if _QUOTED.fullmatch(line):
        return Quote
    if line.startswith("## "):
        return Heading
    return Items if line.startswith("- ") else Text


def _build(kind: type[Block] | None, lines: list[str], quotes: Mapping[str, Quote]) -> Iterator[Block]:
    if kind is Quote:
        yield from (quotes[line.strip(_QUOTE)] for line in lines)
    elif kind is Heading:
        yield from (Heading(_shown(line.removeprefix("## "))) for line in lines)
    elif kind is Items:
        yield Items(tuple(_shown(line.removeprefix("- ")) for line in lines))
    elif kind is Text:
        yield Text("\n".join(_shown(line) for line in lines))


def _shown(line: str) -> str:
    return line.replace(_VALUE, "").replace(_LINE, "\n").strip()
