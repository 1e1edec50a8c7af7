"""Receipt numbers: 16 digits in fours, shown once to the person who gave a concern, a complaint or a report.

Beside the secret number a record has a public reference, from which neither the number nor the record's id follows.
"""

import base64
import re

RECEIPT_DIGITS = 16

_SEPARATOR = r"[ \t\u00a0.\-\u2010-\u2015]{0,3}"
_RECEIPT = re.compile(rf"(?<!\d)(?:\d{_SEPARATOR}){{15}}\d(?!\d)")
_LOOK_ALIKE = str.maketrans("OoQIl|", "000111")
_TRUE_DIGITS = 12
"""With fewer digits than these among its 16, a run of letters in a text is no receipt number."""


def format_receipt(digits: str) -> str:
    """Write 16 digits in fours: ``1234 5678 9012 3456``."""
    return " ".join(digits[at : at + 4] for at in range(0, RECEIPT_DIGITS, 4))


def find_receipt(text: str) -> tuple[str, tuple[int, int]] | None:
    """Find the first receipt number in a text, however it is spaced: its 16 digits and where it stands.

    A few letters in it may stand for the digits that they look like.
    """
    match = _RECEIPT.search(text) or _mostly_digits(text)
    if match is None:
        return None
    return "".join(str(int(ch)) for ch in match.group() if ch.isdigit()), match.span()


def _mostly_digits(text: str) -> re.Match[str] | None:
    found = _RECEIPT.finditer(text.translate(_LOOK_ALIKE))
    return next((one for one in found if sum(map(str.isdigit, text[slice(*one.span())])) >= _TRUE_DIGITS), None)


def format_public_reference(digest: bytes) -> str:
    """Write the first 60 bits of a keyed hash in fours: ``K7QM-2D6F-X3TA``."""
    letters = base64.b32encode(digest[:10]).decode()[:12]
    return "-".join(letters[at : at + 4] for at in range(0, 12, 4))


def read_receipt(text: str) -> str | None:
    """Return the 16 digits of what was typed where a receipt number alone belongs; letters may stand for digits."""
    found = find_receipt(text.strip().translate(_LOOK_ALIKE))
    return None if found is None else found[0]
