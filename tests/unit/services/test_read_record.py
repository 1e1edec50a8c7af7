"""A record is read only by the posts that it was sent to; the first reading counts as opened."""

from dataclasses import replace
from datetime import timedelta

import pytest
from case_fakes import person
from fakes import NOON, FakeClock, FakeReceipts, FakeStore

from assistant.core.arrivals import Shelf
from assistant.core.paging import Page
from assistant.core.records import Account, Draft, HandOver, News, Notice, Record
from assistant.core.routing import About, Kind, Role
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.give_record import Given, give_record
from assistant.services.read_record import Arrived, OpenedRecord, arrived_records, open_own_record, open_record

ACCOUNT = Account("what the person said", contact="kim@mail.test", place="a group")


def _arrived(store: FakeStore, actor: StaffAccount, shelf: Shelf) -> tuple[list[Record], int]:
    arrived = arrived_records(store, actor=actor, shelf=shelf)
    return list(arrived.page.items), arrived.count


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
def given(store: FakeStore) -> Given:
    draft = Draft(Kind.COMPLAINT, About.STAFF, ACCOUNT, child_at_risk=True)
    return give_record(store, FakeReceipts(), FakeClock(), draft=draft, request_id="r1")


def _open(store: FakeStore, given: Given, role: Role, clock: FakeClock | None = None):
    return open_record(store, clock or FakeClock(), record_id=given.record.id, role=role)


def test_open_record_gives_the_words_to_a_reader_and_marks_only_its_notice(store: FakeStore, given: Given) -> None:
    assert _open(store, given, Role.HEADTEACHER) == (given.record, ACCOUNT)
    states = {notice.role: (notice.state, notice.opened_at) for notice in store.rows.notices.values()}
    assert states == {
        Role.HEADTEACHER: (HandOver.OPENED, NOON),
        Role.SAFEGUARDING_LEAD: (HandOver.QUEUED, None),
    }


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.HEADTEACHER, Role.SAFEGUARDING_LEAD}))
def test_open_record_gives_nothing_to_another_post_and_changes_nothing(
    store: FakeStore, given: Given, role: Role
) -> None:
    before = store.rows
    assert _open(store, given, role) is None
    assert store.rows == before


def test_open_record_keeps_the_first_moment_and_writes_each_reading_to_the_audit(
    store: FakeStore, given: Given
) -> None:
    clock = FakeClock()
    _open(store, given, Role.HEADTEACHER, clock)
    clock.pass_by(timedelta(hours=1))
    _open(store, given, Role.HEADTEACHER, clock)
    opened = [notice.opened_at for notice in store.rows.notices.values() if notice.role is Role.HEADTEACHER]
    assert opened == [NOON]
    assert store.rows.audit[1:] == [("record_opened", given.record.id)] * 2


def test_open_record_of_an_unknown_record_is_nothing(store: FakeStore) -> None:
    assert open_record(store, FakeClock(), record_id="nobody", role=Role.HEADTEACHER) is None


def test_open_record_tells_the_audit_who_read(store: FakeStore, given: Given) -> None:
    _open(store, given, Role.HEADTEACHER)
    open_record(store, FakeClock(), record_id=given.record.id, role=Role.HEADTEACHER, account_id="ann")
    assert store.rows.opened_by == [None, "ann"]


def test_open_own_record_opens_it_for_the_posts_that_one_holds(store: FakeStore, given: Given) -> None:
    head = person(StaffRole.HEADTEACHER, StaffRole.GOVERNOR)
    opened = open_own_record(store, FakeClock(), actor=head, record_id=given.record.id)
    assert opened == OpenedRecord(given.record, ACCOUNT, tuple(store.rows.notices.values()))
    assert [notice.state for notice in store.rows.notices.values()] == [HandOver.OPENED, HandOver.QUEUED]
    assert store.rows.opened_by == [head.id]


@pytest.mark.parametrize("role", sorted(set(StaffRole) - {StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD}))
def test_open_own_record_is_nothing_for_others_and_changes_nothing(
    store: FakeStore, given: Given, role: StaffRole
) -> None:
    before = store.rows
    assert open_own_record(store, FakeClock(), actor=person(role), record_id=given.record.id) is None
    assert open_own_record(store, FakeClock(), actor=person(role), record_id="nobody") is None
    assert store.rows == before


