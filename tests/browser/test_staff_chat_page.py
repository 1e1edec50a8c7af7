"""The staff's chat page in a real browser: a phone's width, the keyboard, a sign-in that ends."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from staff_gateway import needs_chromium, violations

from assistant.core.staff import StaffRole
from tests.conftest import Site
from tests.conversations.steps import Colleague, colleague

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
