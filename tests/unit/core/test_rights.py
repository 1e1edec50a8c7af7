"""By when a request about somebody's own data must be answered, and who of the staff handles it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.core.periods import Period, add_months
from assistant.core.records import HandOver, Notice, Record
from assistant.core.rights import Outcome, RightsKind, RightsRequest, due_date, may_handle, still_due
from assistant.core.routing import About, Kind, Role, readers
from assistant.core.staff import StaffAccount, StaffRole

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
CHRISTMAS = {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)}
"""The bank holidays around Christmas 2026: Boxing Day is a Saturday, so Monday the 28th takes its place."""


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-01-29", 1, "2028-02-29"),
        ("2027-01-29", 1, "2027-02-28"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-12-15", 13, "2028-01-15"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2026-05-05", 0, "2026-05-05"),
    ],
)
def test_months_are_those_of_the_calendar(day: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("period", "after", "words"),
    [
        (Period(days=90), "2026-11-30", "90 days"),
        (Period(days=1), "2026-09-02", "1 day"),
        (Period(years=6), "2032-09-01", "6 years"),
        (Period(years=1), "2027-09-01", "1 year"),
    ],
)
def test_period_is_over_after_its_days_or_years(period: Period, after: str, words: str) -> None:
    assert (period.after(date(2026, 9, 1)), str(period)) == (date.fromisoformat(after), words)


# received, last day to answer, last day to acknowledge a complaint
TABLE = [
    ("2026-09-01", "2026-10-01", "2026-09-30"),
    # The last day is a Saturday, then a Sunday: it moves to Monday. A complaint's does not move.
    ("2026-09-03", "2026-10-05", "2026-10-02"),
    ("2026-09-04", "2026-10-05", "2026-10-03"),
    # The next month is shorter; in a leap year by less.
    ("2028-01-31", "2028-02-29", "2028-02-29"),
    ("2029-01-31", "2029-02-28", "2029-03-01"),
    ("2026-01-31", "2026-03-02", "2026-03-01"),
    ("2026-10-31", "2026-11-30", "2026-11-29"),
    # Over Christmas: Friday the 25th, the weekend, and Monday the bank holiday are passed over.
    ("2026-11-25", "2026-12-29", "2026-12-24"),
    ("2026-12-01", "2027-01-04", "2026-12-30"),
    # School holidays do not extend it: this is in the middle of the summer.
    ("2026-07-20", "2026-08-20", "2026-08-18"),
]


@pytest.mark.parametrize(("received", "answer", "acknowledge"), TABLE)
def test_last_day_by_the_day_of_receipt(received: str, answer: str, acknowledge: str) -> None:
    day = date.fromisoformat(received)
    found = {kind: due_date(kind, day, bank_holidays=CHRISTMAS).isoformat() for kind in RightsKind}
    assert found == dict.fromkeys(RightsKind, answer) | {RightsKind.COMPLAINT: acknowledge}


def test_day_of_receipt_is_the_schools_day() -> None:
    just_after_midnight = RightsRequest("r", RightsKind.ACCESS, datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    assert just_after_midnight.received_on == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("kind", "done", "due"),
    [
        (RightsKind.ACCESS, {}, date(2026, 10, 1)),
        (RightsKind.ACCESS, {"acknowledged_at": NOW}, date(2026, 10, 1)),
        (RightsKind.ACCESS, {"answered_at": NOW, "outcome": Outcome.REFUSED}, None),
        (RightsKind.COMPLAINT, {}, date(2026, 9, 30)),
        (RightsKind.COMPLAINT, {"acknowledged_at": NOW}, None),
        (RightsKind.COMPLAINT, {"answered_at": NOW, "outcome": Outcome.FULFILLED}, None),
    ],
)
def test_what_is_still_due(kind: RightsKind, done: dict[str, object], due: date | None) -> None:
    assert still_due(RightsRequest("r", kind, NOW, **done)) == due  # type: ignore[arg-type]


def _person(*roles: StaffRole, disabled: bool = False) -> StaffAccount:
    return StaffAccount("a", "a@school.test", "A", frozenset(roles), NOW - timedelta(days=9), True, disabled)


@pytest.mark.parametrize(
    ("kind", "about", "concerns", "handlers"),
    [
        (RightsKind.ACCESS, About.OTHER, None, {StaffRole.HEADTEACHER, StaffRole.OFFICE}),
        (RightsKind.ACCESS, About.OTHER, "r-0", {StaffRole.HEADTEACHER}),
        (RightsKind.ACCESS, About.STAFF, None, {StaffRole.HEADTEACHER}),
        (RightsKind.ACCESS, About.HEADTEACHER, None, {StaffRole.CHAIR_OF_GOVERNORS}),
        (RightsKind.COMPLAINT, About.OTHER, None, {StaffRole.HEADTEACHER}),
        (RightsKind.ERASURE, About.OTHER, "r-0", {StaffRole.HEADTEACHER}),
        (RightsKind.COMPLAINT, About.GOVERNORS, None, {StaffRole.CLERK}),
    ],
)
def test_who_handles_a_request(kind: RightsKind, about: About, concerns: str | None, handlers: set[StaffRole]) -> None:
    record = Record("r", "q", Kind.DATA_RIGHTS, about, False, NOW)
    request = RightsRequest("r", kind, NOW, concerns)
    notices = [Notice(role.value, "r", Role(role), HandOver.QUEUED, NOW) for role in readers(Kind.DATA_RIGHTS, about)]
    assert {role for role in StaffRole if may_handle(request, record, notices, _person(role))} == handlers
    assert [role for role in StaffRole if may_handle(request, record, notices, _person(role, disabled=True))] == []
