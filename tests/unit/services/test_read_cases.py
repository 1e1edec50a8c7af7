"""Lists and searches hold what somebody may see and nothing that tells of the rest."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from case_fakes import FakeCases, case_desk, close_case, person
from case_samples import OFFENSIVE, RACIST
from fakes import NOON, FakeClock

from assistant.adapters.content import read_procedure
from assistant.core.case_errors import NotFoundError
from assistant.core.errors import StorageError
from assistant.core.routing import About
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.hand_case import share_case
from assistant.services.open_case import open_case
from assistant.services.ports import CaseDesk
from assistant.services.read_cases import (
    Which,
    case_chronology_rows,
    case_of_record,
    find_cases,
    likely_cases,
    list_cases,
    numbered_cases,
    opened_since,
    show_case,
)

DEPUTY = person(StaffRole.SENIOR_LEADER)
HEAD = person(StaffRole.HEADTEACHER)
LEAD = person(StaffRole.SAFEGUARDING_LEAD)
OFFICE = person(StaffRole.OFFICE)
CHAIR = person(StaffRole.CHAIR_OF_GOVERNORS)
GOVERNOR = person(StaffRole.GOVERNOR)
WORDS = read_procedure(Path(__file__).parents[3] / "assistant" / "content" / "procedure.yml").words


@pytest.fixture
def desk() -> CaseDesk:
    """Five cases: open, closed, racist, about the deputy, about the headteacher."""
    desk = case_desk(FakeCases(), FakeClock(datetime(2026, 9, 4, 12, tzinfo=NOON.tzinfo)))
    for number, (actor, title, given) in enumerate(
        [
            (DEPUTY, "Year 1 photo", {}),
            (DEPUTY, "parking", {}),
            (HEAD, "Year 2 slur", {"facts": RACIST, "reported_on": date(2026, 9, 1)}),
            (HEAD, "photo of the deputy", {"accused": [DEPUTY]}),
            (CHAIR, "photo of the head", {"about": [About.HEADTEACHER]}),
        ],
        start=1,
    ):
        open_case(desk, actor=actor, title=title, request_id=f"r{number}", **{"facts": OFFENSIVE} | given)
    close_case(desk, actor=DEPUTY, number=2, version=1, on=date(2026, 9, 4), reason="settled")
    share_case(desk, actor=DEPUTY, number=1, version=1, recipient=OFFICE)
    return desk


@pytest.mark.parametrize(
    ("actor", "which", "numbers"),
    [
        (HEAD, Which.ALL, [4, 3, 2, 1]),
        (HEAD, Which.OPEN, [4, 3, 1]),
        (HEAD, Which.MINE, [4, 3]),
        (HEAD, Which.OVERDUE, [3]),
        (DEPUTY, Which.ALL, [3, 2, 1]),
        (DEPUTY, Which.MINE, [1]),
        (LEAD, Which.ALL, [3]),
        (OFFICE, Which.ALL, [1]),
        (OFFICE, Which.MINE, []),
        (CHAIR, Which.ALL, [5]),
        (GOVERNOR, Which.ALL, []),
    ],
)
def test_list_cases_the_newest_first(desk: CaseDesk, actor: StaffAccount, which: Which, numbers: list[int]) -> None:
    assert [shown.case.number for shown in list_cases(desk, actor=actor, which=which)] == numbers


@pytest.mark.parametrize(
    ("actor", "words", "numbers"),
    [
        (HEAD, "photo", [4, 1]),
        (DEPUTY, "photo", [1]),
        (CHAIR, "photo", [5]),
        (OFFICE, "the year 1 thing", [1]),
        (DEPUTY, "C-0004", []),
        (DEPUTY, "parking", [2]),
        (GOVERNOR, "photo", []),
    ],
)
def test_find_cases_only_among_those_that_may_be_seen(
    desk: CaseDesk, actor: StaffAccount, words: str, numbers: list[int]
) -> None:
    assert [shown.case.number for shown in find_cases(desk, actor=actor, words=words)] == numbers


@pytest.mark.parametrize("number", [4, 99])
def test_a_case_that_is_not_yours_is_as_one_that_is_not_there(desk: CaseDesk, number: int) -> None:
    for ask in (
        lambda: show_case(desk, actor=DEPUTY, number=number),
        lambda: case_chronology_rows(desk, actor=DEPUTY, number=number, words=WORDS, names={}),
    ):
        with pytest.raises(NotFoundError) as raised:
            ask()
        assert str(raised.value) == "There is no such case for you."


def test_case_chronology_rows_tell_what_happened_by_whom(desk: CaseDesk) -> None:
    rows = case_chronology_rows(desk, actor=HEAD, number=2, words=WORDS, names={DEPUTY.id: "Ann Deputy"})
    assert [(row.what, row.who, row.reason) for row in rows] == [
        ("Case opened: parking; on a social network, offensive", "Ann Deputy", ""),
        ("Reported to the school", "Ann Deputy", ""),
        ("Closed the case", "Ann Deputy", "settled"),
    ]


def test_a_case_is_overdue_the_day_after_it_was_due(desk: CaseDesk) -> None:
    (shown,) = find_cases(desk, actor=LEAD, words="slur")
    assert [shown.overdue(date(2026, 9, day)) for day in (1, 2)] == [False, True]
    assert not replace(shown, due=None).overdue(date(2026, 9, 2))


def test_case_of_record_is_shown_to_those_who_may_see_it(desk: CaseDesk) -> None:
    case = show_case(desk, actor=HEAD, number=4).case
    desk.cases.stored[case.id] = replace(case, record_id="record-1")  # type: ignore[attr-defined]
    found = case_of_record(desk, actor=HEAD, record_id="record-1")
    assert found is not None
    assert found.id == case.id
    assert case_of_record(desk, actor=DEPUTY, record_id="record-1") is None
    assert case_of_record(desk, actor=HEAD, record_id="record-2") is None


@pytest.mark.parametrize(
    ("actor", "since", "numbers"),
    [
        (DEPUTY, date(2026, 9, 4), [3, 2, 1]),
        (OFFICE, date(2026, 9, 4), [1]),
        (CHAIR, date(2026, 9, 4), [5]),
        (GOVERNOR, date(2026, 9, 4), []),
        (DEPUTY, date(2026, 9, 5), []),
    ],
)
def test_new_cases_are_those_opened_since_a_day_that_one_may_see_closed_ones_too(
    desk: CaseDesk, actor: StaffAccount, since: date, numbers: list[int]
) -> None:
    found = opened_since(desk, actor=actor, since=since)
    assert [shown.case.number for shown in found] == numbers


def test_the_day_of_a_new_case_is_the_schools_and_not_the_machines() -> None:
    late = datetime(2026, 9, 4, 23, 30, tzinfo=NOON.tzinfo)
    desk = case_desk(FakeCases(), FakeClock(late))
    open_case(desk, actor=DEPUTY, title="late", request_id="r", facts=OFFENSIVE)
    assert len(opened_since(desk, actor=DEPUTY, since=date(2026, 9, 5))) == 1


def test_each_reading_of_a_case_leaves_who_and_when_and_a_list_leaves_nothing(desk: CaseDesk) -> None:
    cases = desk.cases
    assert isinstance(cases, FakeCases)
    list_cases(desk, actor=HEAD, which=Which.ALL)
    find_cases(desk, actor=HEAD, words="photo")
    likely_cases(desk, actor=HEAD, words="photo")
    assert [shown.case.number for shown in numbered_cases(desk, actor=DEPUTY, numbers=[4, 1, 99])] == [1]
    assert cases.read == []
    first, second = show_case(desk, actor=OFFICE, number=1).case, show_case(desk, actor=HEAD, number=4).case
    case_chronology_rows(desk, actor=HEAD, number=4, words=WORDS, names={})
    now = desk.clock.now()
    assert cases.read == [(first.id, OFFICE.id, now), (second.id, HEAD.id, now), (second.id, HEAD.id, now)]
    with pytest.raises(NotFoundError):
        show_case(desk, actor=GOVERNOR, number=1)
    assert len(cases.read) == 3


def test_a_case_whose_reading_cannot_be_noted_is_not_shown(desk: CaseDesk) -> None:
    assert isinstance(desk.cases, FakeCases)
    desk.cases.failures = 1
    with pytest.raises(StorageError):
        show_case(desk, actor=HEAD, number=1)
