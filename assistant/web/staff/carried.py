"""Keep what was typed when a sign-in ended under it: sealed into the page itself, for its owner alone, for an hour.

Nothing is stored. The sealed form travels from the refused answer through the sign-in form to the page where it can
be sent again; it opens only for the account whose ended session had posted it, so that nobody who signs in next on a
shared machine reads a colleague's words.
"""

import base64
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.core.errors import SealedDataError
from assistant.services.ports import Seal

_LASTS = timedelta(hours=1)
_NOT_KEPT = {"csrf", "password", "code"}
_PATH = re.compile(r"/staff(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?")


@dataclass(frozen=True, slots=True)
class Carried:
    """A form as it was posted: where to, and its fields."""

    path: str
    fields: tuple[tuple[str, str], ...]


def is_staff_path(path: str) -> bool:
    """Tell whether a path is plainly one of the staff's: no other site, no query, nothing to be clever with."""
    return bool(_PATH.fullmatch(path))


def worth_keeping(path: str, fields: tuple[tuple[str, str], ...]) -> Carried | None:
    """Return the form without its secrets, or nothing where nothing was typed."""
    kept = tuple((name, value) for name, value in fields if name not in _NOT_KEPT)
    return Carried(path, kept) if kept and is_staff_path(path) else None


class Carrier:
    """Seals a form for its owner and opens it again."""

    def __init__(self, seal: Seal) -> None:
        self._seal = seal

    def close(self, form: Carried, *, account_id: str, now: datetime) -> str:
        """Return the sealed form as text for a hidden field."""
        content = json.dumps({"path": form.path, "fields": form.fields, "at": now.timestamp()}).encode()
        return close_text(self._seal, content, row=_row(account_id))

    def open(self, text: str, *, account_id: str, now: datetime) -> Carried | None:
        """Return the form, where it is this account's and of the last hour."""
        content = open_text(self._seal, text, row=_row(account_id))
        if content is None:
            return None
        found = json.loads(content)
        if now.timestamp() - found["at"] > _LASTS.total_seconds():
            return None
        return Carried(found["path"], tuple((name, value) for name, value in found["fields"]))


def close_text(seal: Seal, content: bytes, *, row: str) -> str:
    """Return sealed content as text for a hidden field."""
    return base64.urlsafe_b64encode(seal.close(content, row=row)).decode()


def open_text(seal: Seal, text: str, *, row: str) -> bytes | None:
    """Return what a hidden field holds, or nothing where it was not sealed here for this row."""
    try:
        return seal.open(base64.urlsafe_b64decode(text), row=row)
    except (SealedDataError, ValueError):
        return None


def _row(account_id: str) -> str:
    return f"staff_carried:{account_id}"
