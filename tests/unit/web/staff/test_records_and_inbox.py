"""What was sent to somebody's posts is on the start page; a record is read by its readers alone."""

import html
import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from fakes import FakeDoor
from httpx import Response
from staff_site import Browser, field_of

from assistant.adapters.sql import tables
from assistant.core.arrivals import Shelf
from assistant.core.paging import COUNTED, PAGE, counted
from assistant.core.records import HandOver, Record
from assistant.core.routing import About, Kind, Role
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.route_record import pass_on_unopened
from assistant.services.sign_receipt import public_reference
from assistant.wiring import Wiring

Enter = Callable[..., tuple[Browser, StaffAccount]]
Give = Callable[..., Record]


def _linked(page: str) -> list[str]:
    return re.findall(r'href="/staff/records/([^"]+)"', page)


def _states(parts: Wiring, record: Record) -> dict[Role, HandOver]:
    with parts.store.transaction() as records:
        return {notice.role: notice.state for notice in records.notices(record.id)}


def test_the_start_page_lists_what_is_new_for_ones_posts_a_child_at_risk_first(
    enter: Enter, give: Give, fake: FakeDoor
) -> None:
    complaint = give(Kind.COMPLAINT, About.STAFF)
    fake.clock.pass_by(timedelta(hours=1))
    at_risk = give(Kind.REPORT, About.PUPIL, child=True)
    give(Kind.CONCERN, About.SCHOOL)
    head, _ = enter(StaffRole.HEADTEACHER)
    page = head.get("/staff").text
    assert _linked(page) == [at_risk.id, complaint.id]
    assert "New for you (2)" in page
    assert page.count("A child may be at risk") == 1


def test_the_list_opens_nothing_and_shows_no_words(enter: Enter, give: Give, parts: Wiring) -> None:
    record = give(Kind.CONCERN, About.SCHOOL, "the gate was open")
    office, _ = enter(StaffRole.OFFICE)
    assert "the gate was open" not in office.get("/staff").text
    assert _states(parts, record) == {Role.OFFICE: HandOver.QUEUED}


def test_without_anything_new_the_page_says_so(enter: Enter) -> None:
    office, _ = enter(StaffRole.OFFICE)
    page = office.get("/staff").text
    assert "Everything that was sent to you has been opened." in page
    assert "You have no open case." in page


def test_governors_alone_are_told_where_to_look(enter: Enter, give: Give) -> None:
    give(Kind.CONCERN, About.SCHOOL)
    page = enter(StaffRole.GOVERNOR)[0].get("/staff").text
    assert (_linked(page), "Your cases" in page, "New for you" in page) == ([], False, False)
    assert 'href="/staff/statistics"' in page


def test_a_reader_sees_the_record_and_it_then_counts_as_opened(enter: Enter, give: Give, parts: Wiring) -> None:
    record = give(Kind.REPORT, About.PUPIL, "a <b>post</b>", child=True, place="a group", contact="kim@mail.test")
    head, account = enter(StaffRole.HEADTEACHER)
    page = head.get(f"/staff/records/{record.id}")
    assert page.status_code == 200
    for shown in (
        "Report of a post about a pupil",
        "A child may be at risk.",
        "a &lt;b&gt;post&lt;/b&gt;",
        "a group",
        "kim@mail.test",
        "The headteacher: opened 1 September 2026, 1.01 pm",
        "The designated safeguarding lead: waiting to be sent",
        "1 September 2026, 1.00 pm",
    ):
        assert shown in page.text
    assert _states(parts, record) == {Role.HEADTEACHER: HandOver.OPENED, Role.SAFEGUARDING_LEAD: HandOver.QUEUED}
    with parts.engine.begin() as connection:
        opened = connection.execute(sa.select(tables.audit).where(tables.audit.c.event == "record_opened")).all()
    assert [(event.record_id, event.account_id) for event in opened] == [(record.id, account.id)]
    later = head.get("/staff").text
    assert "Opened before (1)" in later
    assert "New for you (" not in later


def test_no_contact_is_said_in_words(enter: Enter, give: Give) -> None:
    record = give(Kind.COMPLAINT, About.STAFF)
    page = enter(StaffRole.HEADTEACHER)[0].get(f"/staff/records/{record.id}").text
    assert "<dd>Not given</dd>" in page


