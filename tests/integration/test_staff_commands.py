"""``assistant staff`` and what a start asks of it, run as a person runs them."""

import re
import shutil
import socket
import sqlite3
from pathlib import Path

import pyotp
import pytest
from test_commands import Run, run, warm  # noqa: F401 - fixtures
from typer.testing import CliRunner

from assistant import wiring as wiring_module
from assistant.adapters.crypto import write_key_file
from assistant.adapters.one_time_codes import TotpCodes
from assistant.adapters.sql import make_engine
from assistant.cli import serve, staff, web, worker
from assistant.core.errors import ContentError, SettingsError, StaffingError
from assistant.core.routing import Role
from assistant.services.enrol_staff import Enrolled, enrol_staff, invited_account
from assistant.services.staff_accounts import add_staff, disable_staff, list_staff
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.wiring import Wiring
from tests.made_once import make_parts, make_tables

LINK = re.compile(r"http://127\.0\.0\.1:8000/staff/enrol/[\w-]{43}")
NOBODY = "office, headteacher, safeguarding_lead, chair_of_governors, clerk"
WARNING = f"Nobody has enrolled as: {NOBODY}. In production the assistant does not start like this."
ANN = ("staff", "add", "--email", "ann@school.test", "--name", "Ann Smith", "--role", "clerk", "--role", "governor")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(data_dir=tmp_path / "var")
    write_key_file(settings.key_file)
    make_tables(make_engine(settings.database))
    return settings


def test_add_prints_a_link_once_and_list_shows_the_account(run: Run, settings: Settings) -> None:  # noqa: F811
    done = run(*ANN)
    assert (done.returncode, done.stderr) == (0, "")
    told, link = done.stdout.splitlines()
    assert told == "Give this link to the person, and to nobody else. It works once, for seven days:"
    assert LINK.fullmatch(link)
    listed = run("staff", "list").stdout.splitlines()
    assert listed[0].startswith("ann@school.test  Ann Smith  clerk, governor  not enrolled yet, link until ")
    assert listed[1:] == [WARNING]
    with sqlite3.connect(settings.data_dir / "assistant.db") as database:
        stored = repr(list(database.execute("select * from staff_accounts, staff_invitations")))
    assert [word for word in ("ann@school", "Smith", link.rpartition("/")[2]) if word in stored] == []


