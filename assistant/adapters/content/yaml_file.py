"""Read YAML into a checked shape, or say in plain words what is wrong with it."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.core.errors import ContentError


class Shape(BaseModel):
    """A part of a content file; names that are not known are errors, so that a typing slip shows."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


Content = TypeVar("Content", bound=Shape)

_PLAIN = {
    "missing": "is missing",
    "model_type": "is empty, or does not hold names with values",
    "extra_forbidden": "is not a name that this file knows",
    "string_type": "must be text; put it in quotation marks",
    "string_too_short": "is empty",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "list_type": "must be a list, with a dash before each entry",
    "date_from_datetime_parsing": "must be a date, written like 2026-09-01",
    "date_from_datetime_inexact": "must be a date, written like 2026-09-01",
    "date_type": "must be a date, written like 2026-09-01",
    "dict_type": "must be names with values",
    "too_short": "must have at least one entry",
    "int_type": "must be a whole number",
    "greater_than_equal": "is too small a number",
    "less_than_equal": "is too large a number",
    "enum": "is not a name that the assistant knows",
}


class _TwiceError(yaml.MarkedYAMLError):
    """A name stands twice in one place, so that only the second would count."""


class _Loader(yaml.CSafeLoader):
    """The safe loader, which refuses a name that stands twice instead of taking the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Return the mapping; raise where a name stands there twice."""
        known: set[str] = set()
        for key, _ in node.value:
            if key.value in known:
                raise _TwiceError(problem=key.value, problem_mark=key.start_mark)
            known |= {key.value} if isinstance(key, yaml.ScalarNode) else set()
        return super().construct_mapping(node, deep)


def read_yaml(path: Path, shape: type[Content]) -> Content:
    """Read ``path`` as ``shape``.

    Raises:
        ContentError: with a line for each problem that somebody who is no programmer can act on.
    """
    return parse_yaml(read_text(path), path.name, shape)


def read_text(path: Path) -> str:
    """Read a content file's text.

    Raises:
        ContentError: there is none, or it is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(path.name, ["the file cannot be read; is it there, and saved as UTF-8?"]) from error


def parse_yaml(text: str, file: str, shape: type[Content]) -> Content:
    """Read the text of ``file``, or of its head, as ``shape``.

    Raises:
        ContentError: with a line for each problem that somebody who is no programmer can act on.
    """
    try:
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 - it is a safe loader
    except _TwiceError as error:
        where = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        problem = f"{where}{error.problem} stands there for the second time; remove one of the two"
        raise ContentError(file, [problem]) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "somewhere"
        problem = f"{where}: the layout is broken; check the spaces at the line's start, colons and quotation marks"
        raise ContentError(file, [problem]) from error
    except ValueError as error:
        problem = "a date does not exist; look for one like 2026-11-31, for November has 30 days"
        raise ContentError(file, [problem]) from error
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        raise ContentError(file, [_plain(dict(problem)) for problem in error.errors()]) from error


def _plain(problem: dict[str, Any]) -> str:
    where = " > ".join(
        str(part + 1) if isinstance(part, int) else str(part) for part in problem["loc"] if part != "[key]"
    )
    return f"{where or 'the file'}: {_PLAIN.get(problem['type'], problem['msg'])}"
