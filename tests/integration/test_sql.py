"""The database for real, SQLite and PostgreSQL: whole transactions, one claim a notice, no readable word in a file."""

import hashlib
import json
import sqlite3
import threading
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from fakes import CONTACTS, NOON, FakeClock, FakeMail, FakeReceipts
from sqlalchemy import Engine

from assistant.adapters.crypto import AesGcmSeal, KeyFile
from assistant.adapters.sql import (
    SqlChats,
    SqlConversations,
    SqlStore,
    make_engine,
    require_current_schema,
    tables,
    upgrade_schema,
)
from assistant.adapters.sql.schema import known_versions
from assistant.core.errors import SchemaError, SealedDataError, SettingsError, StorageError
from assistant.core.records import Account, Draft, HandOver, Notice, Record
from assistant.core.routing import About, Kind, Role
from assistant.services.deliver_notices import deliver_notices
from assistant.services.follow_up import handle_for_receipt, status_of
from assistant.services.give_record import Given, add_contact, give_record, receipt_to_show
from assistant.services.ports import ChatSession, NewRecord, Records
from assistant.services.read_record import open_record
from assistant.settings import PROJECT

SEAL = AesGcmSeal(KeyFile("k1", {"k1": bytes(range(32))}, bytes(range(32, 64))))
PLANTED = ("xylophone", "quacksalver", "zebrabook", "07700900123", "1234567890123456")
WORDS = Account("xylophone quacksalver", contact="07700900123", place="zebrabook")


@pytest.fixture
def store(engine: Engine) -> SqlStore:
    return SqlStore(engine, SEAL, FakeClock())


def _give(store: SqlStore, request_id: str = "web-1:m1", *, receipt: str = "1234567890123456") -> Given:
    draft = Draft(Kind.COMPLAINT, About.STAFF, WORDS, child_at_risk=True)
    return give_record(store, FakeReceipts(receipt), FakeClock(), draft=draft, request_id=request_id)


def _rows(engine: Engine) -> dict[str, int]:
    with engine.begin() as connection:
        return {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in tables.metadata.sorted_tables
        }


def _new(request_id: str = "r1", receipt_hash: bytes = b"h" * 32, notice_id: str | None = None) -> NewRecord:
    record = Record(str(uuid.uuid4()), request_id, Kind.CONCERN, About.SCHOOL, False, NOON)
    notice = Notice(notice_id or str(uuid.uuid4()), record.id, Role.OFFICE, HandOver.QUEUED, NOON)
    return NewRecord(record, WORDS, "1234567890123456", receipt_hash, str(uuid.uuid4()), [notice])


NOTHING = dict.fromkeys((table.name for table in tables.metadata.sorted_tables), 0)


def test_migrations_from_nothing_give_the_tables_of_this_version(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
    assert _rows(engine) == NOTHING


def test_migrations_can_run_again(engine: Engine, store: SqlStore) -> None:
    _give(store)
    before = _rows(engine)
    upgrade_schema(engine)
    assert _rows(engine) == before


def test_an_empty_database_is_refused(empty: Engine) -> None:
    with pytest.raises(SchemaError) as raised:
        require_current_schema(empty)
    newest = known_versions()[-1]
    assert str(raised.value) == (
        f"the database is at version none and this program needs {newest}: run  assistant db upgrade"
    )


def test_the_versions_are_those_that_alembic_knows_in_its_order() -> None:
    scripts = ScriptDirectory(str(PROJECT / "migrations"))
    assert known_versions() == tuple(reversed([one.revision for one in scripts.walk_revisions()]))


def test_a_database_of_another_version_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("update alembic_version set version_num = '9999'"))
    with pytest.raises(SchemaError, match="the database is at version 9999"):
        require_current_schema(engine)


def test_a_database_of_this_version_is_taken(engine: Engine) -> None:
    require_current_schema(engine)


def test_a_record_comes_back_as_it_was_given(store: SqlStore) -> None:
    given = _give(store)
    with store.transaction() as records:
        assert records.by_id(given.record.id) == given.record
        assert records.by_request("web-1:m1") == (given.record, given.handle)
        assert records.by_receipt(b"hash of 1234567890123456") == given.record
        assert records.by_handle(given.handle) == given.record
        assert records.account(given.record.id) == WORDS
        assert [(one.role, one.state, one.queued_at) for one in records.notices(given.record.id)] == [
            (Role.HEADTEACHER, HandOver.QUEUED, NOON),
            (Role.SAFEGUARDING_LEAD, HandOver.QUEUED, NOON),
        ]
    assert receipt_to_show(store, given.handle) == "1234 5678 9012 3456"


