"""Which passwords are taken: length counts, and what everybody tries first is refused (NIST SP 800-63B, 5.1.1.2)."""

import unicodedata
from enum import StrEnum

LEAST_CHARACTERS = 12
MOST_CHARACTERS = 200
"""Far above what anybody types; hashing something endless would only keep the machine busy."""

_LEAST_DIFFERENT = 5
_OBVIOUS = (
    "123456789012",
    "abcdefghijkl",
    "administrator",
    "bilton",
    "changeme",
    "headteacher",
    "iloveyou",
    "infantschool",
    "letmein",
    "passw0rd",
    "password",
    "qwerty",
    "safeguarding",
    "school",
    "welcome",
)
_LEAST_BESIDE_THE_OBVIOUS = 8
"""So many other characters make an obvious word harmless: `school` in a long sentence is no danger."""


class PasswordProblem(StrEnum):
    """Why a password is not taken."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    OBVIOUS = "obvious"
    EMAIL = "email"


def normal_password(text: str) -> str:
    """Return the one form of a password that can be typed in several (NFKC), whatever the keyboard."""
    return unicodedata.normalize("NFKC", text)


def password_problem(password: str, *, email: str) -> PasswordProblem | None:
    """Return why a password is not taken, or nothing."""
    normal = normal_password(password)
    folded, address = normal.casefold(), email.strip().casefold()
    if len(normal) < LEAST_CHARACTERS:
        return PasswordProblem.TOO_SHORT
    if len(normal) > MOST_CHARACTERS:
        return PasswordProblem.TOO_LONG
    if address in folded or folded.startswith(address.partition("@")[0] + "@"):
        return PasswordProblem.EMAIL
    if len(set(folded)) < _LEAST_DIFFERENT or any(_is_mostly(word, folded) for word in _OBVIOUS):
        return PasswordProblem.OBVIOUS
    return None


def _is_mostly(word: str, folded: str) -> bool:
    """Tell whether little is left of a password once an obvious word is taken out of it."""
    return word in folded and len(folded.replace(word, "")) < _LEAST_BESIDE_THE_OBVIOUS
