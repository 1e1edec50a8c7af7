"""Staff accounts in the database for real, SQLite and PostgreSQL; and the way there from the tables before them."""

import hashlib
import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from fakes import NOON, FakeClock, FakeDigests, FakeOneTimeCodes, FakePasswords, FakeReceipts
from sqlalchemy import Engine
from test_sql import SEAL, _rows

from assistant.adapters.sql import SqlStaffStore, SqlStore, require_current_schema, tables, upgrade_schema
from assistant.core.errors import SealedDataError, StorageError
from assistant.core.records import Account, Draft
from assistant.core.routing import About, Kind
from assistant.core.staff import StaffRole, StaffSession
from assistant.services.enrol_staff import Enrolled, enrol_staff, invited_account
from assistant.services.give_record import give_record
from assistant.services.ports import Credentials, Invitation, StaffDoor
from assistant.services.sign_in import living_sessions, recovery_codes_left, sign_in, sign_out_everywhere, signed_in
from assistant.services.staff_accounts import add_staff, disable_staff, list_staff, reset_staff, token_digest

PROJECT = Path(__file__).parents[2]
EMAIL, NAME, PASSWORD, SECRET = "zebrabook@school.test", "Quacksalver Xylophone", "teapot ladder", "PLANTEDSECRET"
ROLES = frozenset({StaffRole.GOVERNOR, StaffRole.CLERK})


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def door(engine: Engine, clock: FakeClock) -> StaffDoor:
    store = SqlStaffStore(engine, SEAL, clock)
    return StaffDoor(store, clock, FakePasswords(), FakeOneTimeCodes(), FakeDigests())


