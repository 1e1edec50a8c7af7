"""The page for a receipt in a real browser: by keyboard alone, on a narrow screen, with and without scripts."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, Route, expect
from staff_gateway import Gateway, needs_chromium, sign_in, tab_to, type_into, violations

from assistant.core.records import Account, Draft
from assistant.core.references import format_receipt
from assistant.core.rights import RightsKind
from assistant.core.routing import About, Kind
from assistant.core.staff import StaffRole
from assistant.services.give_record import Given, give_record, receipt_to_show

pytestmark = needs_chromium

NewPage = Callable[..., Page]


@dataclass
class Parent:
    """Somebody who has given a complaint and holds its receipt."""

    url: str
    given: Given
    receipt: str

    def opened(self, page: Page) -> Page:
        page.goto(self.url)
        type_into(page, "#receipt", self.receipt)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Your formal complaint")
        return page


@pytest.fixture
def parent(gateway: Gateway) -> Parent:
    parts = gateway.parts
    draft = Draft(Kind.COMPLAINT, About.STAFF, Account("The gate was open."))
    given = give_record(parts.store, parts.receipts, parts.clock, draft=draft, request_id=str(uuid.uuid4()))
    return Parent(f"{gateway.url}/receipt", given, receipt_to_show(parts.store, given.handle) or "")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reply_of_the_school_reaches_the_parent_and_the_way_back(
    gateway: Gateway, parent: Parent, new_page: NewPage, scripts: bool
) -> None:
    head = sign_in_as_head(gateway, new_page())
    head.goto(f"{gateway.url}/staff/records/{parent.given.record.id}")
    assert violations(head) == []
    type_into(head, "#words", "Thank you. <img src=x onerror=alert(1)> We meet on Monday.")
    tab_to(head, "form[action^='/staff/records/'] button")
    head.keyboard.press("Enter")
    expect(head.get_by_role("status").first).to_contain_text("Your reply is stored")

    page = parent.opened(new_page(java_script_enabled=scripts))
    expect(page.locator(".school-said blockquote")).to_have_text(
        "Thank you. <img src=x onerror=alert(1)> We meet on Monday."
    )
    assert page.locator("img").count() == 0
    tab_to(page, "a[href='/receipt/add']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt/add")
    type_into(page, "#words", "Monday is fine.")
    tab_to(page, "form[action='/receipt/add'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("What you added is stored.")

    head.goto(f"{gateway.url}/staff")
    expect(head.get_by_text("Something was added")).to_be_visible()
    head.goto(f"{gateway.url}/staff/records/{parent.given.record.id}")
    expect(head.locator("blockquote").last).to_have_text("Monday is fine.")


def test_every_page_is_clean_on_a_narrow_screen(parent: Parent, new_page: NewPage) -> None:
    page = new_page(viewport={"width": 320, "height": 640})
    page.goto(parent.url)
    check(page)
    type_into(page, "#receipt", "0000 0000 0000 0000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was found")
    check(page)
    parent.opened(page)
    check(page)
    for path in ("add", "withdraw", "copy", *(f"ask/{kind}" for kind in RightsKind)):
        page.goto(f"{parent.url}/{path}")
        check(page)
    page.locator("button.primary").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Please choose whom it is about")
    check(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_asking_for_erasure_by_keyboard_reaches_the_school(
    gateway: Gateway, parent: Parent, new_page: NewPage, scripts: bool
) -> None:
    page = parent.opened(new_page(java_script_enabled=scripts))
    tab_to(page, "a[href='/receipt/ask/erasure']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ask to have it erased")
    type_into(page, "#words", "Please <b>erase</b> it.")
    tab_to(page, "button[value='check']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Please read this through")
    expect(page.locator("dd.lines")).to_have_text("Please <b>erase</b> it.")
    tab_to(page, "button[value='send']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("the headteacher will be told that it has come")
    number = page.locator(".receipt-number").inner_text()
    if scripts:
        check(page)
    page.get_by_role("link", name="Go back to your receipt").click()
    expect(page.get_by_text("you asked to have your data erased")).to_be_visible()
    page.get_by_role("button", name="Close my receipt").click()
    expect(page.locator("#receipt")).to_be_visible()
    type_into(page, "#receipt", number)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your request about your data")

    head = sign_in_as_head(gateway, new_page())
    head.goto(f"{gateway.url}/staff/rights")
    head.get_by_role("link", name="Somebody wants their data erased").first.click()
    expect(head.locator("blockquote")).to_have_text("Please <b>erase</b> it.")


def test_withdrawing_by_keyboard(parent: Parent, new_page: NewPage) -> None:
    page = parent.opened(new_page())
    tab_to(page, "a[href='/receipt/withdraw']")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is not erased.")).to_be_visible()
    tab_to(page, "form[action='/receipt/withdraw'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("It is withdrawn")
    assert page.url == f"{parent.url}?done=withdrawn"
    assert page.get_by_role("link", name="Withdraw it").count() == 0


def test_nothing_of_the_receipt_is_in_an_address_or_the_page_after_it(parent: Parent, new_page: NewPage) -> None:
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    parent.opened(page)
    digits = parent.receipt.replace(" ", "")
    assert format_receipt(digits) == parent.receipt
    assert [url for url in asked if digits[:4] in url] == []
    assert parent.receipt not in page.content()
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_leaving_quickly_by_escape_closes_the_receipt(parent: Parent, new_page: NewPage) -> None:
    page = parent.opened(new_page())
    page.context.route(
        "https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather", content_type="text/html")
    )
    page.wait_for_load_state("load")
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("https://www.bbc.co.uk/weather")
    page.goto(parent.url)
    expect(page.locator("#receipt")).to_be_visible()


def test_nothing_of_a_receipt_is_shown_before_escape_works(parent: Parent, new_page: NewPage) -> None:
    """The script that hears Escape is held back: until it comes there is nothing on the page that had to be hidden."""
    page = parent.opened(new_page())
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/receipt/leave.js", hold)
    page.context.route(
        "https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather", content_type="text/html")
    )
    with page.expect_request("**/receipt/leave.js"):
        page.goto(parent.url, wait_until="commit")
    assert page.locator("main, aside").count() == 0
    held[0].continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your formal complaint")
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("https://www.bbc.co.uk/weather")


def test_leaving_quickly_works_without_scripts(parent: Parent, new_page: NewPage) -> None:
    page = parent.opened(new_page(java_script_enabled=False))
    page.context.route(
        "https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather", content_type="text/html")
    )
    page.get_by_role("link", name="Leave quickly").click()
    page.wait_for_url("https://www.bbc.co.uk/weather")
    page.goto(parent.url)
    expect(page.locator("#receipt")).to_be_visible()


def check(page: Page) -> None:
    """Nothing that axe finds, and nothing to scroll for sideways."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def sign_in_as_head(gateway: Gateway, page: Page) -> Page:
    email, secret = gateway.enrolled(StaffRole.HEADTEACHER, name="Ann Example")
    page.goto(f"{gateway.url}/staff/sign-in")
    sign_in(page, gateway, email, secret)
    return page
