"""Keys, encryption, receipt numbers, passwords, keyed hashes and signatures: ``cryptography`` and ``argon2-cffi``."""

from assistant.adapters.crypto.backup_file import EncryptedBackups
from assistant.adapters.crypto.digests import HmacDigests
from assistant.adapters.crypto.key_store import FileKeys
from assistant.adapters.crypto.keys import KeyFile, LivingKeys, key_file_is_locked, read_key_file, write_key_file
from assistant.adapters.crypto.passphrase import find_passphrase, pipe_with
from assistant.adapters.crypto.passwords import Argon2Passwords
from assistant.adapters.crypto.receipts import Argon2Receipts
from assistant.adapters.crypto.seal import AesGcmSeal
from assistant.adapters.crypto.signatures import Ed25519Signatures, Ed25519Test

__all__ = [
    "AesGcmSeal",
    "Argon2Passwords",
    "Argon2Receipts",
    "Ed25519Signatures",
    "Ed25519Test",
    "EncryptedBackups",
    "FileKeys",
    "HmacDigests",
    "KeyFile",
    "LivingKeys",
    "find_passphrase",
    "key_file_is_locked",
    "pipe_with",
    "read_key_file",
    "write_key_file",
]