def test_what_is_not_there_is_nothing(store: SqlStore) -> None:
    with store.transaction() as records:
        assert records.by_id("x") is None
        assert records.by_request("x") is None
        assert records.by_receipt(b"x") is None
        assert records.by_handle("x") is None
        assert records.receipt_of("x") is None
        assert records.notices("x") == ()
        assert records.claim_notice(NOON) is None


def test_moments_come_back_aware_to_the_microsecond(store: SqlStore, engine: Engine) -> None:
    moment = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)
    new = _new()
    with store.transaction() as records:
        records.add(replace(new, record=replace(new.record, created_at=moment)))
        found = records.by_id(new.record.id)
    assert found is not None
    assert found.created_at == moment
    assert found.created_at.utcoffset() == timedelta(0)


def test_a_transaction_that_fails_in_between_leaves_nothing(store: SqlStore, engine: Engine) -> None:
    def fail(records: Records) -> None:
        records.add(_new())
        raise RuntimeError("in between")

    with pytest.raises(RuntimeError, match="in between"), store.transaction() as records:
        fail(records)
    assert _rows(engine) == NOTHING


def test_a_record_whose_notice_cannot_be_stored_is_not_stored(store: SqlStore, engine: Engine) -> None:
    with store.transaction() as records:
        records.add(_new("r1", b"1" * 32, notice_id="taken"))
    before = _rows(engine)
    with pytest.raises(StorageError), store.transaction() as records:
        records.add(_new("r2", b"2" * 32, notice_id="taken"))
    assert _rows(engine) == before


@pytest.mark.parametrize("other", [_new("r1", b"2" * 32), _new("r2", b"1" * 32)], ids=["request", "receipt"])
def test_a_request_and_a_receipt_are_unique(store: SqlStore, engine: Engine, other: NewRecord) -> None:
    with store.transaction() as records:
        records.add(_new("r1", b"1" * 32))
    before = _rows(engine)
    with pytest.raises(StorageError, match="holds such a record already"), store.transaction() as records:
        records.add(other)
    assert _rows(engine) == before


