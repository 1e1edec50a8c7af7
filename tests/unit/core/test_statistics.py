"""What governors are told: a school year's counts, none below three."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from case_fakes import EVERY_WEEKDAY
from case_samples import ALLEGATION, OFFENSIVE, RACIST, started, told

from assistant.core.cases import Case
from assistant.core.posts import Category
from assistant.core.procedure import Facts, Step
from assistant.core.routing import Kind
from assistant.core.statistics import SchoolYear, Statistics, count, school_year, year_of

YEAR = SchoolYear(2026)
SEPTEMBER = datetime(2026, 9, 7, 12, tzinfo=UTC)


def _case(facts: Facts = OFFENSIVE, events: str = "", opened: datetime = SEPTEMBER) -> Case:
    return replace(told(started(facts), events), opened_at=opened)


def _count(cases: list[Case] | None = None, given: dict[Kind, int] | None = None) -> Statistics:
    return count(cases or [], given or {}, EVERY_WEEKDAY)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 8, 31), "2025/26"),
        (date(2026, 9, 1), "2026/27"),
        (date(2027, 8, 31), "2026/27"),
        (date(1999, 9, 1), "1999/00"),
    ],
)
def test_a_school_year_is_from_september_to_august(day: date, year: str) -> None:
    assert str(school_year(day)) == year
    assert day in school_year(day)


@pytest.mark.parametrize(
    ("moment", "begins"),
    [
        (datetime(2026, 8, 31, 22, 59, tzinfo=UTC), 2025),
        (datetime(2026, 8, 31, 23, tzinfo=UTC), 2026),
        (datetime(2027, 8, 31, 22, 59, tzinfo=UTC), 2026),
    ],
)
def test_a_school_year_begins_at_midnight_by_the_clocks_at_school(moment: datetime, begins: int) -> None:
    year = year_of(moment)
    assert year == SchoolYear(begins)
    assert year.begins_at <= moment < year.next.begins_at


@pytest.mark.parametrize(("number", "shown"), [(0, None), (1, None), (2, None), (3, 3), (4, 4)])
def test_a_count_below_three_is_not_told(number: int, shown: int | None) -> None:
    counts = _count([_case(events="discussed removed closed")] * number, {Kind.CONCERN: number})
    assert (counts.cases, counts.closed, counts.categories[Category.OFFENSIVE]) == (shown, shown, shown)
    assert (counts.kinds[Kind.CONCERN], counts.kinds[Kind.REPORT]) == (shown, None)
    assert (counts.days_to_close is None) is (shown is None)


def test_each_category_step_and_kind_is_counted_once_a_case() -> None:
    counts = _count(
        [_case(RACIST, "police_contacted warning_sent warning_sent")] * 3
        + [_case(ALLEGATION, "discussed removal_requested")] * 4
    )
    assert {category: number for category, number in counts.categories.items() if number} == {
        Category.RACIST: 3,
        Category.ALLEGATION: 4,
    }
    assert {step: number for step, number in counts.steps.items() if number} == {
        Step.DISCUSS_AND_REQUEST_REMOVAL: 4,
        Step.CONTACT_POLICE: 3,
        Step.WRITTEN_WARNING: 3,
    }
    assert (set(counts.categories), set(counts.steps), set(counts.kinds)) == (set(Category), set(Step), set(Kind))


def test_days_to_close_are_the_median_of_school_days() -> None:
    cases = [_case(events=f"removed@7 closed@{day}") for day in ("8", "9", "11")]
    assert _count(cases).days_to_close == 2.0
    over_a_weekend = [replace(case, opened_at=SEPTEMBER - timedelta(days=3)) for case in cases]
    assert _count(over_a_weekend).days_to_close == 3.0
    assert _count([*cases, _case(events="removed@7 closed@10")]).days_to_close == 2.5


def test_a_case_that_was_opened_again_counts_as_open() -> None:
    reopened = _case(events="removed@7 closed@8 continued@9")
    assert (_count([reopened] * 3).cases, _count([reopened] * 3).closed) == (3, None)


def test_what_was_closed_on_a_day_before_it_was_opened_here_took_no_day() -> None:
    late = _case(events="removed@7 closed@8", opened=SEPTEMBER + timedelta(days=4))
    assert _count([late] * 3).days_to_close == 0.0
