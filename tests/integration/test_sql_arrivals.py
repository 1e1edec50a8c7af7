"""What has come for somebody, page by page, on both databases: all of it once, in order, nothing for the accused."""

import random
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from case_fakes import person
from fakes import NOON, FakeClock
from sqlalchemy import Engine
from test_sql import SEAL, WORDS

from assistant.adapters.sql import SqlStore, tables, upgrade_schema
from assistant.core.access import may_read_record, reach
from assistant.core.arrivals import Shelf, is_new, place_of, standing
from assistant.core.paging import COUNTED, PAGE, Beside
from assistant.core.records import HandOver, News, Notice, Record
from assistant.core.replies import Reply
from assistant.core.routing import About, Kind, Role
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.ports import NewRecord
from assistant.services.read_record import arrived_records, open_own_record

HEAD, LEAD, CHAIR = Role.HEADTEACHER, Role.SAFEGUARDING_LEAD, Role.CHAIR_OF_GOVERNORS
PEOPLE = (
    person(StaffRole.HEADTEACHER),
    person(StaffRole.SAFEGUARDING_LEAD),
    person(StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD),
    person(StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD, StaffRole.CLERK),
    person(StaffRole.OFFICE),
    person(StaffRole.GOVERNOR),
)


@pytest.fixture
def store(engine: Engine) -> SqlStore:
    return SqlStore(engine, SEAL, FakeClock())


def _add(
    store: SqlStore, *roles: Role, minutes: int = 0, about: About = About.STAFF, child: bool = False
) -> tuple[Record, list[Notice]]:
    request = str(uuid.uuid4())
    at = NOON + timedelta(minutes=minutes)
    record = Record(str(uuid.uuid4()), request, Kind.COMPLAINT, about, child, at)
    notices = [Notice(str(uuid.uuid4()), record.id, role, HandOver.QUEUED, at) for role in roles]
    with store.transaction() as records:
        records.add(NewRecord(record, WORDS, "1" * 16, request[:32].encode(), str(uuid.uuid4()), notices))
    return record, notices


def _walk(store: SqlStore, actor: StaffAccount, shelf: Shelf, *, back: bool = False) -> list[Record]:
    """Turn all pages of a shelf, and read them all; ``back`` turns back from the last one."""
    pages = [arrived_records(store, actor=actor, shelf=shelf).page]
    while pages[-1].goes_on_after:
        beside = Beside(place_of(pages[-1].items[-1], shelf))
        pages.append(arrived_records(store, actor=actor, shelf=shelf, beside=beside).page)
    if back:
        pages = pages[-1:]
        while pages[0].goes_on_before:
            beside = Beside(place_of(pages[0].items[0], shelf), before=True)
            pages.insert(0, arrived_records(store, actor=actor, shelf=shelf, beside=beside).page)
    return [record for page in pages for record in page.items]


def _some_of_everything(store: SqlStore, chance: random.Random) -> None:
    for _ in range(6 * PAGE):
        roles = chance.sample([HEAD, LEAD, Role.CLERK], chance.randint(1, 3))
        about = chance.choice([About.STAFF, About.STAFF, About.PUPIL, About.SAFEGUARDING_LEAD, About.HEADTEACHER])
        record, notices = _add(store, *roles, minutes=chance.randint(0, 20), about=about, child=chance.random() < 0.2)
        with store.transaction() as records:
            for notice in notices:
                if chance.random() < 0.6:
                    records.notice_opened(notice.id, NOON)
                if chance.random() < 0.2:
                    records.queue_news(record.id, notice.role, News.ADDED, NOON)
            if chance.random() < 0.1:
                records.child_at_risk(record.id)
            if chance.random() < 0.1:
                passed = Notice(str(uuid.uuid4()), record.id, HEAD, HandOver.QUEUED, NOON, cause=notices[0].id)
                records.add_notice(passed)


def _expected(store: SqlStore, engine: Engine, actor: StaffAccount, shelf: Shelf) -> list[Record]:
    """Return what is on a shelf by the rules of ``core``, one record after the other."""
    found = []
    with engine.begin() as connection:
        ids = list(connection.execute(sa.select(tables.records.c.id)).scalars())
    with store.transaction() as records:
        for record in filter(None, map(records.by_id, ids)):
            own = [one for one in records.notices(record.id) if may_read_record(record, one.role, actor)]
            stands = [standing(one for one in own if one.role is role) for role in {one.role for one in own}]
            if stands and is_new(stands) is (shelf is Shelf.NEW):
                found.append(record)
    return sorted(found, key=lambda record: place_of(record, shelf), reverse=shelf is Shelf.OPENED)


@pytest.mark.parametrize("back", [False, True])
def test_the_pages_hold_each_record_that_one_may_read_once_and_in_order(
    store: SqlStore, engine: Engine, *, back: bool
) -> None:
    _some_of_everything(store, random.Random(20260901))
    lengths = []
    for actor in PEOPLE:
        for shelf in Shelf:
            expected = _expected(store, engine, actor, shelf)
            assert _walk(store, actor, shelf, back=back) == expected
            assert arrived_records(store, actor=actor, shelf=shelf).count == len(expected)
            lengths.append(len(expected))
    assert [length > PAGE for length in lengths[:2]] == [True, True]
    assert lengths[-4:] == [0, 0, 0, 0]