def test_the_same_request_from_many_at_once_is_stored_once(store: SqlStore, engine: Engine) -> None:
    start, given, errors = threading.Barrier(4), [], []

    def run() -> None:
        start.wait(10)
        try:
            given.append(_give(store, receipt=f"{threading.get_ident() % 10**16:016d}"))
        except StorageError as error:
            errors.append(error)

    workers = [threading.Thread(target=run) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert errors == []
    assert len({(one.record.id, one.handle) for one in given}) == 1
    assert len(given) == 4
    assert _rows(engine) | {"records": 1, "notices": 2, "receipt_handles": 1, "audit": 1} == _rows(engine)


def test_two_workers_at_once_send_each_notice_once(store: SqlStore) -> None:
    for at in range(12):
        _give(store, f"web-1:m{at}", receipt=f"{at:016d}")
    mails, start, counts = [FakeMail(), FakeMail()], threading.Barrier(2), []

    def work(mail: FakeMail) -> None:
        start.wait(10)
        counts.append(
            deliver_notices(
                store,
                mail,
                FakeClock(),
                CONTACTS,
                sender="a@school.test",
                public_url="https://chat.school.test",
            )
        )

    workers = [threading.Thread(target=work, args=(mail,)) for mail in mails]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    sent = [message["Message-ID"] for mail in mails for message in mail.sent]
    assert (len(sent), len(set(sent)), sum(counts)) == (24, 24, 24)


def test_a_claimed_notice_is_free_again_after_two_minutes(store: SqlStore) -> None:
    with store.transaction() as records:
        records.add(_new())
    claims = []
    for moment in (NOON, NOON, NOON + timedelta(seconds=119), NOON + timedelta(seconds=120)):
        with store.transaction() as records:
            claims.append(records.claim_notice(moment) is not None)
    assert claims == [True, False, False, True]


def test_a_notice_goes_from_queued_to_sent_to_opened(store: SqlStore) -> None:
    given = _give(store)
    clock = FakeClock(NOON + timedelta(hours=1))
    deliver_notices(store, FakeMail(), clock, CONTACTS, sender="a@school.test", public_url="https://x.test")
    clock.pass_by(timedelta(hours=1))
    for _ in range(2):
        assert open_record(store, clock, record_id=given.record.id, role=Role.HEADTEACHER) == (
            given.record,
            WORDS,
        )
        clock.pass_by(timedelta(hours=1))
    status = status_of(store, given.handle)
    assert status is not None
    assert [(one.role, one.state, one.sent_at, one.opened_at) for one in status.notices] == [
        (Role.HEADTEACHER, HandOver.OPENED, NOON + timedelta(hours=1), NOON + timedelta(hours=2)),
        (Role.SAFEGUARDING_LEAD, HandOver.SENT, NOON + timedelta(hours=1), None),
    ]


def test_reading_is_noted_with_who_read(store: SqlStore, engine: Engine) -> None:
    first = _give(store)
    open_record(store, FakeClock(), record_id=first.record.id, role=Role.HEADTEACHER, account_id="a" * 36)
    with engine.begin() as connection:
        read = connection.execute(sa.select(tables.audit).where(tables.audit.c.event == "record_opened")).one()
    assert (read.record_id, read.account_id) == (first.record.id, "a" * 36)


def test_a_notice_that_was_opened_while_it_was_sent_stays_opened(store: SqlStore) -> None:
    new = _new()
    with store.transaction() as records:
        records.add(new)
        records.notice_opened(new.notices[0].id, NOON)
        records.notice_sent(new.notices[0].id, NOON)
        assert [notice.state for notice in records.notices(new.record.id)] == [HandOver.OPENED]


def test_a_typed_receipt_finds_its_record(store: SqlStore) -> None:
    given = _give(store)
    handle = handle_for_receipt(store, FakeReceipts(), "1234567890123456")
    assert handle not in (None, given.handle)
    assert status_of(store, handle or "") == status_of(store, given.handle)
    assert receipt_to_show(store, handle or "") is None


def test_add_contact_keeps_the_words(store: SqlStore) -> None:
    given = _give(store)
    add_contact(store, record_id=given.record.id, contact="kim@mail.test")
    with store.transaction() as records:
        assert records.account(given.record.id) == replace(WORDS, contact="kim@mail.test")


def test_add_contact_to_an_unknown_record_is_a_storage_error(store: SqlStore) -> None:
    with pytest.raises(StorageError):
        add_contact(store, record_id="nobody", contact="kim@mail.test")


def test_words_moved_to_another_record_do_not_open(store: SqlStore, engine: Engine) -> None:
    first, second = _give(store, "r1"), _give(store, "r2", receipt="2" * 16)
    table = tables.records
    with engine.begin() as connection:
        sealed = connection.execute(sa.select(table.c.sealed_account).where(table.c.id == first.record.id)).scalar_one()
        connection.execute(sa.update(table).where(table.c.id == second.record.id).values(sealed_account=sealed))
    with pytest.raises(SealedDataError), store.transaction() as records:
        records.account(second.record.id)


def test_the_audit_trail_is_a_chain_without_a_gap(store: SqlStore, engine: Engine) -> None:
    given = _give(store)
    add_contact(store, record_id=given.record.id, contact="kim@mail.test")
    deliver_notices(store, FakeMail(), FakeClock(), CONTACTS, sender="a@school.test", public_url="https://x.test")
    open_record(store, FakeClock(), record_id=given.record.id, role=Role.HEADTEACHER)
    with engine.begin() as connection:
        rows = list(connection.execute(sa.select(tables.audit).order_by(tables.audit.c.position)))
    assert [(row.position, row.event, row.record_id) for row in rows] == [
        (1, "complaint_stored", given.record.id),
        (2, "account_added_to", given.record.id),
        (3, "notice_sent", given.record.id),
        (4, "notice_sent", given.record.id),
        (5, "record_opened", given.record.id),
    ]
    before = b""
    for row in rows:
        covered = json.dumps([row.position, row.at.isoformat(), row.event, row.record_id]).encode()
        assert row.hash == hashlib.sha256(before + covered).digest()
        before = row.hash


def test_the_audit_trail_has_no_gap_when_many_write_at_once(store: SqlStore, engine: Engine) -> None:
    start = threading.Barrier(4)

    def run(at: int) -> None:
        start.wait(10)
        for turn in range(5):
            _give(store, f"web-{at}:{turn}", receipt=f"{at}{turn}".zfill(16))

    workers = [threading.Thread(target=run, args=(at,)) for at in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    with engine.begin() as connection:
        rows = list(connection.execute(sa.select(tables.audit).order_by(tables.audit.c.position)))
    assert [row.position for row in rows] == list(range(1, 21))
    assert len({row.hash for row in rows}) == 20


def test_conversations_are_replaced_read_listed_and_removed(engine: Engine) -> None:
    conversations = SqlConversations(engine, SEAL)
    assert (conversations.load("web-1"), conversations.all_senders()) == (None, [])
    for content in (b"first", b"second"):
        conversations.save("web-1", content, NOON)
    conversations.save("web-2", b"other", NOON)
    assert (conversations.load("web-1"), conversations.load("web-2")) == (b"second", b"other")
    assert sorted(conversations.all_senders()) == ["web-1", "web-2"]
    conversations.delete("web-1")
    assert (conversations.load("web-1"), conversations.all_senders()) == (None, ["web-2"])


def test_sessions_are_opened_extended_and_closed_with_all_that_was_said(engine: Engine) -> None:
    chats, conversations = SqlChats(engine, SEAL), SqlConversations(engine, SEAL)
    for token, sender in ((b"1" * 32, "web-1"), (b"2" * 32, "web-2")):
        chats.open_session(token, ChatSession(sender, NOON))
        conversations.save(sender, b"words", NOON)
        chats.keep_answer(sender, "m1", b"answer", NOON)
    chats.extend_session(b"1" * 32, NOON + timedelta(minutes=30))
    assert chats.session(b"1" * 32) == ChatSession("web-1", NOON + timedelta(minutes=30))
    for _ in range(2):
        chats.move_session(b"1" * 32, b"3" * 32)
    assert (chats.session(b"1" * 32), chats.session(b"3" * 32)) == (
        None,
        ChatSession("web-1", NOON + timedelta(minutes=30)),
    )
    for _ in range(2):
        chats.close_session(b"3" * 32)
    assert (chats.session(b"1" * 32), chats.answer("web-1", "m1"), conversations.load("web-1")) == (
        None,
        None,
        None,
    )
    assert chats.session(b"2" * 32) == ChatSession("web-2", NOON)
    assert (chats.answer("web-2", "m1"), conversations.load("web-2")) == (b"answer", b"words")


def test_the_first_answer_to_a_message_stays(engine: Engine) -> None:
    chats = SqlChats(engine, SEAL)
    assert chats.answer("web-1", "m1") is None
    for answer in (b"first", b"second"):
        chats.keep_answer("web-1", "m1", answer, NOON)
    chats.keep_answer("web-2", "m1", b"other", NOON)
    assert [chats.answer("web-1", "m1"), chats.answer("web-2", "m1")] == [b"first", b"other"]


def test_replaced_answers_are_those_of_one_conversation(engine: Engine) -> None:
    chats = SqlChats(engine, SEAL)
    for sender, message in (("web-1", "m1"), ("web-1", "m2"), ("web-2", "m1")):
        chats.keep_answer(sender, message, b"words", NOON)
    chats.replace_answers("web-1", b"removed")
    chats.replace_answers("web-3", b"removed")
    given = [chats.answer(*key) for key in (("web-1", "m1"), ("web-1", "m2"), ("web-1", "m3"), ("web-2", "m1"))]
    assert given == [b"removed", b"removed", None, b"words"]


def test_forget_before_removes_what_is_older_and_nothing_else(engine: Engine) -> None:
    chats, conversations = SqlChats(engine, SEAL), SqlConversations(engine, SEAL)
    for sender, age in (("web-old", timedelta(days=7, seconds=1)), ("web-new", timedelta(days=7))):
        token = hashlib.sha256(sender.encode()).digest()
        chats.open_session(token, ChatSession(sender, NOON - age))
        conversations.save(sender, b"words", NOON - age)
        chats.keep_answer(sender, "m1", b"answer", NOON - age)
    chats.keep_answer("web-new", "m0", b"old answer", NOON - timedelta(days=8))
    assert chats.forget_before(NOON - timedelta(days=7)) == 1
    assert conversations.all_senders() == ["web-new"]
    assert [chats.answer("web-old", "m1"), chats.answer("web-new", "m0"), chats.answer("web-new", "m1")] == [
        None,
        None,
        b"answer",
    ]
    assert _rows(engine)["chat_sessions"] == 1
    assert chats.forget_before(NOON - timedelta(days=7)) == 0


def test_forgetting_chats_leaves_records_alone(store: SqlStore, engine: Engine) -> None:
    _give(store)
    before = _rows(engine)
    SqlChats(engine, SEAL).forget_before(NOON + timedelta(days=999))
    assert _rows(engine) == before


def test_a_session_that_is_there_already_is_a_storage_error(engine: Engine) -> None:
    chats = SqlChats(engine, SEAL)
    chats.open_session(b"1" * 32, ChatSession("web-1", NOON))
    with pytest.raises(StorageError):
        chats.open_session(b"2" * 32, ChatSession("web-1", NOON))


def test_a_database_that_is_not_there_is_a_storage_error(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'none' / 'assistant.db'}")
    for ask in (
        lambda: require_current_schema(engine),
        lambda: upgrade_schema(engine),
        lambda: SqlConversations(engine, SEAL).load("web-1"),
        lambda: SqlChats(engine, SEAL).session(b"1"),
        lambda: status_of(SqlStore(engine, SEAL, FakeClock()), "handle"),
    ):
        with pytest.raises(StorageError):
            ask()


def test_an_error_of_the_database_holds_no_words(store: SqlStore) -> None:
    new = _new(request_id="xylophone-1")
    with store.transaction() as records:
        records.add(new)
    with pytest.raises(StorageError) as raised, store.transaction() as records:
        records.add(replace(new, record=replace(new.record, id=str(uuid.uuid4()), request_id="r2")))
    shown = f"{raised.value} {raised.value.__cause__}"
    assert [word for word in PLANTED if word in shown] == []


def test_no_planted_word_stands_in_any_column(store: SqlStore, engine: Engine) -> None:
    _give(store)
    SqlConversations(engine, SEAL).save("web-1", " ".join(PLANTED).encode(), NOON)
    SqlChats(engine, SEAL).keep_answer("web-1", "m1", " ".join(PLANTED).encode(), NOON)
    with engine.begin() as connection:
        stored = [
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for table in tables.metadata.sorted_tables
            for row in connection.execute(sa.select(*(column for column in table.c if column.name != "receipt_hash")))
            for value in row
        ]
    assert len(stored) > 30
    assert [word for word in PLANTED if any(word.encode() in value for value in stored)] == []


def test_planted_words_stand_nowhere_in_the_files(tmp_path: Path) -> None:
    """In the open file, its write-ahead log and the closed file; a word that may stand there shows that we look."""
    engine = make_engine(f"sqlite:///{tmp_path / 'assistant.db'}")
    upgrade_schema(engine)
    store = SqlStore(engine, SEAL, FakeClock())
    given = _give(store)
    add_contact(store, record_id=given.record.id, contact="07700900123")
    conversations, chats = SqlConversations(engine, SEAL), SqlChats(engine, SEAL)
    for turn in range(5):
        conversations.save("web-1", f"{PLANTED} {turn}".encode() * 50, NOON)
        chats.keep_answer("web-1", f"m{turn}", f"{PLANTED}".encode() * 50, NOON)
    conversations.delete("web-1")
    chats.open_session(b"\x01" * 32, ChatSession("web-canary", NOON))
    for _ in range(2):
        files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        content = b"".join(files.values())
        leaked = [word for word in PLANTED if word.encode() in content.replace(b"hash of 1234567890123456", b"")]
        assert leaked == []
        assert b"web-canary" in content
        engine.dispose()
    assert "assistant.db" in files


def test_sqlite_is_opened_for_several_processes_and_overwrites_what_is_deleted(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'assistant.db'}")
    with engine.connect() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "secure_delete", "busy_timeout")
        }
    assert asked == {"journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 10_000}


def test_sqlite_takes_the_write_lock_as_a_transaction_begins(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'assistant.db'}")
    other = sqlite3.connect(tmp_path / "assistant.db", timeout=0, isolation_level=None)
    with engine.begin(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


@pytest.mark.parametrize("address", ["", "assistant.db", "not a url"])
def test_what_is_no_address_is_refused_by_name(address: str) -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_DATABASE_URL"):
        make_engine(address)


@pytest.mark.parametrize("address", ["postgresql://u@127.0.0.1/x", "mysql://u@127.0.0.1/x", "postgress://u@h/x"])
def test_an_address_of_another_kind_is_refused_by_name(address: str) -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_DATABASE_URL"):
        make_engine(address)
