"""The staff's chat page in a real browser: a phone's width, the keyboard, a sign-in that ends."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from staff_gateway import needs_chromium, violations

from assistant.core.staff import StaffRole
from tests.conftest import Site
from tests.conversations.steps import PASSWORD, Colleague, colleague

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def head(running: Site) -> Colleague:
    return colleague(running, StaffRole.HEADTEACHER, name="Ann Hill")


@pytest.fixture
def context(browser: Browser, head: Colleague) -> Iterator[BrowserContext]:
    """A phone where the headteacher has signed in."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en-GB")
    context.set_default_timeout(30000)
    token = next(cookie.value for cookie in head.http.cookies.jar if cookie.name == "staff")
    context.add_cookies([{"name": "staff", "value": token or "", "url": head.url}])
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, head: Colleague) -> Page:
    page = context.new_page()
    page.goto(f"{head.url}/staff/chat")
    expect(page.locator("#transcript")).to_contain_text("You are signed in")
    return page


def test_a_question_is_typed_and_answered_with_the_keyboard_at_360_pixels(page: Page) -> None:
    page.get_by_label("Your message").focus()
    page.keyboard.type("anything overdue?")
    page.keyboard.press("Enter")
    expect(page.locator("#transcript")).to_contain_text("No cases of yours to see are overdue.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_page_has_no_fault_that_axe_finds(page: Page) -> None:
    assert violations(page) == []


def test_a_cases_page_is_linked(page: Page) -> None:
    for words in ("open a new case", "Paint pots", "facebook", "rude", "a teacher", "yes"):
        answered = page.locator("#transcript > *").count()
        page.get_by_label("Your message").fill(words)
        page.keyboard.press("Enter")
        expect(page.locator("#transcript > *")).not_to_have_count(answered)
        expect(page.locator("#typing")).to_be_empty()
    link = page.get_by_role("link", name="/staff/cases/C-")
    expect(link.first).to_have_attribute("href", re.compile(r"/staff/cases/C-\d{4}"))


def test_after_signing_out_elsewhere_the_words_stay_and_the_way_back_is_offered(
    context: BrowserContext, page: Page
) -> None:
    context.clear_cookies()
    page.get_by_label("Your message").fill("which are overdue?")
    page.keyboard.press("Enter")
    expect(page.locator("#transcript")).to_contain_text("You are no longer signed in.")
    expect(page.get_by_label("Your message")).to_have_value("which are overdue?")
    page.get_by_role("button", name="Sign in again").click()
    page.wait_for_url("**/staff/sign-in?next=/staff/chat")


def _sign_in(page: Page, one: Colleague) -> None:
    assert one.account is not None
    page.get_by_label("E-mail").fill(one.account.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("#code").fill(pyotp.TOTP(one.secret).at(datetime.now(UTC) + timedelta(seconds=30)))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/staff/chat")
    expect(page.locator("#transcript")).to_contain_text("You are signed in")


def test_what_was_being_typed_is_there_after_signing_in_again_and_for_nobody_else(
    browser: Browser, running: Site
) -> None:
    one = colleague(running, StaffRole.SENIOR_LEADER, name="Fay Reed")
    other = colleague(running, StaffRole.SENIOR_LEADER, name="Gil Ford")
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(30000)
    token = next(cookie.value for cookie in one.http.cookies.jar if cookie.name == "staff")
    context.add_cookies([{"name": "staff", "value": token or "", "url": one.url}])
    page = context.new_page()
    page.goto(f"{one.url}/staff/chat")
    expect(page.locator("#transcript")).to_contain_text("You are signed in")
    one.expire(running)
    box = page.get_by_label("Your message")
    box.fill("she rang about it")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign in again").click()
    page.wait_for_url("**/staff/sign-in?next=/staff/chat")
    _sign_in(page, one)
    expect(box).to_have_value("she rang about it")
    context.clear_cookies()
    page.goto(f"{one.url}/staff/sign-in?next=/staff/chat")
    _sign_in(page, other)
    expect(box).to_have_value("")
    assert page.evaluate("sessionStorage.getItem('staff-draft')") is None
    box.fill("for my eyes")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/staff/sign-in?out=1")
    assert page.evaluate("sessionStorage.getItem('staff-draft')") is None
    context.close()
