"""Keys, encryption at rest and receipt numbers, by ``cryptography`` and ``argon2-cffi``."""

from assistant.adapters.crypto.keys import KeyFile, read_key_file, write_key_file
from assistant.adapters.crypto.receipts import Argon2Receipts
from assistant.adapters.crypto.seal import AesGcmSeal

__all__ = ["AesGcmSeal", "Argon2Receipts", "KeyFile", "read_key_file", "write_key_file"]
