"""The staff pages in a real browser, over the gateway alone: real hashes, real codes, and a clock that can be moved."""

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import Request
from fastapi.responses import HTMLResponse
from playwright.sync_api import Page, expect

from assistant.adapters.crypto import write_key_file
from assistant.adapters.sql import make_engine
from assistant.core.staff import StaffRole
from assistant.services.enrol_staff import Enrolled, enrol_staff
from assistant.services.ports import Clock
from assistant.services.staff_accounts import add_staff
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.callers import StaffOf
from assistant.web.staff.forms import read_form
from tests.made_once import make_parts, make_tables

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

needs_chromium = pytest.mark.skipif(
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
        make_tables(make_engine(settings.database))
        self.clock = MovedClock()
        parts = self.parts = make_parts(settings)
        parts.clock = self.clock
        self.door = parts.staff_door
        app = self.app = create_app(parts)
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

    def invite(self, *roles: StaffRole, name: str = "Ann Example") -> tuple[str, str]:
        """Return the address of a new person, headteacher and safeguarding lead unless told otherwise, and the link."""
        self._names += 1
        email = f"person{self._names}@school.example"
        given = frozenset(roles or (StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD))
        token = add_staff(self.door, email=email, name=name, roles=given)
        return email, f"{self.url}/staff/enrol/{token}"

    def enrolled(self, *roles: StaffRole, name: str = "Ann Example") -> tuple[str, str]:
        """Return the address and the code secret of a person who has enrolled."""
        email, link = self.invite(*roles, name=name)
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


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with a page, once its styles have come."""
    page.wait_for_load_state("load")
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    return [f"{found['id']}: {node['html']}" for found in results.response["violations"] for node in found["nodes"]]


def tab_to(page: Page, selector: str) -> None:
    for _ in range(80):
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
