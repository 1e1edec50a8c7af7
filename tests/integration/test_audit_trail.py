"""The audit trail in the database for real: whatever is done to it there is found."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from fakes import NOON, FakeClock
from sqlalchemy import Connection, Engine
from test_commands import Run, run, warm  # noqa: F401 - fixtures
from vault_samples import KEYS, fill

from assistant.adapters.crypto import AesGcmSeal, read_key_file, write_key_file
from assistant.adapters.sql import SqlAuditTrail, SqlCases, SqlStaffStore, tables
from assistant.core.audit import Checked
from assistant.core.errors import AuditMarkError, StorageError
from assistant.core.routing import Kind
from assistant.services.check_audit import check_audit
from assistant.services.staff_accounts import colleagues

AUDIT = tables.audit
EVENTS = 15
"""What `fill` leaves: of three records, two accounts, and a case that was opened, noted on and shared."""


@pytest.fixture
def trail(engine: Engine) -> SqlAuditTrail:
    fill(engine, AesGcmSeal(KEYS))
    return SqlAuditTrail(engine)


def _set(at_position: int, /, **values: object) -> Callable[[Connection], object]:
    return lambda connection: connection.execute(
        sa.update(AUDIT).where(AUDIT.c.position == at_position).values(**values)
    )


def _remove(*positions: int) -> Callable[[Connection], object]:
    return lambda connection: connection.execute(sa.delete(AUDIT).where(AUDIT.c.position.in_(positions)))


def _swap(connection: Connection) -> None:
    for before, after in ((2, 999), (5, 2), (999, 5)):
        connection.execute(sa.update(AUDIT).where(AUDIT.c.position == before).values(position=after))


def _insert(position: int) -> Callable[[Connection], object]:
    event = {"position": position, "at": NOON, "event": "sign_in", "account_id": "a", "hash": b"\0" * 32}
    return lambda connection: connection.execute(sa.insert(AUDIT).values(**event))


def _broken(trail: SqlAuditTrail, engine: Engine, change: Callable[[Connection], object]) -> Checked:
    with engine.begin() as connection:
        change(connection)
    return trail.check()


def test_the_trail_is_in_order_and_a_noted_place_is_still_there(trail: SqlAuditTrail, engine: Engine) -> None:
    checked = check_audit(trail)
    assert (checked.broken_at, checked.events) == (None, EVENTS)
    assert check_audit(trail, expected=str(checked.last)) == checked
    assert check_audit(trail, expected=f" {str(checked.last).upper()} ") == checked


@pytest.mark.parametrize(
    ("change", "broken_at"),
    [
        (_set(3, position=700), 3),
        (_set(3, at=NOON + timedelta(microseconds=1)), 3),
        (_set(3, event="concern_storee"), 3),
        (_set(3, record_id="other"), 3),
        (_set(3, record_id=None), 3),
        (_set(3, account_id="other"), 3),
        (_set(3, hash=b"\0" * 32), 3),
        (_remove(1), 1),
        (_remove(4), 4),
        (_remove(4, 5), 4),
        (_swap, 2),
        (_insert(0), 0),
        (_insert(-5), -5),
        (_insert(500), None),
    ],
)
def test_what_was_done_to_the_trail_is_found_at_its_first_place(
    trail: SqlAuditTrail, engine: Engine, change: Callable[[Connection], object], broken_at: int | None
) -> None:
    events = trail.check().events
    assert _broken(trail, engine, change).broken_at == (events + 1 if broken_at is None else broken_at)


def test_an_end_that_was_cut_is_found_by_what_is_stored_or_by_what_was_noted(
    trail: SqlAuditTrail, engine: Engine
) -> None:
    whole = trail.check()
    shorter = _broken(trail, engine, _remove(whole.events))
    assert (shorter.broken_at, shorter.problem) == (
        whole.events,
        "the chain's end was cut: it lacks 1 events that what is stored must have left",
    )
    with engine.begin() as connection:
        connection.execute(sa.delete(tables.case_shares))
        connection.execute(sa.delete(tables.case_entries))
    assert trail.check().broken_at is None
    assert check_audit(trail, expected=str(whole.last)).broken_at == whole.events


@pytest.mark.parametrize("noted", ["", "7", "7:", "0:" + "a" * 64, "7:" + "a" * 63, "7:" + "g" * 64, "-1:" + "a" * 64])
def test_what_cannot_have_been_noted_is_refused(trail: SqlAuditTrail, noted: str) -> None:
    with pytest.raises(AuditMarkError, match="has the form POSITION:HASH"):
        check_audit(trail, expected=noted)


def test_a_database_without_tables_is_a_storage_error(empty: Engine) -> None:
    with pytest.raises(StorageError):
        SqlAuditTrail(empty).check()
    with pytest.raises(StorageError):
        SqlAuditTrail(empty).about("r1")


def test_the_check_does_not_keep_others_from_writing(trail: SqlAuditTrail, engine: Engine) -> None:
    from assistant.adapters.sql.audit import append_event
    from assistant.adapters.sql.engine import snapshot

    with snapshot(engine) as reading:
        before = reading.execute(sa.select(sa.func.count()).select_from(AUDIT)).scalar_one()
        with engine.begin() as writing:
            append_event(writing, NOON, "sign_in", account_id="a")
        assert reading.execute(sa.select(sa.func.count()).select_from(AUDIT)).scalar_one() == before
    assert trail.check().events == before + 1


def test_the_command_prints_what_to_note_and_names_the_first_broken_place(
    run: Run,  # noqa: F811
    trail: SqlAuditTrail,
    engine: Engine,
) -> None:
    address = {"ASSISTANT_DATABASE_URL": engine.url.render_as_string(hide_password=False)}
    done = run("audit", "verify", **address)
    told, ask, mark = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert told == f"The audit trail is in order: {trail.check().events} events."
    assert ask == "Note this elsewhere, for  assistant audit verify --expect:"
    assert run("audit", "verify", "--expect", mark, **address).returncode == 0
    wrong = run("audit", "verify", "--expect", "nonsense", **address)
    assert (wrong.returncode, wrong.stdout, len(wrong.stderr.splitlines())) == (2, "", 1)
    with engine.begin() as connection:
        _set(2, event="other")(connection)
    done = run("audit", "verify", **address)
    assert (done.returncode, done.stdout) == (
        1,
        "broken at position 2: the event is not as it was written, or not in its place\n",
    )


def test_who_has_read_a_case_or_a_record_is_told_by_its_reference_or_id(
    run: Run,  # noqa: F811
    engine: Engine,
    tmp_path: Path,
) -> None:
    write_key_file(tmp_path / "master.json")
    seal = AesGcmSeal(read_key_file(tmp_path / "master.json"))
    fill(engine, seal)
    case = SqlCases(engine, seal).by_number(1)
    (account,) = (one for one in colleagues(SqlStaffStore(engine, seal, FakeClock())) if one.name == "Bob")
    assert case is not None
    SqlCases(engine, seal).viewed(case, NOON + timedelta(hours=1), account_id=account.id)
    with engine.begin() as connection:
        concerns = sa.select(tables.records.c.id).where(tables.records.c.kind == Kind.CONCERN)
        record_id = connection.execute(concerns).scalars().first()
    settings = {
        "ASSISTANT_DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "ASSISTANT_MASTER_KEY_FILE": str(tmp_path / "master.json"),
    }
    told = run("audit", "show", "C-0001", **settings).stdout.splitlines()
    assert told[-1] == "1 September 2026, 2.00 pm: case read, Bob"
    assert len(told) == 5
    assert "concern stored" in run("audit", "show", str(record_id), **settings).stdout
    nothing = run("audit", "show", "C-0099", **settings)
    assert (nothing.returncode, nothing.stdout, len(nothing.stderr.splitlines())) == (2, "", 1)
