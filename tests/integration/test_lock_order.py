"""Each transaction takes a record's row, then its notices and files, then the audit trail: none waits for another."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa
from case_samples import OFFENSIVE, started
from fakes import NOON, FakeClock
from sqlalchemy import Engine
from test_sql import SEAL
from test_sql_arrivals import HEAD, LEAD, _add

from assistant.adapters.sql import SqlAttachments, SqlCases, SqlKeeping, SqlStore, tables
from assistant.adapters.sql.audit import append_event
from assistant.core.attachments import Attachment, FileKind
from assistant.core.cases import Case, Details
from assistant.core.retention import Over, Rule, Thing

pytestmark = pytest.mark.parametrize("url", ["postgresql"], indirect=True)


@pytest.fixture
def store(engine: Engine) -> SqlStore:
    return SqlStore(engine, SEAL, FakeClock())


@pytest.fixture
def beside(engine: Engine) -> Iterator[Callable[[Callable[[], object]], Future[object]]]:
    """Run something in another thread, and return once its transaction waits for one of this thread."""
    with ThreadPoolExecutor(1) as pool:

        def start(work: Callable[[], object]) -> Future[object]:
            running = pool.submit(work)
            while not running.done() and not _somebody_waits(engine):
                time.sleep(0.01)
            assert not running.done()
            return running

        yield start


def _somebody_waits(engine: Engine) -> bool:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with engine.connect() as connection:
        return bool(connection.execute(sa.text(waiting)).scalar_one())


def test_a_notice_that_was_sent_waits_for_whoever_opens_the_record(store: SqlStore, beside: Callable) -> None:
    _, (first, second) = _add(store, HEAD, LEAD)

    def sent() -> None:
        with store.transaction() as records:
            records.notice_sent(second.id, NOON)

    with store.transaction() as records:
        records.notice_opened(first.id, NOON)
        sending = beside(sent)
        records.notice_opened(second.id, NOON)
    assert sending.result(10) is None


def test_a_case_that_goes_waits_for_whoever_has_its_record(store: SqlStore, engine: Engine, beside: Callable) -> None:
    record, notices = _add(store, HEAD)
    with store.transaction() as records:
        records.notice_opened(notices[0].id, NOON)
    case = _case_of(engine, record.id, closed=True)
    over = Over(Thing.CASE, case.id, Rule.CASE, NOON, case.version, record.id)
    with store.transaction() as records:
        records.hold(record.id)
        deleting = beside(lambda: SqlKeeping(engine, SEAL).delete(over, NOON))
        records.giver_did("read_by_giver", record.id)
    assert deleting.result(10) is True


def test_a_case_that_is_opened_waits_for_whoever_has_the_files_of_its_record(
    store: SqlStore, engine: Engine, beside: Callable
) -> None:
    record, _ = _add(store, HEAD)
    SqlAttachments(engine, SEAL).keep_waiting(Attachment("f", FileKind.PNG, 1, NOON), [b"x"], sender_id="web-1")
    files = sa.update(tables.attachments).values(record_id=record.id, sender_id=None)
    with engine.begin() as connection:
        connection.execute(files)
    with engine.begin() as connection:
        connection.execute(files)
        opening = beside(lambda: _case_of(engine, record.id))
        append_event(connection, NOON, "record_read", record_id=record.id)
    opened = opening.result(10)
    assert isinstance(opened, Case)
    assert [file.id for file in SqlAttachments(engine, SEAL).of_case(opened.id)] == ["f"]


def _case_of(engine: Engine, record_id: str, *, closed: bool = False) -> Case:
    case = replace(started(OFFENSIVE, Details("a post")), record_id=record_id)
    added = SqlCases(engine, SEAL).add(case, due_on=None)
    if closed:
        with engine.begin() as connection:
            connection.execute(sa.update(tables.cases).values(closed=True))
    return added
