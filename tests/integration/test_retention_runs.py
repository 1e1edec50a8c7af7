"""Years go by: the worker deletes what has had its time, all that hangs on it, and nothing else, on either database."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from case_samples import OFFENSIVE
from fakes import FakeClock, FakeReceipts
from pydantic import SecretStr
from sqlalchemy import Engine

from assistant.adapters.crypto import write_key_file
from assistant.adapters.sql import tables
from assistant.adapters.sql.sealed import SEALED_COLUMNS
from assistant.cli import retention as retention_command
from assistant.cli import worker
from assistant.core.case_history import What
from assistant.core.errors import StorageError
from assistant.core.records import Account, Draft
from assistant.core.retention import Closing, Over, Rule, Thing, Waiting
from assistant.core.rights import Outcome, RightsKind
from assistant.core.routing import About, Kind
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.back_up import back_up, restore
from assistant.services.change_case import record_event
from assistant.services.close_record import Closed, close_record, reopen_record
from assistant.services.enforce_retention import enforce_retention, plan_retention
from assistant.services.follow_up import handle_for_receipt
from assistant.services.give_record import AskedRight, give_record
from assistant.services.hold_receipt import add_information
from assistant.services.open_case import open_case_from_record
from assistant.services.ports import ChatSession
from assistant.services.read_record import open_own_record
from assistant.services.rights_requests import Answered, answer_request
from assistant.services.sms_ports import KeywordReplies, NewText
from assistant.services.staff_accounts import add_staff, list_staff
from assistant.settings import Settings
from assistant.wiring import Wiring

BEGIN = datetime(2026, 9, 1, 12, tzinfo=UTC)
CLOSED_BY_RULE = {
    "no case": (Kind.CONCERN, About.SCHOOL, Rule.NO_CASE),
    "complaint": (Kind.COMPLAINT, About.SCHOOL, Rule.COMPLAINT),
    "allegation": (Kind.COMPLAINT, About.STAFF, Rule.ALLEGATION),
    "child at risk": (Kind.SAFEGUARDING, About.PUPIL, Rule.CHILD_AT_RISK),
}


@pytest.fixture
def parts(engine: Engine, url: str, tmp_path: Path) -> Wiring:
    settings = Settings(data_dir=tmp_path / "var", database_url=url)  # type: ignore[arg-type]
    write_key_file(settings.key_file)
    parts = Wiring(settings)
    parts.clock = FakeClock(BEGIN)
    for role in (StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD, StaffRole.OFFICE):
        add_staff(parts.staff_door, email=f"{role}@school.test", name=role, roles=frozenset({role}))
    return parts


def _staff(parts: Wiring, role: StaffRole) -> StaffAccount:
    return next(row.account for row in list_staff(parts.staff_door.store) if row.account.roles == {role})


def _give(parts: Wiring, name: str, kind: Kind, about: About, asked: AskedRight | None = None) -> str:
    digits = f"{int(hashlib.sha256(name.encode()).hexdigest(), 16) % 10**16:016d}"
    draft = Draft(kind, about, Account(f"words of {name}"), child_at_risk=kind is Kind.SAFEGUARDING)
    receipts = FakeReceipts(digits)
    given = give_record(parts.store, receipts, parts.clock, draft=draft, request_id=name, asked=asked)
    assert handle_for_receipt(parts.store, FakeReceipts(), digits)
    return given.record.id


def _reader(parts: Wiring, record_id: str) -> StaffAccount:
    with parts.store.transaction() as records:
        role = records.notices(record_id)[0].role
    return _staff(parts, StaffRole(role))


def _read(parts: Wiring, record_id: str) -> StaffAccount:
    reader = _reader(parts, record_id)
    assert open_own_record(parts.store, parts.clock, actor=reader, record_id=record_id) is not None
    return reader


def _close(parts: Wiring, record_id: str, rule: Rule) -> Closed:
    return close_record(
        parts.store,
        parts.keeping,
        parts.clock,
        parts.retention,
        actor=_read(parts, record_id),
        record_id=record_id,
        rule=rule,
        reason="nothing more to do",
    )


def _fill(parts: Wiring) -> dict[str, str]:
    """Store one of everything; return the records' ids by name."""
    ids = {}
    for name, (kind, about, rule) in CLOSED_BY_RULE.items():
        ids[name] = _give(parts, name, kind, about)
        assert _close(parts, ids[name], rule) is Closed.DONE
    for name in ("unread", "not closed", "reopened", "of open case", "of closed case"):
        ids[name] = _give(parts, name, Kind.REPORT, About.PUPIL)
    head = _read(parts, ids["not closed"])
    assert _close(parts, ids["reopened"], Rule.NO_CASE) is Closed.DONE
    assert reopen_record(parts.store, parts.keeping, parts.clock, actor=head, record_id=ids["reopened"])
    for name in ("of open case", "of closed case"):
        opened = open_case_from_record(
            parts.case_desk, parts.store, actor=head, record_id=ids[name], title=name, facts=OFFENSIVE, request_id=name
        )
    _close_case(parts, head, opened.case.number)
    ids["asked"] = _give(parts, "asked", Kind.DATA_RIGHTS, About.PUPIL, AskedRight(RightsKind.ERASURE, ids["no case"]))
    ids["answered"] = _give(parts, "answered", Kind.DATA_RIGHTS, About.OTHER, AskedRight(RightsKind.ACCESS))
    done = answer_request(
        parts.rights_desk,
        actor=head,
        record_id=ids["answered"],
        outcome=Outcome.FULFILLED,
        reason="",
        words="here it is",
        reasons={},
    )
    assert done is Answered.DONE
    _chat(parts)
    return ids


