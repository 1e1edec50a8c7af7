"""Replies, additions and opened receipts in both databases: sealed, each once, in order, with their audit events."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from fakes import NOON, FakeClock, FakeReceipts, by_rule
from sqlalchemy import Engine

from assistant.adapters.crypto import AesGcmSeal, KeyFile
from assistant.adapters.sql import SqlStore, tables
from assistant.core.errors import SealedDataError, StorageError
from assistant.core.records import Account, Draft, HandOver, News
from assistant.core.replies import Reply
from assistant.core.routing import About, Kind, Role
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.give_record import Given, give_record
from assistant.services.hold_receipt import (
    RECEIPT_LASTS,
    add_information,
    close_receipt,
    open_receipt,
    read_record,
    record_of_token,
    withdraw_record,
)
from assistant.services.read_record import open_own_record
from assistant.services.reply_to_record import Replied, reply_to_record

SEAL = AesGcmSeal(KeyFile("k1", {"k1": bytes(range(32))}, bytes(range(32, 64))))
EVIL = "xylophone'); DROP TABLE replies; -- {x} <script>\U0001f600"
HEAD = StaffAccount("a" * 36, "ann@school.test", "Ann", frozenset({StaffRole.HEADTEACHER}), NOON)


@pytest.fixture
def store(engine: Engine) -> SqlStore:
    return SqlStore(engine, SEAL, FakeClock())


@pytest.fixture
def given(store: SqlStore) -> Given:
    draft = Draft(Kind.COMPLAINT, About.STAFF, Account("words"))
    return give_record(store, FakeReceipts("1234567890123456"), FakeClock(), draft=draft, request_id="r1")


def _add(store: SqlStore, given: Given, text: str = EVIL, request_id: str = "a1", *, at_risk: bool = False) -> bool:
    return add_information(
        store, FakeClock(), by_rule, record_id=given.record.id, text=text, request_id=request_id, at_risk=at_risk
    )


def _reply(store: SqlStore, given: Given, text: str = EVIL) -> Replied:
    return reply_to_record(
        store, FakeClock(), actor=HEAD, record_id=given.record.id, text=text, request_id=str(uuid.uuid4())
    )


def _events(engine: Engine) -> list[tuple[str, str | None]]:
    with engine.begin() as connection:
        found = connection.execute(sa.select(tables.audit).order_by(tables.audit.c.position))
        return [(row.event, row.account_id) for row in found]


def test_a_thread_is_kept_in_its_order_word_for_word(store: SqlStore, engine: Engine, given: Given) -> None:
    open_own_record(store, FakeClock(), actor=HEAD, record_id=given.record.id)
    assert _reply(store, given) is Replied.STORED
    assert _add(store, given)
    held = read_record(store, record_id=given.record.id)
    assert held is not None
    assert [(one.position, one.text, one.account_id, one.role, one.at) for one in held.replies] == [
        (0, EVIL, HEAD.id, Role.HEADTEACHER, NOON),
        (1, EVIL, None, None, NOON),
    ]
    assert _events(engine) == [
        ("complaint_stored", None),
        ("record_opened", HEAD.id),
        ("reply_written", HEAD.id),
        ("information_added", None),
        ("read_by_giver", None),
    ]


def test_replies_are_sealed_and_bound_to_their_row(store: SqlStore, engine: Engine, given: Given) -> None:
    _add(store, given, "xylophone one", "a1")
    _add(store, given, "xylophone two", "a2")
    with engine.begin() as connection:
        rows = connection.execute(sa.select(tables.replies).order_by(tables.replies.c.position)).all()
        assert b"xylophone" not in b"".join(bytes(row.sealed) for row in rows)
        first = {"sealed": rows[0].sealed}
        connection.execute(sa.update(tables.replies).where(tables.replies.c.id == rows[1].id).values(first))
    with pytest.raises(SealedDataError):
        read_record(store, record_id=given.record.id)


def test_a_request_or_a_place_that_is_taken_stores_nothing(store: SqlStore, given: Given) -> None:
    _add(store, given, "one", "a1")
    taken = Reply(str(uuid.uuid4()), given.record.id, "a1", 1, NOON, "two")
    for second in (taken, replace(taken, request_id="a2", position=0)):
        with pytest.raises(StorageError), store.transaction() as records:
            records.add_reply(second)
    with store.transaction() as records:
        assert [one.text for one in records.replies(given.record.id)] == ["one"]
        assert records.reply_by_request("a1") == records.replies(given.record.id)[0]
        assert records.reply_by_request("a2") is None
        assert records.count_answers(given.record.id) == 0


def test_news_is_queued_once_while_it_waits_and_anew_once_it_was_sent(store: SqlStore, given: Given) -> None:
    _add(store, given, "one", "a1")
    _add(store, given, "two", "a2")
    with store.transaction() as records:
        notices = records.notices(given.record.id)
        assert [(one.role, one.news, one.state) for one in notices] == [
            (Role.HEADTEACHER, News.RECORD, HandOver.QUEUED),
            (Role.HEADTEACHER, News.ADDED, HandOver.QUEUED),
        ]
        records.notice_sent(notices[1].id, NOON)
    _add(store, given, "three", "a3")
    with store.transaction() as records:
        assert len(records.notices(given.record.id)) == 3


def test_an_answered_notice_keeps_its_state_and_first_moment(store: SqlStore, given: Given) -> None:
    clock = FakeClock()
    open_own_record(store, clock, actor=HEAD, record_id=given.record.id)
    for _ in range(2):
        reply_to_record(store, clock, actor=HEAD, record_id=given.record.id, text="x", request_id=str(uuid.uuid4()))
        clock.pass_by(timedelta(hours=1))
        open_own_record(store, clock, actor=HEAD, record_id=given.record.id)
    with store.transaction() as records:
        (notice,) = records.notices(given.record.id)
    assert (notice.state, notice.opened_at, notice.answered_at) == (HandOver.ANSWERED, NOON, NOON)


def test_withdrawing_and_marking_a_risk_count_once(store: SqlStore, engine: Engine, given: Given) -> None:
    assert [withdraw_record(store, FakeClock(), record_id=given.record.id) for _ in range(2)] == [True, False]
    for request_id in ("a1", "a2"):
        _add(store, given, "x", request_id, at_risk=True)
    with store.transaction() as records:
        record = records.by_id(given.record.id)
        assert record == replace(given.record, withdrawn_at=NOON, child_at_risk=True)
        assert {(one.role, one.news) for one in records.notices(given.record.id)} == {
            (Role.HEADTEACHER, News.RECORD),
            (Role.HEADTEACHER, News.WITHDRAWN),
            (Role.HEADTEACHER, News.ADDED),
            (Role.SAFEGUARDING_LEAD, News.RECORD),
            (Role.SAFEGUARDING_LEAD, News.ADDED),
        }
    events = [event for event, _ in _events(engine)]
    assert (events.count("record_withdrawn"), events.count("child_at_risk_marked")) == (1, 1)


def test_an_opened_receipt_ends_and_is_forgotten(store: SqlStore, engine: Engine, given: Given) -> None:
    clock = FakeClock()
    tokens = [open_receipt(store, FakeReceipts(), clock, digits="1234567890123456") or "" for _ in range(2)]
    assert [record_of_token(store, clock, token=token) for token in tokens] == [given.record.id] * 2
    close_receipt(store, token=tokens[0])
    assert record_of_token(store, clock, token=tokens[0]) is None
    clock.pass_by(RECEIPT_LASTS)
    assert record_of_token(store, clock, token=tokens[1]) is None
    open_receipt(store, FakeReceipts(), clock, digits="1234567890123456")
    with engine.begin() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.receipt_sessions)).scalar_one() == 1


def test_a_records_thread_and_receipts_go_with_it(store: SqlStore, engine: Engine, given: Given) -> None:
    _add(store, given)
    open_receipt(store, FakeReceipts(), FakeClock(), digits="1234567890123456")
    with engine.begin() as connection:
        connection.execute(sa.delete(tables.records))
        for table in (tables.replies, tables.receipt_sessions):
            assert connection.execute(sa.select(table)).all() == []
