"""What a short text message means: a numbered choice, the wish to read on, or words for the dialogue."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.core.choices import SEND, match_confirm
from assistant.core.said import says_yes
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
_WORDED = "|".join(name for name in _NUMBER_OF if not name.isdigit())
_LEAD = re.compile(
    r"(?:(?:yes|yeah|ok|okay|well|right|so|then|sorry|please|kindly|hello|its|it is|it would be"
    r"|that would be|dear sir|sir|madam"
    r"|i(?:ll| will) (?:have|take|go for|go with)|i (?:choose|pick|want|wish(?: to have)?|think|say|prefer)"
    r"|i(?:d| would| should) (?:like|prefer)(?: to (?:have|choose|take))?"
    r"|(?:can|could|may|might) i (?:please )?(?:have|choose|take)"
    r"|choose|press|reply|give me|to|the one (?:which|that) says) )+"
)
_TAIL = re.compile(
    r"(?: (?:please|pls|thanks|thank you|ta|very much|so much|kindly|if you please|if i may|if you would"
    r"|then|i think|sir|madam))+"
)
"""Polite words before and behind a choice, that choose nothing by themselves."""
_NUMBER = re.compile(
    r"(?:the )?(?:(?:number|num|no|option|answer|choice) )?"
    rf"(?P<number>\d+|{_WORDED})"
    r"(?: (?:one|option|choice))?"
)
_NUMBER_FIRST = re.compile(
    r"(?:(?:(?:the )?(?:number|num|no|option|choice) )?(?P<digit>\d) (?=\D)"
    rf"|(?:the )?(?:(?:number|option|choice) (?P<named>{_WORDED})|(?P<ordinal>{_WORDED}) (?:one|option|choice)) )?"
    r"(?P<words>.*)"
)
_SEVERAL = re.compile(
    rf"(?:[1-9]|{_WORDED})(?: ?(?:and|or|also|plus|then|to) | )(?:[1-9]|{_WORDED})(?: (?:please|pls|thanks))*"
)
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
    question: str = ""
    """What a form has asked last."""
    unread: bool = False
    """The question stands on a page that is still to be read."""
    summary: str = ""
    """A digest of what was shown last before it is sent, by which it is known when it comes again."""

    def as_data(self) -> dict[str, object]:
        """Return it as what JSON can hold."""
        return {
            "options": _option_data(self.options),
            "more": [
                {"text": page.text, "options": _option_data(page.options), "passing": page.passing}
                for page in self.more
            ],
            "question": self.question,
            "unread": self.unread,
            "summary": self.summary,
        }

    @classmethod
    def of_data(cls, data: dict[str, Any]) -> "SmsState":
        """Return the state that ``as_data`` gave, of this release or of one that kept no question."""
        return cls(
            options=_options_of(data["options"]),
            more=tuple(
                Page(str(page["text"]), _options_of(page["options"]), bool(page["passing"])) for page in data["more"]
            ),
            question=str(data.get("question", "")),
            unread=bool(data.get("unread", False)),
            summary=str(data.get("summary", "")),
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
class SeveralNumbers:
    """More than one number at once, where one was asked for."""


@dataclass(frozen=True, slots=True)
class Words:
    """Anything else: for the dialogue."""


Heard = Chosen | MoreWanted | NoSuchNumber | SeveralNumbers | Words


def hear(text: str, state: SmsState) -> Heard:
    """Return what a text means where the conversation stands.

    A bare number is a choice where some are offered; where it is none of these, or nothing is offered yet, and others
    stand on a page that is still to be read, that page comes first: nobody chooses what was not shown. So does it for
    a yes to what has not been asked yet.
    """
    if _NINE.fullmatch(_plain(text)) or (wants_more(text) and state.more):
        return MoreWanted()
    option = read_choice(text, state.options)
    if option is not None:
        return Chosen(option)
    unread = any(page.options for page in state.more)
    number = _number(text)
    if unread and (number is not None or (not state.options and _agrees_unasked(text, state))):
        return MoreWanted()
    if state.options and number is not None:
        return NoSuchNumber()
    if state.options and _SEVERAL.fullmatch(_plain(text)):
        return SeveralNumbers()
    return Words()


def turn_page(state: SmsState) -> tuple[str, SmsState] | None:
    """Return the next page and the state after it, or nothing where all is read.

    What was offered before stays until a page brings options of its own.
    """
    if not state.more:
        return None
    page, *rest = state.more
    unread = state.unread and state.question not in page.text and any(left.passing for left in rest)
    return page.text, replace(state, options=page.options or state.options, more=tuple(rest), unread=unread)


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


def _agrees_unasked(text: str, state: SmsState) -> bool:
    """Tell whether a text agrees to what stands on a page still to be read.

    To send is understood where only the question itself is unread: then everything that is sent has been shown.
    """
    if says_yes(text):
        return True
    whole = (
        len(state.more) == 1
        and "\n" not in state.more[0].text.removesuffix(number_lines(state.more[0].options)).strip()
    )
    return match_confirm(text) == SEND and not whole


def _polite(plain: str) -> str:
    """Return words without the polite ones around them."""
    rest = _LEAD.match(plain)
    words = plain[rest.end() :] if rest else plain
    return words[: tail.start()] if (tail := re.search(f"(?:{_TAIL.pattern})$", words)) else words


def _number(text: str) -> int | None:
    plain = _plain(text)
    match = _NUMBER.fullmatch(_polite(plain)) or _NUMBER.fullmatch(plain)
    if match is None:
        return None
    name = match["number"]
    return _NUMBER_OF[name] if name in _NUMBER_OF else int(name[:6])


def _titled(text: str, options: Sequence[Option]) -> list[Option]:
    """Return the options whose titles a text may mean: those that it names in full, or else in part.

    Words as they are spelt come before words with a slip. A number before the words must be that option's own.
    """
    match = _NUMBER_FIRST.fullmatch(_polite(_plain(text)))
    assert match is not None, "it matches any text"
    name = match["digit"] or match["named"] or match["ordinal"]
    number = _NUMBER_OF.get(name, 0) if name else None
    words = _polite(match["words"].removeprefix("please "))
    numbered = [option for at, option in enumerate(options, 1) if number is None or at == number]
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
