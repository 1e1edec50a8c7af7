"""A case is read from its entries; how its number is written and read."""

from dataclasses import replace

import pytest
from case_samples import MONDAY, OFFENSIVE, RACIST, stamp, started

from assistant.core.case_changes import assign, change_details, change_facts, correct, note, record, share
from assistant.core.case_history import Event, What
from assistant.core.cases import Case, parse_reference
from assistant.core.procedure import Status


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("C-0042", 42),
        ("C-42", 42),
        ("c42", 42),
        ("c 42", 42),
        ("C–42", 42),
        ("case 42", 42),
        ("Case C-42", 42),
        ("case no. 42", 42),
        ("case number 42", 42),
        ("#42", 42),
        (" 42 ", 42),
        ("42.", 42),
        ("case 42?", 42),
        ("C-12345", 12345),
        ("case42", 42),
        ("0", None),
        ("C-0000", None),
        ("", None),
        ("case", None),
        ("C-", None),
        ("42a", None),
        ("-42", None),
        ("4.2", None),
        ("42 43", None),
        ("year 1", None),
        ("٤٢", None),
        ("9999999999", None),
    ],
)
def test_parse_reference(text: str, number: int | None) -> None:
    assert parse_reference(text) == number


@pytest.mark.parametrize(("number", "reference"), [(1, "C-0001"), (42, "C-0042"), (9999, "C-9999"), (12345, "C-12345")])
def test_reference_has_at_least_four_digits_and_reads_back(number: int, reference: str) -> None:
    case = replace(started(), number=number)
    assert case.reference == reference
    assert parse_reference(reference) == number


def test_a_new_case_is_open_and_its_report_is_its_first_event() -> None:
    case = started(OFFENSIVE, owner="ann")
    assert (case.status, case.closed, case.owner, case.facts) == (Status.OPEN, False, "ann", OFFENSIVE)
    assert case.events == (Event(What.REPORTED, MONDAY),)
    assert [entry.position for entry in case.entries] == [1, 2]
    assert case.version == 1


def test_facts_and_details_are_the_last_ones_set_and_the_old_ones_stay() -> None:
    case = change_facts(started(OFFENSIVE), stamp(), facts=RACIST)
    renamed = change_details(case, stamp(), details=replace(case.details, title="another name"))
    assert (renamed.facts, renamed.title) == (RACIST, "another name")
    assert [entry.facts for entry in renamed.entries if entry.facts] == [OFFENSIVE, RACIST]
    assert [entry.details.title for entry in renamed.entries if entry.details] == ["a post", "another name"]


def test_the_owner_is_the_last_one_assigned_and_a_share_changes_no_owner() -> None:
    case = share(assign(started(owner="ann"), stamp(), owner="bob"), stamp(), staff_id="cat")
    assert case.owner == "bob"
    assert assign(case, stamp(), owner=None).owner is None


def test_a_case_whose_owner_is_accused_is_nobodys() -> None:
    case = started(owner="ann")
    assert change_details(case, stamp(), details=replace(case.details, accused=frozenset({"ann"}))).owner is None


def _refused_by_mistake() -> Case:
    return record(started(), stamp(), what=What.REFUSED, on=MONDAY)


def test_a_withdrawn_event_counts_no_more_and_stays_visible() -> None:
    mistaken = _refused_by_mistake()
    assert mistaken.status is Status.REFUSED
    case = correct(mistaken, stamp(), position=3, words="wrong parent", withdraw=True)
    assert (case.status, case.withdrawn) == (Status.OPEN, {3})
    assert case.entries[:3] == mistaken.entries


def test_an_addendum_withdraws_nothing() -> None:
    case = correct(_refused_by_mistake(), stamp(), position=3, words="by telephone", withdraw=False)
    assert (case.status, case.withdrawn) == (Status.REFUSED, frozenset())


def test_withdrawing_the_correction_brings_the_event_back() -> None:
    case = correct(_refused_by_mistake(), stamp(), position=3, words="wrong parent", withdraw=True)
    again = correct(case, stamp(), position=4, words="right after all", withdraw=True)
    assert (again.status, again.withdrawn) == (Status.REFUSED, {4})


def test_events_of_a_day_stand_as_they_were_written_whatever_was_corrected() -> None:
    case = started()
    for what in (What.DISCUSSED, What.REFUSED):
        case = record(case, stamp(), what=what, on=MONDAY)
    case = correct(case, stamp(), position=2, words="reported earlier", withdraw=True)
    case = record(case, stamp(), what=What.REPORTED, on=MONDAY.replace(day=1))
    assert [event.what for event in case.events] == [What.REPORTED, What.DISCUSSED, What.REFUSED]


def test_holds_knows_the_requests_that_wrote() -> None:
    case = note(started(), stamp(request_id="r7"), words="rang")
    assert [case.holds(request_id) for request_id in ("r7", "r8", "")] == [True, False, False]