def test_the_same_address_twice_is_one_line_and_exit_2(run: Run, settings: Settings) -> None:  # noqa: F811
    run(*ANN)
    done = run(*ANN)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == ("assistant: there is an account of this address already; see  assistant staff list\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("staff", "add", "--email", "a@b.test", "--name", "A"),
        ("staff", "add", "--email", "a@b.test", "--name", "A", "--role", "king"),
        ("staff", "add", "--email", "a", "--name", "A", "--role", "clerk"),
        ("staff", "reset", "nobody@school.test"),
        ("staff", "disable", "nobody@school.test"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_2(
    run: Run,  # noqa: F811
    settings: Settings,
    arguments: tuple[str, ...],
) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def test_disable_and_reset_say_what_they_did(run: Run, settings: Settings) -> None:  # noqa: F811
    first = run(*ANN).stdout.splitlines()[1]
    done = run("staff", "disable", "Ann@school.test")
    assert done.stdout.splitlines() == ["The account is shut, and its sessions have ended.", WARNING]
    assert "shut out" in run("staff", "list").stdout
    link = run("staff", "reset", "ann@school.test", "--role", "office").stdout.splitlines()[1]
    assert LINK.fullmatch(link)
    assert link != first
    door = make_parts(settings).staff_door
    assert invited_account(door, first.rpartition("/")[2]) is None
    assert invited_account(door, link.rpartition("/")[2]) is not None
    assert run("staff", "list").stdout.startswith("ann@school.test  Ann Smith  office  not enrolled yet")


@pytest.fixture
def here(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command with a keyboard, and an app that knows the secret."""
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(settings.data_dir))
    monkeypatch.setattr(TotpCodes, "new_secret", lambda _: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    wiring_module.wiring.cache_clear()
    yield CliRunner()
    wiring_module.wiring.cache_clear()


def test_add_here_asks_for_the_password_twice_and_shows_square_address_and_codes(
    here: CliRunner, settings: Settings
) -> None:
    code = pyotp.TOTP("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").now()
    typed = f"teapot ladder\nteapot ladder\n{code[:3]} {code[3:]}\n"
    done = here.invoke(staff.app, [*ANN[1:], "--here"], input=typed)
    assert done.exit_code == 0, done.output
    assert "teapot" not in done.output
    assert "otpauth://totp/Bilton%20Infant%20School:ann%40school.test?secret=JBSWY3DPEHPK3PXP" in done.output
    assert "█" in done.output
    assert len(re.findall(r"^  \d{4} \d{4} \d{4}$", done.output, re.MULTILINE)) == 10
    (listed,) = list_staff(make_parts(settings).staff_door.store)
    assert listed.account.can_sign_in
    assert "enrolled" in here.invoke(staff.app, ["list"]).output


@pytest.mark.parametrize(
    ("password", "code", "why"),
    [
        ("short", "1", "the password is too short"),
        ("teapot ladder", "1", "the code is not the one that the app shows now; is this machine's clock right?"),
    ],
)
def test_what_is_refused_at_the_keyboard_says_how_to_go_on(here: CliRunner, password: str, code: str, why: str) -> None:
    done = here.invoke(staff.app, [*ANN[1:], "--here"], input=f"{password}\n{password}\n{code}\n")
    assert str(done.exception) == (f"not enrolled, {why}: try again with  assistant staff reset --here ann@school.test")


def test_who_stops_at_the_keyboard_is_told_that_the_account_is_there(here: CliRunner, settings: Settings) -> None:
    done = here.invoke(staff.app, [*ANN[1:], "--here"], input="")
    assert str(done.exception) == (
        "the account is there, and nobody has enrolled: try again with  assistant staff reset --here ann@school.test"
    )
    assert len(list_staff(make_parts(settings).staff_door.store)) == 1


# --- what a start asks


def _enrol(parts: Wiring, roles: set[Role], *, domain: str = "school.test") -> None:
    door = parts.staff_door
    for role in roles:
        found = frozenset({one for one in staff.StaffRole if one.post is role})
        token = add_staff(door, email=f"{role}@{domain}", name="X", roles=found)
        secret = door.codes.new_secret()
        code = pyotp.TOTP(secret).at(parts.clock.now())
        done = enrol_staff(door, token, password="teapot ladder", code_secret=secret, code=code)
        assert isinstance(done, Enrolled)


@pytest.fixture
def production(settings: Settings) -> Wiring:
    """A whole production, but for its people; the content's examples are let pass, they have their own test."""
    parts = make_parts(settings)
    parts.directory  # noqa: B018 - read while it is still development
    parts.settings = settings.model_copy(update={"env": "production"})
    return parts


def test_production_does_not_start_without_readers_and_names_them_and_the_command(production: Wiring) -> None:
    with pytest.raises(StaffingError) as raised:
        create_app(production)
    assert str(raised.value) == (
        f"nobody has enrolled as {NOBODY}: run  assistant staff add  for each, "
        "and let them enrol while  assistant web --enrol-only  runs"
    )


def test_production_does_not_start_with_an_example_in_any_file(
    production: Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "wiring", lambda: production)
    with pytest.raises(SettingsError) as raised:
        web.web(port=_free_port())
    assert str(raised.value) == (
        "contacts.yml still holds examples: office, headteacher, safeguarding_lead, chair_of_governors, clerk, "
        "social_care, lado; routes.yml still holds examples: places > local_authority, places > admissions, "
        "places > exclusions; look.yml still holds examples: complaints_form; see  assistant policy check"
    )


def test_no_start_with_a_file_that_is_wrong_and_each_is_named(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = Path(shutil.copytree(settings.content_dir, tmp_path / "content"))
    for name in ("hosts.yml", "privacy.yml"):
        (content / name).write_text("x: 1\ny: [\n", encoding="utf-8")
    parts = make_parts(settings.model_copy(update={"content_dir": content}))
    monkeypatch.setattr(web, "wiring", lambda: parts)
    with pytest.raises(ContentError) as raised:
        web.web(port=_free_port())
    layout = "line 3: the layout is broken; check the spaces at the line's start, colons and quotation marks"
    assert str(raised.value) == f"{content}: hosts.yml: {layout}; privacy.yml: {layout}"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def test_the_worker_alone_does_not_start_in_production_without_readers(
    production: Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "wiring", lambda: production)
    _enrol(production, set(Role) - {Role.CLERK})
    with pytest.raises(StaffingError, match=r"^nobody has enrolled as clerk: "):
        worker.worker(once=True)
    _enrol(production, {Role.CLERK})
    worker.worker(once=True)


def test_production_starts_once_every_post_can_be_read_and_not_after_one_is_shut_out(production: Wiring) -> None:
    _enrol(production, set(Role) - {Role.CLERK})
    with pytest.raises(StaffingError, match=r"^nobody has enrolled as clerk: "):
        create_app(production)
    _enrol(production, {Role.CLERK})
    create_app(production)
    disable_staff(production.staff_door, email="office@school.test")
    with pytest.raises(StaffingError, match=r"^nobody has enrolled as office: "):
        create_app(production)


def test_production_does_not_start_while_an_example_can_sign_in(production: Wiring) -> None:
    _enrol(production, set(Role))
    _enrol(production, {Role.CLERK}, domain="demo.Example")
    add_staff(production.staff_door, email="x@y.example", name="X", roles=frozenset({staff.StaffRole.GOVERNOR}))
    with pytest.raises(StaffingError) as raised:
        create_app(production)
    assert str(raised.value) == (
        "these examples can sign in: clerk@demo.Example; run  assistant staff disable  for each"
    )
    disable_staff(production.staff_door, email="clerk@demo.example")
    create_app(production)


def test_to_enrol_the_staff_pages_run_alone(production: Wiring) -> None:
    paths = {getattr(route, "path", "") for route in _routes(create_app(production, enrol_only=True).routes)}
    assert {"/staff/enrol/{token}", "/staff/sign-in", "/healthz"} <= paths
    assert {"/", "/policy", "/api/chat/sessions"} & paths == set()


def _routes(routes):
    for route in routes:
        included = getattr(route, "original_router", None)
        yield from [route] if included is None else _routes(included.routes)


def test_development_starts_without_anybody(settings: Settings) -> None:
    create_app(make_parts(settings))


def test_the_first_start_offers_the_example_headteacher_one_link(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    served = "http://127.0.0.1:8001"
    parts = make_parts(serve._reached_at(settings, served))
    serve._say_ready(parts, served)
    ready, offered = capsys.readouterr().out.splitlines()
    assert ready == "The assistant is ready: http://127.0.0.1:8001"
    assert offered.startswith("Staff: the example headteacher can enrol once, with http://127.0.0.1:8001/staff/enrol/")
    account = invited_account(make_parts(settings).staff_door, offered.rpartition("/")[2])
    assert account is not None
    assert (account.email, account.posts) == ("head@school.example", {Role.HEADTEACHER})
    serve._say_ready(parts, served)
    assert capsys.readouterr().out == "The assistant is ready: http://127.0.0.1:8001\n"


def test_a_configured_address_stays_what_links_name(settings: Settings) -> None:
    named = Settings(data_dir=settings.data_dir, public_url="https://chat.school.test")
    assert serve._reached_at(named, "http://127.0.0.1:8001").public_url == "https://chat.school.test"


def test_in_production_no_link_is_offered(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    serve._say_ready(Wiring(settings.model_copy(update={"env": "production"})), "https://chat.school.test")
    assert capsys.readouterr().out == "The assistant is ready: https://chat.school.test\n"
    assert list_staff(make_parts(settings).staff_door.store) == []
