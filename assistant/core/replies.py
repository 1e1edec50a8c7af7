"""What is said about a record after it was given: what the school answers, and what its giver adds."""

from dataclasses import dataclass
from datetime import datetime

from assistant.core.routing import Role
from assistant.core.text import MESSAGE_LIMIT, clean, has_words


@dataclass(frozen=True, slots=True)
class Reply:
    """One entry of a record's thread; it is never changed. ``request_id`` is what sent it, unique in the store."""

    id: str
    record_id: str
    request_id: str
    position: int
    at: datetime
    text: str
    account_id: str | None = None
    """The account of the staff who wrote it; nobody's where the giver did."""
    role: Role | None = None
    """The post for which it was written."""

    @property
    def by_school(self) -> bool:
        """Whether the school wrote it."""
        return self.account_id is not None


def clean_reply(text: str) -> str:
    """Return what was typed as it is stored: every line end the same, no blanks around it."""
    return clean(text).replace("\r\n", "\n").strip()


def reply_problem(text: str) -> str:
    """Return what is wrong with a cleaned text, ``no_words`` or ``too_long``; empty where nothing is."""
    if not has_words(text):
        return "no_words"
    return "too_long" if len(text) > MESSAGE_LIMIT else ""
