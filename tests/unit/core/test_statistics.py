"""What governors are told: a school year's counts, none below three."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from case_fakes import EVERY_WEEKDAY
from case_samples import ALLEGATION, OFFENSIVE, RACIST, started, told

from assistant.core.cases import Case
from assistant.core.posts import Category
from assistant.core.procedure import Facts, Step
from assistant.core.records import Record
from assistant.core.routing import About, Kind
from assistant.core.statistics import SchoolYear, Statistics, count, school_year, school_years

YEAR = SchoolYear(2026)
SEPTEMBER = datetime(2026, 9, 7, 12, tzinfo=UTC)


def _case(facts: Facts = OFFENSIVE, events: str = "", opened: datetime = SEPTEMBER) -> Case:
    return replace(told(started(facts), events), opened_at=opened)


def _record(kind: Kind, created: datetime = SEPTEMBER) -> Record:
    return Record("id", "r", kind, About.SCHOOL, child_at_risk=False, created_at=created)


def _count(cases: list[Case] | None = None, records: list[Record] | None = None) -> Statistics:
    return count(cases or [], records or [], YEAR, EVERY_WEEKDAY)


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


def test_school_years_are_those_of_something_and_the_present_one() -> None:
    cases = [_case(opened=datetime(2024, 3, 1, tzinfo=UTC))]
    records = [_record(Kind.REPORT, datetime(2026, 8, 31, 23, 30, tzinfo=UTC))]
    assert [str(year) for year in school_years(cases, records, date(2027, 9, 1))] == ["2027/28", "2026/27", "2023/24"]


@pytest.mark.parametrize(("number", "shown"), [(0, None), (1, None), (2, None), (3, 3), (4, 4)])
def test_a_count_below_three_is_not_told(number: int, shown: int | None) -> None:
    counts = _count([_case(events="discussed removed closed")] * number, [_record(Kind.CONCERN)] * number)
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


def test_another_years_cases_and_records_do_not_count() -> None:
    before, after = datetime(2026, 8, 31, 22, tzinfo=UTC), datetime(2027, 9, 1, tzinfo=UTC)
    cases = [_case(opened=moment) for moment in (before, after)] * 3
    records = [_record(Kind.CONCERN, moment) for moment in (before, after)] * 3
    assert _count(cases, records) == _count()


def test_the_day_is_the_one_at_school() -> None:
    midnight_in_summer_time = datetime(2026, 8, 31, 23, tzinfo=UTC)
    assert _count([_case(opened=midnight_in_summer_time)] * 3).cases == 3


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
