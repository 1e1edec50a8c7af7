"""What the holder of a receipt can do, and the answer of the school: each once, seen by the right people."""

from datetime import timedelta

import pytest
from case_fakes import person
from fakes import NOON, FakeClock, FakeReceipts, FakeStore, by_rule

from assistant.core.errors import StorageError
from assistant.core.records import Account, Draft, HandOver, News, Status
from assistant.core.routing import About, Kind, Role
from assistant.core.staff import StaffRole
from assistant.services.follow_up import handle_for_receipt, status_of
from assistant.services.give_record import Given, give_record
from assistant.services.hold_receipt import (
    RECEIPT_LASTS,
    Held,
    Why,
    add_information,
    close_receipt,
    open_receipt,
    read_record,
    record_of_handle,
    record_of_token,
    withdraw_record,
)
from assistant.services.read_record import open_own_record, open_record
from assistant.services.reply_to_record import Replied, reply_to_record

NUMBER = "1234567890123456"
ACCOUNT = Account("what the person said")
HEAD = person(StaffRole.HEADTEACHER)


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
def given(store: FakeStore) -> Given:
    draft = Draft(Kind.COMPLAINT, About.STAFF, ACCOUNT)
    return give_record(store, FakeReceipts(NUMBER), FakeClock(), draft=draft, request_id="r1")


def _add(store: FakeStore, given: Given, text: str = "more", *, request_id: str = "a1", at_risk: bool = False) -> bool:
    return add_information(
        store, FakeClock(), by_rule, record_id=given.record.id, text=text, request_id=request_id, at_risk=at_risk
    )


def _reply(store: FakeStore, given: Given, actor=HEAD, *, request_id: str = "s1", clock=None) -> Replied:
    clock = clock or FakeClock()
    return reply_to_record(
        store, clock, actor=actor, record_id=given.record.id, text="thank you", request_id=request_id
    )


def _notices(store: FakeStore) -> list[tuple[Role, News, HandOver]]:
    return [(one.role, one.news, one.state) for one in store.rows.notices.values()]


def test_a_receipt_is_open_under_a_token_until_nobody_asks_for_half_an_hour(store: FakeStore, given: Given) -> None:
    clock = FakeClock()
    token = open_receipt(store, FakeReceipts(), clock, digits=NUMBER)
    assert token is not None
    for _ in range(2):
        clock.pass_by(RECEIPT_LASTS - timedelta(seconds=1))
        assert record_of_token(store, clock, token=token) == given.record.id
    clock.pass_by(RECEIPT_LASTS)
    assert record_of_token(store, clock, token=token) is None
    assert token.encode() not in repr(store.rows.open_receipts).encode()


def test_a_closed_receipt_and_an_unknown_one_open_nothing(store: FakeStore, given: Given) -> None:
    clock = FakeClock()
    token = open_receipt(store, FakeReceipts(), clock, digits=NUMBER)
    assert token is not None
    close_receipt(store, token=token)
    assert record_of_token(store, clock, token=token) is None
    assert open_receipt(store, FakeReceipts(), clock, digits="0" * 16) is None
    assert read_record(store, record_id="nobody") is None
    assert record_of_handle(store, "nobody") is None


def test_ended_tokens_are_forgotten_when_another_receipt_is_opened(store: FakeStore, given: Given) -> None:
    clock = FakeClock()
    open_receipt(store, FakeReceipts(), clock, digits=NUMBER)
    clock.pass_by(RECEIPT_LASTS)
    open_receipt(store, FakeReceipts(), clock, digits=NUMBER)
    assert len(store.rows.open_receipts) == 1


@pytest.mark.parametrize("why", list(Why))
def test_each_reading_by_the_giver_leaves_its_event(store: FakeStore, given: Given, why: Why) -> None:
    held = read_record(store, record_id=given.record.id, why=why)
    assert held == Held(given.record, ACCOUNT, tuple(store.rows.notices.values()), ())
    assert held.readers == (Role.HEADTEACHER,)
    assert store.rows.audit[-1] == (why, given.record.id)


def test_what_is_added_is_stored_once_and_its_readers_are_told(store: FakeStore, given: Given) -> None:
    assert [_add(store, given), _add(store, given)] == [True, True]
    assert [(one.position, one.text, one.by_school) for one in store.rows.replies] == [(0, "more", False)]
    assert _notices(store) == [
        (Role.HEADTEACHER, News.RECORD, HandOver.QUEUED),
        (Role.HEADTEACHER, News.ADDED, HandOver.QUEUED),
    ]


def test_a_second_addition_is_told_with_the_notice_that_still_waits(store: FakeStore, given: Given) -> None:
    _add(store, given)
    _add(store, given, request_id="a2")
    assert len(store.rows.replies) == 2
    assert len(_notices(store)) == 2


