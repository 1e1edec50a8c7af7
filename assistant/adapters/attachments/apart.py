"""Clean a file in a process of its own, which may use little and is killed where it wants more.

The readers of pictures and PDFs are large programs in C that are fed what strangers send. The process gets the file
on its standard input and nothing else: no settings, no key, no database. The file goes there as it comes in and
comes back in pieces, so that it is never as a whole in the memory of whoever asks.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from assistant.core.attachments import (
    MOST_BYTES,
    MOST_CLEANED_BYTES,
    PIECE_BYTES,
    CleanFile,
    FileKind,
    Unfit,
    UnfitFileError,
)
from assistant.services.ports import FileCleaner, IncomingFile

_PROJECT = Path(__file__).parents[3]
_COMMAND = (sys.executable, "-P", "-s", "-B", "-m", "assistant.adapters.attachments.process")
_SECONDS = 30.0
_SECONDS_TO_HAND_OVER = 10.0
"""How long the clean file may take to come once its first line is there: a transaction is open meanwhile."""
_HEADER = 200


class CleanerApart(FileCleaner):
    """Begins a process for each file; how many run is for whoever begins them to say."""

    def __init__(self, *, seconds: float = _SECONDS) -> None:
        self._seconds = seconds

    def begin(self) -> IncomingFile:
        """Begin the process, which does nothing but wait while the file comes in."""
        return _FileApart(self._seconds)


class _FileApart(IncomingFile):
    """The pipes are buffered ones, which guard themselves: none is closed while another thread is at it."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._size = 0
        self._killers: list[threading.Timer] = []
        self._process = subprocess.Popen(
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=os.sep,
            env={"PYTHONPATH": str(_PROJECT), "LC_ALL": "C.UTF-8"},
            close_fds=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stdin, self._stdout = self._process.stdin, self._process.stdout

    def feed(self, piece: bytes) -> None:
        """Hand the piece on; a process that was killed meanwhile reads no more, and what is too much is not sent."""
        self._size += len(piece)
        with suppress(BrokenPipeError):
            if self._size <= MOST_BYTES and not self._stdin.closed:
                self._stdin.write(piece)

    def clean(self) -> CleanFile:
        """Let the process begin its work, and return what it writes."""
        if not self._size:
            raise UnfitFileError(Unfit.EMPTY)
        if self._size > MOST_BYTES:
            raise UnfitFileError(Unfit.TOO_LARGE)
        self._kill_after(self._seconds)
        with suppress(BrokenPipeError):
            self._stdin.close()
        kind, size = _head(self._stdout.readline(_HEADER))
        self._kill_after(_SECONDS_TO_HAND_OVER)
        return CleanFile(kind, size, self._pieces(size))

    def close(self) -> None:
        """Kill the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        with suppress(BrokenPipeError):
            self._stdin.close()
        self._stdout.close()
        for killer in self._killers:
            killer.cancel()

    def _kill_after(self, seconds: float) -> None:
        killer = threading.Timer(seconds, self._process.kill)
        killer.daemon = True
        killer.start()
        self._killers.append(killer)

    def _pieces(self, size: int) -> Iterator[bytes]:
        """Give what stands behind the first line; less or more than it should be is of a process that went wrong."""
        for at in range(0, size, PIECE_BYTES):
            wanted = min(PIECE_BYTES, size - at)
            piece = self._stdout.read(wanted)
            if len(piece) < wanted or (at + wanted == size and self._stdout.read(1)):
                raise UnfitFileError(Unfit.TOO_HEAVY)
            yield piece


def _head(line: bytes) -> tuple[FileKind, int]:
    """Read a line of JSON; one that is cut, or none, is of a process that wanted too much."""
    try:
        said = json.loads(line)
        if "unfit" in said:
            raise UnfitFileError(Unfit(said["unfit"]))
        kind, size = FileKind(said["kind"]), said["size"]
    except (ValueError, KeyError, TypeError) as error:
        raise UnfitFileError(Unfit.TOO_HEAVY) from error
    if not isinstance(size, int) or not 0 < size <= MOST_CLEANED_BYTES:
        raise UnfitFileError(Unfit.TOO_HEAVY)
    return kind, size
