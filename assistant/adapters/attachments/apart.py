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
    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._size = 0
        self._killers: list[threading.Timer] = []
        self._at_pipes = threading.Lock()
        """Held while a pipe is used, so that none is closed, and its number given to another file, meanwhile."""
        self._process = subprocess.Popen(
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=os.sep,
            env={"PYTHONPATH": str(_PROJECT), "LC_ALL": "C.UTF-8"},
            close_fds=True,
            bufsize=0,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stdin, self._stdout = self._process.stdin, self._process.stdout

    def feed(self, piece: bytes) -> None:
        """Hand the piece on; a process that was killed meanwhile reads no more, and what is too much is not sent."""
        self._size += len(piece)
        rest = memoryview(piece)
        with self._at_pipes, suppress(BrokenPipeError):
            while rest and self._size <= MOST_BYTES and not self._stdin.closed:
                rest = rest[self._stdin.write(rest) :]

    def clean(self) -> CleanFile:
        """Let the process begin its work, and return what it writes."""
        if not self._size:
            raise UnfitFileError(Unfit.EMPTY)
        if self._size > MOST_BYTES:
            raise UnfitFileError(Unfit.TOO_LARGE)
        self._kill_after(self._seconds)
        with self._at_pipes:
            self._stdin.close()
        kind, size = _head(self._line())
        self._kill_after(_SECONDS_TO_HAND_OVER)
        return CleanFile(kind, size, self._pieces(size))

    def close(self) -> None:
        """Kill the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        with self._at_pipes:
            self._stdin.close()
            self._stdout.close()
        for killer in self._killers:
            killer.cancel()

    def _kill_after(self, seconds: float) -> None:
        killer = threading.Timer(seconds, self._process.kill)
        killer.daemon = True
        killer.start()
        self._killers.append(killer)

    def _line(self) -> bytes:
        """Return the first line of what the process says, without its end; cut where there is none that ends soon."""
        line = bytearray()
        while len(line) < _HEADER:
            letter = self._read(1)
            if letter in (b"", b"\n"):
                break
            line += letter
        return bytes(line)

    def _pieces(self, size: int) -> Iterator[bytes]:
        """Give what stands behind the first line; less or more than it should be is of a process that went wrong."""
        while size:
            piece = self._read(min(size, PIECE_BYTES))
            size -= len(piece)
            if not piece or (size and len(piece) < PIECE_BYTES) or (not size and self._read(1)):
                raise UnfitFileError(Unfit.TOO_HEAVY)
            yield piece

    def _read(self, size: int) -> bytes:
        """Return so many bytes, or those before the end."""
        found = bytearray()
        with self._at_pipes:
            while len(found) < size and not self._stdout.closed and (more := self._stdout.read(size - len(found))):
                found += more
        return bytes(found)


def _head(line: bytes) -> tuple[FileKind, int]:
    """Read a line of JSON; one that is cut, or none, is of a process that wanted too much."""
    try:
        said = json.loads(line)
        if "unfit" in said:
            raise UnfitFileError(Unfit(said["unfit"]))
        kind, size = FileKind(said["kind"]), int(said["size"])
    except (ValueError, KeyError, TypeError) as error:
        raise UnfitFileError(Unfit.TOO_HEAVY) from error
    if not 0 < size <= MOST_CLEANED_BYTES:
        raise UnfitFileError(Unfit.TOO_HEAVY)
    return kind, size
