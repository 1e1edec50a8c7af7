"""Signing in and out over HTTP: cookies, form tokens, where a post comes from, and refusals that tell nothing."""

import re
from collections.abc import Callable
from datetime import timedelta
from http.cookies import Morsel, SimpleCookie

import pytest
from fakes import FakeDoor
from fastapi import FastAPI
from httpx import Response
from staff_site import PASSWORD, STEP, Browser, field_of

from assistant.services.enrol_staff import Enrolled
from assistant.settings import Settings

EMAIL = "ann@school.test"


def _cookies(response: Response) -> dict[str, Morsel[str]]:
    jar: SimpleCookie = SimpleCookie()
    for line in response.headers.get_list("set-cookie"):
        jar.load(line)
    return dict(jar)


def test_sign_in_leads_to_the_start_page_that_greets_by_name_and_role(
    browser: Browser, fake: FakeDoor, ann: Enrolled
) -> None:
    answer = browser.sign_in(fake)
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff")
    page = browser.get("/staff")
    assert page.status_code == 200
    assert "Hello, Ann &lt;b&gt;" in page.text
    assert "signed in as the headteacher." in page.text
    assert page.headers["cache-control"] == "no-store"


def test_over_https_the_cookies_are_bound_to_this_host(
    make_app: Callable[..., FastAPI], fake: FakeDoor, ann: Enrolled
) -> None:
    browser = Browser(make_app(public_url="https://chat.school.test"), "https://chat.school.test")
    cookies = _cookies(browser.sign_in(fake))
    assert set(cookies) == {"__Host-staff", "__Host-staff-device"}
    for cookie in cookies.values():
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "strict")
        assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert (cookies["__Host-staff"]["max-age"], cookies["__Host-staff"]["expires"]) == ("", "")
    assert browser.get("/staff").status_code == 200


def test_over_plain_http_the_cookies_have_plain_names(browser: Browser, fake: FakeDoor, ann: Enrolled) -> None:
    cookies = _cookies(browser.sign_in(fake))
    assert set(cookies) == {"staff", "staff-device"}
    for cookie in cookies.values():
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == ("", True, "strict")


def test_plain_http_is_refused_in_production() -> None:
    with pytest.raises(ValueError, match="ASSISTANT_PUBLIC_URL must begin with https://"):
        Settings(env="production", public_url="http://chat.school.test")


def test_every_sign_in_gives_a_new_session_and_ends_the_one_before(
    browser: Browser, fake: FakeDoor, ann: Enrolled
) -> None:
    browser.sign_in(fake)
    first = browser.cookies["staff"]
    browser.enter(fake)
    assert browser.cookies["staff"] != first
    other = Browser(browser.app, "http://127.0.0.1:8000")
    other.cookies.set("staff", first)
    assert other.get("/staff").status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody@school.test"},
        {"password": "not the password"},
        {"code": "000000"},
        {"password": ""},
        {"email": ""},
    ],
)
def test_the_answer_is_the_same_whatever_is_wrong(browser: Browser, fake: FakeDoor, ann: Enrolled, wrong) -> None:
    answer = browser.sign_in(fake, **wrong)
    assert answer.status_code == 403
    assert "The e-mail address, the password or the code is not right." in answer.text
    assert _cookies(answer) == {}
    assert PASSWORD not in answer.text
    other = Browser(browser.app, "http://127.0.0.1:8000", "10.9.9.9").sign_in(fake, code="111111")
    assert _without_name(answer.text) == _without_name(other.text)


def _without_name(page: str) -> str:
    return re.sub(r'required value="[^"]*"', "", page)


def test_who_is_not_signed_in_is_sent_to_the_sign_in_page_and_back(
    browser: Browser, fake: FakeDoor, ann: Enrolled
) -> None:
    answer = browser.get("/staff/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/sign-in?next=/staff/account")
    page = browser.get(answer.headers["location"])
    assert field_of(page.text, "next") == "/staff/account"
    answer = browser.sign_in(fake, next="/staff/account")
    assert answer.headers["location"] == "/staff/account"
    assert browser.get("/staff/sign-in").headers["location"] == "/staff"


@pytest.mark.parametrize(
    "path",
    ["https://evil.test/", "//evil.test", "/staff/../policy", "/staff//evil.test", "/", "/staffx", "/staff?a=b", "\\x"],
)
def test_signing_in_never_leads_elsewhere(browser: Browser, fake: FakeDoor, ann: Enrolled, path: str) -> None:
    assert browser.sign_in(fake, next=path).headers["location"] == "/staff"


