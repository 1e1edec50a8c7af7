"""The governors' counts are of one school year, chosen among those that there is something of."""

from datetime import UTC, datetime

import pytest
from case_fakes import case_desk, person
from case_samples import OFFENSIVE
from fakes import FakeClock, FakeReceipts, FakeStore

from assistant.core.posts import Category
from assistant.core.records import Account, Draft
from assistant.core.routing import About, Kind
from assistant.core.staff import StaffRole
from assistant.services.give_record import give_record
from assistant.services.open_case import open_case
from assistant.services.read_statistics import read_statistics


@pytest.mark.parametrize(
    ("begins", "year", "cases", "concerns"),
    [(None, 2026, None, 3), (2026, 2026, None, 3), (2025, 2025, 3, None), (1999, 2026, None, 3)],
)
def test_read_statistics_counts_the_year_asked_for_or_the_newest(
    begins: int | None, year: int, cases: int | None, concerns: int | None
) -> None:
    clock, store = FakeClock(datetime(2026, 8, 31, 12, tzinfo=UTC)), FakeStore()
    desk, receipts = case_desk(clock=clock), FakeReceipts()
    head = person(StaffRole.HEADTEACHER)
    for number in range(3):
        open_case(desk, actor=head, title="a post", facts=OFFENSIVE, request_id=str(number))
    clock.at = datetime(2026, 9, 1, 12, tzinfo=UTC)
    for number in range(3):
        draft = Draft(Kind.CONCERN, About.SCHOOL, Account("words"))
        give_record(store, receipts, clock, draft=draft, request_id=str(number))
    counts, shown, years = read_statistics(desk, store, actor=head, begins=begins)
    assert (shown.begins, [one.begins for one in years]) == (year, [2026, 2025])
    assert (counts.cases, counts.kinds[Kind.CONCERN]) == (cases, concerns)


def test_nobody_counts_what_is_about_their_own_post() -> None:
    clock, store = FakeClock(datetime(2026, 9, 1, 12, tzinfo=UTC)), FakeStore()
    desk, receipts = case_desk(clock=clock), FakeReceipts()
    for number in range(3):
        draft = Draft(Kind.COMPLAINT, About.HEADTEACHER, Account("words"))
        give_record(store, receipts, clock, draft=draft, request_id=str(number))
    counted = [
        read_statistics(desk, store, actor=person(role), begins=None)[0].kinds[Kind.COMPLAINT]
        for role in (StaffRole.HEADTEACHER, StaffRole.CHAIR_OF_GOVERNORS, StaffRole.GOVERNOR)
    ]
    assert counted == [None, 3, 3]


def test_nobody_counts_a_case_that_is_about_them() -> None:
    desk, store = case_desk(), FakeStore()
    head, chair = person(StaffRole.HEADTEACHER), person(StaffRole.CHAIR_OF_GOVERNORS)
    for number in range(3):
        open_case(
            desk,
            actor=chair,
            title="a post",
            facts=OFFENSIVE,
            request_id=str(number),
            about=frozenset({About.HEADTEACHER}),
        )
    counted = [read_statistics(desk, store, actor=who, begins=None) for who in (head, chair)]
    assert [counts.cases for counts, _, _ in counted] == [None, 3]
    assert [counts.categories[Category.OFFENSIVE] for counts, _, _ in counted] == [None, 3]
