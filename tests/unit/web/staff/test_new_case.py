"""A case is opened from a form or from a record; the checker suggests, and its text is not stored."""

import re
import uuid
from collections.abc import Callable, Sequence
from datetime import date
from threading import Event

import pytest
from fakes import FakePostReader
from httpx import Response
from staff_site import Browser, field_of

from assistant.core.cases import Case
from assistant.core.errors import SettingsError
from assistant.core.posts import Category, Finding, Reading
from assistant.core.procedure import Facts, Location
from assistant.core.records import Record
from assistant.core.routing import About, Kind
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.ports import PostReader
from assistant.web.staff import read_words
from assistant.wiring import Wiring

Enter = Callable[..., tuple[Browser, StaffAccount]]
POST = "Mrs Hill is useless"
READING = Reading((Finding(Category.OFFENSIVE, 0.9, ()), Finding(Category.ALLEGATION, 0.6, ())), identifies_child=True)
FIELDS = {"action": "open", "title": "Year 1 group", "location": "messaging_group", "on": "2026-09-01"}


class NoPostReader(PostReader):
    def read(self, texts: object) -> list[Reading]:
        raise SettingsError("the post checker is not trained")


@pytest.fixture
def deputy(enter: Enter, parts: Wiring) -> Browser:
    parts.post_reader = FakePostReader({POST: READING, "nice": Reading()})
    return enter(StaffRole.SENIOR_LEADER)[0]


def _send(browser: Browser, **fields: object) -> Response:
    known = {"csrf": browser.csrf(), "request_id": str(uuid.uuid4())}
    return browser.post("/staff/cases/new", data=known | FIELDS | fields)


def _case(parts: Wiring, number: int = 1) -> Case:
    case = parts.cases.by_number(number)
    assert case is not None
    return case


def _ticked(page: str) -> list[str]:
    return re.findall(r'name="category" value="(\w+)"\s*checked', page)


def test_a_case_is_opened_with_all_that_was_typed(deputy: Browser, parts: Wiring) -> None:
    page = deputy.get("/staff/cases/new")
    assert (page.status_code, field_of(page.text, "on")) == (200, "2026-09-01")
    answer = _send(
        deputy,
        category=["offensive", "racist"],
        grossly_obscene="yes",
        place="Year 1 (WhatsApp)",
        people="Ms K",
        about="staff",
        child_at_risk="yes",
        words="a screenshot",
        post="not this",
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/cases/C-0001?done=opened")
    case = _case(parts)
    assert case.facts == Facts(
        Location.MESSAGING_GROUP, frozenset({Category.OFFENSIVE, Category.RACIST}), grossly_obscene=True
    )
    details = case.details
    assert (details.title, details.place, details.people) == ("Year 1 group", "Year 1 (WhatsApp)", "Ms K")
    assert (details.about, details.child_at_risk) == ({About.STAFF}, True)
    assert (case.entries[1].on, case.entries[1].words) == (date(2026, 9, 1), "a screenshot")
    shown = deputy.get(answer.headers["location"]).text
    assert "What to do now" in shown
    assert "not this" not in shown


def test_sending_twice_opens_one_case(deputy: Browser, parts: Wiring) -> None:
    request_id = str(uuid.uuid4())
    assert {_send(deputy, request_id=request_id).headers["location"] for _ in range(2)} == {
        "/staff/cases/C-0001?done=opened"
    }
    assert len(list(parts.cases.each())) == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "two\nlines"}, "title"),
        ({"location": ""}, "location"),
        ({"on": "yesterday"}, "on"),
        ({"on": "2026-09-02"}, "on"),
    ],
)
def test_what_cannot_be_used_is_named_and_the_rest_is_kept(
    deputy: Browser, parts: Wiring, fields: dict[str, str], field: str
) -> None:
    page = _send(deputy, **{"people": "Ms <K>", "category": "racist"} | fields)
    assert page.status_code == 422
    assert f'id="{field}-wrong"' in page.text
    assert "Ms &lt;K&gt;" in page.text
    assert _ticked(page.text) == ["racist"]
    assert list(parts.cases.each()) == []


def test_the_checker_is_loaded_while_the_form_is_filled_in(deputy: Browser, parts: Wiring) -> None:
    read: list[object] = []

    class Watched(PostReader):
        def read(self, texts: Sequence[str]) -> list[Reading]:
            read.append(texts)
            return [Reading() for _ in texts]

    parts.post_reader = Watched()
    assert deputy.get("/staff/cases/new").status_code == 200
    assert read == [[""]]
    parts.post_reader = NoPostReader()
    assert deputy.get("/staff/cases/new").status_code == 200