def _close_case(parts: Wiring, head: StaffAccount, number: int) -> None:
    case = parts.cases.by_number(number)
    assert case is not None
    done = record_event(
        parts.case_desk,
        actor=head,
        number=number,
        version=case.version,
        what=What.CLOSED,
        on=BEGIN.date(),
        reason="settled",
    )
    assert done.case.closed


def _chat(parts: Wiring) -> None:
    parts.chats.open_session(b"t" * 32, ChatSession("web-1", BEGIN + timedelta(minutes=30)))
    parts.conversations.save("web-1", b"what was said", BEGIN)
    parts.chats.keep_answer("web-1", "m1", b"what was answered", BEGIN)


def _left(parts: Wiring, ids: dict[str, str]) -> set[str]:
    with parts.store.transaction() as records:
        return {name for name, record_id in ids.items() if records.by_id(record_id) is not None}


def _counts(parts: Wiring) -> dict[str, int]:
    with parts.engine.begin() as connection:
        return {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in tables.metadata.sorted_tables
        }


def test_what_remains_as_years_go_by_is_exactly_what_may(parts: Wiring) -> None:
    ids = _fill(parts)
    remains = set(ids)
    years = [
        (BEGIN + timedelta(days=90), set()),
        (BEGIN + timedelta(days=91), {"no case"}),
        (BEGIN.replace(year=2029), set()),
        (BEGIN.replace(year=2029, day=2), {"answered"}),
        (BEGIN.replace(year=2032), set()),
        (BEGIN.replace(year=2032, day=2), {"complaint", "of closed case"}),
        (BEGIN.replace(year=2036), set()),
        (BEGIN.replace(year=2036, day=2), {"allegation"}),
        (BEGIN.replace(year=2051), set()),
        (BEGIN.replace(year=2051, day=2), {"child at risk"}),
        (BEGIN.replace(year=2150), set()),
    ]
    for now, gone in years:
        parts.clock.at = now  # type: ignore[attr-defined]
        worker._round(parts, forget=True, remind=False)
        remains -= gone
        assert _left(parts, ids) == remains, now
        assert parts.audit_trail.check().broken_at is None
    assert remains == {"unread", "not closed", "reopened", "of open case", "asked"}
    counts = _counts(parts)
    assert {name: counts[name] for name in ("records", "cases", "record_closings", "rights_requests")} == {
        "records": 5,
        "cases": 1,
        "record_closings": 0,
        "rights_requests": 1,
    }
    assert (counts["receipt_handles"], counts["notices"]) == (10, 5)
    assert [counts[name] for name in ("conversations", "chat_sessions", "chat_answers")] == [0, 0, 0]
    assert counts["staff_accounts"] == 3
    asked = parts.rights.of_record(ids["asked"])
    assert asked is not None
    assert asked.about_record_id is None