@pytest.mark.parametrize("role", sorted(set(StaffRole) - {StaffRole.HEADTEACHER}))
def test_a_record_of_others_is_like_one_that_does_not_exist(
    enter: Enter, give: Give, parts: Wiring, role: StaffRole
) -> None:
    record = give(Kind.COMPLAINT, About.STAFF, "secret words")
    browser, _ = enter(role)
    refused, unknown = browser.get(f"/staff/records/{record.id}"), browser.get("/staff/records/no-such")
    assert (refused.status_code, unknown.status_code) == (404, 404)
    assert refused.text.replace(record.id, "no-such") == unknown.text
    assert "secret words" not in refused.text
    assert _states(parts, record) == {Role.HEADTEACHER: HandOver.QUEUED}


def test_a_headteacher_who_is_safeguarding_lead_reads_no_complaint_about_the_headteacher(
    enter: Enter, give: Give, parts: Wiring
) -> None:
    record = give(Kind.COMPLAINT, About.HEADTEACHER, "about the head", child=True)
    both, _ = enter(StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD)
    assert _linked(both.get("/staff").text) == []
    assert both.get(f"/staff/records/{record.id}").status_code == 404
    assert _states(parts, record)[Role.SAFEGUARDING_LEAD] is HandOver.QUEUED
    chair, _ = enter(StaffRole.CHAIR_OF_GOVERNORS)
    assert "about the head" in chair.get(f"/staff/records/{record.id}").text


def test_one_reading_opens_the_notices_of_both_of_ones_posts(enter: Enter, give: Give, parts: Wiring) -> None:
    record = give(Kind.COMPLAINT, About.PUPIL, child=True)
    both, _ = enter(StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD)
    both.get(f"/staff/records/{record.id}")
    assert set(_states(parts, record).values()) == {HandOver.OPENED}


def test_nobody_signed_in_is_sent_to_sign_in(browser: Browser) -> None:
    wanted = "/staff/records/r-1"
    assert browser.get(wanted).headers["location"] == f"/staff/sign-in?next={wanted}"


def _replied(browser: Browser, record: Record, words: str, **fields: str) -> Response:
    page = browser.get(f"/staff/records/{record.id}").text
    form = {name: field_of(page, name) for name in ("csrf", "request_id")}
    return browser.post(f"/staff/records/{record.id}", data=form | {"words": words} | fields)


def test_a_reply_is_shown_once_with_who_wrote_it(enter: Enter, give: Give, parts: Wiring) -> None:
    record = give(Kind.CONCERN, About.SCHOOL)
    office, account = enter(StaffRole.OFFICE)
    once = str(uuid.uuid4())
    for _ in range(2):
        assert _replied(office, record, "a <b>reply</b>", request_id=once).status_code == 303
    page = office.get(f"/staff/records/{record.id}?done=replied").text
    assert "Your reply is stored." in page
    assert page.count("a &lt;b&gt;reply&lt;/b&gt;") == 1
    assert f"{account.name} for the school office" in page
    assert _states(parts, record) == {Role.OFFICE: HandOver.ANSWERED}
    with parts.engine.begin() as connection:
        written = connection.execute(sa.select(tables.audit).where(tables.audit.c.event == "reply_written")).all()
    assert [(event.record_id, event.account_id) for event in written] == [(record.id, account.id)]


@pytest.mark.parametrize(("words", "said"), [("  ", "Type your reply first."), ("x" * 5001, "over 5,000 characters")])
def test_a_reply_that_cannot_be_sent_stays_on_the_page(enter: Enter, give: Give, words: str, said: str) -> None:
    record = give(Kind.CONCERN, About.SCHOOL)
    office, _ = enter(StaffRole.OFFICE)
    once = str(uuid.uuid4())
    refused = _replied(office, record, words, request_id=once)
    assert (refused.status_code, field_of(refused.text, "request_id")) == (422, once)
    assert said in refused.text
    assert f"{words}</textarea>" in refused.text


def test_a_reply_before_the_record_was_opened_is_kept_and_asks_to_read_first(enter: Enter, give: Give) -> None:
    record = give(Kind.CONCERN, About.SCHOOL)
    office, _ = enter(StaffRole.OFFICE)
    form = {"csrf": office.csrf(), "request_id": str(uuid.uuid4()), "words": "unread"}
    refused = office.post(f"/staff/records/{record.id}", data=form)
    assert (refused.status_code, "Read what was sent, above" in refused.text) == (422, True)
    assert "unread</textarea>" in refused.text
    assert office.post(f"/staff/records/{record.id}", data=form).status_code == 303