def test_a_case_is_opened_without_a_checker_that_does_not_answer_soon(
    deputy: Browser, parts: Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = Event()

    class Slow(PostReader):
        def read(self, texts: Sequence[str]) -> list[Reading]:
            loaded.wait(20)
            return [READING for _ in texts]

    parts.post_reader = Slow()
    monkeypatch.setattr(read_words, "PATIENCE_SECONDS", 0.05)
    try:
        assert _send(deputy, words=POST).status_code == 303
    finally:
        loaded.set()


def test_the_top_of_the_form_says_what_is_to_be_chosen(deputy: Browser) -> None:
    page = _send(deputy, location="").text
    assert '<a href="#location">Where is it? Choose one of these.</a>' in page


def test_the_checker_ticks_what_it_finds_and_nothing_is_opened(deputy: Browser, parts: Wiring) -> None:
    page = _send(deputy, action="suggest", post=POST, category="racist", title="kept")
    assert page.status_code == 200
    assert _ticked(page.text) == ["allegation", "offensive"]
    assert field_of(page.text, "title") == "kept"
    assert "It may show which child is meant." in page.text
    assert list(parts.cases.each()) == []
    assert "found nothing" in _send(deputy, action="suggest", post="nice").text


SLUR = "she writes that they should go back where they came from"


@pytest.mark.parametrize(
    ("words", "ticked", "missed"),
    [
        (POST, [], ["allegation", "offensive"]),
        (POST, ["complaint"], []),
        (SLUR, ["complaint"], ["racist"]),
        (SLUR, ["racist"], []),
        ("nice", [], []),
    ],
)
def test_words_graver_than_what_was_ticked_are_shown_once_before_the_case_is_opened(
    deputy: Browser, parts: Wiring, words: str, ticked: list[str], missed: list[str]
) -> None:
    slur = Reading((Finding(Category.RACIST, 0.9, ()), Finding(Category.OFFENSIVE, 0.8, ())))
    parts.post_reader = FakePostReader({POST: READING, SLUR: slur, "nice": Reading()})
    page = _send(deputy, words=words, category=ticked)
    if not missed:
        assert page.status_code == 303
        return
    assert (page.status_code, list(parts.cases.each())) == (200, [])
    assert "The case is not open yet" in page.text
    assert set(_ticked(page.text)) == {*ticked, *missed}
    assert field_of(page.text, "looked") == "yes"
    again = _send(deputy, words=words, category=ticked, looked="yes")
    assert again.status_code == 303
    assert _case(parts).facts.categories == {Category(name) for name in ticked}


def test_words_that_tell_of_danger_are_shown_where_no_child_at_risk_was_ticked(deputy: Browser, parts: Wiring) -> None:
    parts.post_reader = NoPostReader()
    danger = "my ex is hitting our boy"
    page = _send(deputy, words=danger, category="complaint")
    assert (page.status_code, list(parts.cases.each())) == (200, [])
    assert "Its words may tell of somebody in danger." in page.text
    assert _send(deputy, words=danger, category="complaint", child_at_risk="yes").status_code == 303


def test_a_form_with_a_mistake_is_read_once_it_has_none(deputy: Browser, parts: Wiring) -> None:
    assert _send(deputy, words=POST, title=" ").status_code == 422
    assert _send(deputy, words=POST).status_code == 200


def test_without_words_or_without_a_checker_the_form_says_so(deputy: Browser, parts: Wiring) -> None:
    empty = _send(deputy, action="suggest", post=" ", title="kept")
    assert (empty.status_code, "Paste the words of the post first." in empty.text) == (422, True)
    parts.post_reader = NoPostReader()
    page = _send(deputy, action="suggest", post=POST, title="kept")
    assert (page.status_code, field_of(page.text, "title")) == (503, "kept")
    assert "tick what you find yourself" in page.text


def test_who_may_not_see_the_case_may_not_open_it(enter: Enter, parts: Wiring) -> None:
    page = _send(enter(StaffRole.HEADTEACHER)[0], about="headteacher", people="kept")
    assert (page.status_code, "You may not open this case." in page.text) == (422, True)
    assert "kept" in page.text
    assert list(parts.cases.each()) == []


def test_governors_open_no_case(enter: Enter, parts: Wiring) -> None:
    governor, _ = enter(StaffRole.GOVERNOR)
    assert governor.get("/staff/cases/new").status_code == 403
    assert _send(governor).status_code == 403
    assert 'href="/staff/cases/new"' not in governor.get("/staff").text
    assert list(parts.cases.each()) == []


def test_a_form_of_another_sign_in_opens_nothing(deputy: Browser, parts: Wiring) -> None:
    assert _send(deputy, csrf="wrong").status_code == 403
    assert _send(deputy, request_id="x").status_code == 422
    assert list(parts.cases.each()) == []


def test_a_case_is_opened_from_a_record_once(enter: Enter, give: Callable[..., Record], parts: Wiring) -> None:
    record = give(Kind.REPORT, About.PUPIL, POST, place="a group", contact="kim@mail.test", child=True)
    head, _ = enter(StaffRole.HEADTEACHER)
    assert f'href="/staff/cases/new?record={record.id}"' in head.get(f"/staff/records/{record.id}").text
    form = head.get(f"/staff/cases/new?record={record.id}").text
    assert POST in form
    assert "kim@mail.test" not in form
    parts.post_reader = FakePostReader({POST: READING})
    looked = _send(head, record=record.id)
    assert (looked.status_code, _ticked(looked.text)) == (200, ["allegation", "offensive"])
    answer = _send(head, record=record.id, category="offensive")
    assert answer.headers["location"] == "/staff/cases/C-0001?done=opened"
    case = _case(parts)
    assert (case.record_id, case.details.place, case.entries[1].words) == (record.id, "a group", POST)
    assert (case.details.about, case.details.child_at_risk) == ({About.PUPIL}, True)
    assert "kim@mail.test" not in head.get("/staff/cases/C-0001").text
    again = _send(head, record=record.id, category="offensive")
    assert again.headers["location"] == "/staff/cases/C-0001?done=opened_before"
    shown = head.get(f"/staff/records/{record.id}").text
    assert 'href="/staff/cases/C-0001"' in shown
    assert "Open a case from this" not in shown


def test_who_is_accused_never_sees_a_case_that_is_opened_from_a_record(
    enter: Enter, give: Callable[..., Record], parts: Wiring
) -> None:
    record = give(Kind.REPORT, About.STAFF, POST)
    head, _ = enter(StaffRole.HEADTEACHER)
    deputy, account = enter(StaffRole.SENIOR_LEADER)
    form = head.get(f"/staff/cases/new?record={record.id}").text
    assert "It accuses somebody who has an account here" in form
    assert f'name="accused" value="{account.id}"' in form
    wrong = _send(head, record=record.id, accused=account.id, title="")
    assert (wrong.status_code, wrong.text.count(f'name="accused" value="{account.id}" checked')) == (422, 1)
    answer = _send(head, record=record.id, accused=account.id, category="offensive")
    assert answer.headers["location"] == "/staff/cases/C-0001?done=opened"
    assert _case(parts).details.accused == {account.id}
    assert (head.get("/staff/cases/C-0001").status_code, deputy.get("/staff/cases/C-0001").status_code) == (200, 404)


def test_a_case_of_a_record_of_others_is_not_opened(enter: Enter, give: Callable[..., Record], parts: Wiring) -> None:
    record = give(Kind.COMPLAINT, About.HEADTEACHER, "secret words")
    head, _ = enter(StaffRole.HEADTEACHER)
    hidden = head.get(f"/staff/cases/new?record={record.id}")
    assert (hidden.status_code, "secret words" in hidden.text) == (404, False)
    for fields in ({}, {"action": "suggest", "post": POST}, {"title": ""}):
        assert _send(head, record=record.id, **fields).status_code == 404
    assert list(parts.cases.each()) == []


def test_whoever_sees_a_child_at_risk_in_a_record_says_so_as_they_open_a_case(
    enter: Enter, give: Callable[..., Record], parts: Wiring
) -> None:
    record = give(Kind.COMPLAINT, About.STAFF, "left alone at the gate")
    marked = give(Kind.CONCERN, About.PUPIL, "hurt", child=True)
    head, _ = enter(StaffRole.HEADTEACHER)
    assert 'name="child_at_risk"' in head.get(f"/staff/cases/new?record={record.id}").text
    assert 'name="child_at_risk"' not in head.get(f"/staff/cases/new?record={marked.id}").text
    assert _send(head, record=record.id, child_at_risk="yes").status_code == 303
    assert _case(parts).details.child_at_risk


def test_a_child_at_risk_is_asked_before_whom_it_is_about_and_what_a_case_is_for_is_said(deputy: Browser) -> None:
    page = deputy.get("/staff/cases/new").text
    assert page.index('name="child_at_risk"') < page.index('name="about"')
    assert "A case is about something that was posted." in page


def test_two_gaps_are_told_at_once_each_with_its_field(deputy: Browser, parts: Wiring) -> None:
    page = _send(deputy, title=" ", location="").text
    top = page.split('id="problem"')[1].split("</p>")[0]
    assert re.findall('href="#([a-z]+)"', top) == ["title", "location"]
    assert "Where is it? Choose one of these." in top
    assert page.count('class="wrong"') == 2
    assert page.count('aria-invalid="true"') == 1
    assert list(parts.cases.each()) == []
