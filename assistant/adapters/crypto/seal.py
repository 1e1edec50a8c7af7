"""AES-256-GCM at rest: a fresh data key a value, wrapped by the master key (NIST SP 800-38D).

Layout of a sealed value: ``1 | key id length | key id | nonce 12 | wrapped data key 48 | nonce 12 | ciphertext``.
The key id and the row's identity are associated data of both layers.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from assistant.adapters.crypto.keys import KeyFile
from assistant.core.errors import SealedDataError
from assistant.services.ports import Seal

_VERSION = 1
_NONCE = 12
_WRAPPED = 48


class AesGcmSeal(Seal):
    """Seals with the key file's current master key, opens with any of its master keys."""

    def __init__(self, keys: KeyFile) -> None:
        self._current = keys.current
        self._masters = {name: AESGCM(key) for name, key in keys.masters.items()}

    def close(self, plain: bytes, *, row: str) -> bytes:
        """Return the sealed form of ``plain``."""
        key_id = self._current.encode()
        bound = key_id + b"\0" + row.encode()
        data_key = AESGCM.generate_key(256)
        outer, inner = os.urandom(_NONCE), os.urandom(_NONCE)
        wrapped = self._masters[self._current].encrypt(outer, data_key, bound)
        sealed = AESGCM(data_key).encrypt(inner, plain, bound)
        return bytes([_VERSION, len(key_id)]) + key_id + outer + wrapped + inner + sealed

    def open(self, sealed: bytes, *, row: str) -> bytes:
        """Return the plain form; raise ``SealedDataError`` where the key, the row or the value is wrong."""
        if len(sealed) < 2 or sealed[0] != _VERSION:
            raise SealedDataError("a sealed value has an unknown form")
        key_id, rest = sealed[2 : 2 + sealed[1]], sealed[2 + sealed[1] :]
        master = self._masters.get(key_id.decode(errors="replace"))
        if master is None:
            raise SealedDataError("a sealed value needs a key that is not in the key file")
        bound = key_id + b"\0" + row.encode()
        try:
            data_key = master.decrypt(rest[:_NONCE], rest[_NONCE : _NONCE + _WRAPPED], bound)
            body = rest[_NONCE + _WRAPPED :]
            return AESGCM(data_key).decrypt(body[:_NONCE], body[_NONCE:], bound)
        except (InvalidTag, ValueError) as error:
            raise SealedDataError("a sealed value does not open with its key and row") from error
