"""A record is read only by the posts that it was sent to; the first reading counts as opened."""

from datetime import timedelta

import pytest
from fakes import NOON, FakeClock, FakeReceipts, FakeStore

from assistant.core.records import Account, Draft, HandOver
from assistant.core.routing import About, Kind, Role
from assistant.services.give_record import Given, give_record
from assistant.services.read_record import open_record

ACCOUNT = Account("what the person said", contact="kim@mail.test", place="a group")


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
