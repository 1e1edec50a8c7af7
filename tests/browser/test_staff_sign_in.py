"""The staff pages in a real browser, over the gateway alone: real hashes, real codes, and a clock that can be moved."""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import Request
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from assistant.adapters.crypto import write_key_file
from assistant.adapters.sql import make_engine, upgrade_schema
from assistant.core.staff import StaffRole
from assistant.services.enrol_staff import Enrolled, enrol_staff
from assistant.services.ports import Clock
from assistant.services.staff_accounts import add_staff
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.callers import StaffOf
from assistant.web.staff.forms import read_form
from assistant.wiring import Wiring

CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PASSWORD = "teapot ladder by the sea"
STEP = timedelta(seconds=30)
NOTE_PAGE = """<!doctype html><html lang="en"><title>A note</title><h1>A note</h1>
<form method="post"><input type="hidden" name="csrf" value="{csrf}">
<label for="note">Note</label><textarea id="note" name="note"></textarea><button>Save</button></form></html>"""
"""Stands for a page on which staff write something long."""

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists() and "CI" not in os.environ,
    reason=f"{CHROMIUM} is missing: apt-get install -y chromium",
)


class MovedClock(Clock):
    """The machine's clock, put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Gateway:
    """The gateway in a thread, and what its school's administrator would do with commands."""

    def __init__(self, data_dir: Path) -> None:
        settings = Settings(data_dir=data_dir)
        write_key_file(settings.key_file)
        upgrade_schema(make_engine(settings.database))
        self.clock = MovedClock()
        parts = Wiring(settings)
        parts.clock = self.clock
        self.door = parts.staff_door
        app = create_app(parts)
        self.notes: list[str] = []

        @app.get("/staff/test-note")
        async def note_page(caller: StaffOf) -> HTMLResponse:
            return HTMLResponse(NOTE_PAGE.format(csrf=caller.csrf))

        @app.post("/staff/test-note")
        async def take_note(request: Request, caller: StaffOf) -> HTMLResponse:
            self.notes.append((await read_form(request)).get("note"))
            return HTMLResponse("<title>Taken</title><h1>Taken</h1>")

        config = uvicorn.Config(app, port=0, log_level="error", access_log=False, ws="none")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._names = 0

    def start(self) -> None:
        self._thread.start()
        deadline = time.monotonic() + 30
        while not self._server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        self.url = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(30)

    def invite(self) -> tuple[str, str]:
        """Return the address of a new person, and the link."""
        self._names += 1
        email = f"person{self._names}@school.example"
        roles = frozenset({StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD})
        token = add_staff(self.door, email=email, name="Ann Example", roles=roles)
        return email, f"{self.url}/staff/enrol/{token}"

    def enrolled(self) -> tuple[str, str]:
        """Return the address and the code secret of a person who has enrolled."""
        email, link = self.invite()
        secret = pyotp.random_base32()
        done = enrol_staff(
            self.door, link.rpartition("/")[2], password=PASSWORD, code_secret=secret, code=self.code(secret)
        )
        assert isinstance(done, Enrolled)
        return email, secret

    def code(self, secret: str) -> str:
        """Return a code that was not used before: a minute passes first."""
        self.clock.ahead += 2 * STEP
        return pyotp.TOTP(secret).at(self.clock.now())


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    gateway = Gateway(tmp_path_factory.mktemp("staff"))
    gateway.start()
    yield gateway
    gateway.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Pages whose motion is reduced, so that nothing is measured half-way."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> Page:
        contexts.append(browser.new_context(reduced_motion="reduce", **options))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


def violations(page: Page) -> list[str]:
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    return [f"{found['id']}: {node['html']}" for found in results.response["violations"] for node in found["nodes"]]


def tab_to(page: Page, selector: str) -> None:
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} is not reached by Tab")


