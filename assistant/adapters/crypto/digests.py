"""Keyed hashes by HMAC-SHA256, with a key for each purpose from the site secret."""

import hashlib
import hmac

from assistant.adapters.crypto.keys import KeyFile
from assistant.services.ports import Digests


class HmacDigests(Digests):
    """The purpose chooses the key, so that a hash of one purpose says nothing about another."""

    def __init__(self, keys: KeyFile) -> None:
        self._keys = keys

    def of(self, value: str, *, purpose: str) -> bytes:
        """Return 32 bytes."""
        return hmac.digest(self._keys.derive(purpose), value.encode(), hashlib.sha256)
