"""The forms that change a case: what was typed is never lost, and nothing happens twice."""

import re
import uuid
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from httpx import Response
from staff_site import Browser, field_of

from assistant.core.case_history import What
from assistant.core.cases import Case, EntryKind
from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location, Step
from assistant.core.routing import About
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.change_case import add_note, record_event
from assistant.services.open_case import open_case
from assistant.services.staff_accounts import disable_staff
from assistant.wiring import Wiring

Enter = Callable[..., tuple[Browser, StaffAccount]]
TODAY = date(2026, 9, 1)
OFFENSIVE = Facts(Location.SOCIAL_NETWORK, frozenset({Category.OFFENSIVE}))


class Desk:
    """The deputy head at a case of hers."""

    def __init__(self, browser: Browser, account: StaffAccount, parts: Wiring) -> None:
        self.browser, self.account, self.parts = browser, account, parts
        open_case(parts.case_desk, actor=account, title="a post", facts=OFFENSIVE, request_id="r1")
        self.csrf = browser.csrf()

    @property
    def case(self) -> Case:
        case = self.parts.cases.by_number(1)
        assert case is not None
        return case

    def get(self, name: str) -> Response:
        return self.browser.get(f"/staff/cases/C-0001/{name}")

    def send(self, name: str, /, **fields: object) -> Response:
        known = {"csrf": self.csrf, "version": str(self.case.version), "request_id": str(uuid.uuid4())}
        return self.browser.post(f"/staff/cases/C-0001/{name}", data=known | fields)


@pytest.fixture
def desk(enter: Enter, parts: Wiring) -> Desk:
    return Desk(*enter(StaffRole.SENIOR_LEADER, name="dee"), parts)


def _typed(page: str, name: str) -> str:
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found is not None, page
    return unescape(found.group(1))


def _done(answer: Response, name: str) -> bool:
    return (answer.status_code, answer.headers.get("location")) == (303, f"/staff/cases/C-0001?done={name}")


@pytest.mark.parametrize(
    "name", ["event", "event?what=discussed", "step", "note", "facts", "details", "owner", "share", "unshare"]
)
def test_each_form_has_a_page_with_what_sending_needs(desk: Desk, name: str) -> None:
    page = desk.get(name)
    assert page.status_code == 200
    assert field_of(page.text.split("<main")[1], "csrf") == desk.csrf
    assert field_of(page.text, "version") == "1"
    assert str(uuid.UUID(field_of(page.text, "request_id"))) == field_of(page.text, "request_id")


def test_an_event_is_recorded_and_the_page_says_what_comes_next(desk: Desk) -> None:
    answer = desk.send("event", what="discussed", on="2026-09-01", words="Met <Ms K>.\r\nCalm.", reason="")
    assert _done(answer, "event")
    entry = desk.case.entries[-1]
    assert (entry.what, entry.on, entry.words, entry.by) == (
        What.DISCUSSED,
        TODAY,
        "Met <Ms K>.\nCalm.",
        desk.account.id,
    )
    shown = desk.browser.get(answer.headers["location"]).text
    assert "It is recorded." in shown
    assert "Met &lt;Ms K&gt;." in shown


@pytest.mark.parametrize(
    ("fields", "words", "field"),
    [
        ({"what": "", "on": "2026-09-01"}, "Choose one of these.", "what"),
        ({"what": "exploded", "on": "2026-09-01"}, "Choose one of these.", "what"),
        ({"what": "removed", "on": "soon"}, "Give the day as a date", "on"),
        ({"what": "removed", "on": ""}, "Give the day as a date", "on"),
        ({"what": "removed", "on": "2026-09-02"}, "That day has not come yet.", "on"),
        ({"what": "removed", "on": "2026-08-31"}, "before the material was reported", "on"),
        ({"what": "warning_sent", "on": "2026-09-01"}, "say why, and the reason is kept", "reason"),
        ({"what": "closed", "on": "2026-09-01"}, "say why, and the reason is kept", "reason"),
    ],
)
def test_what_cannot_be_recorded_is_said_beside_the_field_and_what_was_typed_is_kept(
    desk: Desk, fields: dict[str, str], words: str, field: str
) -> None:
    page = desk.send("event", **{"words": 'my "long" <words>'} | fields)
    assert page.status_code == 422
    assert _typed(page.text, "words") == 'my "long" <words>'
    beside = page.text.split(f'id="{field}-wrong">')[1].split("</p>")[0]
    assert words in unescape(beside)
    assert f'<a href="#{field}">' in page.text
    assert "<title>Error:" in page.text
    assert len(desk.case.entries) == 2


