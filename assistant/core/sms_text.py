"""What a text message can hold: the GSM 7-bit alphabet, its segments, and pages that fit into two of them.

Source: 3GPP TS 23.038 (GSM 03.38), the default alphabet and its extension table. One character outside of it turns a
whole text into UCS-2, where a segment holds 70 characters instead of 160.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

LIMIT = 306
"""Most septets of one text: two segments."""

MORE = "Reply 9 for more"
"""The last line of a text that goes on in another one."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_ALPHABET = _BASIC | _EXTENDED

_ONE, _MANY = 160, 153
"""Septets of a single segment, and of each segment of a longer text."""

_LIKE = {
    **dict.fromkeys("‘’‚‛′´`ʼʹ‵＇", "'"),
    **dict.fromkeys("“”„‟″«»‶〃", '"'),
    **dict.fromkeys("‹", "<"),
    **dict.fromkeys("›", ">"),
    **dict.fromkeys("‐‑‒–—―−⁃⁻", "-"),
    **dict.fromkeys("•·∙●▪◦‣⚫■", "-"),
    **dict.fromkeys("\u2028\u2029\u0085\v", "\n"),
    **dict.fromkeys("⁄∕", "/"),
    "…": "...",
    "\t": " ",
    "₤": "£",
    "×": "x",
    "÷": "/",
    "°": " deg",
    "©": "(c)",
    "®": "(R)",
    "→": "->",
    "←": "<-",
    "ẞ": "ß",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "Ð": "D",
    "þ": "th",
    "Þ": "Th",
    "ħ": "h",
    "Ħ": "H",
    "ı": "i",
    "ĸ": "k",
    "ŋ": "n",
    "Ŋ": "N",
    "ŧ": "t",
    "Ŧ": "T",
    "œ": "oe",
    "Œ": "OE",
    "ə": "e",
}
"""Characters that mean the same as others which the alphabet has."""
_UNSEEN = frozenset({"Cf", "Cc", "Mn", "Me", "Cs"})
"""Categories of characters that show nothing by themselves: zero-width marks, joiners, accents without a letter."""
_SKIN_TONES = range(0x1F3FB, 0x1F400)

_DIGIT_GROUPS = re.compile(r"(?<!\S)[+(]?\d[\d()]*(?: \d[\d()]*)+")
_LONGEST_NUMBER = 30
_WORD_GAP = re.compile(r"\s+")
_SENTENCE_GAP = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][\"')]))\s+(?=[\"'(]?[A-Z0-9])|\s*\n\s*")
_ABBREVIATED = re.compile(r"\b(?:e\.g|i\.e|Mrs?|Ms|Dr|St)\.$", re.IGNORECASE)
_CLAUSE_GAP = re.compile(r"(?<=;)\s+")


def to_gsm(text: str) -> str:
    """Return a text in the alphabet of a text message; ``?`` stands for what nothing in it resembles.

    Typographic marks become plain ones, letters with accents that the alphabet lacks become their base letters, and
    what shows nothing is left out.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return "".join(piece for ch in composed for piece in _downgraded(ch))


def is_gsm(text: str) -> bool:
    """Tell whether every character of a text is in the alphabet."""
    return all(ch in _ALPHABET for ch in text)


def looks_foreign(text: str) -> bool:
    """Tell whether a text is hardly English: two words with letters that English lacks, or one of another script."""
    words = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", text))
    other_script = any(unicodedata.name(ch, "").split(" ")[0] != "LATIN" for word in words for ch in word)
    return other_script or sum(not word.isascii() for word in words) > 1


def septets(text: str) -> int:
    """Count the septets of a text in the alphabet; a character of the extension table takes two.

    Raises:
        ValueError: a character is not in the alphabet.
    """
    return sum(_width(ch) for ch in text)


def segments(text: str) -> int:
    """Count the segments that a text in the alphabet is sent in; the two septets of a character stay together.

    Raises:
        ValueError: a character is not in the alphabet.
    """
    if septets(text) <= _ONE:
        return 1 if text else 0
    count, filled = 1, 0
    for ch in text:
        width = _width(ch)
        if filled + width > _MANY:
            count, filled = count + 1, 0
        filled += width
    return count


def fits(text: str, limit: int = LIMIT) -> bool:
    """Tell whether a text in the alphabet takes at most ``limit`` septets, and no more segments than these need."""
    return septets(text) <= limit and segments(text) <= (1 if limit <= _ONE else -(-limit // _MANY))


def pages(text: str, limit: int = LIMIT) -> list[str]:
    """Return a text in the alphabet, cut into pages that fit; each but the last ends with ``MORE``.

    Cut after a sentence where that fills half a page, else between words. Addresses, phone numbers and receipts
    stay whole; only a word longer than a page is cut within. Nothing is lost but white space at a cut.
    """
    rest, found = to_gsm(text).strip(), []
    while not fits(rest, limit):
        head, rest = _cut(rest, limit)
        found.append(f"{head}\n{MORE}")
    return [*found, rest]


def page_content(page: str) -> str:
    """Return a page without the line that says how to go on."""
    return page.removesuffix(f"\n{MORE}")


def _downgraded(ch: str) -> Iterator[str]:
    if ch in _ALPHABET:
        yield " " if ch == "\f" else "\n" if ch == "\r" else ch
    elif ch in _LIKE:
        yield _LIKE[ch]
    elif unicodedata.category(ch) == "Zs":
        yield " "
    elif unicodedata.category(ch) in _UNSEEN or ord(ch) in _SKIN_TONES:
        return
    else:
        parts = unicodedata.normalize("NFKD", ch)
        if parts == ch:
            yield "?"
            return
        for part in parts:
            yield from _downgraded(part)


def _width(ch: str) -> int:
    if ch in _BASIC:
        return 1
    if ch in _EXTENDED:
        return 2
    raise ValueError(f"not in the alphabet of a text message: U+{ord(ch):04X}")


def _cut(text: str, limit: int) -> tuple[str, str]:
    """Return the first page's content and the rest of a text that does not fit."""
    room = _room(text, limit)
    numbers = [match.span() for match in _DIGIT_GROUPS.finditer(text) if len(match[0]) <= _LONGEST_NUMBER]

    def last(gaps: Iterable[re.Match[str]], least: int) -> tuple[int, int] | None:
        ends = [
            gap.span()
            for gap in gaps
            if least <= gap.start() <= room and not any(start < gap.start() < end for start, end in numbers)
        ]
        return ends[-1] if ends else None

    sentences = (gap for gap in _SENTENCE_GAP.finditer(text) if not _ABBREVIATED.search(text[: gap.start()]))
    end, begin = (
        last(sentences, room // 2)
        or last(_CLAUSE_GAP.finditer(text), room // 2)
        or last(_WORD_GAP.finditer(text), 1)
        or (room, room)
    )
    return text[:end], text[begin:]


def _room(text: str, limit: int) -> int:
    """Return how many characters of a text fit on a page that goes on."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if fits(f"{text[:middle]}\n{MORE}", limit):
            low = middle
        else:
            high = middle - 1
    return low
