"""The key file: master keys by id, and one site secret from which purpose keys are derived."""

import base64
import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from assistant.core.errors import SettingsError

_KEY_BYTES = 32
_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class KeyFile:
    """Master keys of 32 bytes by key id (``current`` closes, any opens) and the site secret."""

    current: str
    masters: Mapping[str, bytes] = field(repr=False)
    site_secret: bytes = field(repr=False)

    def derive(self, purpose: str) -> bytes:
        """Return 32 bytes for one purpose, from the site secret (HKDF-SHA256, RFC 5869)."""
        return HKDF(algorithm=hashes.SHA256(), length=_KEY_BYTES, salt=None, info=purpose.encode()).derive(
            self.site_secret
        )


def write_key_file(path: Path) -> None:
    """Make a key file of fresh random keys that only its owner may read; never replaces one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "current": "k1",
        "masters": {"k1": base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()},
        "site_secret": base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode(),
    }
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file)


def read_key_file(path: Path) -> KeyFile:
    """Read a key file.

    Raises:
        SettingsError: it is missing, readable by others, malformed, or holds a weak key.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError("ASSISTANT_MASTER_KEY_FILE: the key file cannot be read") from error
    except ValueError as error:
        raise SettingsError("ASSISTANT_MASTER_KEY_FILE: the key file is not JSON") from error
    if mode & ~_OWNER_ONLY:
        raise SettingsError(f"ASSISTANT_MASTER_KEY_FILE: others may read the key file; run chmod 600 {path}")
    try:
        masters = {str(name): _strong(value) for name, value in content["masters"].items()}
        keys = KeyFile(str(content["current"]), masters, _strong(content["site_secret"]))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise SettingsError("ASSISTANT_MASTER_KEY_FILE: the key file is not one made by this program") from error
    if keys.current not in masters:
        raise SettingsError("ASSISTANT_MASTER_KEY_FILE: the current key is not in the file")
    return keys


def _strong(value: str) -> bytes:
    key = base64.b64decode(value, validate=True)
    if len(key) != _KEY_BYTES or len(set(key)) < _KEY_BYTES // 4:
        raise SettingsError("ASSISTANT_MASTER_KEY_FILE: a key in it is weak; keys are 32 random bytes")
    return key
