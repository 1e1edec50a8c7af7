"""Requests about people's own data: who sees them, by when, how they are answered, copied and carried out."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from case_samples import OFFENSIVE
from fakes import FakeDoor, FakeReceipts
from staff_site import Browser

from assistant.adapters.sql import tables
from assistant.core.attachments import Attachment, FileKind
from assistant.core.records import Account, Draft, HandOver, Record
from assistant.core.retention import Closing, Rule
from assistant.core.rights import Outcome, RightsKind
from assistant.core.routing import About, Kind
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.give_record import AskedRight, give_record
from assistant.services.open_case import open_case_from_record
from assistant.wiring import Wiring

Enter = Callable[..., tuple[Browser, StaffAccount]]
Give = Callable[..., Record]
Ask = Callable[..., Record]
HANDLERS = [
    StaffRole.HEADTEACHER,
    StaffRole.OFFICE,
    StaffRole.CHAIR_OF_GOVERNORS,
    StaffRole.CLERK,
    StaffRole.SAFEGUARDING_LEAD,
]


@pytest.fixture
def ask(parts: Wiring) -> Ask:
    def ask(
        kind: RightsKind,
        about: About = About.OTHER,
        *,
        text: str = "please <do> it",
        child: bool = False,
        concerns: Record | None = None,
    ) -> Record:
        draft = Draft(Kind.DATA_RIGHTS, about, Account(text, "kim@mail.test"), child_at_risk=child)
        asked = AskedRight(kind, concerns.id if concerns else None)
        name = f"{kind}{about}{text}{child}"
        receipts = FakeReceipts(f"9{abs(hash(name)):015d}"[:16])
        return give_record(parts.store, receipts, parts.clock, draft=draft, request_id=name, asked=asked).record

    return ask


def _listed(page: str) -> list[str]:
    return re.findall(r'<a href="/staff/rights/([^"/]+)">', page)


def _events(parts: Wiring, record: Record) -> list[str]:
    audit = tables.audit
    with parts.engine.begin() as connection:
        rows = connection.execute(
            sa.select(audit.c.event).where(audit.c.record_id == record.id).order_by(audit.c.position)
        )
        return list(rows.scalars())


def _answer(browser: Browser, record: Record, **fields: str):
    given = {"csrf": browser.csrf(), "outcome": "fulfilled", "words": "Here is your copy."} | fields
    return browser.post(f"/staff/rights/{record.id}/answer", data=given)


def test_list_is_by_last_day_with_what_is_overdue_first(enter: Enter, ask: Ask, fake: FakeDoor) -> None:
    old = ask(RightsKind.ACCESS)
    fake.clock.pass_by(timedelta(days=2))
    complaint = ask(RightsKind.COMPLAINT)
    erasure = ask(RightsKind.ERASURE)
    head, _ = enter(StaffRole.HEADTEACHER)
    page = head.get("/staff/rights").text
    assert _listed(page) == [old.id, complaint.id, erasure.id]
    assert "Answer by Thursday 1 October 2026." in page
    assert "Acknowledge it by Friday 2 October 2026." in page
    assert "Answer by Monday 5 October 2026." in page
    fake.clock.pass_by(timedelta(days=28))
    head, _ = enter(StaffRole.HEADTEACHER, name="second")
    assert "<strong>Due today</strong>" in head.get("/staff/rights").text
    fake.clock.pass_by(timedelta(days=1))
    head, _ = enter(StaffRole.HEADTEACHER, name="third")
    assert "Overdue since Thursday 1 October 2026" in head.get("/staff/rights").text


@pytest.mark.parametrize("role", sorted(StaffRole))
def test_who_sees_which_requests(enter: Enter, ask: Ask, give: Give, role: StaffRole) -> None:
    concerned = give(Kind.REPORT, About.OTHER)
    plain, of_record = ask(RightsKind.ACCESS), ask(RightsKind.ACCESS, text="of it", concerns=concerned)
    at_risk = ask(RightsKind.ACCESS, text="at risk", child=True)
    complaint, about_head = ask(RightsKind.COMPLAINT), ask(RightsKind.COMPLAINT, About.HEADTEACHER)
    seen = {
        StaffRole.HEADTEACHER: {plain.id, of_record.id, at_risk.id, complaint.id},
        StaffRole.OFFICE: {plain.id},
        StaffRole.CHAIR_OF_GOVERNORS: {about_head.id},
        StaffRole.SAFEGUARDING_LEAD: {at_risk.id},
        StaffRole.CLERK: set(),
    }
    browser, _ = enter(role)
    page = browser.get("/staff/rights")
    assert page.status_code == (200 if role in HANDLERS else 403)
    assert ('href="/staff/rights"' in browser.get("/staff").text) == (role in HANDLERS)
    if role in HANDLERS:
        assert set(_listed(page.text)) == seen[role]
    every = (plain, of_record, at_risk, complaint, about_head)
    for record in every:
        expected = 200 if record.id in seen.get(role, set()) else 404 if role in HANDLERS else 403
        assert browser.get(f"/staff/rights/{record.id}").status_code == expected
        assert browser.get(f"/staff/rights/{record.id}/stored").status_code == expected


def test_request_is_read_acknowledged_and_answered(enter: Enter, ask: Ask, parts: Wiring) -> None:
    record = ask(RightsKind.COMPLAINT)
    head, _ = enter(StaffRole.HEADTEACHER)
    page = head.get(f"/staff/rights/{record.id}").text
    for shown in (
        "please &lt;do&gt; it",
        "kim@mail.test",
        "Wednesday 30 September 2026",
        "I have told them",
    ):
        assert shown in page
    with parts.store.transaction() as records:
        assert [notice.state for notice in records.notices(record.id)] == [HandOver.OPENED]
    for _ in range(2):
        done = head.post(f"/staff/rights/{record.id}/acknowledge", data={"csrf": head.csrf()})
        assert done.headers["location"] == f"/staff/rights/{record.id}"
    assert "I have told them" not in head.get(f"/staff/rights/{record.id}").text
    assert "The answer is owed without undue delay." in head.get("/staff/rights").text
    assert _answer(head, record, outcome="refused", reason="found_lawful", words="We looked.").status_code == 303
    assert _answer(head, record, words="Another answer.").status_code == 303
    page = head.get(f"/staff/rights/{record.id}").text
    for shown in ("The school refused. The school looked, and found", "We looked."):
        assert shown in page
    assert "Another answer." not in page
    request = parts.rights.of_record(record.id)
    assert request is not None
    assert (request.outcome, request.reason, request.words) == (Outcome.REFUSED, "found_lawful", "We looked.")
    events = _events(parts, record)
    assert [events.count(name) for name in ("rights_acknowledged", "rights_refused", "rights_fulfilled")] == [1, 1, 0]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"outcome": ""}, "Choose one of these."),
        ({"outcome": "refused"}, "Choose one of these."),
        ({"outcome": "partly", "reason": "must_be_kept"}, "Choose one of these."),
        ({"words": " "}, "Say in a few words what it is."),
        ({"words": "x" * 4_001}, "That is too long."),
    ],
)
def test_answer_without_what_it_needs_is_not_recorded(
    enter: Enter, ask: Ask, parts: Wiring, fields: dict[str, str], said: str
) -> None:
    record = ask(RightsKind.ACCESS)
    office, _ = enter(StaffRole.OFFICE)
    answer = _answer(office, record, **fields)
    assert (answer.status_code, said in answer.text) == (422, True)
    request = parts.rights.of_record(record.id)
    assert request is not None
    assert request.answered_at is None


def test_a_request_about_ones_own_data_is_about_nobody_else_but_a_complaint_says_about_whom(
    enter: Enter, ask: Ask
) -> None:
    record = ask(RightsKind.ACCESS, About.STAFF)
    head, _ = enter(StaffRole.HEADTEACHER)
    assert "Request about somebody’s own data</strong></a>" in head.get("/staff").text
    assert "<h1>Request about somebody’s own data</h1>" in head.get(f"/staff/records/{record.id}").text
    assert "about a member of staff" not in head.get(f"/staff/rights/{record.id}").text
    complaint = ask(RightsKind.COMPLAINT, About.STAFF)
    assert "<dd>about a member of staff</dd>" in head.get(f"/staff/rights/{complaint.id}").text


def test_reading_by_the_office_leaves_its_trace_and_opens_nothing(enter: Enter, ask: Ask, parts: Wiring) -> None:
    record = ask(RightsKind.ACCESS)
    office, _ = enter(StaffRole.OFFICE)
    office.get(f"/staff/rights/{record.id}")
    assert _events(parts, record) == ["data_rights_stored", "rights_looked_at"]


def test_all_that_is_stored_is_given_without_the_receipt(enter: Enter, ask: Ask, give: Give, parts: Wiring) -> None:
    concerned = give(Kind.CONCERN, About.PUPIL, "what <i>happened</i>", contact="kim@mail.test")
    record = ask(RightsKind.ACCESS, concerns=concerned)
    head, account = enter(StaffRole.HEADTEACHER)
    parts.keeping.close(Closing(concerned.id, parts.clock.now(), account.id, Rule.NO_CASE, "a call"))
    file = head.get(f"/staff/rights/{record.id}/stored.json")
    assert file.headers["content-disposition"] == 'attachment; filename="stored.json"'
    stored = json.loads(file.text)
    assert list(stored) == ["records", "arrivals", "notices", "record_closings"]
    assert stored["records"][0]["account"] == {
        "text": "what <i>happened</i>",
        "contact": "kim@mail.test",
        "place": "",
        "contact_declined": False,
    }
    assert stored["record_closings"][0]["reason"] == "a call"
    with parts.store.transaction() as records:
        found = records.by_request(concerned.request_id)
        assert found is not None
        receipt = records.receipt_of(found[1])
    assert receipt is not None
    page = head.get(f"/staff/rights/{record.id}/stored").text
    assert "what &lt;i&gt;happened&lt;/i&gt;" in page
    secrets = (receipt, found[1], "hash")
    assert [secret for secret in secrets if secret in file.text + page] == []
    assert _events(parts, concerned).count("record_exported") == 2


def test_the_files_and_the_case_of_a_record_are_named(enter: Enter, ask: Ask, give: Give, parts: Wiring) -> None:
    concerned = give(Kind.CONCERN, About.PUPIL, "what happened")
    record = ask(RightsKind.ACCESS, concerns=concerned)
    file = Attachment("f1", FileKind.PNG, 2048, parts.clock.now())
    parts.attachments.keep_waiting(file, [b"picture"], sender_id="web-1")
    with parts.engine.begin() as connection:
        connection.execute(sa.update(tables.attachments).values(record_id=concerned.id, sender_id=None))
    head, account = enter(StaffRole.HEADTEACHER)
    opened = open_case_from_record(
        parts.case_desk,
        parts.store,
        actor=account,
        record_id=concerned.id,
        title="a secret title",
        facts=OFFENSIVE,
        request_id="r",
    )
    stored = json.loads(head.get(f"/staff/rights/{record.id}/stored.json").text)
    assert list(stored) == ["records", "arrivals", "notices", "attachments", "cases"]
    assert [row["form"] for row in stored["attachments"]] == [{"kind": "png", "size": 2048}]
    assert [(row["number"], row["closed"]) for row in stored["cases"]] == [(opened.case.number, False)]
    assert "a secret title" not in json.dumps(stored)


def test_erasing_is_shown_first_confirmed_and_audited(enter: Enter, ask: Ask, give: Give, parts: Wiring) -> None:
    concerned = give(Kind.CONCERN, About.PUPIL)
    record = ask(RightsKind.ERASURE, concerns=concerned)
    head, _ = enter(StaffRole.HEADTEACHER)
    assert f'href="/staff/rights/{record.id}/erase"' in head.get(f"/staff/rights/{record.id}").text
    page = head.get(f"/staff/rights/{record.id}/erase").text
    for shown in ("Records: 1", "Notices: 1"):
        assert shown in page
    refused = head.post(f"/staff/rights/{record.id}/erase", data={"csrf": head.csrf()})
    assert (refused.status_code, "Tick this box first." in refused.text) == (422, True)
    with parts.store.transaction() as records:
        assert records.by_id(concerned.id) == concerned
    done = head.post(f"/staff/rights/{record.id}/erase", data={"csrf": head.csrf(), "sure": "yes"})
    assert done.headers["location"] == f"/staff/rights/{record.id}?done=erased"
    assert "It was erased." in head.get(done.headers["location"]).text
    with parts.store.transaction() as records:
        assert records.by_id(concerned.id) is None
    assert _events(parts, concerned)[-1] == "record_erased"
    request = parts.rights.of_record(record.id)
    assert request is not None
    assert request.about_record_id is None
    assert parts.audit_trail.check().broken_at is None


@pytest.mark.parametrize(
    ("kind", "about", "child", "kept"),
    [
        (Kind.COMPLAINT, About.SCHOOL, False, "a formal complaint"),
        (Kind.CONCERN, About.STAFF, False, "an allegation about an adult who works with children"),
        (Kind.REPORT, About.PUPIL, True, "what tells that a child may be at risk"),
    ],
)
def test_what_must_be_kept_is_named_and_not_erased(
    enter: Enter, ask: Ask, give: Give, parts: Wiring, kind: Kind, about: About, child: bool, kept: str
) -> None:
    concerned = give(kind, about, child=child)
    record = ask(RightsKind.ERASURE, about, concerns=concerned)
    head, _ = enter(StaffRole.HEADTEACHER)
    page = head.get(f"/staff/rights/{record.id}/erase").text
    assert f"This must be kept: it is, or may be, {kept}." in page
    assert "Erase it for good" not in page
    forced = head.post(f"/staff/rights/{record.id}/erase", data={"csrf": head.csrf(), "sure": "yes"})
    assert (forced.status_code, kept in forced.text) == (200, True)
    with parts.store.transaction() as records:
        assert records.by_id(concerned.id) == concerned


def test_a_concern_about_staff_can_be_erased_once_it_was_closed_as_less(
    enter: Enter, ask: Ask, give: Give, parts: Wiring
) -> None:
    concerned = give(Kind.CONCERN, About.STAFF)
    record = ask(RightsKind.ERASURE, About.STAFF, concerns=concerned)
    head, account = enter(StaffRole.HEADTEACHER)
    parts.keeping.close(Closing(concerned.id, parts.clock.now(), account.id, Rule.NO_CASE, "a mix-up"))
    done = head.post(f"/staff/rights/{record.id}/erase", data={"csrf": head.csrf(), "sure": "yes"})
    assert done.status_code == 303
    with parts.store.transaction() as records:
        assert records.by_id(concerned.id) is None


def test_only_a_request_for_erasure_erases(enter: Enter, ask: Ask, give: Give, parts: Wiring) -> None:
    concerned = give(Kind.CONCERN, About.PUPIL)
    record = ask(RightsKind.ACCESS, concerns=concerned)
    head, _ = enter(StaffRole.HEADTEACHER)
    assert head.get(f"/staff/rights/{record.id}/erase").status_code == 404
    done = head.post(f"/staff/rights/{record.id}/erase", data={"csrf": head.csrf(), "sure": "yes"})
    assert done.status_code == 404
    with parts.store.transaction() as records:
        assert records.by_id(concerned.id) == concerned


def test_a_complaint_about_data_sends_nobody_to_the_one_it_is_about(enter: Enter, ask: Ask, give: Give) -> None:
    first = give(Kind.COMPLAINT, About.STAFF, "what she told the head")
    complaint = ask(RightsKind.COMPLAINT, About.HEADTEACHER, text="the head passed it on", concerns=first)
    chair, _ = enter(StaffRole.CHAIR_OF_GOVERNORS)
    page = chair.get(f"/staff/rights/{complaint.id}").text
    assert "you may not read" in page
    assert "Ask the person whom that was sent to" not in page
    assert "ask somebody else first" in page


def test_those_who_can_reply_under_the_receipt_are_told_where(enter: Enter, ask: Ask) -> None:
    request = ask(RightsKind.ACCESS)
    head, _ = enter(StaffRole.HEADTEACHER)
    office, _ = enter(StaffRole.OFFICE)
    link = f'href="/staff/records/{request.id}"'
    assert link in head.get(f"/staff/rights/{request.id}").text
    assert head.get(f"/staff/records/{request.id}").status_code == 200
    assert link not in office.get(f"/staff/rights/{request.id}").text
