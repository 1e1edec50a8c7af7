"""AES-256-GCM at rest: a fresh data key a value, wrapped by the master key (NIST SP 800-38D).

Layout of a sealed value: ``1 | key id length | key id | nonce 12 | wrapped data key 48 | nonce 12 | ciphertext``.
The key id and the row's identity are associated data of both layers.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from assistant.adapters.crypto.keys import KeyFile
from assistant.core.errors import SealedDataError
from assistant.services.ports import Seal

_VERSION = 1
_NONCE = 12
_WRAPPED = 48


@dataclass(frozen=True, slots=True)
class _Ring:
    """The master keys of one reading of the key file, ready for use."""

    keys: KeyFile
    masters: dict[str, AESGCM]


class AesGcmSeal(Seal):
    """Seals with the key file's current master key, opens with any of its master keys.

    ``newest`` gives the keys as they stand now: what is sealed after a change of keys is sealed with the new one, and a
    value that another process has sealed with it opens here too.
    """

    def __init__(self, keys: KeyFile, newest: Callable[[], KeyFile] | None = None) -> None:
        self._newest = newest
        self._ring = _ring(keys)

    def close(self, plain: bytes, *, row: str) -> bytes:
        """Return the sealed form of ``plain``."""
        ring = self._renewed()
        key_id = ring.keys.current.encode()
        bound = key_id + b"\0" + row.encode()
        data_key = AESGCM.generate_key(256)
        outer, inner = os.urandom(_NONCE), os.urandom(_NONCE)
        wrapped = ring.masters[ring.keys.current].encrypt(outer, data_key, bound)
        sealed = AESGCM(data_key).encrypt(inner, plain, bound)
        return self.mark(ring.keys.current) + outer + wrapped + inner + sealed

    def open(self, sealed: bytes, *, row: str) -> bytes:
        """Return the plain form; raise ``SealedDataError`` where the key, the row or the value is wrong."""
        if len(sealed) < 2 or sealed[0] != _VERSION:
            raise SealedDataError("a sealed value has an unknown form")
        key_id, rest = sealed[2 : 2 + sealed[1]], sealed[2 + sealed[1] :]
        name = key_id.decode(errors="replace")
        master = self._ring.masters.get(name) or self._renewed().masters.get(name)
        if master is None:
            raise SealedDataError("a sealed value needs a key that is not in the key file")
        bound = key_id + b"\0" + row.encode()
        try:
            data_key = master.decrypt(rest[:_NONCE], rest[_NONCE : _NONCE + _WRAPPED], bound)
            body = rest[_NONCE + _WRAPPED :]
            return AESGCM(data_key).decrypt(body[:_NONCE], body[_NONCE:], bound)
        except (InvalidTag, ValueError) as error:
            raise SealedDataError("a sealed value does not open with its key and row") from error

    def mark(self, key_id: str) -> bytes:
        """Return how every value begins that the master key of this id has sealed."""
        name = key_id.encode()
        return bytes([_VERSION, len(name)]) + name

    def _renewed(self) -> _Ring:
        if self._newest is not None:
            keys = self._newest()
            if keys is not self._ring.keys:
                self._ring = _ring(keys)
        return self._ring


def _ring(keys: KeyFile) -> _Ring:
    return _Ring(keys, {name: AESGCM(key) for name, key in keys.masters.items()})