def test_the_accused_reads_nothing_at_any_place_and_counts_nothing(store: SqlStore) -> None:
    both = person(StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD)
    kept = [_add(store, HEAD, minutes=at, about=About.SAFEGUARDING_LEAD)[0] for at in range(PAGE + 5)]
    own, _ = _add(store, HEAD, minutes=PAGE // 2)
    beside = Beside(place_of(kept[0], Shelf.NEW))
    for place in (None, beside):
        arrived = arrived_records(store, actor=both, shelf=Shelf.NEW, beside=place)
        assert (arrived.page.items, arrived.page.goes_on_after, arrived.count) == ((own,), False, 1)
        assert list(arrived.news) == [own.id]
    assert arrived_records(store, actor=person(StaffRole.HEADTEACHER), shelf=Shelf.NEW).count == PAGE + 6


def test_opening_moves_a_record_to_the_other_shelf_and_a_page_goes_on_where_it_was(store: SqlStore) -> None:
    head = person(StaffRole.HEADTEACHER)
    given = [_add(store, HEAD, minutes=at)[0] for at in range(PAGE + 2)]
    first = arrived_records(store, actor=head, shelf=Shelf.NEW).page
    last = first.items[-1]
    assert open_own_record(store, FakeClock(), actor=head, record_id=last.id) is not None
    after = arrived_records(store, actor=head, shelf=Shelf.NEW, beside=Beside(place_of(last, Shelf.NEW))).page
    assert after.items == tuple(given[PAGE:])
    assert arrived_records(store, actor=head, shelf=Shelf.OPENED).page.items == (last,)


def test_a_child_that_may_be_at_risk_comes_first_from_then_on(store: SqlStore) -> None:
    first, _ = _add(store, HEAD)
    second, _ = _add(store, HEAD, minutes=1)
    with store.transaction() as records:
        records.child_at_risk(second.id)
    shown = arrived_records(store, actor=person(StaffRole.HEADTEACHER), shelf=Shelf.NEW).page.items
    assert [record.id for record in shown] == [second.id, first.id]


def test_more_than_lists_are_counted_is_told_as_one_more(store: SqlStore, engine: Engine) -> None:
    _add(store, HEAD)
    with engine.begin() as connection:
        (row,) = connection.execute(sa.select(tables.records)).mappings()
        (arrival,) = connection.execute(sa.select(tables.arrivals)).mappings()
        names = [str(at) for at in range(COUNTED + 10)]
        rows = [{**row, "id": name, "request_id": name, "receipt_hash": name.encode()} for name in names]
        connection.execute(sa.insert(tables.records), rows)
        connection.execute(sa.insert(tables.arrivals), [{**arrival, "record_id": name} for name in names])
    arrived = arrived_records(store, actor=person(StaffRole.HEADTEACHER), shelf=Shelf.NEW)
    assert (arrived.count, len(arrived.page.items)) == (COUNTED + 1, PAGE)


def test_an_older_database_is_filled_as_if_everything_had_come_now(store: SqlStore, engine: Engine) -> None:
    _some_of_everything(store, random.Random(20260902))

    def rows() -> list[tuple[object, ...]]:
        with engine.begin() as connection:
            found = connection.execute(sa.select(tables.arrivals)).all()
        return sorted((tuple(row) for row in found), key=repr)

    before = rows()
    with engine.begin() as connection:
        for later in (tables.arrivals, tables.sms_seen):
            later.drop(connection)
        for name in ("ix_notices_state_due_at", "ix_notices_opened_at_queued_at"):
            connection.execute(sa.text(f"drop index {name}"))
        connection.execute(sa.text("create index ix_notices_due_at on notices (due_at)"))
        connection.execute(sa.text("update alembic_version set version_num = '0009'"))
    upgrade_schema(engine)
    assert len(before) > 6 * PAGE
    assert rows() == before


def test_two_who_change_a_record_at_once_leave_it_where_both_changes_put_it(store: SqlStore) -> None:
    """One opens a record while something is added to it: it is new afterwards, whoever was first."""
    head, failed = person(StaffRole.HEADTEACHER), []
    for _ in range(20):
        record, (notice, _) = _add(store, HEAD, LEAD)
        ready = threading.Barrier(2)

        def together(do: Callable[[], None], ready: threading.Barrier = ready) -> None:
            ready.wait()
            try:
                do()
            except Exception as error:  # noqa: BLE001 - told below, in the test's own thread
                failed.append(error)

        def read(notice: Notice = notice) -> None:
            with store.transaction() as records:
                records.notice_opened(notice.id, NOON)

        def add(record: Record = record) -> None:
            with store.transaction() as records:
                records.add_reply(Reply(str(uuid.uuid4()), record.id, str(uuid.uuid4()), 1, NOON, "more"))
                records.queue_news(record.id, HEAD, News.ADDED, NOON)

        threads = [threading.Thread(target=together, args=(do,)) for do in (read, add)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        with store.transaction() as records:
            assert [one.id for one in records.arrived(reach(head), Shelf.NEW)].count(record.id) == 1
            records.notice_opened(records.notices(record.id)[-1].id, NOON)


def test_records_are_counted_by_kind_between_two_moments(store: SqlStore) -> None:
    for minutes in (0, 1, 1, 2):
        _add(store, HEAD, minutes=minutes)
    minute = timedelta(minutes=1)
    with store.transaction() as records:
        assert records.count_given(NOON + minute, NOON + 2 * minute) == {Kind.COMPLAINT: 2}
        assert records.count_given(NOON, NOON + 4 * minute, but=[About.STAFF]) == {}
        assert records.count_given(NOON + 3 * minute, NOON + 4 * minute) == {}
        assert [records.first_given(NOON + at * minute) for at in (-9, 2, 3)] == [NOON, NOON + 2 * minute, None]
        assert records.first_given(datetime.min.replace(tzinfo=UTC)) == NOON
