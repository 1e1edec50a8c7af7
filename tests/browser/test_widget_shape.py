"""What the widget looks like where it is hard: narrow, large text, right to left, forced colours; and its idle end."""

from collections.abc import Callable

import pytest
from played_school import ATTACK, MARK, QUOTE, REFERENCE, Refused, School, attach, opened, say
from playwright.sync_api import Page, Route, expect
from staff_gateway import Gateway, needs_chromium, violations

from assistant.web.widget.release import present_release

pytestmark = needs_chromium

ROOT = "document.querySelector('school-assistant').shadowRoot"
ALL_PARTS = {
    "text": "Look. " + "Ring 01788 811332. " * 3,
    "marks": [MARK],
    "quotes": [{**QUOTE, "text": "inappropriatecommentsaboutanypupilorparent " * 3}],
    "reference": REFERENCE,
    "buttons": [{"title": "Tell the school about someone else’s post", "token": "t"}],
}
DRAFT = "Mrs Smith is an idiot"
RIGHT_TO_LEFT = "שלום, יש לי שאלה"
LOST = f"""() => [...{ROOT}.querySelectorAll("*")].filter((element) => {{
  const style = getComputedStyle(element);
  const clips = style.overflowX !== "visible" && element.scrollWidth > element.clientWidth;
  const outside = element.getBoundingClientRect().right > innerWidth + 1;
  return element.checkVisibility() && !element.closest(".visually-hidden, .file") && (clips || outside);
}}).map((element) => element.outerHTML.slice(0, 100))"""
SMALL = f"""() => [...{ROOT}.querySelectorAll("a, button, textarea, summary, .file-label")].filter((element) => {{
  const {{ width, height }} = element.getBoundingClientRect();
  return element.checkVisibility() && !element.closest(".words") && Math.min(width, height) < 24;
}}).map((element) => element.outerHTML.slice(0, 100))"""
ROUND = [
    *("Send", "#file", "Speak to a person", "Clear this chat"),
    *("In danger now? Call 999", "Leave quickly", "×", "Privacy, phone numbers and more", "Check a post", "#text"),
]
"""What Tab meets after the box, by its text or its id."""
DIRECTIONS = f"""() => ["textarea", ".own .words", ".draft"].map(
  (part) => getComputedStyle({ROOT}.querySelector(part)).direction
)"""


def with_all_parts(page: Page, site: str) -> None:
    """A chat that shows everything there is: marks with a reason, quotes, receipt, choices, a question, the card."""
    School(page, ALL_PARTS)
    opened(page, site)
    say(page, DRAFT)
    page.get_by_role("button", name="[Negative or offensive, example 4]").click()
    expect(page.locator(".reason")).to_be_visible()
    page.locator("summary").click()
    page.get_by_role("button", name="Clear this chat").click()
    expect(page.get_by_role("button", name="No, keep it")).to_be_visible()


@pytest.mark.parametrize(("width", "font"), [(320, "16px"), (320, "32px"), (390, "32px"), (1280, "32px")])
def test_nothing_is_lost_on_a_narrow_screen_or_with_double_text(
    new_page: Callable[..., Page], school_site: str, width: int, font: str
) -> None:
    page = new_page(viewport={"width": width, "height": 640})
    with_all_parts(page, school_site)
    page.evaluate(f"{ROOT}.querySelector('.frame').style.setProperty('font-size', '{font}')")
    page.evaluate(f"{ROOT}.querySelector('.panel').style.setProperty('font-size', '{font}')")
    assert page.evaluate(f"getComputedStyle({ROOT}.querySelector('.message .words')).fontSize") == font
    assert page.evaluate(LOST) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_everything_that_is_pressed_is_at_least_24_pixels_wide_and_high(
    new_page: Callable[..., Page], school_site: str, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 640})
    page.goto(school_site)
    expect(page.get_by_role("button", name="Ask the school")).to_be_visible()
    assert page.evaluate(SMALL) == []
    with_all_parts(page, school_site)
    assert page.evaluate(SMALL) == []


def test_text_from_right_to_left_is_shown_so_where_it_is_written_sent_and_marked(page: Page, school_site: str) -> None:
    School(page, {"text": "Look.", "marks": [MARK], "quotes": [QUOTE]})
    opened(page, school_site)
    say(page, RIGHT_TO_LEFT)
    expect(page.locator(".draft")).to_be_visible()
    page.get_by_label("Your message").fill(RIGHT_TO_LEFT)
    assert page.evaluate(DIRECTIONS) == ["rtl", "rtl", "rtl"]
    page.get_by_label("Your message").fill(DRAFT)
    assert page.evaluate(DIRECTIONS) == ["ltr", "rtl", "rtl"]


def test_marks_are_underlined_and_named_when_colours_are_forced(
    new_page: Callable[..., Page], school_site: str
) -> None:
    page = new_page(forced_colors="active")
    with_all_parts(page, school_site)
    marked = f"getComputedStyle({ROOT}.querySelector('.marked-words')).textDecorationLine"
    assert page.evaluate(marked) == "underline"
    expect(page.locator(".mark-label")).to_have_text("[Negative or offensive, example 4]")
    assert violations(page) == []


