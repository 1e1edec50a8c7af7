"""Changes of the key file: each is whole or not at all, and two at once wait for each other."""

import fcntl
import json
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from assistant.adapters.crypto.keys import (
    KEY_BYTES,
    KeyFile,
    Passphrase,
    key_file_is_locked,
    no_passphrase,
    read_key_file,
    written_keys,
)
from assistant.adapters.crypto.lock import lock
from assistant.core.errors import KeysError, SettingsError
from assistant.services.ports import MasterKeys

_NUMBERED = re.compile(r"k([1-9][0-9]*)")


class FileKeys(MasterKeys):
    """The master keys of a key file; what was locked stays locked under the same passphrase."""

    def __init__(self, path: Path, passphrase: Passphrase = no_passphrase) -> None:
        self._path = path.resolve()
        self._passphrase = passphrase

    def current(self) -> str:
        """Return the id of the key that seals."""
        return self._read().current

    def names(self) -> tuple[str, ...]:
        """Return the ids of all keys."""
        return tuple(self._read().masters)

    def prepared(self) -> str | None:
        """Return the id of a key that was added and did not seal yet."""
        return self._read().prepared

    def add(self) -> str:
        """Add a fresh key, which is prepared and does not seal yet, and return its id."""
        with self._changing():
            keys = self._read()
            numbers = [int(found[1]) for name in keys.masters if (found := _NUMBERED.fullmatch(name))]
            name = f"k{max(numbers, default=0) + 1}"
            masters = {**keys.masters, name: secrets.token_bytes(KEY_BYTES)}
            self._write(replace(keys, masters=masters, prepared=name))
        return name

    def use(self, name: str) -> None:
        """Let a key of the file seal from now on."""
        with self._changing():
            keys = self._read()
            if name not in keys.masters:
                raise KeysError(f"there is no key {name} in the key file")
            self._write(replace(keys, current=name, prepared=None))

    def remove(self, name: str, *, needed: Callable[[], int]) -> None:
        """Take a key out, unless values need it; one that was sealed in that moment brings it back."""
        with self._changing():
            before = self._read()
            if name not in before.masters:
                raise KeysError(f"there is no key {name} in the key file")
            if name == before.current:
                raise KeysError(f"{name} is the key that seals: run  assistant keys rotate  first")
            _refuse_needed(name, needed())
            masters = {other: key for other, key in before.masters.items() if other != name}
            self._write(replace(before, masters=masters, prepared=None if before.prepared == name else before.prepared))
            late = needed()
            if late:
                self._write(before)
                _refuse_needed(name, late)

    def lock(self, passphrase: str | None) -> None:
        """Lock the file under a passphrase in place of any earlier one; without one it is unlocked."""
        with self._changing():
            keys = read_key_file(self._path, self._passphrase)
            written = written_keys(keys)
            self._replace(json.dumps(written if passphrase is None else lock(written, passphrase)))

    def _read(self) -> KeyFile:
        return read_key_file(self._path, self._passphrase)

    def _write(self, keys: KeyFile) -> None:
        content = written_keys(keys)
        locked = key_file_is_locked(self._path)
        self._replace(json.dumps(lock(content, self._passphrase()) if locked else content))

    def _replace(self, content: str) -> None:
        """Write beside the file and put it in its place, on the disk before this returns; owner and mode stay."""
        try:
            owner = self._path.stat()
            descriptor, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    if (owner.st_uid, owner.st_gid) != (os.geteuid(), os.getegid()):
                        os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(self._path)
            finally:
                Path(name).unlink(missing_ok=True)
            with _folder(self._path.parent) as folder:
                os.fsync(folder)
        except OSError as error:
            raise SettingsError("ASSISTANT_MASTER_KEY_FILE: the key file cannot be written") from error

    @contextmanager
    def _changing(self) -> Iterator[None]:
        if not self._path.parent.is_dir():
            raise SettingsError("ASSISTANT_MASTER_KEY_FILE: the key file cannot be read")
        with _folder(self._path.parent) as folder:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield


@contextmanager
def _folder(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _refuse_needed(name: str, count: int) -> None:
    if count:
        raise KeysError(f"{count} values still need the key {name}: run  assistant keys rotate  first")