def test_a_step_against_the_advice_is_taken_with_its_reason(desk: Desk) -> None:
    form = desk.get("event?what=warning_sent").text
    assert "The procedure has another step now." in form
    answer = desk.send("event", what="warning_sent", on="2026-09-01", reason="she asked for it in writing")
    assert _done(answer, "event")
    assert desk.case.entries[-1].reason == "she asked for it in writing"


def test_a_step_is_chosen_and_one_against_the_advice_asks_why(desk: Desk) -> None:
    page = desk.send("step", step="contact_police", reason="")
    assert page.status_code == 422
    assert re.search(r'value="contact_police"\s*checked', page.text)
    assert _done(desk.send("step", step="contact_police", reason="they asked us to"), "step")
    assert (desk.case.entries[-1].step, desk.case.entries[-1].reason) == (Step.CONTACT_POLICE, "they asked us to")
    assert desk.send("step", step="shout", reason="x").status_code == 422


def test_a_note_needs_words(desk: Desk) -> None:
    assert "Say in a few words what it is." in desk.send("note", words=" ").text
    assert _done(desk.send("note", words="She rang."), "note")
    assert desk.case.entries[-1].words == "She rang."


def test_an_entry_is_added_to_and_withdrawn(desk: Desk) -> None:
    desk.send("note", words="a wrong note")
    page = desk.get("entry?entry=3").text
    assert "a wrong note" in page
    assert _done(desk.send("entry", entry="3", words="more"), "entry")
    assert desk.case.entries[-1].kind is EntryKind.ADDENDUM
    assert _done(desk.send("entry", entry="3", words="not so", withdraw="yes"), "withdrawn")
    assert "The entry is withdrawn and no longer counts." in desk.browser.get("/staff/cases/C-0001?done=withdrawn").text
    assert desk.case.withdrawn == {3}
    again = desk.send("entry", entry="3", words="not so", withdraw="yes")
    assert (again.status_code, "withdrawn already" in again.text) == (422, True)
    opening = desk.send("entry", entry="1", words="not so", withdraw="yes")
    assert "This entry cannot be withdrawn." in opening.text
    assert desk.send("entry", entry="1", words="").status_code == 422
    assert desk.send("entry", entry="99", words="x").status_code == 404
    assert desk.send("entry", entry="x", words="x").status_code == 422


def test_facts_are_changed_from_what_they_were(desk: Desk) -> None:
    page = desk.get("facts").text
    assert re.search(r'value="social_network"\s*checked', page)
    assert re.search(r'value="offensive"\s*checked', page)
    fields = {"location": "school_forum", "category": ["racist", "violence"], "author_unknown": "yes", "words": "seen"}
    assert _done(desk.send("facts", **fields), "facts")
    assert desk.case.facts == Facts(
        Location.SCHOOL_FORUM, frozenset({Category.RACIST, Category.VIOLENCE}), author_known=False
    )
    same = desk.send("facts", **fields)
    assert (same.status_code, "That is what the case says already." in same.text) == (422, True)
    assert desk.send("facts", location="the moon").status_code == 422


def test_details_are_changed_and_the_accused_no_longer_see_the_case(desk: Desk, enter: Enter) -> None:
    other, account = enter(StaffRole.SENIOR_LEADER, name="mo")
    assert other.get("/staff/cases/C-0001").status_code == 200
    fields = {"title": "new", "place": "a page", "people": "Mo", "accused": account.id, "child_at_risk": "yes"}
    assert _done(desk.send("details", **fields), "details")
    details = desk.case.details
    assert (details.title, details.accused, details.child_at_risk) == ("new", {account.id}, True)
    assert details.about == {About.STAFF}
    assert other.get("/staff/cases/C-0001").status_code == 404
    untitled = desk.send("details", **fields | {"title": " "})
    assert (untitled.status_code, 'id="title-wrong"' in untitled.text) == (422, True)


def test_who_loses_the_case_by_a_change_is_told_so_on_the_list(desk: Desk) -> None:
    answer = desk.send("details", title="about the head", about="headteacher")
    assert _done(answer, "details")
    answer = desk.send("details", title="mine", accused=desk.account.id)
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/cases?away=C-0001")
    page = desk.browser.get(answer.headers["location"])
    assert "You can no longer see the case C-0001." in page.text


def test_the_case_is_given_and_shared_to_those_who_may_read_it(desk: Desk, enter: Enter) -> None:
    _, mo = enter(StaffRole.SENIOR_LEADER, name="mo")
    governor, gus = enter(StaffRole.GOVERNOR, name="gus")
    assert _done(desk.send("owner", person=mo.id, words="please"), "owner")
    assert desk.case.owner == mo.id
    assert governor.get("/staff/cases/C-0001").status_code == 404
    assert _done(desk.send("share", person=gus.id, words=""), "share")
    assert governor.get("/staff/cases/C-0001").status_code == 200
    for wrong in ("", "nobody"):
        page = desk.send("owner", person=wrong, words="kept")
        assert (page.status_code, _typed(page.text, "words")) == (422, "kept")


