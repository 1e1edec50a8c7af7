"""People with browsers, for the tests of the staff pages."""

import re
from datetime import timedelta
from html import unescape

from fakes import FakeDoor
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

PASSWORD = "teapot ladder"
STEP = timedelta(seconds=30)


class Browser(TestClient):
    """A browser: it follows nothing by itself, and says that its posts come from the site's own pages."""

    def __init__(self, app: FastAPI, url: str, address: str = "10.0.0.1") -> None:
        super().__init__(app, base_url=url, follow_redirects=False, client=(address, 50000))
        self.headers["Sec-Fetch-Site"] = "same-origin"

    def sign_in(self, door: FakeDoor, email: str = "ann@school.test", **fields: str) -> Response:
        given = {"email": email, "password": PASSWORD, "code": door.code()} | fields
        return self.post("/staff/sign-in", data=given)

    def enter(self, door: FakeDoor, email: str = "ann@school.test") -> None:
        door.clock.pass_by(STEP)
        assert self.sign_in(door, email).status_code == 303

    def csrf(self) -> str:
        return field_of(self.get("/staff").text, "csrf")


def field_of(page: str, name: str) -> str:
    """Return what a field of a page holds."""
    found = re.search(rf'<input[^>]* name="{name}"[^>]* value="([^"]*)"', page)
    assert found is not None, page
    return unescape(found.group(1))


def words_of(page: str) -> str:
    """Return a page's words without its tags."""
    return unescape(re.sub(r"<[^>]+>", "", page))
