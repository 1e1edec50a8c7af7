"""``calendar.yml``: the school's terms, holidays, INSET days and bank holidays."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

from pydantic import Field

from assistant.adapters.content.yaml_file import Shape, read_yaml
from assistant.core.calendar import Period, SchoolCalendar
from assistant.core.errors import ContentError

_SATURDAY = 5


class _Period(Shape):
    name: str
    first: date
    last: date


class _BankHoliday(Shape):
    name: str
    day: date


class _File(Shape):
    valid_until: date
    terms: list[_Period] = Field(min_length=1)
    holidays: list[_Period]
    inset_days: list[date]
    bank_holidays: list[_BankHoliday]


def read_calendar(path: Path) -> SchoolCalendar:
    """Read and check the calendar.

    Raises:
        ContentError: periods overlap or end before they begin, or a day is where it cannot be.
    """
    file = read_yaml(path, _File)
    terms, holidays = _periods(file.terms), _periods(file.holidays)
    problems = [
        *_wrong_periods("terms", terms),
        *_wrong_periods("holidays", holidays),
        *_stray_holidays(terms, holidays),
        *_stray_inset_days(terms, holidays, file.inset_days),
        *_twice("bank_holidays", [entry.day for entry in file.bank_holidays]),
        *_twice("inset_days", file.inset_days),
    ]
    if file.valid_until < terms[-1].last:
        problems.append(f"valid_until: {_day(file.valid_until)} is before the end of {terms[-1].name}")
    if problems:
        raise ContentError(path.name, problems)
    return SchoolCalendar(
        terms=terms,
        holidays=holidays,
        inset_days=frozenset(file.inset_days),
        bank_holidays=frozenset(entry.day for entry in file.bank_holidays),
        valid_until=file.valid_until,
    )


def calendar_warning(calendar: SchoolCalendar, today: date) -> str | None:
    """Return what to tell the school where its dates have run out, or soon will."""
    until = calendar.valid_until
    if today > until:
        return f"the dates ended on {_day(until)}; put in those of the next school year"
    if calendar.ends_soon(today):
        return f"the dates end on {_day(until)}, in {(until - today).days} days; put in those of the next school year"
    return None


def _periods(given: Sequence[_Period]) -> tuple[Period, ...]:
    periods = (Period(entry.name, entry.first, entry.last) for entry in given)
    return tuple(sorted(periods, key=lambda period: period.first))


def _wrong_periods(part: str, periods: Sequence[Period]) -> Iterator[str]:
    for period in periods:
        if period.last < period.first:
            yield f"{part} > {period.name}: its last day is before its first"
    for before, after in pairwise(periods):
        if before.overlaps(after):
            yield f"{part}: {before.name} and {after.name} overlap; look at {_day(after.first)}"


def _stray_holidays(terms: Sequence[Period], holidays: Sequence[Period]) -> Iterator[str]:
    for holiday in holidays:
        if not any(holiday.first in term and holiday.last in term for term in terms):
            yield (
                f"holidays > {holiday.name}: it is not inside one term; "
                "holidays between the terms need no entry, so remove it or mend its days"
            )


def _stray_inset_days(terms: Sequence[Period], holidays: Sequence[Period], days: Sequence[date]) -> Iterator[str]:
    for day in days:
        if day.weekday() >= _SATURDAY:
            yield f"inset_days: {_day(day)} is at a weekend"
        elif not any(day in term for term in terms):
            yield f"inset_days: {_day(day)} is in no term; one before or after a term needs no entry"
        elif any(day in holiday for holiday in holidays):
            yield f"inset_days: {_day(day)} is in a holiday already"


def _twice(part: str, days: Sequence[date]) -> Iterator[str]:
    for day, count in Counter(days).items():
        if count > 1:
            yield f"{part}: {_day(day)} stands there twice"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
