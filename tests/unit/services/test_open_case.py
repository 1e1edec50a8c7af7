"""A case is opened once, by somebody who may, from what is in their hand or from what a parent gave."""

import uuid
from datetime import UTC, date, datetime

import pytest
from case_fakes import FakeCases, case_desk, person
from case_samples import ALLEGATION, OFFENSIVE, RACIST
from fakes import NOON, FakeClock, FakeReceipts, FakeStore, by_rule

from assistant.core.access import may_see
from assistant.core.case_errors import ConflictError, NotFoundError, Refusal, RefusedError
from assistant.core.case_history import What
from assistant.core.cases import EntryKind
from assistant.core.deadlines import Due
from assistant.core.errors import StorageError
from assistant.core.procedure import Status, Step
from assistant.core.records import Account, Draft, HandOver
from assistant.core.routing import About, Kind, Role
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.case_desk import CaseView
from assistant.services.give_record import give_record
from assistant.services.hold_receipt import add_information
from assistant.services.open_case import open_case, open_case_from_record
from assistant.services.ports import CaseDesk
from assistant.services.read_record import open_own_record
from assistant.services.reply_to_record import Replied, reply_to_record

DEPUTY = person(StaffRole.SENIOR_LEADER)
HEAD = person(StaffRole.HEADTEACHER)
LEAD = person(StaffRole.SAFEGUARDING_LEAD)
OFFICE = person(StaffRole.OFFICE)
CHAIR = person(StaffRole.CHAIR_OF_GOVERNORS)


def _open(desk: CaseDesk, actor: StaffAccount = DEPUTY, request_id: str = "r1", **given) -> CaseView:
    return open_case(desk, actor=actor, request_id=request_id, **{"title": "a post", "facts": OFFENSIVE} | given)


def test_open_case_answers_what_to_do_now_and_by_when() -> None:
    shown = _open(case_desk(), words="a screenshot", place="a group", people="two parents")
    assert (shown.case.reference, shown.case.owner, shown.advice.status) == ("C-0001", DEPUTY.id, Status.OPEN)
    assert [(step.step, step.required) for step in shown.advice.next_steps] == [
        (Step.DISCUSS_AND_REQUEST_REMOVAL, True)
    ]
    assert shown.due == Due(date(2026, 9, 3), Step.DISCUSS_AND_REQUEST_REMOVAL)
    assert str(uuid.UUID(shown.case.id)) == shown.case.id
    opened, reported = shown.case.entries
    assert (opened.kind, opened.by, opened.recorded_at) == (EntryKind.OPENED, DEPUTY.id, NOON)
    assert (reported.what, reported.on, reported.words) == (What.REPORTED, NOON.date(), "a screenshot")
    assert (shown.case.details.place, shown.case.details.people) == ("a group", "two parents")


def test_open_case_stores_it_with_its_due_date_and_an_audit_event_for_each_entry() -> None:
    cases = FakeCases()
    case = _open(case_desk(cases)).case
    assert cases.stored == {case.id: case}
    assert cases.due == {case.id: date(2026, 9, 3)}
    assert cases.audit == [("case_opened", case.id, DEPUTY.id), ("case_event", case.id, DEPUTY.id)]


def test_open_case_takes_the_day_at_school_not_in_utc() -> None:
    clock = FakeClock(datetime(2026, 9, 1, 23, 30, tzinfo=UTC))
    assert _open(case_desk(clock=clock)).case.entries[1].on == date(2026, 9, 2)


def test_open_case_takes_an_earlier_day_and_refuses_a_later_one() -> None:
    shown = _open(case_desk(), reported_on=date(2026, 8, 28))
    assert shown.due == Due(date(2026, 9, 1), Step.DISCUSS_AND_REQUEST_REMOVAL)
    with pytest.raises(RefusedError) as raised:
        _open(case_desk(), reported_on=date(2026, 9, 2))
    assert raised.value.code is Refusal.IN_THE_FUTURE


def test_open_case_opens_one_case_for_the_same_request() -> None:
    desk = case_desk()
    assert _open(desk) == _open(desk, title="another title")
    assert _open(desk, request_id="r2").case.reference == "C-0002"


