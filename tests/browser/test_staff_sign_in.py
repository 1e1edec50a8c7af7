"""Signing in to the staff pages in a real browser."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from staff_gateway import PASSWORD, Gateway, needs_chromium, sign_in, tab_to, type_into, violations

pytestmark = needs_chromium


@pytest.mark.parametrize(
    ("width", "scheme", "scripts"), [(360, "light", True), (1280, "dark", True), (1280, "light", False)]
)
def test_a_person_enrols_signs_in_looks_at_the_account_and_signs_out_by_keyboard(
    new_page: Callable[..., Page], gateway: Gateway, width: int, scheme: str, scripts: bool
) -> None:
    page = new_page(viewport={"width": width, "height": 740}, color_scheme=scheme)
    if not scripts:
        page.route("**/*.js", lambda route: route.abort())
    errors: list[str] = []
    addresses: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
    page.on("request", lambda request: addresses.append(request.url))
    email, link = gateway.invite()

    page.goto(link)
    expect(page.get_by_text(email)).to_be_visible()
    assert violations(page) == []
    secret = re.sub(r"\s", "", page.locator(".key").inner_text())
    assert page.locator(".qr svg").bounding_box()["width"] > 150  # type: ignore[index]
    type_into(page, "#password", PASSWORD)
    type_into(page, "#again", "something else")
    type_into(page, "#code", gateway.code(secret))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("not the same")
    assert violations(page) == []
    type_into(page, "#password", PASSWORD)
    type_into(page, "#again", PASSWORD)
    type_into(page, "#code", gateway.code(secret))
    tab_to(page, "main button")
    page.keyboard.press("Space")

    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    expect(page.locator(".codes li")).to_have_count(10)
    assert violations(page) == []
    tab_to(page, "main a")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert violations(page) == []
    type_into(page, "#email", email)
    type_into(page, "#password", "wrong")
    type_into(page, "#code", "123456")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("is not right")
    expect(page.locator("#email")).to_have_value(email)
    assert violations(page) == []
    type_into(page, "#password", PASSWORD)
    type_into(page, "#code", gateway.code(secret))
    page.keyboard.press("Enter")

    expect(page.get_by_text("the headteacher and the designated safeguarding lead")).to_be_visible()
    assert violations(page) == []
    tab_to(page, ".bar nav a")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This browser")).to_be_visible()
    assert violations(page) == []
    page.goto(f"{gateway.url}/staff/nothing")
    assert violations(page) == []
    page.goto(f"{gateway.url}/staff/account")
    tab_to(page, ".bar nav button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    assert violations(page) == []
    page.goto(f"{gateway.url}/staff")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()
    assert violations(page) == []
    assert errors == []
    assert [address for address in addresses if not address.startswith(gateway.url)] == []


def test_the_cookies_are_out_of_reach_of_scripts(page: Page, gateway: Gateway) -> None:
    email, secret = gateway.enrolled()
    page.goto(f"{gateway.url}/staff")
    sign_in(page, gateway, email, secret)
    assert page.evaluate("document.cookie") == ""
    assert {(one["name"], one["httpOnly"], one["sameSite"]) for one in page.context.cookies()} == {
        ("staff", True, "Strict"),
        ("staff-device", True, "Strict"),
    }


def test_a_note_that_was_typed_too_long_is_sent_after_signing_in_again(page: Page, gateway: Gateway) -> None:
    email, secret = gateway.enrolled()
    page.goto(f"{gateway.url}/staff")
    sign_in(page, gateway, email, secret)
    page.goto(f"{gateway.url}/staff/test-note")
    type_into(page, "#note", "I rang the parent <today>.\nShe & I meet on Monday.")
    gateway.clock.ahead += timedelta(minutes=31)
    tab_to(page, "button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing that you typed is lost")).to_be_visible()
    assert violations(page) == []
    type_into(page, "#email", email)
    type_into(page, "#password", PASSWORD)
    type_into(page, "#code", gateway.code(secret))
    page.keyboard.press("Enter")
    expect(page.locator("dd").get_by_text("She & I meet on Monday.")).to_be_visible()
    assert violations(page) == []
    assert gateway.notes == []
    tab_to(page, "main button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Taken")).to_be_visible()
    assert gateway.notes == ["I rang the parent <today>.\r\nShe & I meet on Monday."]


def _let_pass(page: Page, gateway: Gateway, time: timedelta) -> None:
    page.wait_for_load_state("load")  # the page's scripts have set their clock by then
    gateway.clock.ahead += time
    page.clock.run_for(int(time.total_seconds() * 1000))


def test_two_minutes_before_the_end_a_person_is_told_and_can_stay(new_page, gateway: Gateway) -> None:
    page = new_page(viewport={"width": 360, "height": 740})
    page.clock.install()
    email, secret = gateway.enrolled()
    page.goto(f"{gateway.url}/staff")
    sign_in(page, gateway, email, secret)
    warning = page.locator("#session-end")
    _let_pass(page, gateway, timedelta(minutes=27, seconds=30))
    expect(warning).to_be_hidden()
    _let_pass(page, gateway, timedelta(seconds=45))
    expect(page.get_by_role("alert")).to_contain_text("signed out in two minutes")
    assert violations(page) == []
    tab_to(page, "#session-stay")
    page.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    _let_pass(page, gateway, timedelta(minutes=27))
    expect(warning).to_be_hidden()
    _let_pass(page, gateway, timedelta(minutes=1, seconds=15))
    expect(page.get_by_role("alert")).to_contain_text("signed out in two minutes")
    _let_pass(page, gateway, timedelta(minutes=2))
    expect(page.get_by_role("alert")).to_contain_text("You are no longer signed in.")
    expect(page.locator("#session-stay")).to_be_hidden()
    assert violations(page) == []
    page.reload()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_another_tab_that_is_used_keeps_this_one_quiet(page: Page, gateway: Gateway) -> None:
    page.clock.install()
    email, secret = gateway.enrolled()
    page.goto(f"{gateway.url}/staff")
    sign_in(page, gateway, email, secret)
    gateway.clock.ahead += timedelta(minutes=20)
    other = page.context.new_page()
    other.goto(f"{gateway.url}/staff/account")
    gateway.clock.ahead += timedelta(minutes=9)
    page.clock.run_for(29 * 60 * 1000)
    page.wait_for_timeout(300)
    expect(page.locator("#session-end")).to_be_hidden()


@pytest.mark.parametrize("path", ["sign-in", "enrol", "account"])
def test_pages_at_320_pixels_and_double_text_need_no_sideways_scrolling(
    new_page: Callable[..., Page], gateway: Gateway, path: str
) -> None:
    page = new_page(viewport={"width": 320, "height": 640})
    email, secret = gateway.enrolled()
    page.goto(f"{gateway.url}/staff")
    if path == "account":
        sign_in(page, gateway, email, secret)
    page.goto(gateway.invite()[1] if path == "enrol" else f"{gateway.url}/staff/{path}")
    page.evaluate("document.documentElement.style.fontSize = '225%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_controls_are_at_least_44_pixels_high(page: Page, gateway: Gateway) -> None:
    email, secret = gateway.enrolled()
    page.goto(f"{gateway.url}/staff")
    controls = "button:visible, input:visible, .bar a"
    for wanted in ("sign-in", "account"):
        heights = page.locator(controls).evaluate_all("all => all.map(e => e.getBoundingClientRect().height)")
        assert [height for height in heights if height < 44] == []
        if wanted == "sign-in":
            sign_in(page, gateway, email, secret)
            page.goto(f"{gateway.url}/staff/account")