def test_each_deletion_is_audited_by_what_it_was_and_its_rule(parts: Wiring) -> None:
    ids = _fill(parts)
    case = parts.cases.by_record(ids["of closed case"])
    assert case is not None
    parts.clock.at = BEGIN.replace(year=2060)  # type: ignore[attr-defined]
    assert enforce_retention(parts.retention_desk) == {
        Rule.CHATS: 1,
        Rule.NO_CASE: 1,
        Rule.RIGHTS_REQUEST: 1,
        Rule.COMPLAINT: 1,
        Rule.CASE: 1,
        Rule.ALLEGATION: 1,
        Rule.CHILD_AT_RISK: 1,
    }
    with parts.engine.begin() as connection:
        rows = connection.execute(sa.select(tables.audit).where(tables.audit.c.event.like("%_deleted_%"))).all()
    assert {(row.event, row.record_id, row.account_id) for row in rows} == {
        ("record_deleted_no_case", ids["no case"], None),
        ("record_deleted_rights_request", ids["answered"], None),
        ("record_deleted_complaint", ids["complaint"], None),
        ("case_deleted_case", case.id, None),
        ("record_deleted_case", ids["of closed case"], None),
        ("record_deleted_allegation", ids["allegation"], None),
        ("record_deleted_child_at_risk", ids["child at risk"], None),
    }


def test_plan_tells_what_would_go_and_deletes_nothing(parts: Wiring) -> None:
    ids = _fill(parts)
    before = _counts(parts)
    parts.clock.at = BEGIN + timedelta(days=91)  # type: ignore[attr-defined]
    plan, counts = plan_retention(parts.retention_desk)
    assert plan.over == (Over(Thing.RECORD, ids["no case"], Rule.NO_CASE, BEGIN),)
    assert counts == {Rule.NO_CASE: 1, Rule.CHATS: 1}
    assert plan.waiting == {
        Waiting.UNREAD: 1,
        Waiting.NOT_CLOSED: 2,
        Waiting.CASE_OPEN: 1,
        Waiting.NOT_ANSWERED: 1,
    }
    assert _counts(parts) == before


def _add_to(parts: Wiring, record_id: str, text: str = "there is more") -> None:
    assert add_information(
        parts.store, parts.clock, lambda _: (), record_id=record_id, text=text, request_id=f"{record_id}: {text}"
    )


def test_what_nobody_has_opened_stays_however_it_was_closed(parts: Wiring) -> None:
    """A closing by itself opens nothing, and what was added after it waits to be opened, at the latest moment too."""
    ids = _fill(parts)
    ids["closed unopened"] = _give(parts, "closed unopened", Kind.CONCERN, About.SCHOOL)
    closing = Closing(ids["closed unopened"], BEGIN, "a", Rule.NO_CASE, "unseen")
    assert parts.keeping.close(closing)
    parts.clock.at = BEGIN + timedelta(days=91)  # type: ignore[attr-defined]
    plan, _ = plan_retention(parts.retention_desk)
    assert plan.over == (Over(Thing.RECORD, ids["no case"], Rule.NO_CASE, BEGIN),)
    _add_to(parts, ids["no case"])
    assert [parts.keeping.delete(over, parts.clock.now()) for over in plan.over] == [False]
    assert enforce_retention(parts.retention_desk) == {Rule.CHATS: 1}
    waiting = plan_retention(parts.retention_desk)[0].waiting
    assert (waiting[Waiting.UNREAD], _left(parts, ids)) == (3, set(ids))
    for name in ("no case", "closed unopened"):
        _read(parts, ids[name])
    assert enforce_retention(parts.retention_desk) == {Rule.NO_CASE: 2}
    assert _left(parts, ids) == set(ids) - {"no case", "closed unopened"}