def test_open_case_gives_another_persons_case_to_nobody_by_its_request() -> None:
    desk = case_desk()
    _open(desk, HEAD, accused=[DEPUTY])
    with pytest.raises(NotFoundError):
        _open(desk)


def test_open_case_finds_what_the_same_request_stored_in_between() -> None:
    cases = FakeCases()
    desk = case_desk(cases)
    others: list[CaseView] = []
    cases.meanwhile.append(lambda: others.append(_open(desk)))
    assert [_open(desk)] == others
    assert len(cases.stored) == 1


def test_open_case_that_is_not_stored_says_so() -> None:
    cases = FakeCases()
    cases.failures = 1
    with pytest.raises(StorageError, match="the database is down"):
        _open(case_desk(cases))
    assert (cases.stored, cases.audit) == ({}, [])


@pytest.mark.parametrize(
    ("actor", "given"),
    [
        (person(StaffRole.GOVERNOR), {}),
        (person(StaffRole.HEADTEACHER, disabled=True), {}),
        (DEPUTY, {"accused": [DEPUTY]}),
        (HEAD, {"about": [About.HEADTEACHER]}),
        (CHAIR, {"about": [About.GOVERNORS]}),
        (OFFICE, {"facts": ALLEGATION}),
        (OFFICE, {"about": [About.STAFF]}),
    ],
)
def test_open_case_is_refused_to_whoever_could_not_see_it(actor: StaffAccount, given: dict[str, object]) -> None:
    cases = FakeCases()
    with pytest.raises(RefusedError) as raised:
        _open(case_desk(cases), actor, **given)
    assert (raised.value.code, cases.stored) == (Refusal.NOT_YOURS_TO_OPEN, {})


def test_open_case_knows_by_the_accused_whom_it_is_about() -> None:
    case = _open(case_desk(), CHAIR, accused=[HEAD], about=[About.PUPIL]).case
    assert case.details.about == {About.HEADTEACHER, About.PUPIL}
    assert not may_see(case, HEAD)


def _given(store: FakeStore, kind: Kind = Kind.REPORT, about: About = About.OTHER, *, at_risk: bool = False) -> str:
    account = Account("what the parent wrote", contact="07700 900123", place="Year 1 group")
    draft = Draft(kind, about, account, child_at_risk=at_risk)
    return give_record(store, FakeReceipts(), FakeClock(), draft=draft, request_id="web-1:m1").record.id


def _from_record(desk: CaseDesk, store: FakeStore, actor: StaffAccount, record_id: str, request_id: str = "r1"):
    return open_case_from_record(
        desk, store, actor=actor, record_id=record_id, title="a post", facts=OFFENSIVE, request_id=request_id
    )


def test_open_case_from_record_copies_the_words_and_the_place_but_not_the_contact_details() -> None:
    store = FakeStore()
    record_id = _given(store)
    clock = FakeClock(datetime(2026, 9, 4, 12, tzinfo=UTC))
    case = _from_record(case_desk(clock=clock), store, HEAD, record_id).case
    assert (case.record_id, case.details.place, case.details.about) == (record_id, "Year 1 group", {About.OTHER})
    assert (case.entries[1].words, case.entries[1].on) == ("what the parent wrote", NOON.date())
    assert "07700" not in repr(case)


def test_open_case_from_record_copies_what_the_person_added_since_but_no_reply_of_the_school() -> None:
    store, clock = FakeStore(), FakeClock()
    record_id = _given(store)
    for at, said in enumerate(("he touched her", "x" * 5_000)):
        assert add_information(store, clock, by_rule, record_id=record_id, text=said, request_id=f"a{at}")
    open_own_record(store, clock, actor=HEAD, record_id=record_id)
    said = {"record_id": record_id, "text": "thank you", "request_id": "s1"}
    assert reply_to_record(store, clock, actor=HEAD, **said) is Replied.STORED
    case = _from_record(case_desk(), store, HEAD, record_id).case
    assert [(entry.kind, entry.words) for entry in case.entries[2:]] == [
        (EntryKind.NOTE, "Added by the person who sent it, 1 September 2026, 1.00 pm:\nhe touched her"),
        (EntryKind.NOTE, f"Added by the person who sent it, 1 September 2026, 1.00 pm:\n{'x' * 5_000}"),
    ]


