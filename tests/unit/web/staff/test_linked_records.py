"""Several records in one case: each side shows the other to those who may see it."""

import re
import uuid
from collections.abc import Callable

import pytest
from httpx import Response
from staff_site import Browser

from assistant.core.case_history import What
from assistant.core.cases import Case, EntryKind
from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location
from assistant.core.records import Record
from assistant.core.routing import About, Kind
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.case_desk import today
from assistant.services.change_case import correct_entry, record_event
from assistant.services.open_case import open_case_from_record
from assistant.services.sign_receipt import public_reference
from assistant.wiring import Wiring

Enter = Callable[..., tuple[Browser, StaffAccount]]
Give = Callable[..., Record]
RUDE = Facts(Location.SOCIAL_NETWORK, frozenset({Category.OFFENSIVE}))


def _open(parts: Wiring, actor: StaffAccount, record: Record) -> Case:
    given = {"record_id": record.id, "title": "a song", "facts": RUDE, "request_id": record.id}
    return open_case_from_record(parts.case_desk, parts.store, actor=actor, **given).case


def _link(browser: Browser, record: Record, case: str, request_id: str = "") -> Response:
    data = {"csrf": browser.csrf(), "request_id": request_id or str(uuid.uuid4()), "case": case}
    return browser.post(f"/staff/records/{record.id}/link", data=data)


def _records_of(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<dt>(Opened from|Belongs to it)</dt><dd><a href="/staff/records/([^"]+)"', page)


def _stored(parts: Wiring) -> Case:
    case = parts.cases.by_number(1)
    assert case is not None
    return case


def test_two_records_of_one_case_are_shown_to_those_who_may_read_each(enter: Enter, give: Give, parts: Wiring) -> None:
    first = give(Kind.REPORT, About.PUPIL, "what she saw", child=True)
    second = give(Kind.COMPLAINT, About.STAFF, "secret words")
    head, account = enter(StaffRole.HEADTEACHER)
    lead, _ = enter(StaffRole.SAFEGUARDING_LEAD)
    _open(parts, account, first)
    answer = _link(head, second, "c1", request_id="00000000-0000-4000-8000-000000000001")
    assert answer.headers["location"] == f"/staff/records/{second.id}?done=linked"
    assert _records_of(head.get("/staff/cases/C-0001").text) == [
        ("Opened from", first.id),
        ("Belongs to it", second.id),
    ]
    assert 'href="/staff/cases/C-0001"' in head.get(f"/staff/records/{second.id}").text
    assert _records_of(lead.get("/staff/cases/C-0001").text) == [("Opened from", first.id)]
    assert lead.get(f"/staff/records/{second.id}").status_code == 404
    entry = _stored(parts).entries[-1]
    assert (entry.kind, entry.words) == (EntryKind.LINK, public_reference(parts.digests, second.id))
    assert "Another record belongs to this" in lead.get("/staff/cases/C-0001/chronology").text
    assert "secret words" not in lead.get("/staff/cases/C-0001").text
    again = _link(head, second, "C-0001", request_id="00000000-0000-4000-8000-000000000001")
    assert (again.status_code, len(_stored(parts).entries)) == (303, entry.position)


def test_a_link_that_was_withdrawn_is_shown_no_more(enter: Enter, give: Give, parts: Wiring) -> None:
    first, second = give(Kind.REPORT, About.STAFF), give(Kind.COMPLAINT, About.STAFF)
    head, account = enter(StaffRole.HEADTEACHER)
    _open(parts, account, first)
    _link(head, second, "1")
    case = _stored(parts)
    position = case.entries[-1].position
    correct_entry(
        parts.case_desk, actor=account, number=1, version=case.version, position=position, words="not so", withdraw=True
    )
    assert _records_of(head.get("/staff/cases/C-0001").text) == [("Opened from", first.id)]
    assert 'href="/staff/cases/C-0001"' not in head.get(f"/staff/records/{second.id}").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("C-0009", "There is no such case for you."),
        ("the song", "There is no such case for you."),
        ("1", "That is what the case says already."),
    ],
)
def test_what_cannot_be_linked_is_said_beside_the_field(
    enter: Enter, give: Give, parts: Wiring, typed: str, said: str
) -> None:
    first, second = give(Kind.REPORT, About.STAFF), give(Kind.COMPLAINT, About.STAFF)
    head, account = enter(StaffRole.HEADTEACHER)
    _open(parts, account, first)
    _link(head, second, "1")
    entries = len(_stored(parts).entries)
    page = _link(head, second, typed)
    assert (page.status_code, said in page.text) == (422, True)
    assert f'name="case" autocomplete="off" required value="{typed}"' in page.text
    assert len(_stored(parts).entries) == entries


def test_a_closed_case_takes_no_record(enter: Enter, give: Give, parts: Wiring) -> None:
    first, second = give(Kind.REPORT, About.STAFF), give(Kind.COMPLAINT, About.STAFF)
    head, account = enter(StaffRole.HEADTEACHER)
    case = _open(parts, account, first)
    desk = parts.case_desk
    record_event(
        desk, actor=account, number=1, version=case.version, what=What.CLOSED, on=today(desk.clock), reason="moved"
    )
    page = _link(head, second, "1")
    assert (page.status_code, "The case is closed." in page.text) == (422, True)


def test_nobody_links_to_a_case_or_from_a_record_of_others(enter: Enter, give: Give, parts: Wiring) -> None:
    first, theirs = give(Kind.REPORT, About.STAFF), give(Kind.COMPLAINT, About.HEADTEACHER)
    head, account = enter(StaffRole.HEADTEACHER)
    chair, _ = enter(StaffRole.CHAIR_OF_GOVERNORS)
    _open(parts, account, first)
    entries = len(_stored(parts).entries)
    assert _link(head, theirs, "1").status_code == 404
    page = _link(chair, theirs, "1")
    assert (page.status_code, "There is no such case for you." in page.text) == (422, True)
    assert len(_stored(parts).entries) == entries


def test_a_record_is_not_linked_to_a_case_that_the_accused_sees(enter: Enter, give: Give, parts: Wiring) -> None:
    first = give(Kind.REPORT, About.PUPIL, "what she saw", child=True)
    theirs = give(Kind.COMPLAINT, About.HEADTEACHER, "what the head did", child=True)
    head, _ = enter(StaffRole.HEADTEACHER)
    lead, account = enter(StaffRole.SAFEGUARDING_LEAD)
    _open(parts, account, first)
    entries = len(_stored(parts).entries)
    page = _link(lead, theirs, "1")
    assert (page.status_code, "Open a case of its own." in page.text) == (422, True)
    assert len(_stored(parts).entries) == entries
    assert public_reference(parts.digests, theirs.id) not in head.get("/staff/cases/C-0001").text
