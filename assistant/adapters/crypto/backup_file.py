"""A backup as a file: lines, encrypted in chunks by AES-256-GCM, so that a cut or altered file is noticed.

Layout: ``magic | salt 32 | chunks``. A chunk is 64 KiB of the lines and a tag of 16 bytes; only the last is shorter.
Its nonce is its number and whether it is the last (the STREAM construction); magic and salt are associated data. The
file's key comes from the site secret and the salt: no two files share one, and a change of master keys changes none.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from assistant.adapters.crypto.keys import KeyFile
from assistant.core.errors import BackupError
from assistant.services.ports import BackupFiles

_MAGIC = b"assistant backup 1\n"
_SALT = 32
_CHUNK = 64 * 1024
_TAG = 16


class EncryptedBackups(BackupFiles):
    """Files that only the key file's site secret opens; nothing of the key file is in them."""

    def __init__(self, keys: KeyFile) -> None:
        self._secret = keys.derive("backup")

    def write(self, path: Path, lines: Iterable[bytes]) -> None:
        """Write lines, whole or not at all; never replaces a file."""
        try:
            if path.exists():
                raise BackupError(f"{path} is there already, and a backup never replaces a file")
            descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            unfinished = Path(name)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    self._encrypt(file, lines)
                    file.flush()
                    os.fsync(file.fileno())
                unfinished.rename(path)
            finally:
                unfinished.unlink(missing_ok=True)
        except OSError as error:
            raise BackupError(f"{path}: the backup cannot be written ({error.strerror})") from error

    def read(self, path: Path) -> Iterator[bytes]:
        """Give the lines; each is proven to be as it was written before it is given."""
        try:
            with path.open("rb") as file:
                yield from self._decrypted(file)
        except OSError as error:
            raise BackupError(f"{path}: the backup cannot be read") from error

    def _encrypt(self, file: BinaryIO, lines: Iterable[bytes]) -> None:
        head = _MAGIC + os.urandom(_SALT)
        key, number, waiting = self._key(head), 0, bytearray()
        file.write(head)
        for line in lines:
            waiting += line + b"\n"
            while len(waiting) > _CHUNK:
                file.write(key.encrypt(_nonce(number, last=False), bytes(waiting[:_CHUNK]), head))
                del waiting[:_CHUNK]
                number += 1
        file.write(key.encrypt(_nonce(number, last=True), bytes(waiting), head))

    def _decrypted(self, file: BinaryIO) -> Iterator[bytes]:
        head = file.read(len(_MAGIC) + _SALT)
        if not head.startswith(_MAGIC) or len(head) != len(_MAGIC) + _SALT:
            raise BackupError("the file is not a backup of this program")
        key, number, rest = self._key(head), 0, b""
        chunk = file.read(_CHUNK + _TAG)
        while chunk:
            following = file.read(_CHUNK + _TAG)
            try:
                plain = key.decrypt(_nonce(number, last=not following), chunk, head)
            except InvalidTag as error:
                raise BackupError(_WRONG if number == 0 else _ALTERED) from error
            *lines, rest = (rest + plain).split(b"\n")
            yield from lines
            chunk, number = following, number + 1
        if number == 0 or rest:
            raise BackupError(_ALTERED)

    def _key(self, head: bytes) -> AESGCM:
        derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=head[len(_MAGIC) :], info=b"backup file")
        return AESGCM(derived.derive(self._secret))


_ALTERED = "the backup was cut or altered"
_WRONG = "the backup does not open: the key file is not the one that it was made with, or it was cut or altered"


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
