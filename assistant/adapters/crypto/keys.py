"""The key file: master keys by id, and one site secret from which purpose keys are derived."""

import base64
import json
import logging
import os
import secrets
import stat
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from assistant.adapters.crypto.lock import is_locked, unlock
from assistant.core.errors import PassphraseError, SettingsError

KEY_BYTES = 32
_OWNER_ONLY = 0o600

logger = logging.getLogger(__name__)

Passphrase = Callable[[], str]
"""Gives the passphrase of the key file; asked only where the file is locked."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """Master keys of 32 bytes by key id (``current`` closes, any opens) and the site secret.

    ``prepared`` is a key that was added to close next.
    """

    current: str
    masters: Mapping[str, bytes] = field(repr=False)
    site_secret: bytes = field(repr=False)
    prepared: str | None = field(default=None, repr=False)

    def derive(self, purpose: str) -> bytes:
        """Return 32 bytes for one purpose, from the site secret (HKDF-SHA256, RFC 5869)."""
        return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(
            self.site_secret
        )


def no_passphrase() -> str:
    """Refuse a locked key file: nobody is there to ask."""
    raise PassphraseError(
        "the key file is locked: set ASSISTANT_PASSPHRASE_FILE, or start this on a terminal to be asked"
    )


def write_key_file(path: Path) -> None:
    """Make a key file of fresh random keys that only its owner may read; never replaces one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = KeyFile("k1", {"k1": secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(written_keys(fresh), file)


def read_key_file(path: Path, passphrase: Passphrase = no_passphrase) -> KeyFile:
    """Read a key file.

    Raises:
        SettingsError: it is missing, readable by others, malformed, or holds a weak key.
        PassphraseError: it is locked, and the passphrase is wrong or nobody can give it.
    """
    content = _content(path)
    if is_locked(content):
        content = unlock(content, passphrase())
    try:
        masters = {str(name): _strong(value) for name, value in content["masters"].items()}
        prepared = content.get("prepared")
        keys = KeyFile(str(content["current"]), masters, _strong(content["site_secret"]), prepared)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise SettingsError("ASSISTANT_MASTER_KEY_FILE: the key file is not one made by this program") from error
    if keys.current not in masters or keys.prepared not in {None, *masters}:
        raise SettingsError("ASSISTANT_MASTER_KEY_FILE: the current or prepared key is not in the file")
    return keys


def key_file_is_locked(path: Path) -> bool:
    """Tell whether a key file needs a passphrase; raise ``SettingsError`` where it is not one."""
    return is_locked(_content(path))


def written_keys(keys: KeyFile) -> dict[str, Any]:
    """Return the keys as a file holds them."""
    prepared = {"prepared": keys.prepared} if keys.prepared else {}
    return {
        "current": keys.current,
        **prepared,
        "masters": {name: base64.b64encode(key).decode() for name, key in keys.masters.items()},
        "site_secret": base64.b64encode(keys.site_secret).decode(),
    }


class LivingKeys:
    """The key file as it stands now: a change of keys reaches a running process at its next use of them."""

    def __init__(self, path: Path, passphrase: Passphrase = no_passphrase) -> None:
        self._path = path
        self._passphrase = passphrase
        self._lock = threading.Lock()
        self._seen = self._look()
        self._keys = read_key_file(path, passphrase)

    def __call__(self) -> KeyFile:
        """Return the keys; read again only where the file is another one than before.

        A file that cannot be read any more, or is locked under another passphrase, leaves the keys as they were.
        """
        if self._look() != self._seen:
            with self._lock:
                self._read_again()
        return self._keys

    def _read_again(self) -> None:
        seen = self._look()
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._keys = read_key_file(self._path, self._passphrase)
        except SettingsError:
            logger.warning("the key file was changed and cannot be read: the keys of before are used; start again")

    def _look(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size


def _content(path: Path) -> Any:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError("ASSISTANT_MASTER_KEY_FILE: the key file cannot be read") from error
    except ValueError as error:
        raise SettingsError("ASSISTANT_MASTER_KEY_FILE: the key file is not JSON") from error
    if mode & ~_OWNER_ONLY:
        raise SettingsError(f"ASSISTANT_MASTER_KEY_FILE: others may read the key file; run chmod 600 {path}")
    return content


def _strong(value: str) -> bytes:
    key = base64.b64decode(value, validate=True)
    if len(key) != KEY_BYTES or len(set(key)) < KEY_BYTES // 4:
        raise SettingsError("ASSISTANT_MASTER_KEY_FILE: a key in it is weak; keys are 32 random bytes")
    return key