def test_a_closed_case_stays_until_what_was_added_to_its_record_is_opened(parts: Wiring) -> None:
    ids = _fill(parts)
    parts.clock.at = BEGIN.replace(year=2032, day=2)  # type: ignore[attr-defined]
    plan, _ = plan_retention(parts.retention_desk)
    (of_case,) = [over for over in plan.over if over.thing is Thing.CASE]
    _add_to(parts, ids["of closed case"])
    assert not parts.keeping.delete(of_case, parts.clock.now())
    assert Thing.CASE not in {over.thing for over in plan_retention(parts.retention_desk)[0].over}
    _read(parts, ids["of closed case"])
    assert parts.keeping.delete(of_case, parts.clock.now())
    assert "of closed case" not in _left(parts, ids)


def test_what_was_added_to_an_answered_request_is_opened_before_it_goes(parts: Wiring) -> None:
    ids = _fill(parts)
    parts.clock.at = BEGIN.replace(year=2029, day=2)  # type: ignore[attr-defined]
    _add_to(parts, ids["answered"])
    assert Rule.RIGHTS_REQUEST not in enforce_retention(parts.retention_desk)
    _read(parts, ids["answered"])
    assert enforce_retention(parts.retention_desk) == {Rule.RIGHTS_REQUEST: 1}


def test_only_what_has_ended_is_read_each_hour(parts: Wiring) -> None:
    ids = _fill(parts)
    ended = {found.record.id for found in parts.keeping.stored(ended_only=True)}
    assert ended == {ids[name] for name in (*CLOSED_BY_RULE, "of closed case", "answered")}
    assert {found.record.id for found in parts.keeping.stored()} == set(ids.values())


def test_the_plan_counts_old_texts_with_the_chats(parts: Wiring) -> None:
    _chat(parts)
    text = NewText("SM1", b"i" * 32, "sms-1", b"h" * 32, "+447700900001", "hello")
    parts.texts.take(text, BEGIN, KeywordReplies("stop", "start", "help", "help after a stop"))
    parts.clock.at = BEGIN + timedelta(days=8)  # type: ignore[attr-defined]
    assert plan_retention(parts.retention_desk)[1] == {Rule.CHATS: 2}


def _printed(parts: Wiring, counts: dict[Rule, int]) -> list[str]:
    rules = [(rule, kept) for rule, kept in parts.retention.rules.items() if kept.period and rule is not Rule.DRAFTS]
    return [f"  {counts.get(rule, 0)} {rule}: {kept.what}, {kept.how_long}" for rule, kept in rules]


