"""The school's days: when pupils are there, and what the clock says at school."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

_SATURDAY = 5
_NOON = 12
_WARN_BEFORE = timedelta(days=60)
SUMMER_TIME = timezone(timedelta(hours=1), "BST")
_WINTER_TIME = timezone(timedelta(0), "GMT")


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``first`` to ``last``, both of them included."""

    name: str
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def overlaps(self, other: "Period") -> bool:
        """Tell whether the two share a day."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """Terms, and the days in them when no pupils are there; ``valid_until`` is the last day that it knows."""

    terms: tuple[Period, ...]
    holidays: tuple[Period, ...]
    inset_days: frozenset[date]
    bank_holidays: frozenset[date]
    valid_until: date

    def is_school_day(self, day: date) -> bool:
        """Tell whether pupils are at school. Beyond the days it knows, every day of the working week counts as one.

        A due date that is too early does less harm than none.
        """
        if day.weekday() >= _SATURDAY or day in self.bank_holidays:
            return False
        if not self.terms[0].first <= day <= self.valid_until:
            return True
        if day in self.inset_days or any(day in holiday for holiday in self.holidays):
            return False
        return any(day in term for term in self.terms)

    def add_school_days(self, day: date, number: int) -> date:
        """Return the ``number``-th school day after a day. None after it is the day itself, whatever day that is."""
        days = self._school_days_after(day)
        for _ in range(number):
            day = next(days)
        return day

    def count_school_days(self, after: date, until: date) -> int:
        """Return how many school days there are after a day, up to another and with it."""
        days = (after + timedelta(days=number) for number in range(1, (until - after).days + 1))
        return sum(self.is_school_day(day) for day in days)

    def ends_soon(self, today: date) -> bool:
        """Tell whether the days that it knows have run out, or will within 60 days."""
        return today >= self.valid_until - _WARN_BEFORE

    def school_day_before(self, day: date) -> date:
        """Return the last school day before a day."""
        day -= timedelta(days=1)
        while not self.is_school_day(day):
            day -= timedelta(days=1)
        return day

    def _school_days_after(self, day: date) -> Iterator[date]:
        while True:
            day += timedelta(days=1)
            if self.is_school_day(day):
                yield day


def school_time(moment: datetime) -> datetime:
    """Return a moment as the clocks in England show it: summer time from the last Sunday of March to October's."""
    utc = moment.astimezone(UTC)
    begins, ends = (
        datetime(utc.year, month, 31 - date(utc.year, month, 31).isoweekday() % 7, 1, tzinfo=UTC) for month in (3, 10)
    )
    return utc.astimezone(SUMMER_TIME if begins <= utc < ends else _WINTER_TIME)


def clock_time(moment: datetime) -> str:
    """Return a moment as the clock at school showed it: ``12 March 2026, 2.05 pm``."""
    local = school_time(moment)
    return f"{local.day} {local:%B %Y}, {local.hour % 12 or 12}.{local:%M} {'am' if local.hour < _NOON else 'pm'}"
