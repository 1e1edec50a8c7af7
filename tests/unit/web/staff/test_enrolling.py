"""The page behind a link: who it is for, what is refused, and the recovery codes that are shown once."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from fakes import FakeDoor
from staff_site import PASSWORD, Browser, field_of

from assistant.core.staff import StaffRole
from assistant.services.staff_accounts import add_staff


@pytest.fixture
def path(fake: FakeDoor) -> str:
    token = add_staff(fake.door, email="ann@school.test", name="Ann <b>", roles=frozenset({StaffRole.CLERK}))
    return f"/staff/enrol/{token}"


def _enrol(browser: Browser, fake: FakeDoor, path: str, secret: str | None = None, **fields: str):
    sealed = field_of(browser.get(path).text, "secret") if secret is None else secret
    given = {"secret": sealed, "password": PASSWORD, "again": PASSWORD, "code": fake.code()} | fields
    return browser.post(path, data=given)


def test_the_page_shows_whom_it_is_for_and_a_square_without_style(browser: Browser, path: str) -> None:
    page = browser.get(path)
    assert page.status_code == 200
    assert "Welcome, Ann &lt;b&gt;." in page.text
    assert "<svg" in page.text
    assert "style=" not in page.text
    assert "ABCD EFGH" in page.text


def test_the_device_that_has_the_app_can_open_it_by_a_link(browser: Browser, fake: FakeDoor, path: str) -> None:
    address = re.search(r'href="(otpauth:[^"]+)"', browser.get(path).text)
    assert address is not None
    secret = parse_qs(urlsplit(unescape(address[1])).query)["secret"]
    assert secret == ["ABCDEFGH"]


def test_enrolling_shows_ten_codes_once_and_then_one_can_sign_in(browser: Browser, fake: FakeDoor, path: str) -> None:
    done = _enrol(browser, fake, path, code=f"{fake.code()[:3]} {fake.code()[3:]}")
    codes = re.findall(r"<li>(\d{4} \d{4} \d{4})</li>", done.text)
    assert (done.status_code, len(codes), done.headers["cache-control"]) == (200, 10, "no-store")
    assert browser.get(path).status_code == 404
    fake.clock.pass_by(timedelta(seconds=30))
    assert browser.sign_in(fake).status_code == 303
    assert browser.sign_in(fake, code=codes[0]).status_code == 303


def test_the_browser_in_which_somebody_enrolled_is_known_to_be_theirs(
    browser: Browser, new_browser: Callable[..., Browser], fake: FakeDoor, path: str
) -> None:
    _enrol(browser, fake, path)
    fake.clock.pass_by(timedelta(seconds=30))
    waits = [new_browser().sign_in(fake, f"name{at}@school.test", password="wrong").status_code for at in range(11)]
    assert waits == [403] * 10 + [429]
    assert new_browser().sign_in(fake).status_code == 429
    assert browser.sign_in(fake).status_code == 303


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"password": "short", "again": "short"}, "The password is too short."),
        ({"password": "x" * 201, "again": "x" * 201}, "The password is too long."),
        ({"password": "password1234", "again": "password1234"}, "many people would guess"),
        ({"password": "ann@school.test", "again": "ann@school.test"}, "must not hold your e-mail address"),
        ({"again": "another one here"}, "The two passwords are not the same."),
        ({"code": "000000"}, "The code is not right."),
        ({"code": ""}, "The code is not right."),
    ],
)
def test_what_is_refused_is_said_and_the_square_stays(
    browser: Browser, fake: FakeDoor, path: str, fields: dict[str, str], words: str
) -> None:
    refused = _enrol(browser, fake, path, **fields)
    assert refused.status_code == 422
    assert words in refused.text
    assert PASSWORD not in refused.text
    assert "ABCD EFGH" in refused.text
    assert _enrol(browser, fake, path, secret=field_of(refused.text, "secret")).status_code == 200


def test_a_secret_of_another_link_is_not_taken(browser: Browser, fake: FakeDoor, path: str) -> None:
    other = add_staff(fake.door, email="bob@school.test", name="Bob", roles=frozenset({StaffRole.OFFICE}))
    sealed = field_of(browser.get(f"/staff/enrol/{other}").text, "secret")
    for secret in (sealed, "SECRET", ""):
        assert _enrol(browser, fake, path, secret=secret).status_code == 422
    assert fake.store.rows.credentials == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_does_not_work_says_so_and_no_more(
    browser: Browser, fake: FakeDoor, path: str, method: str
) -> None:
    sealed = field_of(browser.get(path).text, "secret")
    fake.clock.pass_by(timedelta(days=7))
    for where in (path, "/staff/enrol/unknown"):
        answer = browser.get(where) if method == "get" else _enrol(browser, fake, where, secret=sealed)
        assert answer.status_code == 404
        assert "This link does not work" in answer.text
        assert "Ann" not in answer.text


def test_each_load_offers_another_secret(
    browser: Browser, fake: FakeDoor, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = iter(["AAAABBBB", "CCCCDDDD"])
    monkeypatch.setattr(fake.codes, "new_secret", lambda: next(secrets))
    assert ["AAAA BBBB" in browser.get(path).text, "CCCC DDDD" in browser.get(path).text] == [True, True]