def test_the_panel_rises_only_where_motion_is_welcome(page: Page, school_site: str) -> None:
    School(page)
    opened(page, school_site)
    moves = f"getComputedStyle({ROOT}.querySelector('.panel')).animationName"
    assert page.evaluate(moves) == "none"
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moves) == "rise"


def focused(page: Page) -> str:
    """Return the text or the id of what has the focus in the widget."""
    return str(page.evaluate(f"(({{ textContent, id }}) => textContent || `#${{id}}`)({ROOT}.activeElement ?? {{}})"))


def test_tab_goes_round_where_the_panel_covers_the_page(new_page: Callable[..., Page], school_site: str) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    School(page)
    opened(page, school_site)
    expect(page.get_by_role("dialog")).to_have_attribute("aria-modal", "true")
    stops = []
    for _ in range(len(ROUND) + 1):
        page.keyboard.press("Tab")
        stops.append(focused(page))
    assert stops == [*ROUND, ROUND[0]]
    for _ in ROUND:
        page.keyboard.press("Shift+Tab")
    assert focused(page) == ROUND[0]
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_role("dialog")).to_have_attribute("aria-modal", "false")


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_the_chat_page_holds_no_key_back(new_page: Callable[..., Page], gateway: Gateway, key: str) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    School(page)
    page.goto(gateway.url)
    expect(page.get_by_text("Hello.", exact=True)).to_be_visible()
    page.evaluate("addEventListener('keydown', (event) => (window.held = event.defaultPrevented))")
    end = page.get_by_role("button", name="Clear this chat") if key == "Tab" else page.get_by_role("link", name="999")
    end.press(key)
    assert page.evaluate("window.held") is False


def test_opening_costs_two_requests_more(page: Page, school_site: str, gateway: Gateway) -> None:
    School(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    opened(page, school_site)
    assert [one for one in asked if school_site not in one] == [
        f"GET {gateway.url}/{present_release().name}",
        f"GET {gateway.url}/api/chat/school",
        f"POST {gateway.url}/api/chat/sessions",
    ]


def test_names_of_the_school_and_of_files_and_refusals_are_never_read_as_markup(page: Page, school_site: str) -> None:
    School(page, Refused(422, ATTACK, messages=({"text": ATTACK},)))

    def of_an_attacker(route: Route) -> None:
        known = route.fetch()
        evil = known.json() | {
            "school": ATTACK,
            "office_hours": ATTACK,
            "card": [{"title": ATTACK, "lines": [ATTACK]}],
            "links": [{"title": ATTACK, "url": "/policy"}],
            "numbers": [{"name": ATTACK, "phone": ATTACK}],
        }
        route.fulfill(response=known, json=evil)

    page.route("**/api/chat/school", of_an_attacker)
    refused = {"status": 415, "json": {"error": {"message": ATTACK}}, "headers": {"Access-Control-Allow-Origin": "*"}}
    page.route("**/api/chat/attachments", lambda route: route.fulfill(**refused), times=1)
    opened(page, school_site)
    attach(page, f"{ATTACK}.png")
    expect(page.locator("#warning")).to_have_text(ATTACK)
    attach(page, f"{ATTACK}.png")
    expect(page.locator(".files li")).to_contain_text(f"{ATTACK}.pngis ready")
    say(page, "look")
    expect(page.locator(".sent-files")).to_have_text(f"With: {ATTACK}.png")
    expect(page.locator(".note p")).to_contain_text(f"{ATTACK} Your words are back")
    expect(page.locator(".message.assistant .words").last).to_have_text(ATTACK)
    expect(page.locator("#title")).to_have_text(f"{ATTACK} assistant")
    assert page.locator("school-assistant img, school-assistant script").count() == 0
    assert page.title() == "School"


def test_a_quiet_chat_is_told_before_it_ends_and_begins_anew_with_what_was_typed(page: Page, school_site: str) -> None:
    School(page)
    page.clock.install()
    opened(page, school_site)
    say(page, "first")
    expect(page.get_by_text("Answer 1.", exact=True)).to_be_visible()
    page.get_by_label("Your message").fill("half a thought")
    notes = page.locator(".note p")
    page.clock.run_for(24 * 60_000)
    expect(notes).to_have_count(0)
    page.clock.run_for(2 * 60_000)
    expect(notes).to_have_text(
        ["This chat ends in a few minutes if nothing is sent. What you have typed stays in the box below."]
    )
    page.clock.run_for(5 * 60_000)
    expect(notes.last).to_contain_text("This chat has ended")
    expect(notes).to_have_count(2)
    page.get_by_role("button", name="Start a new chat").click()
    expect(page.get_by_text("Hello.", exact=True)).to_have_count(2)
    expect(page.get_by_label("Your message")).to_have_value("half a thought")
    page.get_by_label("Your message").press("Enter")
    expect(page.get_by_text("Answer 2.", exact=True)).to_be_visible()
    page.clock.run_for(20 * 60_000)
    expect(notes).to_have_count(2)
