"""The process that cleans one file: it limits itself, reads standard input, and answers on standard output."""

import json
import resource
import sys

from assistant.core.attachments import MOST_BYTES, FileKind, Unfit, UnfitFileError

_LIMITS = {
    resource.RLIMIT_AS: 1024 * 1024 * 1024,
    resource.RLIMIT_CPU: 15,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NOFILE: 32,
}
"""Bytes of memory, seconds of work; no file is written, and what it held is never dumped to a disk."""


def main() -> None:
    """Clean what comes on standard input, once it has ended; nothing looks into it before, nor is a reader loaded."""
    for what, most in _LIMITS.items():
        resource.setrlimit(what, (most, most))
    content = sys.stdin.buffer.read(MOST_BYTES + 1)
    from assistant.adapters.attachments.clean import clean

    try:
        _say(*clean(content))
    except UnfitFileError as error:
        _say_unfit(error.why)
    except (MemoryError, RecursionError):
        _say_unfit(Unfit.TOO_HEAVY)
    except Exception:  # noqa: BLE001 - a stranger's file met a mistake of a reader: it is not taken, whatever it was
        _say_unfit(Unfit.DAMAGED)


def _say(kind: FileKind, cleaned: bytes) -> None:
    sys.stdout.buffer.write(json.dumps({"kind": kind, "size": len(cleaned)}).encode() + b"\n")
    sys.stdout.buffer.write(cleaned)


def _say_unfit(why: Unfit) -> None:
    sys.stdout.buffer.write(json.dumps({"unfit": why}).encode() + b"\n")


if __name__ == "__main__":
    main()
