"""What governors are told of a school year: counts without names, and none that could point at somebody."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from assistant.core.calendar import SUMMER_TIME, SchoolCalendar, school_time
from assistant.core.case_history import What
from assistant.core.case_rules import STEP_OF
from assistant.core.cases import Case
from assistant.core.posts import Category
from assistant.core.procedure import Step
from assistant.core.routing import Kind

LEAST_SHOWN = 3
"""A smaller count is not told: in a small school it could be known whose it is."""

_SEPTEMBER = 9


@dataclass(frozen=True, slots=True, order=True)
class SchoolYear:
    """From 1 September of ``begins`` to 31 August."""

    begins: int

    @property
    def begins_at(self) -> datetime:
        """The moment at which it begins, which is always in summer time."""
        return datetime(self.begins, _SEPTEMBER, 1, tzinfo=SUMMER_TIME)

    @property
    def next(self) -> "SchoolYear":
        """The school year after it."""
        return SchoolYear(self.begins + 1)

    def __contains__(self, day: date) -> bool:
        return school_year(day) == self

    def __str__(self) -> str:
        return f"{self.begins}/{(self.begins + 1) % 100:02d}"


@dataclass(frozen=True, slots=True)
class Statistics:
    """A school year's counts; nothing in the place of a number stands for fewer than three.

    Cases count in the year in which they were opened, with all that was done in them since.
    """

    cases: int | None
    closed: int | None
    categories: Mapping[Category, int | None]
    steps: Mapping[Step, int | None]
    kinds: Mapping[Kind, int | None]
    days_to_close: float | None
    """The median of the school days from opening a case to closing it."""


def school_year(day: date) -> SchoolYear:
    """Return the school year of a day."""
    return SchoolYear(day.year if day.month >= _SEPTEMBER else day.year - 1)


def year_of(moment: datetime) -> SchoolYear:
    """Return the school year of a moment."""
    return school_year(_day(moment))


def count(opened: Sequence[Case], given: Mapping[Kind, int], calendar: SchoolCalendar) -> Statistics:
    """Count one school year, in which these cases were opened and so many records of each kind were given."""
    taken = [_steps_taken(case) for case in opened]
    days = [_days_to_close(case, calendar) for case in opened if case.closed]
    return Statistics(
        cases=_told(len(opened)),
        closed=_told(len(days)),
        categories={category: _told(_holding(opened, category)) for category in Category},
        steps={step: _told(sum(step in steps for steps in taken)) for step in Step},
        kinds={kind: _told(given.get(kind, 0)) for kind in Kind},
        days_to_close=_median(days),
    )


def _told(number: int) -> int | None:
    return number if number >= LEAST_SHOWN else None


def _median(days: Sequence[int]) -> float | None:
    return float(median(days)) if len(days) >= LEAST_SHOWN else None


def _holding(cases: Iterable[Case], category: Category) -> int:
    return sum(category in case.facts.categories for case in cases)


def _steps_taken(case: Case) -> set[Step]:
    return {STEP_OF[event.what] for event in case.events if event.what in STEP_OF}


def _days_to_close(case: Case, calendar: SchoolCalendar) -> int:
    closed = max(event.on for event in case.events if event.what is What.CLOSED and event.on)
    return calendar.count_school_days(_day(case.opened_at), closed)


def _day(moment: datetime) -> date:
    return school_time(moment).date()
