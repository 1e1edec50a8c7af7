"""What was typed is not lost when a sign-in ends under it, and nobody else gets to read it.

A page of the test's own stands for the pages that take notes.
"""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from fakes import FakeDoor
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from httpx import Response
from staff_site import Browser, field_of

from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location
from assistant.services.change_case import add_note
from assistant.services.enrol_staff import Enrolled
from assistant.services.open_case import open_case
from assistant.web.callers import StaffOf
from assistant.web.staff.forms import read_form
from assistant.wiring import Wiring

NOTE = '\nFirst line <b>\nsecond & "last" line: sixty minutes\' work\n'


@pytest.fixture
def taken(app: FastAPI) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """What the page for notes has taken, and from whom."""
    notes: list[tuple[str, tuple[tuple[str, str], ...]]] = []

    @app.post("/staff/records/r-1/note")
    async def take(request: Request, caller: StaffOf) -> JSONResponse:
        notes.append((caller.account.email, (await read_form(request)).fields))
        return JSONResponse({})

    return notes


def _send(browser: Browser, csrf: str, **fields: str) -> Response:
    return browser.post("/staff/records/r-1/note", data={"csrf": csrf, "note": NOTE, "next_step": "ring"} | fields)


def _shown(page: str) -> dict[str, str]:
    """Return what a page would send: its action, its token, its texts as a browser reads them."""
    texts = re.findall(r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    action = re.search(r'<form method="post" action="([^"]*)">\s*<input type="hidden" name="csrf"[^>]*>\s*<t', page)
    assert action is not None, page
    return {"action": action.group(1)} | {name: html.unescape(text) for name, text in texts}


def _expire(browser: Browser, fake: FakeDoor) -> str:
    csrf = browser.csrf()
    fake.clock.pass_by(timedelta(minutes=31))
    return csrf


def test_a_form_of_an_expired_sign_in_is_sent_after_signing_in_again(
    browser: Browser, fake: FakeDoor, ann: Enrolled, taken: list
) -> None:
    browser.enter(fake)
    csrf = _expire(browser, fake)
    refused = _send(browser, csrf)
    assert (refused.status_code, taken) == (401, [])
    assert "Nothing that you typed is lost" in refused.text
    assert "sixty minutes" not in refused.text

    wrong = browser.sign_in(fake, password="wrong", carried=field_of(refused.text, "carried"))
    assert wrong.status_code == 403
    fake.clock.pass_by(timedelta(seconds=30))
    again = browser.sign_in(fake, carried=field_of(wrong.text, "carried"))
    assert again.status_code == 200
    shown = _shown(again.text)
    assert shown == {"action": "/staff/records/r-1/note", "note": NOTE, "next_step": "ring"}
    action = shown.pop("action")
    sent = browser.post(action, data=shown | {"csrf": field_of(again.text, "csrf")})
    assert sent.status_code == 200
    assert [(who, dict(fields)["note"]) for who, fields in taken] == [("ann@school.test", NOTE)]


def test_what_was_typed_opens_only_for_who_typed_it(
    browser: Browser, fake: FakeDoor, enrol: Callable[..., Enrolled], taken: list
) -> None:
    enrol()
    enrol("bob@school.test")
    browser.enter(fake)
    refused = _send(browser, _expire(browser, fake))
    fake.clock.pass_by(timedelta(seconds=30))
    bob = browser.sign_in(fake, "bob@school.test", carried=field_of(refused.text, "carried"))
    assert (bob.status_code, bob.headers["location"]) == (303, "/staff")
    assert "sixty minutes" not in bob.text


@pytest.mark.parametrize(("later", "kept"), [(timedelta(minutes=59), True), (timedelta(minutes=61), False)])
def test_what_was_typed_is_kept_for_an_hour(
    browser: Browser, fake: FakeDoor, ann: Enrolled, taken: list, later: timedelta, kept: bool
) -> None:
    browser.enter(fake)
    refused = _send(browser, _expire(browser, fake))
    fake.clock.pass_by(later)
    assert ("sixty minutes" in browser.sign_in(fake, carried=field_of(refused.text, "carried")).text) is kept


@pytest.mark.parametrize("carried", ["x", "é", "AAAA", "=" * 9])
def test_what_was_not_sealed_here_is_ignored(browser: Browser, fake: FakeDoor, ann: Enrolled, carried: str) -> None:
    assert browser.sign_in(fake, carried=carried).status_code == 303


def test_a_form_after_signing_out_elsewhere_is_kept_too(
    new_browser: Callable[..., Browser], fake: FakeDoor, ann: Enrolled, taken: list
) -> None:
    here, there = new_browser(), new_browser()
    here.enter(fake)
    csrf = here.csrf()
    there.enter(fake)
    there.post("/staff/sign-out-everywhere", data={"csrf": there.csrf()})
    refused = _send(here, csrf)
    fake.clock.pass_by(timedelta(seconds=30))
    again = here.sign_in(fake, carried=field_of(refused.text, "carried"))
    assert _shown(again.text)["note"] == NOTE


def test_secrets_of_a_form_are_not_carried(browser: Browser, fake: FakeDoor, ann: Enrolled, taken: list) -> None:
    browser.enter(fake)
    refused = _send(browser, _expire(browser, fake), password="planted", code="123456")
    fake.clock.pass_by(timedelta(seconds=30))
    again = browser.sign_in(fake, carried=field_of(refused.text, "carried"))
    assert "note" in _shown(again.text)
    assert [word for word in ("planted", "123456") if word in again.text] == []


def test_a_form_of_an_earlier_sign_in_is_shown_to_be_sent_again(
    browser: Browser, fake: FakeDoor, ann: Enrolled, taken: list
) -> None:
    browser.enter(fake)
    csrf = browser.csrf()
    browser.enter(fake)
    page = _send(browser, csrf)
    assert (page.status_code, taken) == (403, [])
    shown = _shown(page.text)
    assert shown == {"action": "/staff/records/r-1/note", "note": NOTE, "next_step": "ring"}
    shown.pop("action")
    assert _send(browser, field_of(page.text.split("<main")[1], "csrf"), **shown).status_code == 200
    assert len(taken) == 1


def test_without_any_session_nothing_is_carried(browser: Browser, fake: FakeDoor, ann: Enrolled, taken: list) -> None:
    refused = _send(browser, "x")
    assert (refused.status_code, field_of(refused.text, "carried")) == (401, "")
    browser.cookies.set("staff", "unknown")
    assert field_of(_send(browser, "x").text, "carried") == ""


def test_a_button_without_words_is_not_carried(browser: Browser, fake: FakeDoor, ann: Enrolled) -> None:
    browser.enter(fake)
    csrf = _expire(browser, fake)
    refused = browser.post("/staff/sign-out", data={"csrf": csrf})
    assert (refused.status_code, field_of(refused.text, "carried")) == (401, "")


def test_a_note_in_a_case_survives_both_the_end_of_the_sign_in_and_a_colleagues_change(
    browser: Browser, fake: FakeDoor, ann: Enrolled, parts: Wiring
) -> None:
    desk, note = parts.case_desk, "Met at the gate.\nShe will think about it."
    facts = Facts(Location.SOCIAL_NETWORK, frozenset({Category.OFFENSIVE}))
    open_case(desk, actor=ann.account, title="a post", facts=facts, request_id="r1")
    browser.enter(fake)
    form = browser.get("/staff/cases/C-0001/note").text
    fields = {name: field_of(form.split("<main")[1], name) for name in ("csrf", "version", "request_id")}
    fake.clock.pass_by(timedelta(minutes=31))
    refused = browser.post("/staff/cases/C-0001/note", data=fields | {"words": note})
    assert refused.status_code == 401
    add_note(desk, actor=ann.account, number=1, version=1, words="A colleague was first.")

    again = browser.sign_in(fake, carried=field_of(refused.text, "carried"))
    shown = _shown(again.text)
    assert (shown.pop("action"), shown["words"]) == ("/staff/cases/C-0001/note", note)
    second = browser.post("/staff/cases/C-0001/note", data=shown | {"csrf": field_of(again.text, "csrf")})
    assert (second.status_code, "A colleague was first." in second.text) == (409, True)
    kept = {name: field_of(second.text.split("<main")[1], name) for name in ("csrf", "version", "request_id")}
    done = browser.post("/staff/cases/C-0001/note", data=kept | {"words": note})
    assert done.status_code == 303
    case = parts.cases.by_number(1)
    assert case is not None
    assert [entry.words for entry in case.entries[2:]] == ["A colleague was first.", note]


def test_words_that_cannot_be_kept_after_signing_out_are_said_to_be_unsent(
    browser: Browser, ann: Enrolled, fake: FakeDoor, taken: list[object]
) -> None:
    browser.enter(fake)
    csrf = browser.csrf()
    browser.post("/staff/sign-out", data={"csrf": csrf})
    answer = _send(browser, csrf)
    assert (answer.status_code, taken) == (401, [])
    assert "Nothing was sent. If you had typed something, go back one page" in answer.text