def test_a_share_is_taken_back_from_those_who_have_one(desk: Desk, enter: Enter) -> None:
    enter(StaffRole.SENIOR_LEADER, name="mo")
    governor, gus = enter(StaffRole.GOVERNOR, name="gus")
    assert "Take back a share" not in desk.browser.get("/staff/cases/C-0001").text
    desk.send("share", person=gus.id)
    assert '<a class="button quiet" href="/staff/cases/C-0001/unshare">' in desk.browser.get("/staff/cases/C-0001").text
    form = desk.get("unshare").text
    assert (">Gus</label>" in form, ">Mo</label>" in form) == (True, False)
    page = governor.post(
        "/staff/cases/C-0001/unshare",
        data={"csrf": governor.csrf(), "version": "2", "request_id": str(uuid.uuid4()), "person": gus.id, "words": "w"},
    )
    assert (page.status_code, "You were let into this case yourself." in page.text) == (422, True)
    answer = desk.send("unshare", person=gus.id, words="The meeting is over.")
    assert _done(answer, "unshare")
    assert governor.get("/staff/cases/C-0001").status_code == 404
    shown = desk.browser.get(answer.headers["location"]).text
    assert "The share is taken back." in shown
    assert "<strong>No longer shared with</strong>: gus" in shown
    again = desk.send("unshare", person=gus.id, words="kept")
    assert (again.status_code, _typed(again.text, "words")) == (422, "kept")


def test_the_office_gets_no_case_that_may_be_about_an_adult(desk: Desk, enter: Enter) -> None:
    _, office = enter(StaffRole.OFFICE)
    desk.send("details", title="a post", about="staff")
    page = desk.send("share", person=office.id, words="for the file")
    assert (page.status_code, "That person may not read this case." in page.text) == (422, True)
    assert _typed(page.text, "words") == "for the file"


def test_people_who_are_shut_out_are_not_offered(desk: Desk, enter: Enter, parts: Wiring) -> None:
    enter(StaffRole.SENIOR_LEADER, name="mo")
    assert ">Mo</label>" in desk.get("owner").text
    disable_staff(parts.staff_door, email="mo@school.test")
    assert ">Mo</label>" not in desk.get("owner").text


def test_a_conflict_shows_what_the_other_wrote_and_keeps_what_was_typed(desk: Desk) -> None:
    add_note(desk.parts.case_desk, actor=desk.account, number=1, version=1, words="the other's <note>")
    page = desk.send("note", version="1", words="my own note")
    assert (page.status_code, len(desk.case.entries)) == (409, 3)
    assert "Somebody else wrote in this case while you were typing" in page.text
    assert "the other&#39;s &lt;note&gt;" in page.text
    assert "Reported to the school" not in page.text
    assert _typed(page.text, "words") == "my own note"
    fields = {name: field_of(page.text, name) for name in ("version", "request_id")}
    assert _done(desk.send("note", words="my own note", **fields), "note")
    assert [entry.words for entry in desk.case.entries[-2:]] == ["the other's <note>", "my own note"]


def test_a_form_that_is_sent_twice_is_stored_once(desk: Desk) -> None:
    request_id = str(uuid.uuid4())
    for _ in range(2):
        assert _done(desk.send("note", version="1", request_id=request_id, words="once"), "note")
    assert [entry.words for entry in desk.case.entries if entry.kind is EntryKind.NOTE] == ["once"]


def test_a_closed_case_takes_no_note_and_the_words_are_kept(desk: Desk) -> None:
    for version, what in ((1, What.REMOVED), (2, What.CLOSED)):
        record_event(
            desk.parts.case_desk, actor=desk.account, number=1, version=version, what=what, on=TODAY, reason="so"
        )
    page = desk.send("note", words="too late")
    assert (page.status_code, _typed(page.text, "words")) == (422, "too late")
    assert "The case is closed." in page.text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"csrf": "wrong"}, 403),
        ({"version": "x"}, 422),
        ({"version": ""}, 422),
        ({"version": "²"}, 422),
        ({"request_id": "x"}, 422),
    ],
)
def test_a_form_without_what_the_page_has_put_into_it_changes_nothing(
    desk: Desk, fields: dict[str, str], status: int
) -> None:
    answer = desk.send("note", **{"words": "x"} | fields)
    assert (answer.status_code, len(desk.case.entries)) == (status, 2)


def test_a_form_from_elsewhere_changes_nothing(desk: Desk) -> None:
    desk.browser.headers["Sec-Fetch-Site"] = "cross-site"
    assert desk.send("note", words="x").status_code == 403
    assert len(desk.case.entries) == 2
