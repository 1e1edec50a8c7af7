"""Notices that are passed on, in the real databases: once among several workers, in one transaction, audited."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from fakes import CONTACTS, FakeClock, FakeReceipts
from route_samples import CALENDAR, DAY, ROUTES, TUESDAY, draft_about
from sqlalchemy import Engine

from assistant.adapters.crypto import AesGcmSeal, KeyFile
from assistant.adapters.sql import SqlAuditTrail, SqlRights, SqlStaffStore, SqlStore, tables
from assistant.core.arrivals import Shelf
from assistant.core.errors import StorageError
from assistant.core.records import Account, HandOver, Notice, Record
from assistant.core.rights import Outcome, RightsKind, RightsRequest
from assistant.core.routing import About, Role
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.ask_right import Wish, ask_right
from assistant.services.hold_receipt import Held
from assistant.services.ports import Credentials, RouteDesk
from assistant.services.read_record import arrived_records, open_own_record
from assistant.services.route_record import pass_on_unopened, readers_of, send_record

SEAL = AesGcmSeal(KeyFile("k1", {"k1": bytes(range(32))}, bytes(range(32, 64))))
HEAD, LEAD = Role.HEADTEACHER, Role.SAFEGUARDING_LEAD
CHAIR, CLERK = Role.CHAIR_OF_GOVERNORS, Role.CLERK


@pytest.fixture
def desk(engine: Engine) -> RouteDesk:
    clock = FakeClock(TUESDAY)
    staff = SqlStaffStore(engine, SEAL, clock)
    return RouteDesk(SqlStore(engine, SEAL, clock), staff, clock, CONTACTS, ROUTES, CALENDAR)


def _enrol(desk: RouteDesk, *roles: StaffRole) -> StaffAccount:
    account = StaffAccount(f"{roles[0]} of test", f"{roles[0]}@mail.test", roles[0], frozenset(roles), TUESDAY)
    with desk.staff.transaction() as staff:
        staff.add(account, account.id.encode())
        staff.set_credentials(account.id, Credentials("hash", "secret"), [account.id.encode()])
        staff.audit("staff_added", account.id)
    return replace(account, enrolled=True)


def _send(desk: RouteDesk, about: About = About.STAFF, *, child: bool = False) -> Record:
    return send_record(desk, FakeReceipts(), draft=draft_about(about, child=child), request_id="r1").record


def _notices(desk: RouteDesk, record: Record) -> list[Notice]:
    with desk.store.transaction() as records:
        return list(records.notices(record.id))


def _events(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        return list(connection.execute(sa.select(tables.audit.c.event).order_by(tables.audit.c.position)).scalars())


def test_several_workers_at_once_pass_a_notice_on_once(desk: RouteDesk, engine: Engine) -> None:
    record = _send(desk, child=True)
    desk.clock.pass_by(timedelta(hours=1))
    ready, counts, errors = threading.Barrier(6), [], []

    def work() -> None:
        ready.wait(timeout=30)
        try:
            counts.append(pass_on_unopened(desk))
        except StorageError as error:
            errors.append(error)

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert errors == []
    assert sorted(counts) == [0, 0, 0, 0, 0, 2]
    found = _notices(desk, record)
    assert [notice.role for notice in found] == [HEAD, LEAD, CHAIR, CLERK]
    assert [notice.cause for notice in found] == [None, None, found[0].id, found[1].id]
    assert _events(engine) == ["complaint_stored", "notice_passed_on", "notice_passed_on"]
    assert SqlAuditTrail(engine).check().or_raise().events == 3


def test_a_notice_causes_one_other_whatever_is_asked(desk: RouteDesk, engine: Engine) -> None:
    record = _send(desk)
    (first,) = _notices(desk, record)
    for name in ("n2", "n3"):
        with desk.store.transaction() as records:
            records.add_notice(Notice(name, record.id, CHAIR, HandOver.QUEUED, TUESDAY, cause=first.id))
    assert [notice.id for notice in _notices(desk, record)] == [first.id, "n2"]
    assert _events(engine) == ["complaint_stored", "notice_passed_on"]


def test_unopened_names_what_waits_and_nothing_that_was_passed_on_or_opened(desk: RouteDesk) -> None:
    record = _send(desk)
    chair = _enrol(desk, StaffRole.CHAIR_OF_GOVERNORS)

    def unopened() -> list[str]:
        with desk.store.transaction() as records:
            return records.unopened(desk.clock.now() - timedelta(minutes=1))

    assert unopened() == []
    desk.clock.pass_by(timedelta(minutes=1))
    assert unopened() == [record.id]
    desk.clock.pass_by(DAY)
    assert pass_on_unopened(desk) == 1
    assert unopened() == []
    assert open_own_record(desk.store, desk.clock, actor=chair, record_id=record.id) is not None
    desk.clock.pass_by(30 * DAY)
    assert unopened() == []
    assert pass_on_unopened(desk) == 0


def test_a_person_with_both_posts_neither_reads_nor_lists_what_the_next_post_reads(desk: RouteDesk) -> None:
    both = _enrol(desk, StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD)
    chair = _enrol(desk, StaffRole.CHAIR_OF_GOVERNORS)
    assert readers_of(desk, draft_about(About.SAFEGUARDING_LEAD)) == (CHAIR,)
    record = _send(desk, About.SAFEGUARDING_LEAD)
    assert open_own_record(desk.store, desk.clock, actor=both, record_id=record.id) is None
    listed = [arrived_records(desk.store, actor=actor, shelf=Shelf.NEW) for actor in (both, chair)]
    assert [(arrived.page.items, arrived.count) for arrived in listed] == [((), 0), ((record,), 1)]
    assert arrived_records(desk.store, actor=both, shelf=Shelf.OPENED).count == 0


def test_what_was_sent_to_somebody_before_the_conflict_was_known_goes_on_at_the_next_round(desk: RouteDesk) -> None:
    record = _send(desk, About.SAFEGUARDING_LEAD)
    _enrol(desk, StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD)
    desk.clock.pass_by(timedelta(minutes=1))
    assert pass_on_unopened(desk) == 1
    assert [notice.role for notice in _notices(desk, record)] == [HEAD, CHAIR]


def test_a_complaint_about_data_goes_on_to_nobody_whom_it_or_its_record_is_about(desk: RouteDesk) -> None:
    _enrol(desk, StaffRole.HEADTEACHER)
    record = _send(desk, About.HEADTEACHER)
    with desk.store.transaction() as records:
        held = Held(record, records.account(record.id), records.notices(record.id), ())
    wish = Wish(RightsKind.COMPLAINT, Account("it was read out"), About.GOVERNORS)
    given = ask_right(desk, FakeReceipts("9999000011112222"), held=held, wish=wish, request_id="r2")
    with desk.store.transaction() as records:
        assert records.concerned_by(given.record.id) == record
        assert records.concerned_by(record.id) is None
    for _ in range(4):
        desk.clock.pass_by(DAY)
        pass_on_unopened(desk)
    assert {notice.role for notice in _notices(desk, given.record)} == {CLERK}


def test_what_was_asked_with_a_receipt_is_found_from_either_record(desk: RouteDesk, engine: Engine) -> None:
    record = _send(desk, About.STAFF)
    rights = SqlRights(engine, SEAL)
    assert rights.asked_by(record.id) == []
    with desk.store.transaction() as records:
        held = Held(record, records.account(record.id), records.notices(record.id), ())
    wish = Wish(RightsKind.ERASURE, Account(""), About.STAFF)
    given = ask_right(desk, FakeReceipts("9999000011112222"), held=held, wish=wish, request_id="r2")
    request = RightsRequest(given.record.id, RightsKind.ERASURE, TUESDAY, record.id, concerns=About.STAFF)
    assert rights.asked_by(record.id) == rights.asked_by(given.record.id) == [request]
    assert rights.of_record(given.record.id) == request
    assert [one for one, _ in rights.all()] == [request]
    assert rights.unanswered() == rights.all() == [(request, given.record)]
    assert ask_right(desk, FakeReceipts(), held=held, wish=wish, request_id="r2") == given
    done = replace(request, answered_at=TUESDAY, outcome=Outcome.FULFILLED, words="done")
    assert rights.answer(done, account_id="a")
    assert (rights.unanswered(), rights.all()) == ([], [(done, given.record)])
