"""``procedure.yml``: by when each step is due, and what the parts of a case are called."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field

from assistant.adapters.content.yaml_file import Shape, read_yaml
from assistant.core.case_history import What
from assistant.core.cases import EntryKind
from assistant.core.chronology import CaseWords
from assistant.core.errors import ContentError
from assistant.core.posts import Category
from assistant.core.procedure import Location, Status, Step
from assistant.core.routing import ONE_EACH, About

_Days = Annotated[int, Field(ge=0, le=60, strict=True)]


class _File(Shape):
    due_in_school_days: dict[Step, _Days]
    look_again_in_school_days: Annotated[int, Field(ge=1, le=60, strict=True)]
    statuses: dict[Status, str]
    steps: dict[Step, str]
    events: dict[What, str]
    entries: dict[EntryKind, str]
    locations: dict[Location, str]
    categories: dict[Category, str]
    about: dict[About, str]
    grossly_obscene: str
    harassment: str
    author_unknown: str
    child_at_risk: str
    child_first: str
    look_again: str
    same_person: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """The school days of each step, those after which to look again, and the words."""

    due_in: Mapping[Step, int]
    look_again: int
    words: CaseWords


def read_procedure(path: Path) -> Procedure:
    """Read and check the times and the words: one for each step, event and so on.

    Raises:
        ContentError: one is missing or unknown, or a number of days cannot be.
    """
    file = read_yaml(path, _File)
    problems = [
        *_missing("due_in_school_days", Step, file.due_in_school_days),
        *_missing("statuses", Status, file.statuses),
        *_missing("steps", Step, file.steps),
        *_missing("events", What, file.events),
        *_missing("entries", EntryKind, file.entries),
        *_missing("locations", Location, file.locations),
        *_missing("categories", Category, file.categories),
        *_missing("about", ONE_EACH, file.about),
    ]
    if problems:
        raise ContentError(path.name, problems)
    words = file.model_dump(exclude={"due_in_school_days", "look_again_in_school_days"})
    return Procedure(file.due_in_school_days, file.look_again_in_school_days, CaseWords(**words))


def _missing(part: str, known: Iterable[StrEnum], found: Collection[StrEnum]) -> list[str]:
    return [f"{part}: {name} is missing" for name in known if name not in found]
