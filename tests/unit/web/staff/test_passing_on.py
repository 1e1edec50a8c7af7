"""A record that came to the wrong post is passed on by its reader: not to the accused, nothing grave to the office."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from fakes import FakeDoor
from httpx import Response
from staff_site import Browser

from assistant.adapters.sql import tables
from assistant.core.records import Record
from assistant.core.routing import About, Kind, Role
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.route_record import pass_on_unopened
from assistant.wiring import Wiring

Enter = Callable[..., tuple[Browser, StaffAccount]]
Give = Callable[..., Record]


def _offered(page: str) -> list[str]:
    return re.findall(r'name="to" value="([^"]+)"', page)


def _pass_on(browser: Browser, record: Record, to: str) -> Response:
    return browser.post(f"/staff/records/{record.id}/pass-on", data={"csrf": browser.csrf(), "to": to})


def _told(parts: Wiring, record: Record) -> list[Role]:
    with parts.store.transaction() as records:
        return [notice.role for notice in records.notices(record.id)]


def test_the_office_passes_on_what_is_not_for_it_once_and_the_trail_tells_who(
    enter: Enter, give: Give, parts: Wiring
) -> None:
    record = give(Kind.CONCERN, About.SCHOOL, "picked on every day")
    office, account = enter(StaffRole.OFFICE)
    lead, _ = enter(StaffRole.SAFEGUARDING_LEAD)
    assert lead.get(f"/staff/records/{record.id}").status_code == 404
    done = _pass_on(office, record, "safeguarding_lead")
    assert done.headers["location"] == f"/staff/records/{record.id}?done=handed_on"
    assert "It is passed on." in office.get(done.headers["location"]).text
    assert _pass_on(office, record, "safeguarding_lead").status_code == 422
    assert _told(parts, record) == [Role.OFFICE, Role.SAFEGUARDING_LEAD]
    assert f'href="/staff/records/{record.id}"' in lead.get("/staff").text
    assert "Passed on to you: it was not opened in time" not in lead.get("/staff").text
    page = lead.get(f"/staff/records/{record.id}").text
    assert "picked on every day" in page
    assert "did not open it in time" not in page
    with parts.engine.begin() as connection:
        found = connection.execute(
            sa.select(tables.audit.c.account_id).where(tables.audit.c.event == "record_handed_on")
        )
        assert list(found.scalars()) == [account.id]


@pytest.mark.parametrize(
    ("kind", "about", "child", "reader", "offered"),
    [
        (
            Kind.CONCERN,
            About.SCHOOL,
            False,
            StaffRole.OFFICE,
            ["headteacher", "safeguarding_lead", "chair_of_governors", "clerk"],
        ),
        (
            Kind.CONCERN,
            About.PUPIL,
            False,
            StaffRole.HEADTEACHER,
            ["office", "safeguarding_lead", "chair_of_governors", "clerk"],
        ),
        (Kind.CONCERN, About.PUPIL, True, StaffRole.HEADTEACHER, ["chair_of_governors", "clerk"]),
        (Kind.COMPLAINT, About.HEADTEACHER, False, StaffRole.CHAIR_OF_GOVERNORS, ["safeguarding_lead", "clerk"]),
        (Kind.COMPLAINT, About.GOVERNORS, False, StaffRole.CLERK, ["headteacher", "safeguarding_lead"]),
        (Kind.DATA_RIGHTS, About.OTHER, False, StaffRole.HEADTEACHER, []),
    ],
)
def test_it_is_offered_to_no_accused_to_nobody_twice_and_nothing_grave_to_the_office(
    enter: Enter, give: Give, kind: Kind, about: About, child: bool, reader: StaffRole, offered: list[str]
) -> None:
    record = give(kind, about, child=child)
    browser, _ = enter(reader)
    assert _offered(browser.get(f"/staff/records/{record.id}").text) == offered


def test_a_post_of_the_accused_gets_nothing_by_it(enter: Enter, give: Give, parts: Wiring) -> None:
    record = give(Kind.COMPLAINT, About.HEADTEACHER)
    chair, _ = enter(StaffRole.CHAIR_OF_GOVERNORS)
    enter(StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD, name="both")
    assert _offered(chair.get(f"/staff/records/{record.id}").text) == ["clerk"]
    refused = [_pass_on(chair, record, to) for to in ("headteacher", "safeguarding_lead", "office", "", "nobody")]
    assert [(one.status_code, "Choose one of these." in one.text) for one in refused] == [(422, True)] * 5
    assert _told(parts, record) == [Role.CHAIR_OF_GOVERNORS]


def test_nobody_passes_on_what_they_may_not_read(enter: Enter, give: Give, parts: Wiring) -> None:
    record = give(Kind.COMPLAINT, About.HEADTEACHER)
    head, _ = enter(StaffRole.HEADTEACHER)
    assert _pass_on(head, record, "clerk").status_code == 404
    assert _told(parts, record) == [Role.CHAIR_OF_GOVERNORS]


def test_what_was_passed_on_and_lies_unopened_goes_on_from_there(
    enter: Enter, give: Give, parts: Wiring, fake: FakeDoor
) -> None:
    record = give(Kind.CONCERN, About.SCHOOL)
    office, _ = enter(StaffRole.OFFICE)
    office.get(f"/staff/records/{record.id}")
    _pass_on(office, record, "headteacher")
    fake.clock.pass_by(timedelta(days=7))
    assert pass_on_unopened(parts.route_desk) == 1
    assert _told(parts, record) == [Role.OFFICE, Role.HEADTEACHER, Role.CHAIR_OF_GOVERNORS]
