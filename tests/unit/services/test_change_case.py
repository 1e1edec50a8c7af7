"""Each change is made once, to the version that was seen, by somebody who may see the case."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from case_fakes import FakeCases, case_desk, close_case, person
from case_samples import OFFENSIVE, RACIST
from fakes import NOON, FakeClock

from assistant.core.case_errors import ConflictError, NotFoundError, Refusal, RefusedError
from assistant.core.case_history import What
from assistant.core.cases import EntryKind
from assistant.core.deadlines import Due
from assistant.core.errors import StorageError
from assistant.core.procedure import Status, Step
from assistant.core.routing import About
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.case_desk import CaseView
from assistant.services.change_case import add_note, choose_step, correct_entry, record_event, set_facts
from assistant.services.hand_case import assign_owner, set_details, share_case, unshare_case
from assistant.services.open_case import open_case
from assistant.services.ports import CaseDesk
from assistant.services.read_cases import show_case

DEPUTY = person(StaffRole.SENIOR_LEADER)
HEAD = person(StaffRole.HEADTEACHER)
OFFICE = person(StaffRole.OFFICE)
TODAY = NOON.date()

DETAILS = {"title": "a post", "place": "", "people": "", "accused": [], "about": [], "child_at_risk": False}

Change = Callable[..., CaseView]

# each service, what it is given, and the kind of entry that it makes
CHANGES: dict[str, tuple[Change, dict[str, object], EntryKind]] = {
    "record_event": (record_event, {"what": What.DISCUSSED, "on": TODAY, "words": "by phone"}, EntryKind.EVENT),
    "choose_step": (choose_step, {"step": Step.DISCUSS_AND_REQUEST_REMOVAL}, EntryKind.CHOICE),
    "add_note": (add_note, {"words": "rang"}, EntryKind.NOTE),
    "correct_entry": (correct_entry, {"position": 2, "words": "wrong day", "withdraw": True}, EntryKind.CORRECTION),
    "add to an entry": (correct_entry, {"position": 2, "words": "more", "withdraw": False}, EntryKind.ADDENDUM),
    "set_facts": (set_facts, {"facts": RACIST, "words": "second post"}, EntryKind.FACTS),
    "set_details": (set_details, DETAILS | {"title": "another"}, EntryKind.DETAILS),
    "assign_owner": (assign_owner, {"owner": HEAD}, EntryKind.OWNER),
    "share_case": (share_case, {"recipient": OFFICE, "words": "to print"}, EntryKind.SHARE),
    "close_case": (close_case, {"on": TODAY, "reason": "moved away"}, EntryKind.EVENT),
}


@pytest.fixture
def cases() -> FakeCases:
    return FakeCases()


@pytest.fixture
def desk(cases: FakeCases) -> CaseDesk:
    desk = case_desk(cases)
    open_case(desk, actor=DEPUTY, title="a post", facts=OFFENSIVE, request_id="r1")
    return desk


def _note(desk: CaseDesk, words: str = "rang", *, version: int = 1, actor: StaffAccount = DEPUTY, request_id: str = ""):
    return add_note(desk, actor=actor, number=1, version=version, words=words, request_id=request_id)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_stored_with_its_audit_event(desk: CaseDesk, cases: FakeCases, name: str) -> None:
    change, given, kind = CHANGES[name]
    before = show_case(desk, actor=DEPUTY, number=1).case
    shown = change(desk, actor=DEPUTY, number=1, version=1, **given)
    assert list(cases.stored.values()) == [shown.case]
    assert (shown.case.version, shown.case.entries[:-1]) == (2, before.entries)
    assert (shown.case.entries[-1].kind, shown.case.entries[-1].by) == (kind, DEPUTY.id)
    assert cases.audit[2:] == [(f"case_{kind}", shown.case.id, DEPUTY.id)]
    assert cases.due[shown.case.id] == (shown.due.on if shown.due else None)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_to_an_old_version_carries_the_case_as_it_stands_and_stores_nothing(
    desk: CaseDesk, cases: FakeCases, name: str
) -> None:
    change, given, _ = CHANGES[name]
    current = _note(desk).case
    with pytest.raises(ConflictError) as raised:
        change(desk, actor=DEPUTY, number=1, version=1, **given)
    assert raised.value.current == current
    assert list(cases.stored.values()) == [current]


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("number", [1, 2])
def test_a_change_by_somebody_who_may_not_see_it_is_as_if_there_were_no_case(
    desk: CaseDesk, cases: FakeCases, name: str, number: int
) -> None:
    change, given, _ = CHANGES[name]
    before = dict(cases.stored)
    with pytest.raises(NotFoundError) as raised:
        change(desk, actor=OFFICE, number=number, version=1, **given)
    assert (str(raised.value), cases.stored) == ("There is no such case for you.", before)


@pytest.mark.parametrize("name", CHANGES)
def test_a_repeated_request_changes_nothing(desk: CaseDesk, cases: FakeCases, name: str) -> None:
    change, given, _ = CHANGES[name]
    first, again = (change(desk, actor=DEPUTY, number=1, version=1, request_id="r2", **given) for _ in range(2))
    assert again == first
    assert len(cases.audit) == 3


def test_two_writers_at_once_the_second_is_shown_the_first(desk: CaseDesk, cases: FakeCases) -> None:
    cases.meanwhile.append(lambda: _note(desk, "the first", actor=HEAD))
    with pytest.raises(ConflictError) as raised:
        _note(desk, "the second")
    assert [entry.words for entry in raised.value.current.entries[2:]] == ["the first"]


def test_the_same_request_twice_at_once_writes_once(desk: CaseDesk, cases: FakeCases) -> None:
    cases.meanwhile.append(lambda: _note(desk, request_id="r2"))
    assert [entry.words for entry in _note(desk, request_id="r2").case.entries[2:]] == ["rang"]


def test_somebody_who_is_accused_in_between_is_shown_nothing(desk: CaseDesk, cases: FakeCases) -> None:
    cases.meanwhile.append(
        lambda: set_details(desk, actor=HEAD, number=1, version=1, **DETAILS | {"accused": [DEPUTY]})
    )
    with pytest.raises(NotFoundError):
        _note(desk)


def test_a_change_that_is_not_stored_says_so(desk: CaseDesk, cases: FakeCases) -> None:
    before, cases.failures = dict(cases.stored), 1
    with pytest.raises(StorageError):
        _note(desk)
    assert cases.stored == before


def test_record_event_gives_the_new_advice_and_by_when(desk: CaseDesk) -> None:
    version = 1
    for what in (What.DISCUSSED, What.REMOVAL_REQUESTED, What.REFUSED):
        shown = record_event(desk, actor=DEPUTY, number=1, version=version, what=what, on=TODAY)
        version = shown.case.version
    assert shown.advice.status is Status.REFUSED
    assert [step.step for step in shown.advice.next_steps if step.required] == [Step.WRITTEN_WARNING]
    assert shown.due == Due(date(2026, 9, 8), Step.WRITTEN_WARNING)


def test_record_event_against_the_advice_needs_a_reason(desk: CaseDesk) -> None:
    given = {"actor": DEPUTY, "number": 1, "version": 1, "what": What.POLICE_CONTACTED, "on": TODAY}
    with pytest.raises(RefusedError) as raised:
        record_event(desk, **given)
    assert raised.value.code is Refusal.REASON_NEEDED
    assert record_event(desk, **given, reason="they asked us").case.entries[-1].reason == "they asked us"


def test_record_event_knows_which_day_it_is_at_school(desk: CaseDesk) -> None:
    late = case_desk(desk.cases, FakeClock(NOON + timedelta(hours=11, minutes=30)))
    tomorrow = TODAY + timedelta(days=1)
    shown = record_event(late, actor=DEPUTY, number=1, version=1, what=What.DISCUSSED, on=tomorrow)
    assert shown.case.entries[-1].on == tomorrow


def test_close_case_before_its_time_needs_a_reason_and_a_closed_case_is_due_for_nothing(
    desk: CaseDesk, cases: FakeCases
) -> None:
    with pytest.raises(RefusedError) as raised:
        close_case(desk, actor=DEPUTY, number=1, version=1, on=TODAY)
    assert raised.value.code is Refusal.REASON_NEEDED
    shown = close_case(desk, actor=DEPUTY, number=1, version=1, on=TODAY, reason="the family has moved")
    assert (shown.advice.status, shown.due, cases.due) == (Status.CLOSED, None, {shown.case.id: None})


@pytest.mark.parametrize("accused", [HEAD, OFFICE])
def test_a_case_goes_to_nobody_who_may_not_read_it(desk: CaseDesk, accused: StaffAccount) -> None:
    set_details(desk, actor=DEPUTY, number=1, version=1, **DETAILS | {"about": [About.STAFF], "accused": [accused]})
    given = {"actor": DEPUTY, "number": 1, "version": 2}
    for attempt in (
        lambda: assign_owner(desk, **given, owner=accused),
        lambda: share_case(desk, **given, recipient=accused),
    ):
        with pytest.raises(RefusedError) as raised:
            attempt()
        assert raised.value.code is Refusal.MAY_NOT_READ_IT


def test_share_case_lets_somebody_in(desk: CaseDesk) -> None:
    shown = share_case(desk, actor=DEPUTY, number=1, version=1, recipient=OFFICE, words="to print")
    assert show_case(desk, actor=OFFICE, number=1) == shown
    assert [(one.staff_id, one.by, one.at, one.note) for one in shown.case.shares] == [
        (OFFICE.id, DEPUTY.id, NOON, "to print")
    ]


def test_assign_owner_to_nobody_leaves_the_case_to_those_who_see_it_anyway(desk: CaseDesk) -> None:
    shown = assign_owner(desk, actor=DEPUTY, number=1, version=1, owner=None)
    assert shown.case.owner is None
    assert show_case(desk, actor=HEAD, number=1) == shown


def test_set_details_shuts_the_accused_out_from_then_on(desk: CaseDesk) -> None:
    set_details(desk, actor=HEAD, number=1, version=1, **DETAILS | {"accused": [DEPUTY]})
    with pytest.raises(NotFoundError):
        show_case(desk, actor=DEPUTY, number=1)
    shown = show_case(desk, actor=HEAD, number=1).case
    assert (shown.owner, shown.details.about) == (None, {About.STAFF})


def test_unshare_case_lets_somebody_out_and_leaves_its_audit_event(desk: CaseDesk, cases: FakeCases) -> None:
    share_case(desk, actor=DEPUTY, number=1, version=1, recipient=OFFICE)
    shown = unshare_case(desk, actor=HEAD, number=1, version=2, reader=OFFICE, words="printed", request_id="q")
    assert (shown.case.shares, shown.case.version) == ((), 3)
    assert [(one.kind, one.staff_id, one.words) for one in shown.case.entries[-2:]] == [
        (EntryKind.SHARE, OFFICE.id, ""),
        (EntryKind.UNSHARE, OFFICE.id, "printed"),
    ]
    assert cases.audit[-1] == ("case_unshare", shown.case.id, HEAD.id)
    with pytest.raises(NotFoundError):
        show_case(desk, actor=OFFICE, number=1)
    assert unshare_case(desk, actor=HEAD, number=1, version=2, reader=OFFICE, request_id="q") == shown


def test_whoever_was_let_in_takes_back_only_what_they_gave_themselves(desk: CaseDesk) -> None:
    governor = person(StaffRole.GOVERNOR)
    share_case(desk, actor=DEPUTY, number=1, version=1, recipient=OFFICE)
    share_case(desk, actor=OFFICE, number=1, version=2, recipient=governor)
    with pytest.raises(RefusedError) as raised:
        unshare_case(desk, actor=governor, number=1, version=3, reader=OFFICE)
    assert raised.value.code is Refusal.NOT_YOURS_TO_UNSHARE
    assert unshare_case(desk, actor=OFFICE, number=1, version=3, reader=governor).case.version == 4
    with pytest.raises(RefusedError) as raised:
        unshare_case(desk, actor=DEPUTY, number=1, version=4, reader=governor)
    assert raised.value.code is Refusal.NOT_SHARED
