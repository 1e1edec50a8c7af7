"""Find a case by what somebody remembers of it, such as ``the Year 1 Facebook thing``."""

import re
from collections.abc import Iterable

from assistant.core.cases import Case, parse_reference
from assistant.core.procedure import Location

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_YEAR = re.compile(r"\b(?:year|yr|y)\s?([0-9]|one|two)\b")
_NUMBERS = {"one": "1", "two": "2"}
_FILLING = (
    "a an the this that one some of in on at about with from for to and or case cases thing matter stuff post posts "
    "what where when who which is was were it its my our her his their please show find open me"
)
_PLACES = {
    Location.SOCIAL_NETWORK: "facebook fb insta instagram twitter tiktok snapchat social network media",
    Location.MESSAGING_GROUP: "whatsapp group chat messages messenger telegram",
    Location.SCHOOL_WEBSITE: "school website site",
    Location.SCHOOL_FORUM: "school forum board",
    Location.OTHER_WEBSITE: "website site blog reviews google mumsnet",
}
_LEAST_PREFIX = 3


def search(cases: Iterable[Case], words: str) -> list[Case]:
    """Return the cases that match, the best first; of equals the open ones, then the newest.

    A word counts four times in the title, or else twice among the people and the place, or else once where it names a
    kind of place. Of a reference such as ``C-0042`` no part is taken for a word.
    """
    return [case for _, case in _scored(cases, words)]


def best(cases: Iterable[Case], words: str, *, least: int = 1) -> list[Case]:
    """Return the cases that match best and all alike: one where the words tell which; none below ``least`` points."""
    found = _scored(cases, words)
    return [case for score, case in found if score == found[0][0] >= least]


def _scored(cases: Iterable[Case], words: str) -> list[tuple[int, Case]]:
    number = parse_reference(words)
    named = number is not None and not words.strip().isdecimal()
    wanted = set() if named else _words(words) - set(_FILLING.split())
    scored = [(_score(case, wanted) + (100 if case.number == number else 0), case) for case in cases]
    found = [(score, case) for score, case in scored if score]
    found.sort(key=lambda pair: (-pair[0], pair[1].closed, -pair[1].number))
    return found


def _score(case: Case, wanted: set[str]) -> int:
    details = case.details
    fields = (
        (4, _words(details.title)),
        (2, _words(details.people) | _words(details.place)),
        (1, set(_PLACES[case.facts.location].split())),
    )
    return sum(max((weight for weight, known in fields if _known(word, known)), default=0) for word in wanted)


def _known(word: str, known: set[str]) -> bool:
    return word in known or (len(word) >= _LEAST_PREFIX and any(other.startswith(word) for other in known))


def _words(text: str) -> set[str]:
    plain = _YEAR.sub(lambda match: "year" + _NUMBERS.get(match[1], match[1]), text.lower().replace("’", "'"))
    return set(_WORD.findall(plain))
