"""``rights.yml``: what people may ask about their own data, and why a request may be refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from assistant.adapters.content.yaml_file import Shape, read_yaml
from assistant.core.errors import ContentError
from assistant.core.rights import RightsKind

_Title = Annotated[str, Field(min_length=1)]


class _Kind(Shape):
    title: _Title
    do: str


class _Reason(Shape):
    title: _Title
    law: _Title
    kinds: Annotated[list[RightsKind], Field(alias="for", min_length=1)]


class _File(Shape):
    kinds: dict[RightsKind, _Kind]
    reasons: dict[str, _Reason]


@dataclass(frozen=True, slots=True)
class Reason:
    """A legal reason for which a request may be refused."""

    title: str
    law: str
    kinds: frozenset[RightsKind]


@dataclass(frozen=True, slots=True)
class RightsWords:
    """What each kind of request is called, what staff do about it, and the reasons to refuse by their id."""

    titles: Mapping[RightsKind, str]
    to_do: Mapping[RightsKind, str]
    reasons: Mapping[str, Reason]

    def reasons_for(self, kind: RightsKind) -> dict[str, Reason]:
        """Return the reasons that suit a kind of request."""
        return {name: reason for name, reason in self.reasons.items() if kind in reason.kinds}


def read_rights(path: Path) -> RightsWords:
    """Read and check the words.

    Raises:
        ContentError: a kind of request is missing, has no reason to refuse it, or a reason's id is too long.
    """
    file = read_yaml(path, _File)
    reasons = {name: Reason(entry.title, entry.law, frozenset(entry.kinds)) for name, entry in file.reasons.items()}
    problems = [f"kinds: {kind} is missing" for kind in RightsKind if kind not in file.kinds]
    problems += [
        f"reasons: there is none for {kind}"
        for kind in RightsKind
        if not any(kind in reason.kinds for reason in reasons.values())
    ]
    problems += [f"reasons > {name}: the name is longer than 40 characters" for name in reasons if len(name) > 40]
    if problems:
        raise ContentError(path.name, problems)
    return RightsWords(
        titles={kind: entry.title for kind, entry in file.kinds.items()},
        to_do={kind: " ".join(entry.do.split()) for kind, entry in file.kinds.items()},
        reasons=reasons,
    )
