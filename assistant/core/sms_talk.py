"""What a short text message means: a numbered choice, the wish to read on, or words for the dialogue."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.core.sms_text import to_gsm
from assistant.core.spelling import mended

MOST_OPTIONS = 8
"""Options are numbered 1 to 8; the number 9 is always "more"."""

_MEND_AT = 0.85
_MORE = re.compile(
    r"(?:(?:number |no |press )?(?:9|nine)|more|next|next (?:page|one|part)|(?:read |send |the )?(?:more|rest))"
    r"(?: please| pls| thanks| ta)?"
)
_NINE = re.compile(r"(?:(?:number |no |press )?(?:9|nine))(?: please| pls| thanks| ta)?")
_NAMES = (
    ("1", "one", "1st", "first"),
    ("2", "two", "2nd", "second"),
    ("3", "three", "3rd", "third"),
    ("4", "four", "4th", "fourth"),
    ("5", "five", "5th", "fifth"),
    ("6", "six", "6th", "sixth"),
    ("7", "seven", "7th", "seventh"),
    ("8", "eight", "8th", "eighth"),
)
_NUMBER_OF = {name: number for number, names in enumerate(_NAMES, 1) for name in names}
_NUMBER = re.compile(
    r"(?:(?:yes|ok|its|it is|ill have|ill take|i choose|i pick|i want|id like|can i have|choose|press|reply) )?"
    r"(?:the )?(?:(?:number|num|no|option|answer|choice) )?"
    rf"(?P<number>\d+|{'|'.join(name for name in _NUMBER_OF if not name.isdigit())})"
    r"(?: (?:one|option|choice))?(?: (?:please|pls|thanks|thank you|ta))*"
)
_NUMBER_FIRST = re.compile(r"(?:(\d) (?=\D))?(.*)")
_EMPTY = frozenset("a an the my me i it to of in or and is please pls its that this about one".split())  # noqa: SIM905
"""Words that tell no title from another."""


@dataclass(frozen=True, slots=True)
class Option:
    """One numbered answer: what the person reads, and the button's token that it stands for."""

    title: str
    token: str


@dataclass(frozen=True, slots=True)
class Page:
    """One text, and the options that can be chosen once it is read."""

    text: str
    options: tuple[Option, ...] = ()
    passing: bool = False
    """It is worth reading only until the next message: it holds a question that will be asked again."""


@dataclass(frozen=True, slots=True)
class SmsState:
    """Where a conversation by text stands: what can be chosen now, and the pages still to be read."""

    options: tuple[Option, ...] = ()
    more: tuple[Page, ...] = ()

    def as_data(self) -> dict[str, object]:
        """Return it as what JSON can hold."""
        return {
            "options": _option_data(self.options),
            "more": [
                {"text": page.text, "options": _option_data(page.options), "passing": page.passing}
                for page in self.more
            ],
        }

    @classmethod
    def of_data(cls, data: dict[str, list[dict[str, object]]]) -> "SmsState":
        """Return the state that ``as_data`` gave."""
        return cls(
            options=_options_of(data["options"]),
            more=tuple(
                Page(str(page["text"]), _options_of(page["options"]), bool(page["passing"])) for page in data["more"]
            ),
        )


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of the numbered answers."""

    option: Option


@dataclass(frozen=True, slots=True)
class MoreWanted:
    """The next page."""


@dataclass(frozen=True, slots=True)
class NoSuchNumber:
    """A number that is none of those offered."""


@dataclass(frozen=True, slots=True)
class Words:
    """Anything else: for the dialogue."""


Heard = Chosen | MoreWanted | NoSuchNumber | Words


def hear(text: str, state: SmsState) -> Heard:
    """Return what a text means where the conversation stands.

    A bare number is a choice where some are offered; where they stand on a page that is still to be read, that page
    comes first: nobody chooses what was not shown.
    """
    if _NINE.fullmatch(_plain(text)) or (wants_more(text) and state.more):
        return MoreWanted()
    if _number(text) is not None and not state.options and any(page.options for page in state.more):
        return MoreWanted()
    option = read_choice(text, state.options)
    if option is not None:
        return Chosen(option)
    if state.options and _number(text) is not None:
        return NoSuchNumber()
    return Words()


def turn_page(state: SmsState) -> tuple[str, SmsState] | None:
    """Return the next page and the state after it, or nothing where all is read.

    What was offered before stays until a page brings options of its own.
    """
    if not state.more:
        return None
    page, *rest = state.more
    return page.text, SmsState(page.options or state.options, tuple(rest))


def wants_more(text: str) -> bool:
    """Tell whether a text asks for the next page: ``9``, ``more``, ``next``."""
    return bool(_MORE.fullmatch(_plain(text)))


def read_choice(text: str, options: Sequence[Option]) -> Option | None:
    """Return the option that an answer means, by its number or by the words of its title; never one of two.

    A number is one of ``2``, ``2.``, ``number two``, ``the 2nd``, ``second one``. Of a title's words as many are
    needed as tell it from the others, and no word that it lacks; a slip in spelling is allowed.
    """
    number = _number(text)
    if number is not None:
        return options[number - 1] if 0 < number <= min(len(options), MOST_OPTIONS) else None
    found = _titled(text, options)
    return found[0] if len(found) == 1 else None


def number_lines(options: Sequence[Option]) -> str:
    """Return the options as they stand in a text: a number and a title a line."""
    return "\n".join(f"{number} {to_gsm(option.title)}" for number, option in enumerate(options, 1))


def _number(text: str) -> int | None:
    match = _NUMBER.fullmatch(_plain(text))
    if match is None:
        return None
    name = match["number"]
    return _NUMBER_OF[name] if name in _NUMBER_OF else int(name[:6])


def _titled(text: str, options: Sequence[Option]) -> list[Option]:
    """Return the options whose titles a text may mean: those that it names in full, or else in part.

    Words as they are spelt come before words with a slip. A number before the words must be that option's own.
    """
    number, words = _NUMBER_FIRST.fullmatch(_plain(text)).groups()  # type: ignore[union-attr]  # it matches any text
    numbered = [option for at, option in enumerate(options, 1) if number is None or at == int(number)]
    titles = [(option, _telling(_plain(option.title))) for option in numbered]
    exact = [(option, title, _telling(words)) for option, title in titles]
    close = [(option, title, _telling(mended(words, title, at=_MEND_AT))) for option, title in titles]
    found: list[Option] = []
    for tried in (exact, close):
        found = found or [option for option, title, typed in tried if typed and typed == title]
        found = found or [option for option, title, typed in tried if typed and typed < title]
    return found


def _telling(plain: str) -> frozenset[str]:
    return frozenset(plain.split()) - _EMPTY


def _plain(text: str) -> str:
    """Return a text in small letters, its words alone, one space apart; apostrophes are left out."""
    return " ".join(re.sub(r"[^\w]|_", " ", to_gsm(text).lower().replace("'", "")).split())


def _option_data(options: Sequence[Option]) -> list[dict[str, str]]:
    return [{"title": option.title, "token": option.token} for option in options]


def _options_of(data: object) -> tuple[Option, ...]:
    assert isinstance(data, list)
    return tuple(Option(str(entry["title"]), str(entry["token"])) for entry in data)
