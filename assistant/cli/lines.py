"""Commands that read one JSON object a line and write one a line, in order."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from assistant.core.errors import AssistantError
from assistant.core.text import clean

InputFile = Annotated[Path | None, typer.Argument(help="JSON lines; - or nothing: standard input")]


class BadLineError(AssistantError):
    """A line that cannot be used; the text says why."""


class InputFileError(AssistantError):
    """The file of lines cannot be read."""


Answer = Callable[[dict[str, Any]], dict[str, Any]]


def answer_lines(file: Path | None, prepare: Callable[[], Answer]) -> None:
    """Answer every line; a bad one gets ``{"error": …}`` on its line and the rest go on.

    What answers is prepared once the file is open: nobody waits for a model to hear that a file is missing.
    """
    with _opened(file) as lines:
        answer = prepare()
        for line in lines:
            try:
                reply = answer(_object(line))
            except BadLineError as error:
                reply = {"error": str(error)}
            sys.stdout.write(json.dumps(reply, ensure_ascii=True) + "\n")
            sys.stdout.flush()


def text_of(given: dict[str, Any]) -> str:
    """Return a line's text, safe to read; offsets into it are offsets into what was given."""
    text = given.get("text")
    if not isinstance(text, str):
        raise BadLineError('the object has no "text" that is a string')
    return clean(text)


@contextmanager
def _opened(file: Path | None) -> Iterator[Iterable[bytes]]:
    if file is None or str(file) == "-":
        yield sys.stdin.buffer
        return
    opened: BinaryIO
    try:
        opened = file.open("rb")
    except OSError as error:
        raise InputFileError(f"{file}: the file cannot be read") from error
    with opened:
        yield opened


def _object(line: bytes) -> dict[str, Any]:
    try:
        given = json.loads(line.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadLineError("the line is not JSON in UTF-8") from error
    if not isinstance(given, dict):
        raise BadLineError("the line is not a JSON object")
    return given
