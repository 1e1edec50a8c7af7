"""Reminders in the database for real: one worker sends each, and nothing of a case stands in their table."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from case_fakes import case_desk, person
from case_samples import OFFENSIVE
from fakes import FakeClock, FakeMail
from sqlalchemy import Engine

from assistant.adapters.crypto import AesGcmSeal, KeyFile
from assistant.adapters.sql import SqlCases, SqlReminders, SqlStaffStore, make_engine, tables
from assistant.core.errors import StorageError
from assistant.core.reminders import CaseDue, Digest, Reminder, ReminderKind
from assistant.core.staff import StaffRole
from assistant.services.open_case import open_case
from assistant.services.send_reminders import send_reminders

SEAL = AesGcmSeal(KeyFile("k1", {"k1": bytes(range(32))}, bytes(range(32, 64))))
HEAD, LEADER = person(StaffRole.HEADTEACHER), person(StaffRole.SENIOR_LEADER)
PLANTED = ("xylophone", "quacksalver", "zebrabook", "kumquat")
FRIDAY = datetime(2026, 9, 11, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WEEKLY = Reminder(ReminderKind.WEEKLY, HEAD, date(2026, 9, 7), Digest(("C-0001",), (), ()))


@pytest.fixture
def reminders(engine: Engine) -> SqlReminders:
    return SqlReminders(engine)


def _open(engine: Engine, *, count: int = 1) -> list[Reminder]:
    """Open cases that were due on Thursday, and return the reminders that their owner is due on Friday."""
    desk = case_desk(SqlCases(engine, SEAL), FakeClock(datetime(2026, 9, 8, 12, tzinfo=UTC)))
    words = {"title": "xylophone", "words": "quacksalver", "place": "zebrabook", "people": "kumquat"}
    cases = [open_case(desk, actor=HEAD, facts=OFFENSIVE, request_id=f"r{at}", **words).case for at in range(count)]
    thursday = date(2026, 9, 10)
    return [
        Reminder(ReminderKind.OVERDUE, HEAD, FRIDAY.date(), CaseDue(case.id, case.reference, thursday))
        for case in cases
    ]


def _staff(engine: Engine, clock: FakeClock) -> SqlStaffStore:
    store = SqlStaffStore(engine, SEAL, clock)
    with store.transaction() as staff:
        for account in (HEAD, LEADER):
            staff.add(account, account.email.encode().ljust(32)[:32])
    return store


def _send(engine: Engine, staff: SqlStaffStore, mail: FakeMail, at: datetime = FRIDAY) -> int:
    desk = case_desk(SqlCases(engine, SEAL), FakeClock(at))
    return send_reminders(
        desk,
        staff,
        SqlReminders(engine),
        mail,
        asked=lambda _: [],
        sender="a@school.test",
        public_url="https://chat.school.test",
    )


def test_a_reminder_is_taken_once_until_it_is_put_back(engine: Engine, reminders: SqlReminders) -> None:
    (reminder,) = _open(engine)
    assert reminders.claim(reminder, FRIDAY) == FRIDAY
    assert reminders.claim(reminder, FRIDAY + 2 * MINUTE - timedelta(seconds=1)) is None
    assert reminders.claim(reminder, FRIDAY + 2 * MINUTE) == FRIDAY
    reminders.failed(reminder, FRIDAY + 9 * MINUTE)
    assert reminders.claim(reminder, FRIDAY + 8 * MINUTE) is None
    assert reminders.claim(reminder, FRIDAY + 9 * MINUTE) == FRIDAY
    reminders.sent(reminder, FRIDAY + 10 * MINUTE)
    assert reminders.claim(reminder, FRIDAY + timedelta(days=9)) is None


def test_what_was_sent_is_found_by_its_day(engine: Engine, reminders: SqlReminders) -> None:
    overdue, not_sent = _open(engine, count=2)
    for reminder in (overdue, not_sent, WEEKLY):
        reminders.claim(reminder, FRIDAY)
    for reminder in (overdue, WEEKLY):
        reminders.sent(reminder, FRIDAY)
    assert reminders.sent_since(date(2026, 9, 7)) == {overdue.id, WEEKLY.id}
    assert reminders.sent_since(date(2026, 9, 8)) == {overdue.id}
    assert reminders.sent_since(date(2026, 9, 12)) == frozenset()


def test_the_row_of_a_reminder_and_its_audit_event(engine: Engine, reminders: SqlReminders) -> None:
    (overdue,) = _open(engine)
    for reminder in (overdue, WEEKLY):
        reminders.claim(reminder, FRIDAY)
        for later in (MINUTE, 2 * MINUTE):
            reminders.sent(reminder, FRIDAY + later)
    table = tables.reminders
    with engine.begin() as connection:
        rows = connection.execute(sa.select(table).order_by(table.c.kind)).all()
        told = connection.execute(sa.select(tables.audit).where(tables.audit.c.event == "reminder_sent")).all()
    retry_at, sent_at = FRIDAY + 2 * MINUTE, FRIDAY + MINUTE
    assert [tuple(row) for row in rows] == [
        (
            overdue.id,
            "overdue",
            HEAD.id,
            overdue.case_id,
            date(2026, 9, 11),
            date(2026, 9, 10),
            FRIDAY,
            retry_at,
            sent_at,
        ),
        (WEEKLY.id, "weekly", HEAD.id, None, date(2026, 9, 7), None, FRIDAY, retry_at, sent_at),
    ]
    assert sorted((row.at, str(row.record_id), row.account_id) for row in told) == sorted(
        [(sent_at, str(overdue.case_id), HEAD.id), (sent_at, "None", HEAD.id)]
    )


def test_the_reminders_of_a_case_go_with_it(engine: Engine, reminders: SqlReminders) -> None:
    (reminder,) = _open(engine)
    reminders.claim(reminder, FRIDAY)
    with engine.begin() as connection:
        connection.execute(sa.delete(tables.cases))
        assert connection.execute(sa.select(tables.reminders)).all() == []


def test_a_reminder_of_a_case_that_is_gone_is_a_storage_error(engine: Engine, reminders: SqlReminders) -> None:
    gone = Reminder(ReminderKind.OVERDUE, HEAD, FRIDAY.date(), CaseDue("gone", "C-0009", FRIDAY.date()))
    with pytest.raises(StorageError):
        reminders.claim(gone, FRIDAY)


def test_forget_before_removes_what_is_older(engine: Engine, reminders: SqlReminders) -> None:
    (overdue,) = _open(engine)
    for reminder in (overdue, WEEKLY):
        reminders.claim(reminder, FRIDAY)
        reminders.sent(reminder, FRIDAY)
    assert reminders.forget_before(date(2026, 9, 7)) == 0
    assert reminders.forget_before(date(2026, 9, 8)) == 1
    assert reminders.sent_since(date(2026, 1, 1)) == {overdue.id}


def _at_once(*works: Callable[[], object]) -> None:
    start, errors = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        start.wait(10)
        try:
            work()
        except StorageError as error:
            errors.append(error)

    workers = [threading.Thread(target=run, args=(work,)) for work in works]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert errors == []


def test_two_workers_at_once_send_each_reminder_once(engine: Engine) -> None:
    _open(engine, count=5)
    staff, mail, counts = _staff(engine, FakeClock(FRIDAY)), FakeMail(), []
    _at_once(*[lambda: counts.append(_send(engine, staff, mail))] * 2)
    ids = [message["Message-ID"] for message in mail.sent]
    assert (sum(counts), len(ids), len(set(ids))) == (10, 10, 10)
    assert _send(engine, staff, mail) == 0


def test_a_restart_sends_nothing_again_and_the_next_day_does(engine: Engine) -> None:
    _open(engine)
    staff, mail = _staff(engine, FakeClock(FRIDAY)), FakeMail()
    assert _send(engine, staff, mail) == 2
    again = make_engine(engine.url.render_as_string(hide_password=False))
    assert _send(again, staff, mail, FRIDAY + timedelta(hours=2)) == 0
    assert _send(again, staff, mail, FRIDAY + timedelta(days=3)) == 3
    again.dispose()


def test_no_planted_word_stands_in_a_mail_or_in_the_table(engine: Engine) -> None:
    _open(engine)
    staff, mail = _staff(engine, FakeClock(FRIDAY)), FakeMail()
    for day in range(10):
        _send(engine, staff, mail, FRIDAY + timedelta(days=day))
    with engine.begin() as connection:
        stored = repr(connection.execute(sa.select(tables.reminders)).all())
    whole = stored + "".join(message.as_string() for message in mail.sent)
    assert len(mail.sent) > 12
    assert "C-0001" in whole
    assert [word for word in PLANTED if word in whole] == []
