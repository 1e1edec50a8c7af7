"""A record is stored once for each request, whole or not at all."""

import uuid

import pytest
from fakes import NOON, FakeClock, FakeReceipts, FakeStore

from assistant.core.errors import StorageError
from assistant.core.records import Account, Draft, HandOver
from assistant.core.routing import About, Kind, Role
from assistant.services.give_record import Given, add_contact, give_record, receipt_to_show

DRAFT = Draft(Kind.COMPLAINT, About.STAFF, Account("what happened", contact="07700 900123"), child_at_risk=True)


def _give(store: FakeStore, *, request_id: str = "web-1:m1", receipts: FakeReceipts | None = None) -> Given:
    return give_record(store, receipts or FakeReceipts(), FakeClock(), draft=DRAFT, request_id=request_id)


def test_give_record_stores_the_words_and_a_notice_for_each_reader() -> None:
    store = FakeStore()
    given = _give(store, receipts=FakeReceipts("1234567890123456"))
    (new,) = store.rows.records.values()
    assert (new.record, new.account, new.handle) == (given.record, DRAFT.account, given.handle)
    assert new.receipt_hash == b"hash of 1234567890123456"
    assert given.readers == (Role.HEADTEACHER, Role.SAFEGUARDING_LEAD)
    assert [(one.role, one.state, one.queued_at, one.record_id) for one in new.notices] == [
        (Role.HEADTEACHER, HandOver.QUEUED, NOON, given.record.id),
        (Role.SAFEGUARDING_LEAD, HandOver.QUEUED, NOON, given.record.id),
    ]


def test_give_record_keeps_what_the_person_chose() -> None:
    record = _give(FakeStore()).record
    assert (record.kind, record.about, record.child_at_risk) == (Kind.COMPLAINT, About.STAFF, True)
    assert (record.request_id, record.created_at) == ("web-1:m1", NOON)
    assert str(uuid.UUID(record.id)) == record.id


def test_give_record_gives_the_same_record_for_the_same_request() -> None:
    store = FakeStore()
    first = _give(store)
    assert _give(store) == first
    assert len(store.rows.records) == 1
    assert len(store.rows.notices) == 2


def test_give_record_stores_another_request_under_another_receipt_and_handle() -> None:
    store, receipts = FakeStore(), FakeReceipts()
    first, second = _give(store, receipts=receipts), _give(store, request_id="web-1:m2", receipts=receipts)
    assert first.record.id != second.record.id
    assert first.handle != second.handle
    assert sorted(store.rows.receipts.values()) == ["0000000000000001", "0000000000000002"]


def test_give_record_takes_another_receipt_where_one_is_taken() -> None:
    store = FakeStore()
    _give(store, receipts=FakeReceipts("1111111111111111"))
    given = _give(store, request_id="web-2:m1", receipts=FakeReceipts("1111111111111111", "2222222222222222"))
    assert receipt_to_show(store, given.handle) == "2222 2222 2222 2222"


def test_give_record_gives_up_after_three_collisions() -> None:
    store = FakeStore()
    _give(store, receipts=FakeReceipts("1111111111111111"))
    with pytest.raises(StorageError):
        _give(store, request_id="web-2:m1", receipts=FakeReceipts(*["1111111111111111"] * 3))
    assert len(store.rows.records) == 1


@pytest.mark.parametrize("failures", [1, 2])
def test_give_record_stores_once_after_the_database_failed_for_a_moment(failures: int) -> None:
    store = FakeStore(failures=failures)
    given = _give(store)
    assert list(store.rows.records) == [given.record.id]
    assert len(store.rows.notices) == 2


def test_give_record_that_fails_stores_nothing() -> None:
    store = FakeStore(failures=3)
    empty = FakeStore().rows
    with pytest.raises(StorageError, match="the database is down"):
        _give(store)
    assert store.rows == empty


def test_give_record_finds_what_another_process_stored_in_between() -> None:
    class Overtaken(FakeStore):
        """Another process stores the same request after this one has looked for it."""

        given: Given | None = None

        def transaction(self):
            if self.transactions == 1 and self.given is None:
                other = FakeStore()
                self.given = _give(other)
                self.rows = other.rows
            return super().transaction()

    store = Overtaken()
    assert _give(store) == store.given
    assert len(store.rows.records) == 1


def test_add_contact_keeps_the_words() -> None:
    store = FakeStore()
    given = _give(store)
    add_contact(store, record_id=given.record.id, contact="kim@mail.test")
    assert store.rows.records[given.record.id].account == Account("what happened", contact="kim@mail.test")
    assert store.rows.audit == [("complaint_stored", given.record.id), ("account_added_to", given.record.id)]


def test_add_contact_to_an_unknown_record_is_refused() -> None:
    with pytest.raises(StorageError):
        add_contact(FakeStore(), record_id="nobody", contact="kim@mail.test")


def test_receipt_to_show_knows_only_its_handles() -> None:
    store = FakeStore()
    given = _give(store, receipts=FakeReceipts("1234567890123456"))
    assert receipt_to_show(store, given.handle) == "1234 5678 9012 3456"
    assert receipt_to_show(store, given.record.id) is None
