"""Clean a file in a process of its own, which may use little and is killed where it wants more.

The readers of pictures and PDFs are large programs in C that are fed what strangers send. The process gets the file
on its standard input and nothing else: no settings, no key, no database.
"""

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from assistant.core.attachments import MOST_BYTES, MOST_CLEANED_BYTES, CleanFile, FileKind, Unfit, UnfitFileError
from assistant.services.ports import FileCleaner

_PROJECT = Path(__file__).parents[3]
_COMMAND = (sys.executable, "-P", "-s", "-B", "-m", "assistant.adapters.attachments.process")
_SECONDS = 30.0
_HEADER = 200
_AT_ONCE = 2


class CleanerApart(FileCleaner):
    """Runs at most two such processes at once; further files wait for their turn."""

    def __init__(self, *, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._turns = threading.BoundedSemaphore(_AT_ONCE)

    def clean(self, content: bytes) -> CleanFile:
        """Return the file written anew; raise ``UnfitFileError`` where it is not taken."""
        if not content:
            raise UnfitFileError(Unfit.EMPTY)
        if len(content) > MOST_BYTES:
            raise UnfitFileError(Unfit.TOO_LARGE)
        with self._turns:
            return _answer(self._run(content))

    def _run(self, content: bytes) -> bytes:
        process = subprocess.Popen(
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=os.sep,
            env={"PYTHONPATH": str(_PROJECT), "LC_ALL": "C.UTF-8"},
            close_fds=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        feeder = threading.Thread(target=_feed, args=(process, content), daemon=True)
        killer = threading.Timer(self._seconds, process.kill)
        killer.start()
        feeder.start()
        try:
            return process.stdout.read(_HEADER + MOST_CLEANED_BYTES + 1)
        finally:
            killer.cancel()
            process.kill()
            process.wait()
            feeder.join()
            process.stdout.close()


def _feed(process: "subprocess.Popen[bytes]", content: bytes) -> None:
    """Write the file; a process that was killed meanwhile reads no more."""
    assert process.stdin is not None
    with suppress(BrokenPipeError):
        process.stdin.write(content)
    with suppress(BrokenPipeError):
        process.stdin.close()


def _answer(given: bytes) -> CleanFile:
    """Read a line of JSON and the file behind it; one that is cut, or none, is of a process that wanted too much."""
    head, _, content = given.partition(b"\n")
    try:
        said = json.loads(head)
        if "unfit" in said:
            raise UnfitFileError(Unfit(said["unfit"]))
        kind, size = FileKind(said["kind"]), said["size"]
    except (ValueError, KeyError, TypeError) as error:
        raise UnfitFileError(Unfit.TOO_HEAVY) from error
    if size != len(content) or not 0 < size <= MOST_CLEANED_BYTES:
        raise UnfitFileError(Unfit.TOO_HEAVY)
    return CleanFile(kind, content)
