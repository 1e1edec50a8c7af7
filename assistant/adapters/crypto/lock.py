"""A key file under a passphrase: Argon2id (RFC 9106) makes of it the key that encrypts the file's keys."""

import base64
import json
import os
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from assistant.adapters.crypto.cost import AT_ONCE, MEMORY_KIB, PASSES
from assistant.core.errors import PassphraseError, SettingsError

LEAST_PASSPHRASE = 16
"""Characters: four random words, or as good as that."""

_SALT = 16
_NONCE = 12
_KEY_BYTES = 32
_MOST_MEMORY_KIB = 1024 * 1024
_MOST_PASSES = 20


def is_locked(content: Any) -> bool:
    """Tell whether what a key file holds is under a passphrase."""
    return isinstance(content, dict) and "locked" in content


def lock(content: dict[str, Any], passphrase: str) -> dict[str, Any]:
    """Return the file's content encrypted, with what opening needs beside the passphrase.

    Raises:
        PassphraseError: the passphrase is too short.
    """
    if len(passphrase) < LEAST_PASSPHRASE:
        raise PassphraseError(f"a passphrase has at least {LEAST_PASSPHRASE} characters; take four random words")
    how = {"salt": _text(os.urandom(_SALT)), "memory_kib": MEMORY_KIB, "passes": PASSES}
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(_key(passphrase, how)).encrypt(nonce, json.dumps(content).encode(), _bound(how))
    return {"locked": how, "sealed": _text(nonce + sealed)}


def unlock(content: dict[str, Any], passphrase: str) -> dict[str, Any]:
    """Return what was locked.

    Raises:
        PassphraseError: the passphrase is another one, or the file was altered.
        SettingsError: the file is not one made by this program.
    """
    try:
        how, sealed = content["locked"], base64.b64decode(content["sealed"], validate=True)
        key = _key(passphrase, how)
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsError("ASSISTANT_MASTER_KEY_FILE: the key file is not one made by this program") from error
    try:
        plain: dict[str, Any] = json.loads(AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(how)))
    except (InvalidTag, ValueError) as error:
        raise PassphraseError("the passphrase does not open the key file") from error
    return plain


def _key(passphrase: str, how: dict[str, Any]) -> bytes:
    memory, passes = int(how["memory_kib"]), int(how["passes"])
    if not (MEMORY_KIB <= memory <= _MOST_MEMORY_KIB and PASSES <= passes <= _MOST_PASSES):
        raise ValueError("costs that this program never takes")
    with AT_ONCE:
        return hash_secret_raw(
            passphrase.encode(),
            base64.b64decode(how["salt"], validate=True),
            time_cost=passes,
            memory_cost=memory,
            parallelism=1,
            hash_len=_KEY_BYTES,
            type=Type.ID,
        )


def _bound(how: dict[str, Any]) -> bytes:
    return json.dumps(how, sort_keys=True).encode()


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
