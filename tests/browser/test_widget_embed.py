"""The widget on a page of another site: hostile style sheets, a strict policy, and a school that is played.

Its own file and its pages are the gateway's; what the chat answers is played by the browser's interception.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from played_school import ATTACK, MARK, QUOTE, REFERENCE, Refused, School, opened, say
from playwright.sync_api import Page, expect
from staff_gateway import Gateway, needs_chromium, violations

from assistant.web.widget.release import present_release

pytestmark = needs_chromium

BROKEN = Refused(502, retry_after=30)


def test_a_closed_widget_costs_one_request_and_says_nothing_wrong(
    page: Page, school_site: str, gateway: Gateway
) -> None:
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(school_site)
    expect(page.get_by_role("button", name="Ask the school")).to_be_visible()
    expect(page.locator("#school-assistant-fallback")).to_have_count(0)
    assert [url for url in asked if not url.startswith(school_site)] == [f"{gateway.url}/{present_release().name}"]
    assert [text for text in wrong if "favicon" not in text] == []
    assert violations(page) == []


def test_it_opens_above_a_hostile_page_and_escape_gives_the_focus_back(page: Page, school_site: str) -> None:
    School(page)
    opened(page, school_site)
    expect(page.get_by_label("Your message")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Ask the school")).to_be_focused()
    expect(page.get_by_label("Your message")).to_be_hidden()


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_axe_finds_nothing_on_marks_receipt_and_card(
    new_page: Callable[..., Page], school_site: str, options: dict[str, Any]
) -> None:
    page = new_page(**options)
    School(page, {"text": "Look.", "marks": [MARK], "quotes": [QUOTE], "reference": REFERENCE})
    opened(page, school_site)
    say(page, "Mrs Smith is an idiot")
    page.get_by_role("button", name="[Negative or offensive, example 4]").click()
    expect(page.locator(".reason")).to_contain_text("negative or offensive comments")
    page.locator("summary").click()
    assert violations(page) == []


def test_a_change_of_page_goes_on_and_sends_what_was_on_its_way_once_more_under_its_id(
    page: Page, school_site: str
) -> None:
    school = School(page, {"text": "One."}, None)
    opened(page, school_site)
    say(page, "first")
    expect(page.get_by_text("One.", exact=True)).to_be_visible()
    say(page, "second")
    expect(page.locator(".message.own")).to_have_count(2)
    page.goto(f"{school_site}/two")
    expect(page.locator(".message .words")).to_have_text(["Hello.", "first", "One.", "second", "Answer 3."])
    assert school.sent[1] == school.sent[2]


def clear(page: Page) -> None:
    page.get_by_role("button", name="Clear this chat").click()
    page.get_by_role("button", name="Yes, clear it").click()
    expect(page.locator(".note")).to_have_text("The chat has been cleared, here and on the school’s system.")


def meet_its_end(page: Page) -> None:
    say(page, "too late")
    page.get_by_role("button", name="Start a new chat").click()
    expect(page.get_by_text("Hello.", exact=True)).to_have_count(2)
    page.get_by_label("Your message").fill("")


@pytest.mark.parametrize("begin", [None, clear, meet_its_end], ids=["at first", "after clearing", "after its end"])
def test_a_duplicated_tab_begins_a_chat_of_its_own(
    page: Page, school_site: str, begin: Callable[[Page], None] | None
) -> None:
    School(page, *([Refused(401)] if begin is meet_its_end else []))
    opened(page, school_site)
    if begin:
        begin(page)
    say(page, "first")
    expect(page.get_by_text(re.compile(r"^Answer \d\.$"))).to_be_visible()
    with page.expect_popup() as popup:
        page.evaluate("window.open(location.href)")
    School(popup.value)
    expect(popup.value.locator(".note", has_text="This is a new chat.")).to_be_visible()
    expect(popup.value.locator(".message.own")).to_have_count(0)


def test_what_is_shown_is_never_read_as_markup(page: Page, school_site: str) -> None:
    quote = {"clause": ATTACK, "section": ATTACK, "text": ATTACK}
    mark = {**MARK, "category": ATTACK, "clause": ATTACK}
    buttons = [{"title": ATTACK, "token": "t"}]
    School(page, {"text": ATTACK, "quotes": [quote], "marks": [mark], "buttons": buttons, "reference": ATTACK})
    opened(page, school_site)
    say(page, ATTACK)
    expect(page.locator(".reference-number")).to_have_text(ATTACK)
    page.get_by_role("button", name=f"[{ATTACK}, policy]").click()
    expect(page.locator(".reason blockquote")).to_have_text(ATTACK)
    expect(page.locator(".reason a")).to_have_attribute("href", re.compile(r"/policy#clause-%3Cimg%20src%3Dx"))
    assert page.locator("school-assistant img, school-assistant script").count() == 0
    assert page.title() == "School"


def test_a_receipt_is_never_stored(page: Page, school_site: str) -> None:
    School(page, {"text": "Done.", "reference": REFERENCE})
    opened(page, school_site)
    say(page, "Send it")
    expect(page.locator(".reference-number")).to_have_text(REFERENCE)
    stored = page.evaluate("JSON.stringify(sessionStorage)")
    assert ("Done." in stored, REFERENCE in stored) == (True, False)


@pytest.mark.parametrize(
    ("refused", "order", "answers"),
    [
        ([BROKEN], ["first", "first", "second"], ["Answer 2.", "Answer 3."]),
        ([BROKEN, Refused(502, retry_after=90)], ["first", "first", "second"], ["Answer 3."]),
    ],
    ids=["answered", "given up"],
)
def test_a_message_keeps_its_turn_until_it_is(
    page: Page, school_site: str, refused: list[Refused], order: list[str], answers: list[str]
) -> None:
    school = School(page, *refused)
    page.clock.install()
    opened(page, school_site)
    say(page, "first")
    expect(page.locator(".state").first).to_contain_text("Trying again in 30 seconds.")
    say(page, "second")
    page.clock.run_for(20_000)
    assert [message["text"] for message in school.sent] == ["first"]
    page.clock.run_for(10_000)
    expect(page.locator(".message .words")).to_have_text(["Hello.", "first", "second", *answers])
    assert [message["text"] for message in school.sent] == order


def test_a_message_that_tells_of_danger_is_heard_while_the_school_lets_another_wait(
    page: Page, school_site: str
) -> None:
    urgent = {"text": "If someone is in danger now, call 999."}
    school = School(page, Refused(503, retry_after=60), Refused(503, messages=(urgent,), retry_after=60))
    opened(page, school_site)
    say(page, "first")
    expect(page.locator(".state").first).to_contain_text("Trying again in 60 seconds.")
    say(page, "he has a knife")
    expect(page.locator(".message .words")).to_have_text(["Hello.", "first", "he has a knife", urgent["text"]])
    assert [message["text"] for message in school.sent] == ["first", "he has a knife"]


@pytest.mark.parametrize("way", ["link", "escape"])
def test_one_can_leave_while_the_school_has_not_answered_yet(page: Page, school_site: str, way: str) -> None:
    School(page)
    opened(page, school_site)
    page.route("https://www.bbc.co.uk/weather", lambda route: route.fulfill(body="Sunny"))
    page.route("**/api/chat/school", lambda route: None)
    page.goto(f"{school_site}/two")
    expect(page.get_by_text("Connecting to the school…")).to_be_visible()
    with page.expect_request(lambda request: request.method == "DELETE") as deletion:
        if way == "link":
            page.get_by_role("link", name="Leave quickly").click()
        else:
            for _ in range(3):
                page.keyboard.press("Escape")
    assert deletion.value.headers["authorization"] == "Bearer s"
    page.wait_for_url("https://www.bbc.co.uk/weather")
    page.goto(f"{school_site}/two")
    assert page.evaluate("sessionStorage.length") == 0


def test_leaving_quickly_leaves_nothing_behind(page: Page, school_site: str) -> None:
    School(page)
    page.route("https://www.bbc.co.uk/weather", lambda route: route.fulfill(body="Sunny"))
    opened(page, school_site)
    say(page, "first")
    expect(page.get_by_text("Answer 1.", exact=True)).to_be_visible()
    page.get_by_role("link", name="Leave quickly").click()
    page.wait_for_url("https://www.bbc.co.uk/weather")
    page.goto(f"{school_site}/two")
    left = "async () => [sessionStorage.length, localStorage.length, (await caches.keys()).length, history.state]"
    assert page.evaluate(left) == [0, 0, 0, None]
