"""School days, and the time that the clocks in England show."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.calendar import Period, SchoolCalendar, school_time

CALENDAR = SchoolCalendar(
    terms=(
        Period("autumn", date(2026, 9, 3), date(2026, 12, 18)),
        Period("spring", date(2027, 1, 5), date(2027, 3, 25)),
    ),
    holidays=(Period("half term", date(2026, 10, 26), date(2026, 10, 30)),),
    inset_days=frozenset({date(2026, 11, 27)}),
    bank_holidays=frozenset({date(2026, 12, 25), date(2027, 3, 29), date(2026, 8, 31)}),
    valid_until=date(2027, 3, 26),
)


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        (date(2026, 9, 3), True),
        (date(2026, 9, 5), False),
        (date(2026, 10, 23), True),
        (date(2026, 10, 26), False),
        (date(2026, 10, 30), False),
        (date(2026, 11, 2), True),
        (date(2026, 11, 27), False),
        (date(2026, 12, 18), True),
        (date(2026, 12, 21), False),
        (date(2026, 12, 25), False),
        (date(2027, 1, 4), False),
        (date(2027, 3, 25), True),
        (date(2027, 3, 26), False),
        pytest.param(date(2027, 3, 30), True, id="beyond what it knows"),
        pytest.param(date(2027, 3, 29), False, id="beyond, a bank holiday"),
        pytest.param(date(2027, 3, 27), False, id="beyond, a weekend"),
        pytest.param(date(2026, 9, 2), True, id="before what it knows"),
        pytest.param(date(2026, 8, 31), False, id="before, a bank holiday"),
    ],
)
def test_is_school_day(day: date, is_one: bool) -> None:
    assert CALENDAR.is_school_day(day) is is_one


@pytest.mark.parametrize(
    ("day", "number", "due"),
    [
        (date(2026, 9, 7), 0, date(2026, 9, 7)),
        (date(2026, 9, 6), 0, date(2026, 9, 6)),
        (date(2026, 9, 7), 2, date(2026, 9, 9)),
        (date(2026, 9, 11), 1, date(2026, 9, 14)),
        (date(2026, 9, 12), 2, date(2026, 9, 15)),
        (date(2026, 10, 22), 2, date(2026, 11, 2)),
        (date(2026, 11, 26), 1, date(2026, 11, 30)),
        (date(2026, 12, 17), 5, date(2027, 1, 8)),
        (date(2027, 3, 24), 3, date(2027, 3, 31)),
    ],
)
def test_add_school_days(day: date, number: int, due: date) -> None:
    assert CALENDAR.add_school_days(day, number) == due


@given(st.dates(date(2026, 8, 1), date(2028, 1, 1)), st.integers(1, 30))
def test_there_are_as_many_school_days_up_to_the_due_date_as_were_added(day: date, number: int) -> None:
    due = CALENDAR.add_school_days(day, number)
    between = [date.fromordinal(at) for at in range(day.toordinal() + 1, due.toordinal() + 1)]
    assert sum(CALENDAR.is_school_day(one) for one in between) == number
    assert CALENDAR.is_school_day(due)
    assert CALENDAR.count_school_days(day, due) == number


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 1, 1, 12, tzinfo=UTC), "2026-01-01 12:00 GMT"),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "2026-03-29 00:59 GMT"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "2026-03-29 02:00 BST"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "2026-07-01 00:30 BST"),
        (datetime(2026, 10, 25, 0, 59, tzinfo=UTC), "2026-10-25 01:59 BST"),
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), "2026-10-25 01:00 GMT"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "2027-03-28 02:00 BST"),
        (datetime(2027, 10, 31, 1, 0, tzinfo=UTC), "2027-10-31 01:00 GMT"),
        (datetime(2030, 3, 31, 1, 0, tzinfo=UTC), "2030-03-31 02:00 BST"),
    ],
)
def test_school_time(moment: datetime, shown: str) -> None:
    assert f"{school_time(moment):%Y-%m-%d %H:%M %Z}" == shown


def test_count_school_days_until_the_day_itself_or_one_before_is_none() -> None:
    assert CALENDAR.count_school_days(date(2026, 9, 9), date(2026, 9, 9)) == 0
    assert CALENDAR.count_school_days(date(2026, 9, 9), date(2026, 9, 1)) == 0


@pytest.mark.parametrize(("days", "soon"), [(61, False), (60, True), (0, True), (-1, True)])
def test_ends_soon_tells_from_sixty_days_before_the_last(days: int, soon: bool) -> None:
    assert CALENDAR.ends_soon(CALENDAR.valid_until - timedelta(days=days)) is soon


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2026, 9, 9), date(2026, 9, 8)),
        pytest.param(date(2026, 9, 7), date(2026, 9, 4), id="after a weekend"),
        pytest.param(date(2026, 9, 6), date(2026, 9, 4), id="at a weekend"),
        pytest.param(date(2026, 11, 2), date(2026, 10, 23), id="after half term"),
        pytest.param(date(2026, 11, 30), date(2026, 11, 26), id="after an INSET day"),
        pytest.param(date(2027, 1, 5), date(2026, 12, 18), id="after the holidays between terms"),
        pytest.param(date(2026, 9, 1), date(2026, 8, 28), id="before what it knows, over a bank holiday"),
    ],
)
def test_school_day_before(day: date, before: date) -> None:
    assert CALENDAR.school_day_before(day) == before
