"""A page for some roles is shown to them and to nobody else."""

from collections.abc import Callable

import pytest
from fakes import FakeDoor
from fastapi import Depends, FastAPI
from staff_site import Browser

from assistant.core.staff import StaffRole
from assistant.services.enrol_staff import Enrolled
from assistant.web.callers import require_roles


def _minutes() -> dict[str, str]:
    return {}


@pytest.fixture(autouse=True)
def _pages(app: FastAPI) -> None:
    wanted = require_roles(StaffRole.CLERK, StaffRole.HEADTEACHER)
    app.get("/staff/minutes", dependencies=[Depends(wanted)])(_minutes)
    app.get("/staff/api/minutes", dependencies=[Depends(wanted)])(_minutes)


@pytest.mark.parametrize(
    ("roles", "status"),
    [
        ((StaffRole.CLERK,), 200),
        ((StaffRole.GOVERNOR, StaffRole.HEADTEACHER), 200),
        ((StaffRole.GOVERNOR,), 403),
        ((StaffRole.OFFICE, StaffRole.SAFEGUARDING_LEAD), 403),
    ],
)
def test_one_of_the_roles_is_enough_and_none_is_not(
    browser: Browser, fake: FakeDoor, enrol: Callable[..., Enrolled], roles: tuple[StaffRole, ...], status: int
) -> None:
    enrol("ann@school.test", *roles)
    browser.enter(fake)
    page, script = browser.get("/staff/minutes"), browser.get("/staff/api/minutes")
    assert (page.status_code, script.status_code) == (status, status)
    if status == 403:
        assert "This page is not for you" in page.text
        assert script.json()["error"]["code"] == "not_yours"


def test_nobody_is_sent_to_sign_in(browser: Browser) -> None:
    assert browser.get("/staff/minutes").headers["location"] == "/staff/sign-in?next=/staff/minutes"
    assert browser.get("/staff/api/minutes").status_code == 401
