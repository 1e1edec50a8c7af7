"""Files in the database, SQLite and PostgreSQL: in sealed pieces that cannot be moved or cut, each with its owner."""

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from attachment_samples import clean_file, pieces_of
from case_fakes import case_desk, person
from case_samples import OFFENSIVE
from fakes import NOON, FakeClock, FakeReceipts
from sqlalchemy import Engine
from vault_samples import KEYS, seal_with

from assistant.adapters.crypto import AesGcmSeal
from assistant.adapters.sql import SqlAttachments, SqlBackups, SqlCases, SqlChats, SqlStore, make_engine, tables
from assistant.adapters.sql.attachments import give_to_record
from assistant.adapters.sql.audit import checked_trail
from assistant.core.attachments import PIECE_BYTES, Attachment, FileKind, Unfit, UnfitFileError
from assistant.core.case_errors import ConflictError, RefusedError
from assistant.core.cases import EntryKind, Evidence
from assistant.core.errors import SealedDataError, StorageError
from assistant.core.records import Account, Draft, Record
from assistant.core.routing import About, Kind
from assistant.core.staff import StaffRole
from assistant.services.change_case import keep_evidence
from assistant.services.give_record import give_record
from assistant.services.keep_attachment import forget_attachments
from assistant.services.open_case import open_case, open_case_from_record
from assistant.services.ports import ChatSession

SEAL = AesGcmSeal(KEYS)
HEAD = person(StaffRole.HEADTEACHER)
PLANT = b"points-of-the-picture-4711"
LONG = (PLANT * 30_000)[: 2 * PIECE_BYTES + 1_000]
"""Content of three pieces."""


@pytest.fixture
def files(engine: Engine) -> SqlAttachments:
    return SqlAttachments(engine, SEAL)


def _keep(files: SqlAttachments, content: bytes = b"content", *, sender: str = "web-1", at=NOON) -> Attachment:
    kept = Attachment(str(uuid.uuid4()), FileKind.JPEG, len(content), at)
    files.keep_waiting(kept, pieces_of(content), sender_id=sender)
    return kept


def _give(engine: Engine, *kept: Attachment, request: str = "web-1:m1") -> Record:
    store, clock = SqlStore(engine, SEAL, FakeClock()), FakeClock()
    ids = tuple(one.id for one in kept)
    draft = Draft(Kind.CONCERN, About.PUPIL, Account("what happened"), attachments=ids)
    return give_record(
        store, FakeReceipts(f"{hash(request) % 10**16:016d}"), clock, draft=draft, request_id=request
    ).record


