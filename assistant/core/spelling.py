"""Words as they are spelt, where somebody typed them almost right."""

import re
from collections.abc import Collection
from difflib import get_close_matches

_WORD = re.compile(r"[a-z]{4,}")


def mended(text: str, known: Collection[str], *, at: float) -> str:
    """Return a text in small letters, straight quotes, with each word that is nearly a known one put right.

    ``at`` is the least likeness, from 0 to 1; the first letter must be right, and a short word is left alone.
    """
    lowered = text.lower().replace("’", "'").replace("‘", "'")

    def right(match: re.Match[str]) -> str:
        word = match[0]
        if word in known:
            return word
        alike = get_close_matches(word, [other for other in known if other[0] == word[0]], n=1, cutoff=at)
        return alike[0] if alike else word

    return _WORD.sub(right, lowered)
