"""The holder of a receipt, and nobody else, is told where a record stands."""

import pytest
from fakes import FakeClock, FakeReceipts, FakeStore

from assistant.core.records import Account, Draft, HandOver, Status
from assistant.core.routing import About, Kind
from assistant.services.follow_up import handle_for_receipt, status_of
from assistant.services.give_record import Given, give_record, receipt_to_show

RECEIPT = "1234567890123456"


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
def given(store: FakeStore) -> Given:
    draft = Draft(Kind.CONCERN, About.SCHOOL, Account("words"))
    return give_record(store, FakeReceipts(RECEIPT), FakeClock(), draft=draft, request_id="r1")


def test_a_typed_receipt_becomes_a_fresh_handle(store: FakeStore, given: Given) -> None:
    handles = [handle_for_receipt(store, FakeReceipts(), RECEIPT) for _ in range(2)]
    assert len({*handles, given.handle, None}) == 4
    assert [status_of(store, handle or "") for handle in handles] == [status_of(store, given.handle)] * 2


def test_a_typed_receipt_is_not_shown_again(store: FakeStore, given: Given) -> None:
    handle = handle_for_receipt(store, FakeReceipts(), RECEIPT)
    assert handle is not None
    assert receipt_to_show(store, handle) is None


def test_an_unknown_receipt_gives_no_handle_and_remembers_none(store: FakeStore, given: Given) -> None:
    assert handle_for_receipt(store, FakeReceipts(), "9999999999999999") is None
    assert list(store.rows.handles) == [given.handle]


def test_status_tells_of_the_record_and_its_notices(store: FakeStore, given: Given) -> None:
    status = status_of(store, given.handle)
    assert isinstance(status, Status)
    assert status.record == given.record
    assert [notice.state for notice in status.notices] == [HandOver.QUEUED]


@pytest.mark.parametrize("handle", ["", "unknown", RECEIPT])
def test_status_of_anything_but_a_handle_is_nothing(store: FakeStore, given: Given, handle: str) -> None:
    assert status_of(store, handle) is None


def test_status_of_a_record_id_is_nothing(store: FakeStore, given: Given) -> None:
    assert status_of(store, given.record.id) is None