@pytest.mark.parametrize("size", [1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, len(LONG)])
def test_a_file_comes_back_piece_by_piece_as_it_was(files: SqlAttachments, size: int) -> None:
    kept = _keep(files, LONG[:size])
    found = list(files.read(kept.id))
    assert b"".join(found) == LONG[:size]
    assert [len(piece) for piece in found[:-1]] == [PIECE_BYTES] * ((size - 1) // PIECE_BYTES)


def _pieces(engine: Engine, file_id: str) -> list[sa.RowMapping]:
    table = tables.attachment_chunks
    with engine.begin() as connection:
        rows = sa.select(table).where(table.c.attachment_id == file_id).order_by(table.c.position)
        return list(connection.execute(rows).mappings())


def _set(engine: Engine, file_id: str, position: int, **values: object) -> None:
    table = tables.attachment_chunks
    with engine.begin() as connection:
        place = (table.c.attachment_id == file_id, table.c.position == position)
        connection.execute(sa.update(table).where(*place).values(**values))


def test_pieces_cannot_change_places(files: SqlAttachments, engine: Engine) -> None:
    kept = _keep(files, LONG)
    first, second, _ = _pieces(engine, kept.id)
    _set(engine, kept.id, 0, sealed=second["sealed"])
    _set(engine, kept.id, 1, sealed=first["sealed"])
    with pytest.raises(SealedDataError):
        list(files.read(kept.id))


def test_a_piece_of_another_file_does_not_fit(files: SqlAttachments, engine: Engine) -> None:
    kept, other = _keep(files, LONG), _keep(files, LONG)
    _set(engine, kept.id, 1, sealed=_pieces(engine, other.id)[1]["sealed"])
    reading = files.read(kept.id)
    assert next(reading) == LONG[:PIECE_BYTES]
    with pytest.raises(SealedDataError):
        next(reading)


def test_a_file_cannot_be_cut_not_even_with_its_count(files: SqlAttachments, engine: Engine) -> None:
    kept = _keep(files, LONG)
    table = tables.attachment_chunks
    with engine.begin() as connection:
        connection.execute(sa.delete(table).where(table.c.attachment_id == kept.id, table.c.position == 2))
    with pytest.raises(SealedDataError, match="a piece of a file is missing"):
        list(files.read(kept.id))
    with engine.begin() as connection:
        connection.execute(sa.update(table).where(table.c.attachment_id == kept.id).values(total=2))
    with pytest.raises(SealedDataError):
        list(files.read(kept.id))


def test_what_a_file_is_and_how_large_is_sealed_and_bound_to_it(files: SqlAttachments, engine: Engine) -> None:
    kept, other = _keep(files, b"short"), _keep(files, LONG)
    _give(engine, kept, other)
    table = tables.attachments
    with engine.begin() as connection:
        sealed = connection.execute(sa.select(table.c.sealed_form).where(table.c.id == other.id)).scalar_one()
        connection.execute(sa.update(table).where(table.c.id == kept.id).values(sealed_form=sealed))
        record_id = connection.execute(sa.select(table.c.record_id).where(table.c.id == kept.id)).scalar_one()
    with pytest.raises(SealedDataError):
        files.of_record(record_id)


def test_files_wait_for_the_conversation_that_they_came_in_alone(files: SqlAttachments) -> None:
    one, two, foreign = _keep(files), _keep(files), _keep(files, sender="web-2")
    assert files.waiting("web-1", [one.id, two.id])
    assert not files.waiting("web-1", [one.id, foreign.id])
    assert not files.waiting("web-1", ["nothing"])
    assert files.count_waiting() == 3


def test_a_record_takes_its_files_in_order_and_no_conversation_is_told_any_more(
    files: SqlAttachments, engine: Engine
) -> None:
    second, first, left = _keep(files), _keep(files), _keep(files)
    record = _give(engine, first, second)
    assert files.of_record(record.id) == (first, second)
    assert [files.waiting("web-1", [one.id]) for one in (first, second, left)] == [False, False, True]
    with engine.begin() as connection:
        rows = connection.execute(sa.select(tables.attachments).where(tables.attachments.c.record_id == record.id))
        assert [row["sender_id"] for row in rows.mappings()] == [None, None]
    assert _give(engine, first, second).id == record.id
    assert files.of_record(_give(engine, first, left, request="web-2:m1").id) == (left,)


def test_a_record_that_fails_takes_no_file(files: SqlAttachments, engine: Engine) -> None:
    kept = _keep(files)
    store = SqlStore(engine, SEAL, FakeClock())
    taken = _give(engine)

    def fail() -> None:
        with store.transaction() as records:
            record = Record("r2", taken.request_id, Kind.CONCERN, About.PUPIL, False, NOON)
            give_to_record(records._connection, [kept.id], taken.id)
            records.add(_new(record))

    with pytest.raises(StorageError):
        fail()
    assert files.waiting("web-1", [kept.id])


def _new(record: Record):
    from assistant.services.ports import NewRecord

    return NewRecord(record, Account("x"), "1" * 16, b"h" * 32, "handle-2", [])


def test_only_files_that_wait_can_be_discarded(files: SqlAttachments, engine: Engine) -> None:
    given, waiting = _keep(files), _keep(files)
    record = _give(engine, given)
    files.discard([given.id, waiting.id])
    assert (files.of_record(record.id), files.waiting("web-1", [waiting.id])) == ((given,), False)
    assert _pieces(engine, waiting.id) == []


def test_a_file_that_nobody_sends_goes_after_an_hour_once_its_chat_is_over(
    files: SqlAttachments, engine: Engine
) -> None:
    clock, chats = FakeClock(), SqlChats(engine, SEAL)
    ended, living = _keep(files), _keep(files, sender="web-2")
    given = _keep(files)
    _give(engine, given)
    for sender, expires in (("web-1", NOON + timedelta(minutes=30)), ("web-2", NOON + timedelta(hours=2))):
        chats.open_session(hashlib.sha256(sender.encode()).digest(), ChatSession(sender, expires))
    clock.pass_by(timedelta(minutes=60))
    assert forget_attachments(files, clock) == 0
    clock.pass_by(timedelta(seconds=1))
    assert forget_attachments(files, clock) == 1
    assert [files.waiting("web-1", [ended.id]), files.waiting("web-2", [living.id])] == [False, True]
    clock.pass_by(timedelta(hours=1))
    assert forget_attachments(files, clock) == 1
    assert files.count_waiting() == 0
    assert b"".join(files.read(given.id)) == b"content"


def test_clearing_a_chat_removes_what_waits_for_it_at_once(files: SqlAttachments, engine: Engine) -> None:
    chats, given, waiting = SqlChats(engine, SEAL), _keep(files), _keep(files)
    record = _give(engine, given)
    chats.open_session(b"h" * 32, ChatSession("web-1", NOON))
    chats.close_session(b"h" * 32)
    assert _pieces(engine, waiting.id) == []
    assert files.of_record(record.id) == (given,)


def test_a_case_has_the_files_of_its_record_also_when_the_record_is_gone(files: SqlAttachments, engine: Engine) -> None:
    kept = _keep(files)
    record = _give(engine, kept)
    desk = case_desk(SqlCases(engine, SEAL))
    store = SqlStore(engine, SEAL, FakeClock())
    case = open_case_from_record(
        desk, store, actor=HEAD, record_id=record.id, title="Song", facts=OFFENSIVE, request_id="r1"
    ).case
    assert (files.of_case(case.id), files.of_record(record.id)) == ((kept,), (kept,))
    with engine.begin() as connection:
        connection.execute(sa.delete(tables.records))
    assert forget_attachments(files, FakeClock()) == 0
    assert files.of_case(case.id) == (kept,)
    with engine.begin() as connection:
        connection.execute(sa.delete(tables.cases))
    assert forget_attachments(files, FakeClock()) == 1
    assert _pieces(engine, kept.id) == []


def test_evidence_and_its_entry_are_stored_together_once_or_not_at_all(files: SqlAttachments, engine: Engine) -> None:
    desk = case_desk(SqlCases(engine, SEAL))
    open_case(desk, actor=HEAD, title="Song", facts=OFFENSIVE, request_id="r1")
    given = {"actor": HEAD, "number": 1, "on": date(2026, 8, 30), "address": "https://example.test/p/1"}
    for _ in range(2):
        case = keep_evidence(desk, version=1, seen_at="14.05", file=clean_file(LONG), request_id="e1", **given).case
    entry, (kept,) = case.entries[-1], files.of_case(case.id)
    assert (entry.kind, entry.on, entry.evidence) == (
        EntryKind.EVIDENCE,
        date(2026, 8, 30),
        Evidence("https://example.test/p/1", "14.05", kept.id, FileKind.PNG),
    )
    assert (kept.kind, kept.size, b"".join(files.read(kept.id))) == (FileKind.PNG, len(LONG), LONG)
    assert desk.cases.by_number(1) == case
    with pytest.raises(ConflictError):
        keep_evidence(desk, version=1, file=clean_file(LONG), request_id="e2", **given)
    with pytest.raises(RefusedError):
        keep_evidence(desk, version=2, file=clean_file(LONG), request_id="e3", **given | {"on": date(2027, 1, 1)})
    assert files.of_case(case.id) == (kept,)
    with engine.begin() as connection:
        assert checked_trail(connection).problem == ""


def _cut() -> Iterator[bytes]:
    """The pieces of a file whose cleaning goes wrong after the first."""
    yield LONG[:PIECE_BYTES]
    raise UnfitFileError(Unfit.TOO_HEAVY)


def test_of_a_file_that_does_not_come_whole_nothing_is_kept(files: SqlAttachments, engine: Engine) -> None:
    kept = Attachment("cut", FileKind.PNG, len(LONG), NOON)
    with pytest.raises(UnfitFileError):
        files.keep_waiting(kept, _cut(), sender_id="web-1")
    assert (files.count_waiting(), _pieces(engine, "cut")) == (0, [])
    desk = case_desk(SqlCases(engine, SEAL))
    before = open_case(desk, actor=HEAD, title="Song", facts=OFFENSIVE, request_id="r1").case
    file = replace(clean_file(LONG), pieces=_cut())
    with pytest.raises(UnfitFileError):
        keep_evidence(desk, actor=HEAD, number=1, version=1, on=date(2026, 8, 30), file=file)
    assert (desk.cases.by_number(1), files.of_case(before.id)) == (before, ())


def test_looking_at_a_file_stands_in_the_audit_trail(files: SqlAttachments, engine: Engine) -> None:
    files.viewed(NOON, of="record-1", account_id="ann")
    with engine.begin() as connection:
        row = connection.execute(sa.select(tables.audit)).mappings().one()
        assert (row["event"], row["record_id"], row["account_id"]) == ("attachment_viewed", "record-1", "ann")
        assert checked_trail(connection).problem == ""


def test_no_byte_of_a_file_stands_readable_in_the_database_or_its_log(tmp_path: Path) -> None:
    from assistant.adapters.sql import upgrade_schema

    engine = make_engine(f"sqlite:///{tmp_path / 'assistant.db'}")
    upgrade_schema(engine)
    files = SqlAttachments(engine, SEAL)
    kept = _keep(files, LONG)
    record = _give(engine, kept)
    written = [path for path in tmp_path.iterdir() if path.name.startswith("assistant.db")]
    assert [path.name for path in sorted(written)] == ["assistant.db", "assistant.db-shm", "assistant.db-wal"]
    assert sum(path.stat().st_size for path in written) > len(LONG)
    for path in written:
        content = path.read_bytes()
        assert [word for word in (PLANT, b"jpeg", b'"kind"') if word in content] == []
    assert files.of_record(record.id) == (kept,)
    engine.dispose()


def test_files_are_in_a_backup_and_come_back_with_their_owners(
    files: SqlAttachments, engine: Engine, tmp_path: Path
) -> None:
    record = _give(engine, _keep(files, LONG), _keep(files, b"second"))
    lines = list(SqlBackups(engine, SEAL).dump())
    assert not any(PLANT in line for line in lines)
    fresh = make_engine(f"sqlite:///{tmp_path / 'restored.db'}")
    restored = SqlBackups(fresh, SEAL).load(lines, chats_before=NOON - timedelta(days=7))
    assert restored.audit.problem == ""
    found = SqlAttachments(fresh, SEAL)
    assert found.of_record(record.id) == files.of_record(record.id)
    assert [b"".join(found.read(one.id)) for one in found.of_record(record.id)] == [LONG, b"second"]
    fresh.dispose()


def test_a_file_does_not_open_with_another_key(files: SqlAttachments, engine: Engine) -> None:
    kept = _keep(files)
    with pytest.raises(SealedDataError):
        list(SqlAttachments(engine, seal_with("k2")).read(kept.id))


def test_a_database_without_tables_is_a_storage_error(empty: Engine) -> None:
    files = SqlAttachments(empty, SEAL)
    with pytest.raises(StorageError):
        _keep(files)
    with pytest.raises(StorageError):
        files.count_waiting()
