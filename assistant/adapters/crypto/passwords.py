"""Passwords by Argon2id (RFC 9106), each with a salt of its own."""

import base64
import os

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.adapters.crypto.cost import AT_ONCE, MEMORY_KIB, PASSES
from assistant.services.ports import Passwords

_HASH_BYTES = 32
_SALT_BYTES = 16


class Argon2Passwords(Passwords):
    """Passwords and receipts together: at most two hashes are computed at a time in one process."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(
            time_cost=PASSES,
            memory_cost=MEMORY_KIB,
            parallelism=1,
            hash_len=_HASH_BYTES,
            salt_len=_SALT_BYTES,
            type=Type.ID,
        )
        self._of_nobody = f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p=1${_random(_SALT_BYTES)}${_random(_HASH_BYTES)}"

    def hashed(self, password: str) -> str:
        """Return the hash with its salt and costs."""
        with AT_ONCE:
            return self._hasher.hash(password)

    def matches(self, password: str, stored: str | None) -> bool:
        """Tell whether a password is the stored one; without one, the same work on a hash that nothing gives."""
        try:
            with AT_ONCE:
                self._hasher.verify(stored or self._of_nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None


def _random(size: int) -> str:
    return base64.b64encode(os.urandom(size)).decode().rstrip("=")
