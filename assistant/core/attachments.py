"""Files that people hand over: what is taken, how many and how large, and why one is not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.core.errors import AssistantError

MOST_FILES = 5
"""Most files of one concern, complaint or report."""

MOST_BYTES = 10 * 1024 * 1024
"""Most bytes of one file as it is sent."""

MOST_CLEANED_BYTES = 2 * MOST_BYTES
"""Most bytes of one file as it is kept: a picture that is written anew may grow."""

PIECE_BYTES = 256 * 1024
"""Bytes of one piece of a file, in which it is handed on and stored; the last is shorter."""

_KILO = 1024


class FileKind(StrEnum):
    """What a file is, by its content."""

    PNG = "png"
    JPEG = "jpeg"
    PDF = "pdf"

    @property
    def media_type(self) -> str:
        """The type that a browser is told."""
        return "application/pdf" if self is FileKind.PDF else f"image/{self.value}"

    @property
    def suffix(self) -> str:
        """How a file of this kind is named at its end."""
        return "jpg" if self is FileKind.JPEG else self.value

    @property
    def in_words(self) -> str:
        """What people call it."""
        return "PDF" if self is FileKind.PDF else f"picture ({self.value.upper()})"


class Unfit(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_KIND = "wrong_kind"
    DAMAGED = "damaged"
    TOO_MANY_POINTS = "too_many_points"
    MOVES = "moves"
    TWO_KINDS = "two_kinds"
    LOCKED = "locked"
    TOO_MANY_PAGES = "too_many_pages"
    HIDDEN_PARTS = "hidden_parts"
    TOO_HEAVY = "too_heavy"


class UnfitFileError(AssistantError):
    """A file is not taken; ``why`` says the reason. Nothing of it was kept."""

    def __init__(self, why: Unfit) -> None:
        super().__init__(f"a file was not taken: {why}")
        self.why = why


@dataclass(frozen=True, slots=True)
class CleanFile:
    """A file as it is kept: written anew, with nothing in it but what it shows; ``size`` is in bytes.

    Its content comes once, in pieces of ``PIECE_BYTES``; they raise ``UnfitFileError`` where it does not come whole.
    """

    kind: FileKind
    size: int
    pieces: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A kept file without its content; ``size`` is in bytes."""

    id: str
    kind: FileKind
    size: int
    added_at: datetime

    @property
    def size_in_words(self) -> str:
        """Its size as people say it: ``240 kB`` or ``1.4 MB``."""
        kilo = max(1, round(self.size / _KILO))
        return f"{kilo} kB" if kilo < _KILO else f"{kilo / _KILO:.1f} MB"


def together(kept: Sequence[str], new: Sequence[str]) -> tuple[list[str], int]:
    """Return the ids of the files kept so far and the new ones, at most five, and how many had no room."""
    wanted = list(dict.fromkeys([*kept, *new]))
    return wanted[:MOST_FILES], max(0, len(wanted) - MOST_FILES)


def count_in_words(count: int) -> str:
    """Return a number of files as people say it."""
    return "1 file" if count == 1 else f"{count} files"
