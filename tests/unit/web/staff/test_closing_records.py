"""A record that needs no case is closed by one who may read it, for as long as it must be kept, and opened again."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from staff_site import Browser, field_of

from assistant.adapters.sql import tables
from assistant.core.records import Record
from assistant.core.retention import Closing, Rule
from assistant.core.routing import About, Kind
from assistant.core.staff import StaffAccount, StaffRole
from assistant.wiring import Wiring

Enter = Callable[..., tuple[Browser, StaffAccount]]
Give = Callable[..., Record]


def _close(browser: Browser, record: Record, **fields: str):
    given = {"csrf": browser.csrf(), "rule": "no_case", "words": "It was settled by a call."} | fields
    return browser.post(f"/staff/records/{record.id}/close", data=given)


def _events(parts: Wiring) -> list[tuple[str, str | None, str | None]]:
    with parts.engine.begin() as connection:
        rows = connection.execute(sa.select(tables.audit).order_by(tables.audit.c.position)).all()
    return [(row.event, row.record_id, row.account_id) for row in rows]


def test_record_is_closed_and_the_page_says_until_when_it_is_kept(enter: Enter, give: Give, parts: Wiring) -> None:
    record = give(Kind.CONCERN, About.SCHOOL)
    office, account = enter(StaffRole.OFFICE)
    assert f'href="/staff/records/{record.id}/close"' in office.get(f"/staff/records/{record.id}").text
    form = office.get(f"/staff/records/{record.id}/close").text
    assert 'value="no_case" required aria-describedby="rule-no_case-note" checked' in form
    done = _close(office, record)
    assert (done.status_code, done.headers["location"]) == (303, f"/staff/records/{record.id}?done=done")
    page = office.get(done.headers["location"]).text
    for shown in ("It is closed.", "It is kept until Monday 30 November 2026", "It was settled by a call."):
        assert shown in page
    assert "Open a case from this" in page
    assert f'href="/staff/records/{record.id}/close"' not in page
    assert parts.keeping.closing(record.id) == Closing(
        record.id, parts.clock.now(), account.id, Rule.NO_CASE, "It was settled by a call."
    )
    assert _events(parts)[-2:] == [
        ("record_closed", record.id, account.id),
        ("record_opened", record.id, account.id),
    ]


def test_closed_record_is_opened_again(enter: Enter, give: Give, parts: Wiring) -> None:
    record = give(Kind.CONCERN, About.SCHOOL)
    office, account = enter(StaffRole.OFFICE)
    _close(office, record)
    done = office.post(f"/staff/records/{record.id}/reopen", data={"csrf": office.csrf()})
    assert done.headers["location"] == f"/staff/records/{record.id}?done=reopened"
    assert parts.keeping.closing(record.id) is None
    assert ("record_reopened", record.id, account.id) in _events(parts)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"words": "  "}, "Say in a few words what it is."),
        ({"words": "x" * 2_001}, "That is too long."),
        ({"rule": "chats"}, "Choose one of these."),
        ({"rule": ""}, "Choose one of these."),
        ({"keep_until": "soon"}, "Give the day as a date"),
        ({"keep_until": "2030-05-01"}, "Give a day after today"),
        ({"rule": "child_at_risk", "keep_until": "2026-09-01"}, "Give a day after today"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_closed(
    enter: Enter, give: Give, parts: Wiring, fields: dict[str, str], said: str
) -> None:
    record = give(Kind.CONCERN, About.SCHOOL)
    office, _ = enter(StaffRole.OFFICE)
    answer = _close(office, record, **fields)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert parts.keeping.closing(record.id) is None


@pytest.mark.parametrize(
    ("kind", "child", "offered"),
    [
        (Kind.CONCERN, False, ["no_case", "complaint", "allegation", "child_at_risk"]),
        (Kind.COMPLAINT, False, ["complaint", "allegation", "child_at_risk"]),
        (Kind.REPORT, True, ["child_at_risk"]),
    ],
)
def test_nothing_is_kept_shorter_than_it_must_be(
    enter: Enter, give: Give, parts: Wiring, kind: Kind, child: bool, offered: list[str]
) -> None:
    record = give(kind, About.PUPIL, child=child)
    head, _ = enter(StaffRole.HEADTEACHER)
    page = head.get(f"/staff/records/{record.id}/close").text
    assert [rule for rule in Rule if f'name="rule" value="{rule}"' in page] == offered
    refused = [rule for rule in Rule if _close(head, record, rule=rule).status_code == 422]
    assert refused == [rule for rule in Rule if rule not in offered]


def test_a_day_of_its_own_is_kept_with_it(enter: Enter, give: Give, parts: Wiring) -> None:
    record = give(Kind.REPORT, About.PUPIL, child=True)
    head, _ = enter(StaffRole.HEADTEACHER)
    done = _close(head, record, rule="child_at_risk", keep_until="2045-03-12")
    assert "It is kept until Sunday 12 March 2045" in head.get(done.headers["location"]).text
    closing = parts.keeping.closing(record.id)
    assert closing is not None
    assert closing.keep_until == date(2045, 3, 12)


@pytest.mark.parametrize("role", sorted(set(StaffRole) - {StaffRole.HEADTEACHER}))
def test_nobody_else_can_close_or_open_it(enter: Enter, give: Give, parts: Wiring, role: StaffRole) -> None:
    record = give(Kind.REPORT, About.PUPIL)
    browser, _ = enter(role)
    assert browser.get(f"/staff/records/{record.id}/close").status_code == 404
    assert _close(browser, record).status_code == 404
    head, _ = enter(StaffRole.HEADTEACHER)
    assert _close(head, record).status_code == 303
    browser.post(f"/staff/records/{record.id}/reopen", data={"csrf": browser.csrf()})
    assert parts.keeping.closing(record.id) is not None


def test_record_of_a_case_is_closed_with_the_case_and_not_alone(enter: Enter, give: Give, parts: Wiring) -> None:
    record = give(Kind.REPORT, About.PUPIL)
    head, _ = enter(StaffRole.HEADTEACHER)
    form = head.get(f"/staff/cases/new?record={record.id}").text
    given = {name: field_of(form, name) for name in ("csrf", "request_id")}
    opened = head.post(
        "/staff/cases/new", data=given | {"record": record.id, "title": "a post", "location": "social_network"}
    )
    assert opened.status_code == 303
    assert "close it" not in head.get(f"/staff/records/{record.id}").text
    done = _close(head, record)
    assert done.headers["location"] == f"/staff/records/{record.id}?done=not_closable"
    assert parts.keeping.closing(record.id) is None
