"""Days as people write them: ``yesterday``, ``on Tuesday``, ``20 Nov``, ``the 3rd``."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.core.spelling import mended

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]  # fmt: skip
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple of": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10
}  # fmt: skip
_SPELLED = frozenset({*_WEEKDAYS, *_MONTHS, "yesterday", "today", "fortnight", "morning", "afternoon"})
_MEND_AT = 0.85
_SOON = timedelta(days=31)
"""How far ahead a date without its year may lie; one further on is last year's."""

_WEEKDAY = r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|saturday|sunday"
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
_NUMBER = rf"\d{{1,2}}|{'|'.join(_NUMBERS)}"


@dataclass(frozen=True, slots=True)
class Named:
    """A day that a text names, and where."""

    start: int
    end: int
    day: date


def find_days(text: str, today: date) -> list[Named]:
    """Return the days that a text names, in the order of the text; a weekday is the last one, today included.

    Offsets are into ``mended_days(text)``, which is as the text but for misspelt names of days.
    """
    plain = mended_days(text)
    found: list[Named] = []
    for pattern, meant in _FORMS:
        for match in pattern.finditer(plain):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            day = meant(match, today)
            if day is not None:
                found.append(Named(match.start(), match.end(), day))
    return sorted(found, key=lambda named: named.start)


def find_day(text: str, today: date) -> date | None:
    """Return the one day that an answer names; nothing where it names none, or several."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        days = {named.day for named in find_days(text, today)}
    return days.pop() if len(days) == 1 else None


def names_a_day(text: str) -> bool:
    """Tell whether a text names a day, whichever that is."""
    return bool(find_days(text, date.min.replace(year=2000)))


def mended_days(text: str) -> str:
    """Return a text in small letters with the names of days as they are spelt."""
    return mended(text, _SPELLED, at=_MEND_AT)


def _before(days: int) -> Callable[[re.Match[str], date], date]:
    return lambda _, today: today - timedelta(days=days)


def _ago(match: re.Match[str], today: date) -> date:
    count = _NUMBERS.get(match["number"] or "", 0) or int(match["number"])
    return today - timedelta(days=count * (1 if match["unit"].startswith("day") else 7))


def _weekday(match: re.Match[str], today: date) -> date:
    number = next(at for at, name in enumerate(_WEEKDAYS) if name.startswith(match["day"][:3]))
    before = (match["before"] or "").strip()
    monday = today - timedelta(days=today.weekday())
    if match["of_last_week"] or before == "last week on":
        return monday + timedelta(days=number - 7)
    if before == "next":
        return monday + timedelta(days=number + 7)
    back = (today.weekday() - number) % 7
    if before.endswith("last") and back == 0:
        back = 7
    return today - timedelta(days=back + (7 if before == "a week last" else 0))


def _of_month(match: re.Match[str], today: date) -> date | None:
    month = next(at for at, name in enumerate(_MONTHS, 1) if name.startswith(match["month"][:3]))
    return _dated(int(match["day"]), month, match["year"], today)


def _in_figures(match: re.Match[str], today: date) -> date | None:
    return _dated(int(match["day"]), int(match["month"]), match["year"], today)


def _iso(match: re.Match[str], _: date) -> date | None:
    return _day(int(match["year"]), int(match["month"]), int(match["day"]))


def _only_day(match: re.Match[str], today: date) -> date | None:
    first = today.replace(day=1)
    for _ in range(3):
        day = _day(first.year, first.month, int(match["day"]))
        if day is not None and day <= today:
            return day
        first = (first - timedelta(days=1)).replace(day=1)
    return None


def _dated(day: int, month: int, year: str | None, today: date) -> date | None:
    """Return a date; without its year the last one, or one that is soon: that is a slip, and is answered as such."""
    if year:
        return _day(int(year) + (2000 if len(year) == 2 else 0), month, day)
    possible = [found for found in (_day(today.year + off, month, day) for off in (1, 0, -1)) if found]
    return next((found for found in possible if found <= today + _SOON), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _forms() -> Iterator[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]]]:
    year = r"(?:,? (?P<year>20\d\d|\d\d(?![.:]?\d)))?"
    yield re.compile(r"\b(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b"), _iso
    yield re.compile(r"(?<![\d/])(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>20\d\d|\d\d))?(?![\d/])"), _in_figures
    yield (
        re.compile(r"(?<![\d.])(?P<day>\d{1,2})(?P<sep>[.-])(?P<month>\d{1,2})(?P=sep)(?P<year>20\d\d|\d\d)(?!\d)"),
        _in_figures,
    )
    yield (
        re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -]?(?P<month>{_MONTH})\b{year}"),
        _of_month,
    )
    yield re.compile(rf"\b(?P<month>{_MONTH}) (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?! times){year}"), _of_month
    yield re.compile(r"\bday before yesterday\b"), _before(2)
    yield re.compile(r"\b(?:yesterday|last night|last evening)\b"), _before(1)
    yield re.compile(r"\btomorrow\b"), _before(-1)
    yield (
        re.compile(
            r"\b(?:today|2day|tonight|this (?:morning|afternoon|evening|lunchtime|am|pm)|just now|just off the phone"
            r"|a (?:few )?(?:minutes?|moment|hours?) ago|an hour ago|(?:\d+|five|ten|twenty) min(?:ute)?s? ago)\b"
        ),
        _before(0),
    )
    yield re.compile(r"\b(?:a )?fortnight ago\b"), _before(14)
    yield re.compile(rf"\b(?:a )?(?P<number>{_NUMBER}) (?P<unit>days?|weeks?|wks?) (?:ago|back)\b"), _ago
    yield (
        re.compile(
            rf"\b(?P<before>(?:a week last|last week on|last|this|next|on) )?(?P<day>{_WEEKDAY})\b"
            r"(?P<of_last_week>,? (?:of )?last week)?"
        ),
        _weekday,
    )
    yield re.compile(r"\b(?:on )?the (?P<day>\d{1,2})(?:st|nd|rd|th)\b(?! (?:time|post|letter|one|comment))"), _only_day


_FORMS = tuple(_forms())
"""Each form, the fullest first, and the day that it means."""
