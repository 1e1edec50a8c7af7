"""Each state of the widget, and the pages around it, under axe: light, dark and in forced colours.

Run it with ``-v``: each line is one state in one scheme.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from played_school import MARK, QUOTE, REFERENCE, Refused, School, attach, opened, say
from playwright.sync_api import Browser, Page, expect
from staff_gateway import Gateway, needs_chromium, violations

pytestmark = needs_chromium

SCHEMES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced colours": {"color_scheme": "light", "forced_colors": "active"},
}
PAGES = ("accessibility", "children-online", "privacy", "policy")
CHOICES = [{"title": "Yes", "token": "y"}, {"title": "No", "token": "n"}]


def closed(page: Page, site: str) -> None:
    page.goto(site)
    expect(page.get_by_role("button", name="Ask the school")).to_be_visible()


def connecting(page: Page, site: str) -> None:
    page.route("**/api/chat/school", lambda route: None)
    page.goto(site)
    page.get_by_role("button", name="Ask the school").click()
    expect(page.get_by_text("Connecting to the school…")).to_be_visible()


def load_failure(page: Page, site: str) -> None:
    refused = {"status": 404, "json": {}, "headers": {"Access-Control-Allow-Origin": "*"}}
    page.route("**/api/chat/school", lambda route: route.fulfill(**refused))
    page.goto(site)
    page.get_by_role("button", name="Ask the school").click()
    expect(page.get_by_role("button", name="Retry")).to_be_visible()


def just_opened(page: Page, site: str) -> None:
    School(page)
    opened(page, site)


def card(page: Page, site: str) -> None:
    just_opened(page, site)
    page.locator("summary").click()
    expect(page.get_by_text("How your words are kept")).to_be_visible()


def answered(page: Page, site: str, *answers: dict[str, Any] | Refused | None) -> None:
    School(page, *answers)
    opened(page, site)
    say(page, "Mrs Smith is an idiot")


def form_question(page: Page, site: str) -> None:
    answered(page, site, {"text": "Please tell me what happened."})
    expect(page.get_by_text("Please tell me what happened.", exact=True)).to_be_visible()
    page.get_by_label("Your message").fill("The gate by the bins")


def nothing_typed(page: Page, site: str) -> None:
    just_opened(page, site)
    page.get_by_label("Your message").press("Enter")
    expect(page.locator("#warning")).to_have_text("Please type a message first.")


def too_long(page: Page, site: str) -> None:
    just_opened(page, site)
    page.get_by_label("Your message").fill("x" * 5001)
    expect(page.locator("#warning")).to_contain_text("Too long to send")


def buttons(page: Page, site: str) -> None:
    answered(page, site, {"text": "Shall I?", "buttons": CHOICES}, {"text": "And now?", "buttons": CHOICES})
    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_role("button", name="No")).to_have_count(2)


def typing(page: Page, site: str) -> None:
    answered(page, site, None)
    expect(page.locator("#typing")).to_have_text("Assistant is typing…")


def back_off(page: Page, site: str) -> None:
    answered(page, site, Refused(503, retry_after=60))
    expect(page.locator(".state")).to_contain_text("Trying again in 60 seconds.")


def offline(page: Page, site: str) -> None:
    just_opened(page, site)
    page.route("**/api/chat/messages", lambda route: route.abort())
    page.context.set_offline(True)
    say(page, "first")
    expect(page.locator(".state")).to_contain_text("Your device is offline.")


def retry(page: Page, site: str) -> None:
    answered(page, site, Refused(503, retry_after=90))
    expect(page.get_by_role("button", name="Retry")).to_be_visible()


def refused(page: Page, site: str) -> None:
    answered(page, site, Refused(400))
    expect(page.locator(".note")).to_contain_text("could not be sent")


def ended(page: Page, site: str) -> None:
    answered(page, site, Refused(401))
    expect(page.get_by_role("button", name="Start a new chat")).to_be_visible()


def files(page: Page, site: str) -> None:
    """One that is ready, and one that is on its way."""
    school = School(page)
    opened(page, site)
    attach(page, "first.png")
    expect(page.locator(".files li")).to_contain_text("is ready")
    school.holds_files = True
    attach(page, "second.png")
    expect(page.get_by_role("progressbar", name="second.png")).to_be_visible()


def receipt(page: Page, site: str) -> None:
    answered(page, site, {"text": "Done.", "reference": REFERENCE})
    expect(page.locator(".reference-number")).to_have_text(REFERENCE)


def marks(page: Page, site: str) -> None:
    answered(page, site, {"text": "Look.", "marks": [MARK], "quotes": [QUOTE]})
    page.get_by_role("button", name="[Negative or offensive, example 4]").click()
    expect(page.locator(".reason")).to_be_visible()


def asked_to_clear(page: Page, site: str) -> None:
    just_opened(page, site)
    page.get_by_role("button", name="Clear this chat").click()
    expect(page.get_by_role("button", name="No, keep it")).to_be_visible()


STATES: dict[str, Callable[[Page, str], None]] = {
    "closed": closed,
    "connecting": connecting,
    "load failure": load_failure,
    "open": just_opened,
    "privacy card": card,
    "form question": form_question,
    "nothing typed": nothing_typed,
    "too long": too_long,
    "buttons": buttons,
    "typing": typing,
    "back-off": back_off,
    "offline": offline,
    "retry": retry,
    "refused": refused,
    "ended": ended,
    "files": files,
    "receipt": receipt,
    "marks": marks,
    "asked to clear": asked_to_clear,
}


@pytest.fixture(scope="module")
def shown(request: pytest.FixtureRequest, browser: Browser, school_site: str) -> Iterator[Page]:
    """The widget in one state, scrolled to its top: what the bar covers half on the way is no small target."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    STATES[request.param](page, school_site)
    page.locator(".panel").evaluate_all("panels => panels.forEach((panel) => panel.scrollTo(0, 0))")
    yield page
    context.close()


@pytest.fixture(scope="module")
def read(request: pytest.FixtureRequest, browser: Browser, gateway: Gateway) -> Iterator[Page]:
    """A page to read."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{gateway.url}/{request.param}")
    yield page
    context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("shown", STATES, indirect=True)
def test_axe_finds_nothing_in_the_widget(shown: Page, scheme: str) -> None:
    shown.emulate_media(**SCHEMES[scheme])
    assert violations(shown) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("read", PAGES, indirect=True)
def test_axe_finds_nothing_on_the_page(read: Page, scheme: str) -> None:
    read.emulate_media(**SCHEMES[scheme])
    assert violations(read) == []