def test_what_tells_of_a_child_at_risk_marks_the_record_and_reaches_the_safeguarding_lead(
    store: FakeStore, given: Given
) -> None:
    _add(store, given, at_risk=True)
    _add(store, given, request_id="a2", at_risk=True)
    assert store.rows.records[given.record.id].record.child_at_risk
    assert _notices(store) == [
        (Role.HEADTEACHER, News.RECORD, HandOver.QUEUED),
        (Role.HEADTEACHER, News.ADDED, HandOver.QUEUED),
        (Role.SAFEGUARDING_LEAD, News.RECORD, HandOver.QUEUED),
        (Role.SAFEGUARDING_LEAD, News.ADDED, HandOver.QUEUED),
    ]


def test_adding_to_no_record_stores_nothing(store: FakeStore) -> None:
    assert not add_information(store, FakeClock(), by_rule, record_id="nobody", text="more", request_id="a1")
    assert store.rows.replies == []


@pytest.mark.parametrize("failures", [1, 2])
def test_adding_and_replying_are_tried_again_where_the_database_refuses(
    store: FakeStore, given: Given, failures: int
) -> None:
    open_own_record(store, FakeClock(), actor=HEAD, record_id=given.record.id)
    store.failures = failures
    assert _add(store, given)
    store.failures = failures
    assert _reply(store, given) is Replied.STORED
    assert len(store.rows.replies) == 2


def test_adding_and_replying_fail_plainly_where_the_database_goes_on_refusing(store: FakeStore, given: Given) -> None:
    open_own_record(store, FakeClock(), actor=HEAD, record_id=given.record.id)
    store.failures = 3
    with pytest.raises(StorageError):
        _add(store, given)
    store.failures = 3
    with pytest.raises(StorageError):
        _reply(store, given)
    assert store.rows.replies == []


def test_withdrawing_is_done_once_tells_the_readers_and_erases_nothing(store: FakeStore, given: Given) -> None:
    clock = FakeClock()
    assert withdraw_record(store, clock, record_id=given.record.id)
    clock.pass_by(timedelta(hours=1))
    assert not withdraw_record(store, clock, record_id=given.record.id)
    assert store.rows.records[given.record.id].record.withdrawn_at == NOON
    assert store.rows.records[given.record.id].account == ACCOUNT
    assert _notices(store)[1:] == [(Role.HEADTEACHER, News.WITHDRAWN, HandOver.QUEUED)]


def test_a_reply_needs_the_record_opened_first(store: FakeStore, given: Given) -> None:
    assert _reply(store, given) is Replied.NOT_OPENED
    assert store.rows.replies == []
    open_own_record(store, FakeClock(), actor=HEAD, record_id=given.record.id)
    assert [_reply(store, given), _reply(store, given)] == [Replied.STORED, Replied.STORED]
    (reply,) = store.rows.replies
    assert (reply.account_id, reply.role, reply.by_school) == (HEAD.id, Role.HEADTEACHER, True)
    assert _notices(store) == [(Role.HEADTEACHER, News.RECORD, HandOver.ANSWERED)]


def test_an_answered_notice_stays_so_when_it_is_opened_again(store: FakeStore, given: Given) -> None:
    clock = FakeClock()
    open_own_record(store, clock, actor=HEAD, record_id=given.record.id)
    _reply(store, given, clock=clock)
    clock.pass_by(timedelta(hours=1))
    open_own_record(store, clock, actor=HEAD, record_id=given.record.id)
    (notice,) = store.rows.notices.values()
    assert (notice.state, notice.opened_at, notice.answered_at) == (HandOver.ANSWERED, NOON, NOON)


@pytest.mark.parametrize("role", [StaffRole.OFFICE, StaffRole.SAFEGUARDING_LEAD, StaffRole.SENIOR_LEADER])
def test_nobody_else_can_reply_and_is_told_the_same_as_where_there_is_none(
    store: FakeStore, given: Given, role: StaffRole
) -> None:
    assert _reply(store, given, person(role)) is Replied.NO_SUCH
    missing = reply_to_record(store, FakeClock(), actor=HEAD, record_id="nobody", text="x", request_id="s2")
    assert missing is Replied.NO_SUCH


def test_the_status_tells_how_many_answers_there_are(store: FakeStore, given: Given) -> None:
    open_record(store, FakeClock(), record_id=given.record.id, role=Role.HEADTEACHER)
    _reply(store, given)
    _add(store, given)
    handle = handle_for_receipt(store, FakeReceipts(), NUMBER)
    assert handle is not None
    assert status_of(store, handle) == Status(given.record, tuple(store.rows.notices.values()), answers=1)


def test_a_command_that_opens_a_record_opens_what_was_added_too(store: FakeStore, given: Given) -> None:
    _add(store, given)
    open_record(store, FakeClock(), record_id=given.record.id, role=Role.HEADTEACHER)
    assert {state for _, _, state in _notices(store)} == {HandOver.OPENED}
