"""``letters/*.md``: the letters and notices, each a short head and its words."""

import difflib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from assistant.adapters.content.yaml_file import Shape, parse_yaml, read_text
from assistant.adapters.letters import LetterTemplate, TemplateError, Vocabulary
from assistant.core.errors import ContentError
from assistant.core.letter_values import FIXED, KNOWN, LISTS
from assistant.core.letters import Letter, LetterForm, LetterKind, Placeholder, Value
from assistant.core.policy import Policy
from assistant.core.procedure import Step
from assistant.core.routing import Role
from assistant.services.ports import LetterForms

_HEAD = re.compile(r"---\n(?P<head>.*?\n)---\n", re.DOTALL)
_NAME = re.compile(r"[a-z][a-z_]*")
_RESERVED = frozenset({"quote", "lines", "loop", "self", "super"})
_LONGEST = 20_000


class _Head(Shape):
    title: str
    step: Step | None = None
    signed_by: Role
    answer_in_school_days: Annotated[int, Field(ge=1, le=60, strict=True)] | None = None
    placeholders: dict[str, str] = Field(default_factory=dict)


class FileLetterForms(LetterForms):
    """The letters of a folder."""

    def __init__(self, templates: Mapping[LetterKind, LetterTemplate]) -> None:
        self._templates = templates

    def forms(self) -> Mapping[LetterKind, LetterForm]:
        """Return every kind's form."""
        return {kind: template.form for kind, template in self._templates.items()}

    def fill(self, kind: LetterKind, values: Mapping[str, Value]) -> Letter:
        """Return a letter with what is known put in, and gaps for the rest."""
        return self._templates[kind].fill(values)


def read_letters(folder: Path, policy: Policy) -> FileLetterForms:
    """Read and check every letter.

    Raises:
        ContentError: it names each file, the line where there is one, and what to mend.
    """
    templates: dict[LetterKind, LetterTemplate] = {}
    problems = [
        f"{path.name}: is not a letter that the assistant knows{_meant(path.stem)}"
        for path in sorted(folder.glob("*.md"))
        if path.stem not in set(LetterKind)
    ]
    for kind in LetterKind:
        path = folder / f"{kind}.md"
        try:
            templates[kind] = _read(path, kind, policy)
        except (ContentError, TemplateError) as error:
            problems += [f"{path.name}: {problem}" for problem in error.problems]
    if problems:
        raise ContentError(folder.name, problems)
    return FileLetterForms(templates)


def _read(path: Path, kind: LetterKind, policy: Policy) -> LetterTemplate:
    text = read_text(path)
    match = _HEAD.match(text)
    if match is None:
        raise ContentError(
            path.name, ["the head is missing; the file begins with a line of ---, and another ends the head"]
        )
    if len(text) > _LONGEST:
        raise ContentError(path.name, [f"is too long for a letter; the most is {_LONGEST} characters"])
    head = parse_yaml("\n" + match["head"], path.name, _Head)
    form = LetterForm(
        kind=kind,
        title=head.title,
        step=head.step,
        signed_by=head.signed_by,
        asks=tuple(Placeholder(name, " ".join(words.split())) for name, words in head.placeholders.items()),
        days=head.answer_in_school_days,
    )
    described = KNOWN | {placeholder.name: placeholder.description for placeholder in form.asks}
    known = Vocabulary(described.keys() - LISTS, LISTS, policy.clauses)
    body = "\n" * match.group().count("\n") + text[match.end() :]
    template = LetterTemplate(form, body, policy, known, described)
    problems = list(_problems(head, template.used))
    if problems:
        raise ContentError(path.name, problems)
    return template


def _problems(head: _Head, used: set[str]) -> Iterator[str]:
    for name, words in head.placeholders.items():
        if not _NAME.fullmatch(name):
            yield f"placeholders > {name}: a name has small letters and _ alone"
        elif name in FIXED | _RESERVED:
            yield f"placeholders > {name}: this name has its own meaning; choose another"
        elif not words:
            yield f"placeholders > {name}: say in a few words what is to be put there"
        elif name not in used:
            yield f"placeholders > {name}: is not used in the letter"
    if "deadline" in used and head.answer_in_school_days is None and "deadline" not in head.placeholders:
        yield "the letter names a deadline; say at answer_in_school_days how many school days it leaves"


def _meant(name: str) -> str:
    close = difflib.get_close_matches(name, list(LetterKind), n=1)
    return f"; is {close[0]}.md meant?" if close else ""