def test_a_headteacher_who_is_the_safeguarding_lead_neither_opens_nor_lists_a_complaint_about_the_lead(
    store: FakeStore,
) -> None:
    draft = Draft(Kind.COMPLAINT, About.SAFEGUARDING_LEAD, ACCOUNT, child_at_risk=True)
    record = give_record(store, FakeReceipts(), FakeClock(), draft=draft, request_id="r2").record
    both = person(StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD)
    before = store.rows
    assert open_own_record(store, FakeClock(), actor=both, record_id=record.id) is None
    assert [_arrived(store, both, shelf) for shelf in Shelf] == [([], 0), ([], 0)]
    assert store.rows == before
    assert arrived_records(store, actor=person(StaffRole.HEADTEACHER), shelf=Shelf.NEW) == Arrived(
        Shelf.NEW, Page((record,)), 1, {record.id: frozenset({News.RECORD})}
    )


def test_what_was_passed_on_to_somebody_is_named(store: FakeStore, given: Given) -> None:
    (first, _) = store.rows.notices
    with store.transaction() as records:
        records.add_notice(Notice("n3", given.record.id, Role.CHAIR_OF_GOVERNORS, HandOver.QUEUED, NOON, cause=first))
        records.add_notice(Notice("n4", given.record.id, Role.CHAIR_OF_GOVERNORS, HandOver.QUEUED, NOON, cause="n3"))
    chair = person(StaffRole.CHAIR_OF_GOVERNORS)
    assert arrived_records(store, actor=chair, shelf=Shelf.NEW) == Arrived(
        Shelf.NEW, Page((given.record,)), 1, {given.record.id: frozenset({News.RECORD})}, frozenset({given.record.id})
    )
    assert arrived_records(store, actor=person(StaffRole.HEADTEACHER), shelf=Shelf.NEW).passed_on == frozenset()


def test_arrived_records_are_the_urgent_first_then_the_oldest_and_those_opened_apart(store: FakeStore) -> None:
    clock, receipts = FakeClock(), FakeReceipts()
    drafts = {
        "first": Draft(Kind.COMPLAINT, About.STAFF, ACCOUNT),
        "second": Draft(Kind.REPORT, About.PUPIL, ACCOUNT),
        "at risk": Draft(Kind.REPORT, About.PUPIL, ACCOUNT, child_at_risk=True),
        "read": Draft(Kind.COMPLAINT, About.PUPIL, ACCOUNT),
        "of the office": Draft(Kind.CONCERN, About.SCHOOL, ACCOUNT),
    }
    found = {}
    for name, draft in drafts.items():
        found[name] = give_record(store, receipts, clock, draft=draft, request_id=name).record
        clock.pass_by(timedelta(hours=1))
    head = person(StaffRole.HEADTEACHER)
    open_own_record(store, clock, actor=head, record_id=found["read"].id)
    assert _arrived(store, head, Shelf.NEW) == ([found["at risk"], found["first"], found["second"]], 3)
    assert _arrived(store, head, Shelf.OPENED) == ([found["read"]], 1)
    lead = person(StaffRole.SAFEGUARDING_LEAD)
    assert [_arrived(store, lead, shelf) for shelf in Shelf] == [([found["at risk"]], 1), ([], 0)]
    both = person(StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD)
    assert _arrived(store, both, Shelf.NEW) == ([found["at risk"], found["first"], found["second"]], 3)
    for nobody in (person(StaffRole.GOVERNOR), replace(head, disabled=True)):
        assert [_arrived(store, nobody, shelf) for shelf in Shelf] == [([], 0), ([], 0)]


def test_what_was_added_to_an_opened_record_makes_it_new_and_says_so(store: FakeStore, given: Given) -> None:
    _open(store, given, Role.HEADTEACHER)
    with store.transaction() as records:
        records.queue_news(given.record.id, Role.HEADTEACHER, News.ADDED, NOON)
    assert arrived_records(store, actor=person(StaffRole.HEADTEACHER), shelf=Shelf.NEW) == Arrived(
        Shelf.NEW, Page((given.record,)), 1, {given.record.id: frozenset({News.ADDED})}
    )
