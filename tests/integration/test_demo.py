"""The example school: loaded by the command, through the ordinary services, once, and never in production."""

import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakes import FakePasswords, FakeReceipts
from sqlalchemy import Engine
from test_commands import Run, run, warm  # noqa: F401 - fixtures

from assistant.adapters.crypto import write_key_file
from assistant.adapters.sql import holds_anything, make_engine
from assistant.cli.demo_school import NotEnrolledError, PastClock, load_school, read_school
from assistant.core.access import may_see
from assistant.core.calendar import school_time
from assistant.core.case_history import What
from assistant.core.errors import StorageError
from assistant.core.procedure import Status
from assistant.core.routing import About, Kind
from assistant.core.staff import StaffRole
from assistant.services.ports import StaffDoor
from assistant.services.read_cases import Which, list_cases
from assistant.services.sign_in import sign_in
from assistant.services.staff_accounts import list_staff, posts_without_reader
from assistant.settings import Settings
from assistant.wiring import Wiring
from tests.made_once import make_parts, make_tables

PRODUCTION = {
    "ASSISTANT_ENV": "production",
    "ASSISTANT_RASA_SECRET": "r" * 24,
    "ASSISTANT_ACTIONS_SECRET": "a" * 24,
    "ASSISTANT_MAIL_HOST": "mail.school.test",
    "ASSISTANT_MAIL_FROM": "assistant@school.test",
    "ASSISTANT_PUBLIC_URL": "https://chat.school.test",
    "ASSISTANT_MASTER_KEY_FILE": "/etc/assistant/master.json",
}
ACCOUNT = re.compile(r"  (\S+@demo\.example)  .*\n    password: (.+)  secret: ([A-Z2-7]{32})  code now: (\d{6})\n")


def _counts(data_dir: Path) -> dict[str, int]:
    with sqlite3.connect(data_dir / "assistant.db") as database:
        tables = ("staff_accounts", "records", "cases", "case_entries", "audit")
        return {name: database.execute(f"select count(*) from {name}").fetchone()[0] for name in tables}


def test_the_command_fills_an_empty_folder_once_and_says_how_to_sign_in(run: Run, tmp_path: Path) -> None:  # noqa: F811
    done = run("demo", "load")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(
        "The demo school is loaded: 8 accounts, 10 records, 12 cases. All of it is invented.\n"
        "Sign in at http://127.0.0.1:8000/staff as one of these; everybody knows the passwords and the secrets.\n"
    )
    counts = _counts(tmp_path / "var")
    assert (counts["staff_accounts"], counts["records"], counts["cases"]) == (8, 10, 12)

    accounts = ACCOUNT.findall(done.stdout)
    assert len(accounts) == 8
    parts = Wiring(Settings(data_dir=tmp_path / "var"))
    email, password, secret, _ = accounts[0]
    code = re.search(rf"{secret}  code now: (\d+)", run("demo", "accounts").stdout)
    assert code is not None
    assert sign_in(parts.staff_door, email=email, password=password, code=code[1], before=None) is not None

    again = run("demo", "load")
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr == (
        "assistant: the database holds records, cases or accounts already; the demo school needs an empty one\n"
    )
    assert _counts(tmp_path / "var")["cases"] == 12


@pytest.mark.parametrize("command", ["load", "accounts"])
@pytest.mark.parametrize("settings", [PRODUCTION, {"ASSISTANT_ENV": "production"}], ids=["whole", "bare"])
def test_in_production_it_is_refused_in_one_line_and_makes_nothing(
    run: Run,  # noqa: F811
    tmp_path: Path,
    command: str,
    settings: dict[str, str],
) -> None:
    done = run("demo", command, **settings)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    if settings is PRODUCTION:
        assert done.stderr == ("assistant: there is no demo school in production: everybody knows its passwords\n")
    assert not (tmp_path / "var").exists()


def test_one_account_is_enough_to_refuse_it(run: Run, tmp_path: Path) -> None:  # noqa: F811
    write_key_file(tmp_path / "var" / "keys" / "master.json")
    run("db", "upgrade")
    run("staff", "add", "--email", "ann@school.test", "--name", "Ann", "--role", "clerk")
    assert run("demo", "load").returncode == 2
    assert _counts(tmp_path / "var")["staff_accounts"] == 1


# --- what is told, with passwords and receipts that cost nothing

MOMENTS = {
    "a school day": datetime(2026, 11, 26, 14, tzinfo=UTC),
    "the first day of a school year, early": datetime(2026, 9, 3, 5, tzinfo=UTC),
    "a Saturday in the summer holidays": datetime(2027, 8, 14, 12, tzinfo=UTC),
    "a night on which the day at school is another": datetime(2026, 6, 10, 23, 30, tzinfo=UTC),
    "the hour before the clocks go forward": datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
    "beyond the calendar": datetime(2028, 2, 29, 12, tzinfo=UTC),
}


