"""Where the passphrase of a locked key file comes from: a pipe from the parent, a file, systemd, or the terminal."""

import getpass
import os
import stat
import sys
from functools import cache
from pathlib import Path

from assistant.adapters.crypto.keys import no_passphrase
from assistant.core.errors import PassphraseError

CREDENTIAL = "assistant-passphrase"
"""The name of the systemd credential."""

_OWNER_ONLY = 0o600


def find_passphrase(*, pipe: int | None, file: Path | None, credentials: Path | None) -> str:
    """Return the passphrase from the first place that is set; ask on the terminal where none is.

    Raises:
        PassphraseError: the place that is set cannot be used, or there is none and nobody to ask.
    """
    if pipe is not None:
        return _from_pipe(pipe)
    if file is not None:
        return _from_file(file, "ASSISTANT_PASSPHRASE_FILE")
    if credentials is not None and (credentials / CREDENTIAL).exists():
        # systemd sees to who may read it, with an access list that a mode does not show.
        return _read(credentials / CREDENTIAL, f"the credential {CREDENTIAL}")
    if not sys.stdin.isatty():
        return no_passphrase()
    try:
        return getpass.getpass("Passphrase of the key file: ")
    except EOFError as error:
        raise PassphraseError("no passphrase was given") from error


def pipe_with(passphrase: str) -> int:
    """Return the reading end of a pipe that holds a passphrase; a child that inherits it reads it once."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(passphrase.encode())
    return reading


@cache
def _from_pipe(descriptor: int) -> str:
    try:
        with os.fdopen(descriptor, "rb") as pipe:
            return pipe.read().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise PassphraseError("ASSISTANT_PASSPHRASE_FD: nothing can be read from it") from error


def _from_file(path: Path, name: str) -> str:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        raise PassphraseError(f"{name}: the file cannot be read") from error
    if mode & ~_OWNER_ONLY:
        raise PassphraseError(f"{name}: others may read the file; run chmod 600 {path}")
    return _read(path, name)


def _read(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise PassphraseError(f"{name}: the file cannot be read") from error
