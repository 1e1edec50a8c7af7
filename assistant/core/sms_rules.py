"""The rules for what a text message says: one alphabet, two segments, numbered answers, no word that the network takes.

The networks' own words are acted on before a message reaches anybody: ``STOP`` and its kin end all texts to that
person, ``YES`` and ``START`` begin them again, ``HELP`` and ``INFO`` are answered by the network.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.core.sms_talk import MOST_OPTIONS, Option, number_lines
from assistant.core.sms_text import LIMIT, fits, is_gsm, septets, to_gsm

RESERVED = ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "START", "YES", "UNSTOP", "HELP", "INFO")

_WORD = "|".join(RESERVED)
_SHOUTED = re.compile(rf"\b(?:{_WORD})\b")
_INVITED = re.compile(
    rf"\b(?:reply|replying|text|texting|send|sending|say|saying|type|typing|answer|write|word)(?: with| back| us| me)?"
    rf"(?: the word)?\s+[\"']?(?:{_WORD})\b(?!-)",
    re.IGNORECASE,
)
_QUOTED = re.compile(rf"[\"'](?:{_WORD})[\"']", re.IGNORECASE)
_FIRST_WORD = re.compile(r"\W*([^\W\d_]+)")
_FOR_A_PAGE = re.compile(
    r"\b(?:press(?! \d)|click|tap|button|link below|choose (?:one|from)|yes or no|y/n)\b", re.IGNORECASE
)
_BY_HAND = re.compile(r"^\s*(?:\(?[1-9][.):]?|[-*])\s+\S", re.MULTILINE)
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Response:
    """One response of the dialogue in both forms: texts with ``{places}``, and the titles of their buttons."""

    name: str
    text: str
    titles: tuple[str, ...] = ()
    sms: str | None = None
    sms_titles: tuple[str, ...] = ()


def for_staff(name: str) -> bool:
    """Tell whether a response is for signed-in staff alone, who do not text: of a case, or ending with ``staff``."""
    parts = name.split("_")
    return "case" in parts or parts[-1] == "staff"


def response_faults(response: Response, longest: Mapping[str, str]) -> list[str]:
    """Return what is wrong with a response's form for text messages; ``longest`` are the values with most letters."""
    if for_staff(response.name):
        return []
    if response.sms is None:
        return ["has no form for text messages (channel: sms)"]
    found = [
        f"{{{place}}}: its longest value is not known"
        for place in dict.fromkeys(_PLACE.findall(response.sms))
        if place not in longest
    ]
    if response.titles and not response.sms_titles:
        found.append("an unnumbered choice: the chat has buttons for it, the text message has none")
    filled = fill(response.sms, longest)
    return [*found, *text_faults(response.sms, response.sms_titles), *too_long(filled, response.sms_titles)]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values into a text's ``{places}``; nothing where there is none for a place."""
    return _PLACE.sub(lambda place: values.get(place[1], ""), text)


def text_faults(text: str, titles: Sequence[str] = ()) -> list[str]:
    """Return what is wrong with the words of a text message and its options, but for its length."""
    found = [*_alphabet(" ".join([text, *titles])), *_reserved(text)]
    for title in titles:
        found += title_faults(title)
    if len(titles) > MOST_OPTIONS:
        found.append(f"{len(titles)} options; at most {MOST_OPTIONS}, since 9 is always for more")
    if match := _FOR_A_PAGE.search(text):
        found.append(f'an unnumbered choice: "{match[0]}" is for a page; a text message has numbers')
    if _BY_HAND.search(text):
        found.append("an unnumbered choice: a list by hand; buttons are numbered as they are sent")
    return found


def title_faults(title: str) -> list[str]:
    """Return what is wrong with the title of an option: it may be sent as the answer."""
    first = _FIRST_WORD.match(title)
    if first and first[1].upper() in RESERVED:
        return [f'the option "{title}" begins with {first[1].upper()}, which the network takes for itself']
    return []


def too_long(text: str, titles: Sequence[str] = ()) -> list[str]:
    """Return a fault where a text with its numbered options takes more than two segments."""
    lines = number_lines([Option(title, "") for title in titles])
    whole = "\n".join(filter(None, [to_gsm(text), lines]))
    if fits(whole):
        return []
    return [f"{septets(whole)} characters with the longest known values; at most {LIMIT}"]


def lost_letters(text: str) -> list[str]:
    """Return a fault for the letters of a text that no text message holds, nor any letter like them."""
    lost = dict.fromkeys(ch for ch in text if ch != "?" and "?" in to_gsm(ch))
    return [f"no text message can hold {' '.join(lost)}"] if lost else []


def _alphabet(text: str) -> Iterator[str]:
    for ch in dict.fromkeys(ch for ch in text if not is_gsm(ch)):
        yield f"{ch!r} is not in the alphabet of text messages; write {to_gsm(ch)!r}"


def _reserved(text: str) -> Iterator[str]:
    for pattern in (_SHOUTED, _INVITED, _QUOTED):
        if match := pattern.search(text):
            yield f'"{match[0]}" invites a word that the network takes for itself'
            return