def _parts(tmp_path: Path, present: datetime) -> tuple[Wiring, PastClock]:
    settings = Settings(data_dir=tmp_path / "var")
    write_key_file(settings.key_file)
    make_tables(make_engine(settings.database))
    parts = make_parts(settings)
    clock = PastClock(parts.calendar, present)
    parts.clock = clock
    door = parts.staff_door
    parts.staff_door = StaffDoor(door.store, clock, FakePasswords(), door.codes, door.digests)
    parts.receipts = FakeReceipts()
    return parts, clock


@pytest.mark.parametrize("name", MOMENTS)
def test_on_any_day_there_are_cases_of_every_kind(tmp_path: Path, name: str) -> None:
    present = MOMENTS[name]
    parts, clock = _parts(tmp_path, present)
    load_school(parts, clock, read_school())
    cases = list(parts.cases.each())
    assert {case.status for case in cases} == set(Status)
    assert [case.number for case in cases] == list(range(12, 0, -1))
    assert [case.opened_at for case in cases] == sorted((case.opened_at for case in cases), reverse=True)
    assert all(entry.recorded_at <= present for case in cases for entry in case.entries)
    assert any(About.HEADTEACHER in case.details.about for case in cases)
    assert any(case.details.child_at_risk for case in cases)
    assert any(case.details.accused for case in cases)
    assert any(case.owner is None for case in cases)
    assert any(case.withdrawn for case in cases)
    assert any(case.shares for case in cases)
    assert any(entry.reason for case in cases for entry in case.entries)
    reopened = [case for case in cases if not case.closed and any(event.what is What.CLOSED for event in case.events)]
    assert len(reopened) == 1

    today = school_time(present).date()
    dues = [due.on for case in cases if (due := parts.case_desk.timetable.due(case))]
    assert min(dues) < today <= max(dues)


def test_everybody_of_the_example_school_can_sign_in_and_sees_what_the_role_sees(tmp_path: Path) -> None:
    parts, clock = _parts(tmp_path, MOMENTS["a school day"])
    load_school(parts, clock, read_school())
    accounts = [listed.account for listed in list_staff(parts.staff_door.store)]
    assert {role for account in accounts for role in account.roles} == set(StaffRole)
    assert all(account.can_sign_in for account in accounts)
    assert posts_without_reader(parts.staff_door.store) == ()
    seen = {account.name: len(list_cases(parts.case_desk, actor=account, which=Which.ALL)) for account in accounts}
    assert seen == {
        "Ms Example (headteacher)": 11,
        "Mr Sample (deputy head)": 10,
        "Mx Specimen (assistant head)": 9,
        "Mrs Sample (safeguarding lead)": 2,
        "Mrs Example (office)": 0,
        "Mr Example (chair of governors)": 1,
        "Ms Sample (clerk to the governors)": 1,
        "Dr Specimen (governor)": 0,
    }
    accused = [case for case in list(parts.cases.each()) if case.details.accused]
    assert [
        may_see(case, account) for case in accused for account in accounts if account.id in case.details.accused
    ] == [False]


def test_a_member_who_cannot_enrol_stops_the_loading(tmp_path: Path) -> None:
    parts, clock = _parts(tmp_path, MOMENTS["a school day"])
    school = read_school()
    school.staff[0] = school.staff[0].model_copy(update={"password": "short"})
    with pytest.raises(NotEnrolledError, match="head could not enrol: too_short"):
        load_school(parts, clock, school)


def test_every_text_says_that_it_is_an_example() -> None:
    school = read_school()
    texts = [
        *(record.text for record in school.records),
        *(case.title for case in school.cases),
        *(case.words for case in school.cases if case.words),
        *(then.words for case in school.cases for then in case.then if then.words),
        *(then.reason for case in school.cases for then in case.then if then.reason),
    ]
    assert len(texts) > 50
    assert [text for text in texts if not text.startswith("Example")] == []
    assert [member.email for member in school.staff if not member.email.endswith("@demo.example")] == []
    assert {record.kind for record in school.records} == set(Kind) - {Kind.DATA_RIGHTS}
    contacts = [record.contact for record in school.records if record.contact]
    assert [one for one in contacts if not (one.endswith("@demo.example") or one.startswith("01632 960"))] == []


# --- whether a database is empty


def test_an_empty_database_holds_nothing(engine: Engine) -> None:
    assert holds_anything(engine) is False


def test_a_database_without_tables_is_a_storage_error(empty: Engine) -> None:
    with pytest.raises(StorageError):
        holds_anything(empty)