def test_open_case_from_record_keeps_whom_it_accuses() -> None:
    store = FakeStore()
    read = {"actor": HEAD, "record_id": _given(store), "title": "a post", "facts": OFFENSIVE, "request_id": "r1"}
    case = open_case_from_record(case_desk(), store, **read, accused=[DEPUTY]).case
    assert (case.details.accused, case.details.about) == ({DEPUTY.id}, {About.OTHER, About.STAFF})
    assert (may_see(case, HEAD), may_see(case, DEPUTY)) == (True, False)


def test_open_case_from_record_counts_as_reading_it() -> None:
    store = FakeStore()
    record_id = _given(store)
    _from_record(case_desk(), store, HEAD, record_id)
    assert [notice.state for notice in store.rows.notices.values()] == [HandOver.OPENED]


@pytest.mark.parametrize("kind", [Kind.REPORT, Kind.SAFEGUARDING])
def test_open_case_from_record_keeps_that_a_child_may_be_at_risk(kind: Kind) -> None:
    store = FakeStore()
    record_id = _given(store, kind, about=About.PUPIL, at_risk=kind is Kind.REPORT)
    case = _from_record(case_desk(), store, LEAD, record_id).case
    assert case.details.child_at_risk
    assert may_see(case, LEAD)


@pytest.mark.parametrize(
    ("about", "reader"),
    [
        (About.STAFF, HEAD),
        (About.SAFEGUARDING_LEAD, HEAD),
        (About.HEADTEACHER, CHAIR),
        (About.GOVERNORS, person(StaffRole.CLERK)),
    ],
)
def test_open_case_from_record_is_for_its_reader_alone(about: About, reader: StaffAccount) -> None:
    store = FakeStore()
    record_id = _given(store, about=about)
    desk = case_desk()
    for other in {HEAD, CHAIR, DEPUTY, OFFICE, LEAD, person(StaffRole.CLERK)} - {reader}:
        with pytest.raises(NotFoundError):
            _from_record(desk, store, other, record_id)
    assert _from_record(desk, store, reader, record_id).case.details.about == {about}


def test_open_case_from_record_that_is_not_there_is_the_same_answer() -> None:
    with pytest.raises(NotFoundError):
        _from_record(case_desk(), FakeStore(), HEAD, "nothing")


def test_open_case_from_record_makes_one_case_a_record() -> None:
    store, desk = FakeStore(), case_desk()
    record_id = _given(store, at_risk=True)
    first = _from_record(desk, store, HEAD, record_id)
    assert _from_record(desk, store, HEAD, record_id) == first
    with pytest.raises(ConflictError) as raised:
        _from_record(desk, store, LEAD, record_id, "r2")
    assert raised.value.current == first.case


def test_open_case_from_record_that_somebody_opens_in_between_is_a_conflict() -> None:
    store, cases = FakeStore(), FakeCases()
    desk = case_desk(cases)
    record_id = _given(store, at_risk=True)
    cases.meanwhile.append(lambda: _from_record(desk, store, LEAD, record_id, "r2"))
    with pytest.raises(ConflictError) as raised:
        _from_record(desk, store, HEAD, record_id)
    assert [raised.value.current] == list(cases.stored.values())


def test_the_office_opens_a_case_from_a_concern_about_the_school() -> None:
    store = FakeStore()
    record_id = _given(store, Kind.CONCERN, About.SCHOOL)
    shown = _from_record(case_desk(), store, OFFICE, record_id)
    assert (shown.case.owner, Role.OFFICE in OFFICE.posts) == (OFFICE.id, True)


def test_racist_material_is_due_for_the_police_on_the_very_day() -> None:
    assert _open(case_desk(), facts=RACIST).due == Due(NOON.date(), Step.CONTACT_POLICE)