def _code(clock: FakeClock) -> str:
    clock.pass_by(timedelta(seconds=30))
    return FakeOneTimeCodes.code(int(clock.now().timestamp()) // 30)


def _enrolled(door: StaffDoor, clock: FakeClock, email: str = EMAIL) -> Enrolled:
    token = add_staff(door, email=email, name=NAME, roles=ROLES)
    done = enrol_staff(door, token, password=PASSWORD, code_secret=SECRET, code=_code(clock))
    assert isinstance(done, Enrolled)
    return done


def _enter(door: StaffDoor, clock: FakeClock, code: str | None = None) -> str | None:
    found = sign_in(door, email=EMAIL, password=PASSWORD, code=code or _code(clock), before=None)
    return None if found is None else found[0]


def test_an_account_comes_back_as_it_was_made(door: StaffDoor) -> None:
    token = add_staff(door, email=EMAIL, name=NAME, roles=ROLES)
    (listed,) = list_staff(door.store)
    account = listed.account
    assert (account.email, account.name, account.roles, account.created_at) == (EMAIL, NAME, ROLES, NOON)
    assert (account.enrolled, account.disabled, listed.invited_until) == (False, False, NOON + timedelta(days=7))
    assert invited_account(door, token) == account


def test_what_is_not_there_is_nothing(door: StaffDoor) -> None:
    with door.store.transaction() as staff:
        assert (staff.by_id("x"), staff.by_email(b"x"), staff.all(), staff.credentials("x")) == (None, None, (), None)
        assert (staff.invitation(b"x"), staff.invitation_of("x"), staff.use_invitation(b"x")) == (None, None, False)
        assert (staff.session(b"x"), staff.sessions("x"), staff.recovery_codes_left("x")) == (None, (), 0)
        assert (staff.use_step("x", 1), staff.use_recovery_code("x", b"x")) == (False, False)
        staff.session_seen(b"x", NOON)
        staff.end_session(b"x", NOON)
        staff.end_sessions("x", NOON)


def test_an_address_that_is_taken_is_a_storage_error(door: StaffDoor) -> None:
    add_staff(door, email=EMAIL, name=NAME, roles=ROLES)
    (listed,) = list_staff(door.store)
    with pytest.raises(StorageError), door.store.transaction() as staff:
        staff.add(listed.account, b"other hash")


def test_the_whole_life_of_an_account(door: StaffDoor, clock: FakeClock) -> None:
    done = _enrolled(door, clock)
    first, second = _enter(door, clock), _enter(door, clock, done.recovery_codes[0])
    assert first is not None
    assert second is not None
    assert _enter(door, clock, done.recovery_codes[0]) is None
    who = signed_in(door, first)
    assert who is not None
    assert (who.account.name, who.account.can_sign_in) == (NAME, True)
    assert recovery_codes_left(door, who.account) == 9
    assert {found[0] for found in living_sessions(door, who.account)} == {token_digest(first), token_digest(second)}
    sign_out_everywhere(door, who.account)
    assert living_sessions(door, who.account) == []
    third = _enter(door, clock)
    disable_staff(door, email=EMAIL)
    assert (signed_in(door, third or ""), _enter(door, clock)) == (None, None)
    reset_staff(door, email=EMAIL)
    (listed,) = list_staff(door.store)
    assert (listed.account.enrolled, listed.account.disabled) == (False, False)
    assert recovery_codes_left(door, listed.account) == 0


def test_a_step_is_used_once_by_many_at_once(door: StaffDoor, clock: FakeClock) -> None:
    _enrolled(door, clock)
    code, start, got = _code(clock), threading.Barrier(4), []

    def run() -> None:
        start.wait(10)
        got.append(_enter(door, clock, code))

    workers = [threading.Thread(target=run) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert (len(got), sum(token is not None for token in got)) == (4, 1)


def test_an_invitation_is_used_once_by_many_at_once(door: StaffDoor, clock: FakeClock) -> None:
    token = add_staff(door, email=EMAIL, name=NAME, roles=ROLES)
    code, start, got = _code(clock), threading.Barrier(4), []

    def run() -> None:
        start.wait(10)
        got.append(enrol_staff(door, token, password=PASSWORD, code_secret=SECRET, code=code))

    workers = [threading.Thread(target=run) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert (len(got), sum(isinstance(done, Enrolled) for done in got)) == (4, 1)


def test_a_session_that_has_ended_is_not_ended_again_later(door: StaffDoor) -> None:
    add_staff(door, email=EMAIL, name=NAME, roles=ROLES)
    (listed,) = list_staff(door.store)
    with door.store.transaction() as staff:
        session = StaffSession(listed.account.id, NOON, NOON, NOON + timedelta(hours=12))
        staff.open_session(b"1" * 32, session)
        for hours in (1, 2):
            staff.end_session(b"1" * 32, NOON + timedelta(hours=hours))
            staff.end_sessions(session.account_id, NOON + timedelta(hours=hours))
        found = staff.session(b"1" * 32)
    assert found is not None
    assert found.ends_at == NOON + timedelta(hours=1)


def test_forgetting_removes_what_ended_before_and_nothing_else(door: StaffDoor, engine: Engine) -> None:
    for email in (EMAIL, "b@school.test"):
        add_staff(door, email=email, name=NAME, roles=ROLES)
    (first, second) = (listed.account.id for listed in list_staff(door.store))
    with door.store.transaction() as staff:
        staff.invite(b"i" * 32, Invitation(first, NOON - timedelta(seconds=1)))
        staff.open_session(b"1" * 32, StaffSession(first, NOON, NOON, NOON - timedelta(seconds=1)))
        staff.open_session(b"2" * 32, StaffSession(second, NOON, NOON, NOON))
        assert staff.forget_before(NOON) == 1
    rows = _rows(engine)
    assert (rows["staff_invitations"], rows["staff_sessions"], rows["staff_accounts"]) == (1, 1, 2)


def test_credentials_moved_to_another_account_do_not_open(door: StaffDoor, engine: Engine) -> None:
    for email in (EMAIL, "b@school.test"):
        add_staff(door, email=email, name=NAME, roles=ROLES)
    (first, second) = (listed.account.id for listed in list_staff(door.store))
    table = tables.staff_accounts
    with door.store.transaction() as staff:
        staff.set_credentials(first, Credentials("hash", SECRET), [b"r" * 32])
    for column, read in ((table.c.sealed_credentials, "credentials"), (table.c.sealed_person, "by_id")):
        with engine.begin() as connection:
            sealed = connection.execute(sa.select(column).where(table.c.id == first)).scalar_one()
            connection.execute(sa.update(table).where(table.c.id == second).values({column.name: sealed}))
        with pytest.raises(SealedDataError), door.store.transaction() as staff:
            getattr(staff, read)(second)


def test_no_name_address_or_secret_stands_in_any_column(
    door: StaffDoor,
    clock: FakeClock,
    engine: Engine,
) -> None:
    done = _enrolled(door, clock)
    token = _enter(door, clock)
    assert token is not None
    planted = [EMAIL, "zebrabook", "Quacksalver", PASSWORD, SECRET, token, done.recovery_codes[0]]
    readable = {
        "email_hash",
        "code_hash",
    }  # the fake's hashes can be read; the real ones are tested where they are made
    with engine.begin() as connection:
        stored = [
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for table in tables.metadata.sorted_tables
            for row in connection.execute(sa.select(*(one for one in table.c if one.name not in readable)))
            for value in row
        ]
    assert len(stored) > 30
    assert b"governor" in b" ".join(stored)
    assert [word for word in planted if any(word.encode() in value for value in stored)] == []


# --- the audit trail, and the way from the tables before


def _covered(row: sa.Row) -> bytes:
    covered = [row.position, row.at.isoformat(), row.event, row.record_id]
    if row.record_id is None or row.account_id is not None:
        covered.append(row.account_id)
    return json.dumps(covered).encode()


def _chain(engine: Engine) -> list[tuple[str, bool, bool]]:
    """Return each event and whether it names a record and an account; fail where the chain is broken."""
    with engine.begin() as connection:
        rows = list(connection.execute(sa.select(tables.audit).order_by(tables.audit.c.position)))
    before = b""
    for position, row in enumerate(rows, start=1):
        assert row.position == position
        assert row.hash == hashlib.sha256(before + _covered(row)).digest()
        before = row.hash
    return [(row.event, row.record_id is not None, row.account_id is not None) for row in rows]


def _give(engine: Engine, request: str) -> None:
    draft = Draft(Kind.CONCERN, About.SCHOOL, Account("words"))
    store = SqlStore(engine, SEAL, FakeClock())
    give_record(store, FakeReceipts(f"{len(request):016d}"), FakeClock(), draft=draft, request_id=request)


def test_events_of_records_and_of_staff_are_one_chain(
    door: StaffDoor,
    clock: FakeClock,
    engine: Engine,
) -> None:
    _give(engine, "r")
    _enrolled(door, clock)
    sign_in(door, email="nobody@school.test", password="x", code="x", before=None)
    _give(engine, "rr")
    _enter(door, clock)
    assert _chain(engine) == [
        ("concern_stored", True, False),
        ("staff_added", False, True),
        ("staff_enrolled", False, True),
        ("sign_in_failed", False, False),
        ("concern_stored", True, False),
        ("sign_in", False, True),
    ]


def test_a_filled_database_of_the_first_version_is_brought_here_whole(empty: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(PROJECT / "migrations"))
    with empty.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    record = {"id": "r1", "request_id": "q1", "kind": "concern", "about": "school", "child_at_risk": False}
    sealed = {"created_at": NOON, "receipt_hash": b"h" * 32, "sealed_account": b"sealed"}
    events, before = [], b""
    for position in (1, 2):
        covered = json.dumps([position, NOON.isoformat(), "concern_stored", "r1"]).encode()
        before = hashlib.sha256(before + covered).digest()
        events.append({"position": position, "at": NOON, "event": "concern_stored", "record_id": "r1", "hash": before})
    with empty.begin() as connection:
        connection.execute(sa.insert(tables.records).values(**record, **sealed))
        connection.execute(sa.insert(tables.audit), events)
    upgrade_schema(empty)
    require_current_schema(empty)
    assert _rows(empty)["records"] == 1
    assert _chain(empty) == [("concern_stored", True, False)] * 2
    _give(empty, "q2")
    add_staff(
        StaffDoor(
            SqlStaffStore(empty, SEAL, FakeClock()), FakeClock(), FakePasswords(), FakeOneTimeCodes(), FakeDigests()
        ),
        email=EMAIL,
        name=NAME,
        roles=ROLES,
    )
    assert _chain(empty)[2:] == [("concern_stored", True, False), ("staff_added", False, True)]