def test_the_commands_tell_what_would_go_and_what_went(
    parts: Wiring, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = _fill(parts)
    parts.clock.at = BEGIN + timedelta(days=91)  # type: ignore[attr-defined]
    monkeypatch.setattr(retention_command, "wiring", lambda: parts)
    example = (
        "warning: retention.yml: this is the example schedule; "
        "let the school check it, then put the day after `adopted`"
    )
    before, counts = _counts(parts), {Rule.NO_CASE: 1, Rule.CHATS: 1}
    retention_command.plan()
    assert capsys.readouterr().out.splitlines() == [
        example,
        "Would be deleted now:",
        *_printed(parts, counts),
        f"  record {ids['no case']}: no_case, counted from 01 September 2026",
        "Stays, because its time does not run:",
        "  1 not opened by anybody yet, or added to since",
        "  2 opened, and not closed by staff",
        "  1 cases that are open",
        "  1 requests about people's own data, not answered yet",
    ]
    assert _counts(parts) == before
    retention_command.run()
    assert capsys.readouterr().out.splitlines() == [example, "Deleted:", *_printed(parts, counts)]
    assert _left(parts, ids) == set(ids) - {"no case"}
    retention_command.run()
    assert capsys.readouterr().out.splitlines() == [example, "Deleted:", *_printed(parts, {})]


def test_what_changed_since_the_plan_was_made_stays(parts: Wiring) -> None:
    ids = _fill(parts)
    parts.clock.at = BEGIN.replace(year=2060)  # type: ignore[attr-defined]
    plan, _ = plan_retention(parts.retention_desk)
    head = _staff(parts, StaffRole.HEADTEACHER)
    lead = _staff(parts, StaffRole.SAFEGUARDING_LEAD)
    office = _staff(parts, StaffRole.OFFICE)
    for name, reader in (("no case", office), ("complaint", head), ("allegation", head), ("child at risk", lead)):
        assert reopen_record(parts.store, parts.keeping, parts.clock, actor=reader, record_id=ids[name])
    case = parts.cases.by_record(ids["of closed case"])
    assert case is not None
    record_event(
        parts.case_desk,
        actor=head,
        number=case.number,
        version=case.version,
        what=What.CONTINUED,
        on=BEGIN.date(),
        reason="again",
    )
    gone = [over.rule for over in plan.over if parts.keeping.delete(over, parts.clock.now())]
    assert gone == [Rule.RIGHTS_REQUEST]
    assert _left(parts, ids) == set(ids) - {"answered"}
    assert not any(parts.keeping.delete(over, parts.clock.now()) for over in plan.over)


def test_run_that_was_ended_goes_on_where_it_stopped(parts: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = _fill(parts)
    parts.clock.at = BEGIN.replace(year=2060)  # type: ignore[attr-defined]
    real, calls = parts.keeping.delete, []

    def fail_in_the_middle(over: Over, now: datetime) -> bool:
        calls.append(over)
        if len(calls) == 3:
            raise StorageError("the database is down")
        return real(over, now)

    monkeypatch.setattr(parts.keeping, "delete", fail_in_the_middle)
    enforce_retention(parts.retention_desk)
    assert len(_left(parts, ids)) == 6
    monkeypatch.undo()
    enforce_retention(parts.retention_desk)
    assert _left(parts, ids) == {"unread", "not closed", "reopened", "of open case", "asked"}


def test_a_restore_brings_back_nothing_that_has_had_its_time(parts: Wiring, tmp_path: Path) -> None:
    ids = _fill(parts)
    back_up(parts.backups, parts.backup_files, tmp_path / "school.backup")
    fresh = Wiring(parts.settings.model_copy(update={"database_url": _address(tmp_path)}))
    fresh.clock = FakeClock(BEGIN.replace(year=2033))
    done = restore(
        fresh.empty_backups,
        fresh.backup_files,
        fresh.clock,
        tmp_path / "school.backup",
        chat_days=fresh.retention.period(Rule.CHATS).days,
        forget=lambda: sum(enforce_retention(fresh.retention_desk).values()),
    )
    gone = {"no case", "answered", "complaint", "of closed case"}
    assert _left(fresh, ids) == set(ids) - gone
    assert _counts(fresh)["conversations"] == 0
    # Three invitations of staff never come back; the chat and four things have had their time.
    assert done.left_out == 3 + 1 + 4
    assert fresh.audit_trail.check().broken_at is None


def _address(tmp_path: Path) -> SecretStr:
    return SecretStr(f"sqlite:///{tmp_path / 'restored.db'}")


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_nothing_of_what_was_deleted_stays_in_sqlites_files(parts: Wiring, tmp_path: Path) -> None:
    _fill(parts)
    sealed = _sealed_values(parts)
    assert len(sealed) > 30
    assert [value for value in sealed if value not in _files(tmp_path)] == []
    parts.clock.at = BEGIN.replace(year=2060)  # type: ignore[attr-defined]
    enforce_retention(parts.retention_desk)
    left = _sealed_values(parts)
    gone = sealed - left
    assert len(gone) > 20
    content = _files(tmp_path)
    assert [value for value in gone if value in content] == []
    assert [value for value in left if value not in content] == []


def _sealed_values(parts: Wiring) -> set[bytes]:
    """Return 24 bytes from the middle of each sealed value: no two share them, whatever page they stand on."""
    with parts.engine.begin() as connection:
        return {
            bytes(value)[-24:]
            for entry in SEALED_COLUMNS
            for value in connection.execute(sa.select(entry.column)).scalars()
            if value is not None
        }


def _files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("assistant.db*")))