@pytest.mark.parametrize("path", ["/staff/sign-in", "/staff/sign-out", "/staff/enrol/x", "/staff/api/session"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"},
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {},
    ],
)
def test_a_post_from_elsewhere_is_refused(
    browser: Browser, fake: FakeDoor, ann: Enrolled, path: str, headers: dict[str, str]
) -> None:
    browser.sign_in(fake)
    csrf = browser.csrf()
    del browser.headers["Sec-Fetch-Site"]
    answer = browser.post(path, data={"csrf": csrf}, headers=headers | {"X-Staff-Form": csrf})
    assert answer.status_code == 403
    browser.headers["Sec-Fetch-Site"] = "same-origin"
    assert browser.get("/staff").status_code == 200


def test_an_old_browser_is_judged_by_the_origin(browser: Browser, fake: FakeDoor, ann: Enrolled) -> None:
    del browser.headers["Sec-Fetch-Site"]
    browser.headers["Origin"] = "http://127.0.0.1:8000"
    assert browser.sign_in(fake).status_code == 303


@pytest.mark.parametrize("path", ["/staff/sign-out", "/staff/sign-out-everywhere"])
@pytest.mark.parametrize("csrf", [None, "", "0" * 64, "é"])
def test_a_form_without_the_sessions_token_is_refused(
    browser: Browser, fake: FakeDoor, ann: Enrolled, path: str, csrf: str | None
) -> None:
    browser.sign_in(fake)
    answer = browser.post(path, data={"other": "x"} if csrf is None else {"csrf": csrf})
    assert answer.status_code == 403
    assert browser.get("/staff").status_code == 200


def test_a_form_of_somebody_elses_session_is_refused(
    new_browser: Callable[..., Browser], fake: FakeDoor, enrol: Callable[..., Enrolled]
) -> None:
    enrol()
    enrol("bob@school.test")
    ann, bob = new_browser(), new_browser()
    ann.enter(fake)
    bob.enter(fake, "bob@school.test")
    assert ann.csrf() != bob.csrf()
    assert ann.post("/staff/sign-out", data={"csrf": bob.csrf()}).status_code == 403
    assert ann.get("/staff").status_code == 200


def test_the_form_token_tells_nothing_about_the_session(make_app, fake: FakeDoor, ann: Enrolled) -> None:
    app = make_app()
    browser = Browser(app, "http://127.0.0.1:8000")
    browser.sign_in(fake)
    assert browser.cookies["staff"] not in browser.get("/staff").text


def test_sign_out_ends_the_session_and_takes_the_cookie(browser: Browser, fake: FakeDoor, ann: Enrolled) -> None:
    browser.sign_in(fake)
    token = browser.cookies["staff"]
    answer = browser.post("/staff/sign-out", data={"csrf": browser.csrf()})
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/sign-in?out=1")
    assert _cookies(answer)["staff"]["max-age"] == "0"
    assert "staff" not in browser.cookies
    assert "You are signed out." in browser.get("/staff/sign-in?out=1").text
    browser.cookies.set("staff", token)
    assert browser.get("/staff").status_code == 303


def test_sign_out_everywhere_ends_the_other_browsers_too(
    new_browser: Callable[..., Browser], fake: FakeDoor, ann: Enrolled
) -> None:
    here, there = new_browser(), new_browser()
    here.enter(fake)
    there.enter(fake)
    account = here.get("/staff/account").text
    assert (account.count("This browser"), account.count("Another browser")) == (1, 1)
    assert "<dd>10</dd>" in account
    assert here.post("/staff/sign-out-everywhere", data={"csrf": here.csrf()}).status_code == 303
    assert [one.get("/staff").status_code for one in (here, there)] == [303, 303]


def test_a_page_that_only_reads_cannot_be_posted_to(browser: Browser, fake: FakeDoor, ann: Enrolled) -> None:
    browser.sign_in(fake)
    answer = browser.post("/staff/account", data={"csrf": browser.csrf()})
    assert (answer.status_code, answer.headers["content-type"]) == (405, "text/html; charset=utf-8")
    assert browser.get("/staff/nothing").status_code == 404


