"""What people type: made safe to store and read, counted, cut into windows."""

import re

MESSAGE_LIMIT = 5_000
"""Most characters (Unicode code points) of one message."""

_BEFORE_WORDS = re.compile(r"\A[\s/\uff0f\u2215\u2044]+")
_COMMAND = re.compile(r"[\w.:@-]+\s*\{.*\}\s*", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+|\n+")


def clean(text: str) -> str:
    """Return ``text`` in a form that every store and encoder takes, with each character at its place.

    Null bytes and lone surrogates become U+FFFD, so that offsets into the result are offsets into the text sent.
    """
    return "".join("\ufffd" if ch == "\0" or "\ud800" <= ch <= "\udfff" else ch for ch in text)


def without_command(text: str) -> str:
    """Return a message without the blanks and slashes before its words: Rasa obeys a text that begins with one."""
    return _BEFORE_WORDS.sub("", text).rstrip()


def has_words(text: str) -> bool:
    """Tell whether there is at least one letter or digit, of any script."""
    return any(ch.isalnum() for ch in text)


def is_command(text: str) -> bool:
    """Tell whether a message is written for a machine, as ``name{"key": "value"}``: no goal is meant by it."""
    return bool(_COMMAND.fullmatch(without_command(text)))


def count_words(text: str) -> int:
    """Count the words, as runs of anything but white space."""
    return len(text.split())


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the ``(start, end)`` of each sentence or line, without the white space around it."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        spans.append((start, match.start()))
        start = match.end()
    spans.append((start, len(text)))
    trimmed = []
    for begin, end in spans:
        piece = text[begin:end]
        first = begin + len(piece) - len(piece.lstrip())
        if piece.strip():
            trimmed.append((first, first + len(piece.strip())))
    return trimmed


def windows(text: str, *, words: int = 60) -> list[tuple[int, int]]:
    """Cut a long text into overlapping windows of whole sentences, each of about ``words`` words.

    A short text is one window. The encoder sees only 256 word pieces, so a danger in the last line of a long
    story must have a window of its own. A single sentence beyond ``words`` is cut between words.
    """
    sentences: list[tuple[int, int]] = []
    for begin, end in sentence_spans(text):
        sentences.extend(_cut(text, begin, end, words))
    if not sentences:
        return []
    found: list[tuple[int, int]] = []
    first = 0
    while first < len(sentences):
        last = first
        size = count_words(text[slice(*sentences[first])])
        while last + 1 < len(sentences):
            more = count_words(text[slice(*sentences[last + 1])])
            if size + more > words:
                break
            size += more
            last += 1
        found.append((sentences[first][0], sentences[last][1]))
        if last == len(sentences) - 1:
            break
        first = max(first + 1, last)
    return found


def _cut(text: str, begin: int, end: int, words: int) -> list[tuple[int, int]]:
    pieces = list(re.finditer(r"\S+", text[begin:end]))
    return [
        (begin + pieces[at].start(), begin + pieces[min(at + words, len(pieces)) - 1].end())
        for at in range(0, len(pieces), words)
    ]