def type_into(page: Page, selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.type(text)


def sign_in(page: Page, gateway: Gateway, email: str, secret: str) -> None:
    """Sign in on the page that is open, by keyboard alone."""
    type_into(page, "#email", email)
    type_into(page, "#password", PASSWORD)
    type_into(page, "#code", gateway.code(secret))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hello, Ann Example")).to_be_visible()


@pytest.mark.parametrize(
    ("width", "scheme", "scripts"), [(360, "light", True), (1280, "dark", True), (1280, "light", False)]
)
def test_a_person_enrols_signs_in_looks_at_the_account_and_signs_out_by_keyboard(
    new_page: Callable[..., Page], gateway: Gateway, width: int, scheme: str, scripts: bool
) -> None:
    page = new_page(viewport={"width": width, "height": 740}, color_scheme=scheme)
    if not scripts:
        page.route("**/*.js", lambda route: route.abort())
    errors: list[str] = []
    addresses: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
    page.on("request", lambda request: addresses.append(request.url))
    email, link = gateway.invite()

    page.goto(link)
    expect(page.get_by_text(email)).to_be_visible()
    assert violations(page) == []
    secret = re.sub(r"\s", "", page.locator(".key").inner_text())
    assert page.locator(".qr svg").bounding_box()["width"] > 150  # type: ignore[index]
    type_into(page, "#password", PASSWORD)
    type_into(page, "#again", "something else")
    type_into(page, "#code", gateway.code(secret))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("not the same")
    assert violations(page) == []
    type_into(page, "#password", PASSWORD)
    type_into(page, "#again", PASSWORD)
    type_into(page, "#code", gateway.code(secret))
    tab_to(page, "main button")
    page.keyboard.press("Space")

    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    expect(page.locator(".codes li")).to_have_count(10)
    assert violations(page) == []
    tab_to(page, "main a")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert violations(page) == []
    type_into(page, "#email", email)
    type_into(page, "#password", "wrong")
    type_into(page, "#code", "123456")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("is not right")
    expect(page.locator("#email")).to_have_value(email)
    assert violations(page) == []
    type_into(page, "#password", PASSWORD)
    type_into(page, "#code", gateway.code(secret))
    page.keyboard.press("Enter")

    expect(page.get_by_text("the headteacher and the designated safeguarding lead")).to_be_visible()
    assert violations(page) == []
    tab_to(page, ".bar nav a")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This browser")).to_be_visible()
    assert violations(page) == []
    page.goto(f"{gateway.url}/staff/nothing")
    assert violations(page) == []
    page.goto(f"{gateway.url}/staff/account")
    tab_to(page, ".bar nav button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    assert violations(page) == []
    page.goto(f"{gateway.url}/staff")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()
    assert violations(page) == []
    assert errors == []
    assert [address for address in addresses if not address.startswith(gateway.url)] == []


def test_the_cookies_are_out_of_reach_of_scripts(page: Page, gateway: Gateway) -> None:
    email, secret = gateway.enrolled()
    page.goto(f"{gateway.url}/staff")
    sign_in(page, gateway, email, secret)
    assert page.evaluate("document.cookie") == ""
    assert {(one["name"], one["httpOnly"], one["sameSite"]) for one in page.context.cookies()} == {
        ("staff", True, "Strict"),
        ("staff-device", True, "Strict"),
    }


def test_a_note_that_was_typed_too_long_is_sent_after_signing_in_again(page: Page, gateway: Gateway) -> None:
    email, secret = gateway.enrolled()
    page.goto(f"{gateway.url}/staff")
    sign_in(page, gateway, email, secret)
    page.goto(f"{gateway.url}/staff/test-note")
    type_into(page, "#note", "I rang the parent <today>.\nShe & I meet on Monday.")
    gateway.clock.ahead += timedelta(minutes=31)
    tab_to(page, "button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing that you typed is lost")).to_be_visible()
    assert violations(page) == []
    type_into(page, "#email", email)
    type_into(page, "#password", PASSWORD)
    type_into(page, "#code", gateway.code(secret))
    page.keyboard.press("Enter")
    expect(page.locator("dd").get_by_text("She & I meet on Monday.")).to_be_visible()
    assert violations(page) == []
    assert gateway.notes == []
    tab_to(page, "main button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Taken")).to_be_visible()
    assert gateway.notes == ["I rang the parent <today>.\r\nShe & I meet on Monday."]


def _let_pass(page: Page, gateway: Gateway, time: timedelta) -> None:
    gateway.clock.ahead += time
    page.clock.run_for(int(time.total_seconds() * 1000))


def test_two_minutes_before_the_end_a_person_is_told_and_can_stay(new_page, gateway: Gateway) -> None:
    page = new_page(viewport={"width": 360, "height": 740})
    page.clock.install()
    email, secret = gateway.enrolled()
    page.goto(f"{gateway.url}/staff")
    sign_in(page, gateway, email, secret)
    warning = page.locator("#session-end")
    _let_pass(page, gateway, timedelta(minutes=27, seconds=30))
    expect(warning).to_be_hidden()
    _let_pass(page, gateway, timedelta(seconds=45))
    expect(page.get_by_role("alert")).to_contain_text("signed out in two minutes")
    assert violations(page) == []
    tab_to(page, "#session-stay")
    page.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    _let_pass(page, gateway, timedelta(minutes=27))
    expect(warning).to_be_hidden()
    _let_pass(page, gateway, timedelta(minutes=1, seconds=15))
    expect(page.get_by_role("alert")).to_contain_text("signed out in two minutes")
    _let_pass(page, gateway, timedelta(minutes=2))
    expect(page.get_by_role("alert")).to_contain_text("You are no longer signed in.")
    expect(page.locator("#session-stay")).to_be_hidden()
    assert violations(page) == []
    page.reload()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_another_tab_that_is_used_keeps_this_one_quiet(page: Page, gateway: Gateway) -> None:
    page.clock.install()
    email, secret = gateway.enrolled()
    page.goto(f"{gateway.url}/staff")
    sign_in(page, gateway, email, secret)
    gateway.clock.ahead += timedelta(minutes=20)
    other = page.context.new_page()
    other.goto(f"{gateway.url}/staff/account")
    gateway.clock.ahead += timedelta(minutes=9)
    page.clock.run_for(29 * 60 * 1000)
    page.wait_for_timeout(300)
    expect(page.locator("#session-end")).to_be_hidden()


@pytest.mark.parametrize("path", ["sign-in", "enrol", "account"])
def test_pages_at_320_pixels_and_double_text_need_no_sideways_scrolling(
    new_page: Callable[..., Page], gateway: Gateway, path: str
) -> None:
    page = new_page(viewport={"width": 320, "height": 640})
    email, secret = gateway.enrolled()
    page.goto(f"{gateway.url}/staff")
    if path == "account":
        sign_in(page, gateway, email, secret)
    page.goto(gateway.invite()[1] if path == "enrol" else f"{gateway.url}/staff/{path}")
    page.evaluate("document.documentElement.style.fontSize = '225%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_controls_are_at_least_44_pixels_high(page: Page, gateway: Gateway) -> None:
    email, secret = gateway.enrolled()
    page.goto(f"{gateway.url}/staff")
    controls = "button:visible, input:visible, .bar a"
    for wanted in ("sign-in", "account"):
        heights = page.locator(controls).evaluate_all("all => all.map(e => e.getBoundingClientRect().height)")
        assert [height for height in heights if height < 44] == []
        if wanted == "sign-in":
            sign_in(page, gateway, email, secret)
            page.goto(f"{gateway.url}/staff/account")