def test_a_link_on_another_site_is_followed_once_more_from_here(
    browser: Browser, fake: FakeDoor, ann: Enrolled
) -> None:
    page = browser.get("/staff/account", headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 200
    assert '<meta http-equiv="refresh" content="0; url=/staff/account">' in page.text


# --- slowed tries


def _wrong(browser: Browser, fake: FakeDoor, email: str = EMAIL) -> Response:
    return browser.sign_in(fake, email, password="not the password")


def test_wrong_tries_are_slowed_with_a_page_that_says_how_long(browser: Browser, fake: FakeDoor, ann: Enrolled) -> None:
    waits = []
    for _ in range(7):
        assert _wrong(browser, fake).status_code == 403
        answer = _wrong(browser, fake)
        waits.append(int(answer.headers["retry-after"]))
        assert answer.status_code == 429
        assert f"Please wait {waits[-1]} second" in answer.text
        fake.clock.pass_by(timedelta(seconds=waits[-1]))
    assert waits == [1, 2, 4, 8, 16, 30, 30]


def test_a_try_that_comes_too_soon_is_not_looked_at(browser: Browser, fake: FakeDoor, ann: Enrolled) -> None:
    _wrong(browser, fake)
    asked = len(fake.passwords.asked)
    assert browser.sign_in(fake).status_code == 429
    assert len(fake.passwords.asked) == asked
    fake.clock.pass_by(timedelta(seconds=1))
    assert browser.sign_in(fake).status_code == 303


def test_an_unknown_name_is_slowed_like_a_known_one(browser: Browser, fake: FakeDoor, ann: Enrolled) -> None:
    for email in (EMAIL, "nobody@school.test"):
        assert [_wrong(browser, fake, email).status_code for _ in range(2)] == [403, 429]


def test_a_strangers_tries_do_not_keep_the_owner_out(
    new_browser: Callable[..., Browser], fake: FakeDoor, ann: Enrolled
) -> None:
    stranger, owner = new_browser("10.6.6.6"), new_browser()
    for _ in range(20):
        _wrong(stranger, fake)
    assert owner.sign_in(fake).status_code == 303


def test_a_known_browser_is_not_slowed_by_others_at_its_address_nor_by_a_flood(
    new_browser: Callable[..., Browser], fake: FakeDoor, ann: Enrolled
) -> None:
    owner = new_browser()
    owner.enter(fake)
    owner.post("/staff/sign-out", data={"csrf": owner.csrf()})
    for at in range(70):
        _wrong(new_browser(f"10.6.6.{at // 10}"), fake, f"name{at}@school.test")
    for _ in range(3):
        _wrong(new_browser(), fake)
    fake.clock.pass_by(STEP)
    assert new_browser("10.6.6.6").sign_in(fake).status_code == 429
    assert _wrong(new_browser("10.7.7.7"), fake).status_code == 403
    assert owner.sign_in(fake).status_code == 303


def test_a_known_browser_is_slowed_by_its_own_wrong_tries(browser: Browser, fake: FakeDoor, ann: Enrolled) -> None:
    browser.enter(fake)
    assert [_wrong(browser, fake).status_code for _ in range(2)] == [403, 429]


def test_a_forged_mark_makes_no_browser_known(browser: Browser, fake: FakeDoor, ann: Enrolled) -> None:
    browser.enter(fake)
    value = browser.cookies["staff-device"]
    other = Browser(browser.app, "http://127.0.0.1:8000", "10.0.0.2")
    other.cookies.set("staff-device", value[:-3] + "abc")
    for at in range(12):
        last = other.sign_in(fake, f"name{at}@school.test", password="wrong")
    assert last.status_code == 429


# --- bad bodies


def test_a_form_of_another_kind_or_too_long_is_refused(browser: Browser, ann: Enrolled) -> None:
    kinds = {"Content-Type": "application/x-www-form-urlencoded"}
    assert browser.post("/staff/sign-in", json={"email": "x"}).status_code == 415
    assert browser.post("/staff/sign-in", content=b"a=" + b"x" * 300_000, headers=kinds).status_code == 413
    assert browser.post("/staff/sign-in", content="é=1".encode(), headers=kinds).status_code == 422
    assert browser.post("/staff/sign-in", content=b"a=%ff", headers=kinds).status_code == 422
    assert browser.post("/staff/sign-in", content=b"a=1&" * 300, headers=kinds).status_code == 422


def test_a_database_that_is_down_is_a_page_with_503(browser: Browser, fake: FakeDoor, ann: Enrolled) -> None:
    browser.sign_in(fake)
    fake.store.down = True
    fake.clock.pass_by(STEP)
    for answer in (browser.get("/staff"), browser.sign_in(fake)):
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
        assert "This does not work just now" in answer.text
    assert browser.get("/staff/api/session").json()["error"]["code"] == "down"
