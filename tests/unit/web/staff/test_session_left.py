"""The page's script asks how long the session lasts without keeping it alive, and keeps it alive when asked to."""

from datetime import timedelta

import pytest
from fakes import FakeDoor
from staff_site import Browser

from assistant.services.enrol_staff import Enrolled

ADDRESS = "/staff/api/session"


@pytest.fixture(autouse=True)
def _signed_in(browser: Browser, fake: FakeDoor, ann: Enrolled) -> None:
    browser.enter(fake)


def test_asking_does_not_keep_the_session_alive(browser: Browser, fake: FakeDoor) -> None:
    for minutes in (30, 20, 10):
        assert browser.get(ADDRESS).json() == {"seconds": minutes * 60, "can_stay": True}
        fake.clock.pass_by(timedelta(minutes=10))
    answer = browser.get(ADDRESS)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "no_session")


def test_staying_keeps_it_alive(browser: Browser, fake: FakeDoor) -> None:
    csrf = browser.csrf()
    fake.clock.pass_by(timedelta(minutes=29))
    answer = browser.post(ADDRESS, headers={"X-Staff-Form": csrf})
    assert (answer.status_code, answer.json()) == (200, {"seconds": 1800, "can_stay": True})
    fake.clock.pass_by(timedelta(minutes=29))
    assert browser.get("/staff").status_code == 200


@pytest.mark.parametrize("headers", [{}, {"X-Staff-Form": "0" * 64}])
def test_staying_needs_the_sessions_token(browser: Browser, fake: FakeDoor, headers: dict[str, str]) -> None:
    answer = browser.post(ADDRESS, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "wrong_form")


def test_near_the_twelfth_hour_staying_is_not_offered(browser: Browser, fake: FakeDoor) -> None:
    for _ in range(35):
        fake.clock.pass_by(timedelta(minutes=20))
        assert browser.get("/staff").status_code == 200
    fake.clock.pass_by(timedelta(minutes=19))
    assert browser.get(ADDRESS).json() == {"seconds": 60, "can_stay": False}