@pytest.mark.parametrize("role", [StaffRole.HEADTEACHER, StaffRole.SENIOR_LEADER, StaffRole.GOVERNOR])
def test_a_reply_to_what_is_not_ones_own_gets_the_answer_of_what_is_not_there(
    enter: Enter, give: Give, parts: Wiring, role: StaffRole
) -> None:
    record = give(Kind.COMPLAINT, About.HEADTEACHER)
    other, _ = enter(role)
    form = {"csrf": other.csrf(), "request_id": str(uuid.uuid4()), "words": "hello"}
    answers = [other.post(f"/staff/records/{name}", data=form) for name in (record.id, str(uuid.uuid4()))]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text == answers[1].text
    with parts.store.transaction() as records:
        assert records.replies(record.id) == ()


def test_a_reply_whose_forms_id_is_none_is_refused(enter: Enter, give: Give) -> None:
    office, _ = enter(StaffRole.OFFICE)
    assert _replied(office, give(Kind.CONCERN, About.SCHOOL), "hello", request_id="1").status_code == 422


def test_a_person_with_both_posts_finds_nothing_of_a_complaint_about_one_of_them(enter: Enter, give: Give) -> None:
    record = give(Kind.COMPLAINT, About.SAFEGUARDING_LEAD, "a planted word")
    both, _ = enter(StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD)
    page = both.get("/staff").text
    assert _linked(page) == []
    assert "New for you (" not in page
    assert both.get(f"/staff/records/{record.id}").status_code == 404
    assert both.get(f"/staff/cases/new?record={record.id}").status_code == 404


def test_what_was_not_opened_is_shown_as_passed_on_to_both(
    enter: Enter, give: Give, fake: FakeDoor, parts: Wiring
) -> None:
    record = give(Kind.COMPLAINT, About.STAFF)
    fake.clock.pass_by(timedelta(days=7))
    assert pass_on_unopened(parts.route_desk) == 1
    chair, _ = enter(StaffRole.CHAIR_OF_GOVERNORS)
    assert "Passed on to you: it was not opened in time" in chair.get("/staff").text
    page = chair.get(f"/staff/records/{record.id}").text
    assert "Passed on because the headteacher did not open it in time" in page
    assert public_reference(parts.digests, record.id) in page
    head, _ = enter(StaffRole.HEADTEACHER)
    assert "Passed on to you" not in head.get("/staff").text


def _turned(page: str, rel: str) -> str | None:
    found = re.search(rf'<a rel="{rel}" href="([^"]+)"', page)
    return html.unescape(found[1]) if found else None


@pytest.mark.parametrize("shelf", list(Shelf))
def test_a_long_list_is_turned_page_by_page_by_its_links_alone(
    enter: Enter, give: Give, fake: FakeDoor, shelf: Shelf
) -> None:
    head, _ = enter(StaffRole.HEADTEACHER)
    given = []
    for length in range(1, PAGE + 3):
        given.append(give(Kind.COMPLAINT, About.STAFF, "x" * length).id)
        fake.clock.pass_by(timedelta(seconds=1))
    give(Kind.COMPLAINT, About.HEADTEACHER)
    if shelf is Shelf.OPENED:
        for record_id in given:
            head.get(f"/staff/records/{record_id}")
        given.reverse()
    start = head.get("/staff").text
    assert _linked(start) == given[:PAGE]
    assert f'href="/staff/records?shelf={shelf}"' in start
    first = head.get(f"/staff/records?shelf={shelf}").text
    assert (_linked(first), _turned(first, "prev")) == (given[:PAGE], None)
    assert f"({PAGE + 2})" in first
    second = head.get(_turned(first, "next") or "").text
    assert (_linked(second), _turned(second, "next")) == (given[PAGE:], None)
    again = head.get(_turned(second, "prev") or "").text
    assert (_linked(again), _turned(again, "prev")) == (given[:PAGE], None)


@pytest.mark.parametrize("query", ["shelf=x", "after=x", "before=1.9999999999999999999999.r", "shelf=new&after=0.1."])
def test_an_address_that_names_no_place_shows_the_beginning(enter: Enter, give: Give, query: str) -> None:
    record = give(Kind.CONCERN, About.SCHOOL)
    assert _linked(enter(StaffRole.OFFICE)[0].get(f"/staff/records?{query}").text) == [record.id]


def test_a_person_who_holds_no_post_is_shown_an_empty_list(enter: Enter, give: Give) -> None:
    give(Kind.CONCERN, About.SCHOOL)
    page = enter(StaffRole.SENIOR_LEADER)[0].get("/staff/records").text
    assert (_linked(page), "There is nothing here." in page, "New (0)" in page) == ([], True, True)


def test_a_list_longer_than_is_counted_says_so() -> None:
    assert [counted(number) for number in (0, COUNTED, COUNTED + 1)] == ["0", "200", "more than 200"]
