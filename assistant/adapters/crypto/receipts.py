"""Receipt numbers by Argon2id (RFC 9106), with one secret site salt, so that the hash can be looked up."""

import secrets

from argon2.low_level import Type, hash_secret_raw

from assistant.adapters.crypto.cost import AT_ONCE, MEMORY_KIB, PASSES
from assistant.core.references import RECEIPT_DIGITS
from assistant.services.ports import Receipts


class Argon2Receipts(Receipts):
    """At most two hashes are computed at a time in one process: each takes 64 MiB."""

    def __init__(self, site_salt: bytes) -> None:
        self._salt = site_salt

    def new(self) -> str:
        """Return 16 fresh random digits (53 bits)."""
        return f"{secrets.randbelow(10**RECEIPT_DIGITS):0{RECEIPT_DIGITS}d}"

    def hashed(self, digits: str) -> bytes:
        """Return the hash under which a record is indexed."""
        with AT_ONCE:
            return hash_secret_raw(
                digits.encode(),
                self._salt,
                time_cost=PASSES,
                memory_cost=MEMORY_KIB,
                parallelism=1,
                hash_len=32,
                type=Type.ID,
            )
