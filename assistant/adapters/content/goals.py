"""``goals.yml``: each goal in plain words, and the ones offered at the start."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.adapters.content.yaml_file import Shape, read_yaml
from assistant.core.errors import ContentError
from assistant.core.goals import GOALS


class _File(Shape):
    titles: dict[str, str]
    menu: list[str]
    staff_menu: list[str]


@dataclass(frozen=True, slots=True)
class Titles:
    """Titles by goal, and the goals of the menus."""

    titles: Mapping[str, str]
    menu: tuple[str, ...]
    staff_menu: tuple[str, ...]


def read_titles(path: Path) -> Titles:
    """Read and check the titles: one for every goal.

    Raises:
        ContentError: a goal has no title or is unknown.
    """
    file = read_yaml(path, _File)
    problems = [
        *(f"titles: the goal {goal} has no title" for goal in GOALS if goal not in file.titles),
        *(f"titles: the goal {goal} is unknown" for goal in file.titles if goal not in GOALS),
        *(f"menu: the goal {goal} is unknown" for goal in file.menu if goal not in GOALS),
        *(f"staff_menu: the goal {goal} is unknown" for goal in file.staff_menu if goal not in GOALS),
    ]
    if problems:
        raise ContentError(path.name, problems)
    return Titles(file.titles, tuple(file.menu), tuple(file.staff_menu))
