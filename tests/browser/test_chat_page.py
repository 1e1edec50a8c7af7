"""The chat page in a real browser. ``site`` is the address of the running assistant.

Journeys run against the assistant itself. What it answers only on bad days (no network, busy, an ended session)
or with an exact shape (marks, a reference) is played by the browser's own request interception.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from staff_gateway import needs_chromium, violations

SHADOW = "document.querySelector('school-assistant')?.shadowRoot"
ANSWER_MS = 30_000
ELSEWHERE = "https://www.bbc.co.uk/weather"
QUESTION = "What is the first step the school takes about a post?"
FIRST_STEP = "as a first step, the school will usually discuss the matter with the parent"
DRAFT = "Mrs Smith is a useless idiot and a liar. She hits the children in her class and the school covers it up."

pytestmark = needs_chromium


@pytest.fixture
def page(new_page: Callable[..., Page], site: str) -> Page:
    return open_chat(new_page(), site)


def open_chat(page: Page, site: str) -> Page:
    page.goto(site)
    expect(assistant(page).first).to_be_visible(timeout=ANSWER_MS)
    return page


def assistant(page: Page) -> Locator:
    return page.locator(".message.assistant")


def box(page: Page) -> Locator:
    return page.get_by_label("Your message")


def ask(page: Page, text: str) -> None:
    """Send a text and wait for what the assistant says to it."""
    before = assistant(page).count()
    box(page).fill(text)
    page.get_by_role("button", name="Send").click()
    expect(assistant(page).nth(before)).to_be_visible(timeout=ANSWER_MS)


def play_answers(page: Page, *answers: dict[str, Any] | str) -> list[dict[str, Any]]:
    """Answer messages in the school's place, the last answer for ever; a text aborts. Returns what was sent."""
    sent: list[dict[str, Any]] = []

    def play(route: Route) -> None:
        sent.append(json.loads(route.request.post_data or "{}"))
        answer = answers[min(len(sent), len(answers)) - 1]
        if isinstance(answer, str):
            route.abort(answer)
        else:
            route.fulfill(**answer)

    page.route("**/api/chat/messages", play)
    return sent


def says(text: str, **parts: Any) -> dict[str, Any]:
    return {"json": {"messages": [{"text": text, **parts}]}}


def refuses(status: int, *messages: str, **headers: str) -> dict[str, Any]:
    body = {"error": {"code": "refused", "message": "no"}, "messages": [{"text": text} for text in messages]}
    return {"status": status, "json": body, "headers": headers}


# --- the page itself


def test_page_loads_without_console_error_or_third_party_request(new_page: Callable[..., Page], site: str) -> None:
    page = new_page()
    errors: list[str] = []
    addresses: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: addresses.append(request.url))
    open_chat(page, site)
    ask(page, QUESTION)
    assert errors == []
    assert [address for address in addresses if not address.startswith(site)] == []


def test_page_says_what_it_is_and_where_help_is(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "en-GB")
    expect(page.get_by_text("automated assistant, not a person")).to_be_visible()
    expect(page.get_by_role("link", name="In danger now? Call 999")).to_have_attribute("href", "tel:999")
    expect(page.locator("#person")).to_be_visible()


def test_page_without_javascript_tells_how_to_reach_the_school(new_page: Callable[..., Page], site: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(site)
    # Playwright switches scripts off so late that Chromium still hides <noscript>; its words are read from the source.
    noscript = page.request.get(site).text().split("<noscript>")[1].split("</noscript>")[0]
    assert "You do not need the chat to reach the school." in noscript
    expect(page.get_by_text("To raise a concern, or to make a formal complaint, ring the school")).to_be_visible()
    expect(page.get_by_role("link", name="school’s complaints form")).to_be_visible()
    expect(page.get_by_text("If the chat does not appear here")).to_be_visible()
    expect(page.locator("school-assistant")).to_have_count(0)


@pytest.mark.parametrize("path", ["/", "/policy"])
def test_page_at_320_pixels_and_double_text_needs_no_sideways_scrolling(
    new_page: Callable[..., Page], site: str, path: str
) -> None:
    page = new_page(viewport={"width": 320, "height": 640})
    page.goto(site + path)
    page.evaluate("document.documentElement.style.fontSize = '225%'")
    page.evaluate(f"{SHADOW}?.querySelector('.frame').style.setProperty('font-size', '36px')")
    widest = page.evaluate(f"{SHADOW}?.querySelector('.panel').scrollWidth ?? 0")
    assert max(widest, page.evaluate("document.documentElement.scrollWidth")) <= 320


def test_controls_are_at_least_44_pixels_high(page: Page) -> None:
    heights = page.locator("button:visible, .bar a").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert [height for height in heights if height < 44] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_at_the_start_or_after_a_conversation(
    new_page: Callable[..., Page], site: str, width: int, scheme: str
) -> None:
    page = open_chat(new_page(viewport={"width": width, "height": 800}, color_scheme=scheme), site)
    assert violations(page) == []
    ask(page, QUESTION)
    marks = [{"start": 0, "end": 9, "category": "offensive", "clause": "inappropriate.offensive"}]
    play_answers(
        page,
        says("Here.", marks=marks, reference="1234 5678 9012 3456", buttons=[{"title": "Yes", "token": "t"}]),
    )
    ask(page, DRAFT)
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_policy_page(new_page: Callable[..., Page], site: str, scheme: str) -> None:
    page = new_page(color_scheme=scheme)
    page.goto(f"{site}/policy#clause-procedure.police")
    assert violations(page) == []


def test_policy_page_shows_the_whole_document(page: Page, site: str) -> None:
    page.goto(f"{site}/policy")
    assert page.locator("[id^='clause-']").count() == 29
    expect(page.locator("li[id='clause-procedure.police']")).to_contain_text("Contact the Police")
    expect(page.locator("[id='clause-objectives'] li")).to_have_count(6)
    expect(page.locator("[id='clause-document.details'] dt")).to_have_text(
        ["Date", "Review Date", "Coordinator", "Nominated Governor"]
    )


# --- talking


def test_question_is_answered_with_the_policys_own_words(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator("blockquote", has_text=FIRST_STEP)).to_be_visible()
    link = page.locator("figure.quotes", has_text=FIRST_STEP).get_by_role("link")
    expect(link).to_have_attribute("href", re.compile(r"/policy#clause-procedure\.first_step$"))


def test_whole_journey_by_keyboard_alone(page: Page) -> None:
    tab_to(page, "textarea")
    page.keyboard.type("What is the first step")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("the school takes about a post?")
    expect(box(page)).to_have_value("What is the first step\nthe school takes about a post?")
    page.keyboard.press("Enter")
    expect(page.locator("blockquote", has_text=FIRST_STEP)).to_be_visible(timeout=ANSWER_MS)
    expect(box(page)).to_be_focused()


def tab_to(page: Page, selector: str) -> None:
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.shadowRoot?.activeElement?.matches(selector)", selector):
            return
    pytest.fail(f"{selector} is not reached by Tab")


def test_enter_makes_a_new_line_on_a_touch_screen(new_page: Callable[..., Page], site: str) -> None:
    page = open_chat(new_page(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740}), site)
    box(page).fill("one")
    box(page).press("Enter")
    expect(box(page)).to_have_value("one\n")


def test_button_is_used_once_and_then_its_whole_set_is_disabled(page: Page) -> None:
    sent = play_answers(
        page,
        says("Shall I?", buttons=[{"title": "Yes", "token": "y"}, {"title": "No", "token": "n"}]),
        says("Done."),
    )
    ask(page, "Please help")
    page.get_by_role("button", name="Yes").click()
    expect(assistant(page).last).to_contain_text("Done.")
    assert sent[1]["button"] == "y"
    expect(page.get_by_role("button", name="Yes")).to_be_disabled()
    expect(page.get_by_role("button", name="No", exact=True)).to_be_disabled()


def test_a_button_of_the_greeting_is_answered(page: Page) -> None:
    choices = page.locator(".choices button")
    expect(choices.first).to_be_visible()
    before = assistant(page).count()
    choices.first.click()
    expect(assistant(page).nth(before)).to_be_visible(timeout=ANSWER_MS)
    expect(choices.first).to_be_disabled()


def test_speak_to_a_person_is_sent_as_words_and_keeps_the_draft(page: Page) -> None:
    box(page).fill("half a thought")
    before = assistant(page).count()
    page.locator("#person").click()
    expect(page.locator(".message.own").last).to_contain_text("I want to speak to a person")
    expect(assistant(page).nth(before)).to_be_visible(timeout=ANSWER_MS)
    expect(box(page)).to_have_value("half a thought")


def test_draft_is_shown_again_with_its_words_marked(page: Page) -> None:
    ask(page, "Can you check a post for me before I put it on Facebook?")
    ask(page, DRAFT)
    expect(page.locator("mark").first).to_be_visible(timeout=ANSWER_MS)
    marked = page.locator("mark .marked-words").all_inner_texts()
    labels = page.locator("mark .mark-label").all_inner_texts()
    assert marked
    assert all(words in DRAFT for words in marked)
    assert len(labels) == len(marked)
    assert all(labels)


def test_marks_count_code_points_may_overlap_and_name_category_and_clause(page: Page) -> None:
    marks = [
        {"start": 2, "end": 10, "category": "offensive", "clause": "inappropriate.offensive"},
        {"start": 6, "end": 10, "category": "complaint", "clause": "inappropriate.complaints"},
    ]
    play_answers(page, says("Please wait.", marks=marks))
    ask(page, "😀 bad news here")
    assert page.locator("mark .marked-words").all_inner_texts() == ["bad ", "news"]
    assert page.locator("mark .mark-label").all_inner_texts() == [
        "[Negative or offensive, example 4]",
        "[Negative or offensive, example 4; Complaint, example 2]",
    ]


def test_reference_is_shown_large_with_a_copy_button(page: Page) -> None:
    play_answers(page, says("Thank you.", reference="1234 5678 9012 3456"))
    ask(page, "a concern")
    expect(page.locator(".reference")).to_contain_text("Write this down: it is shown once")
    expect(page.locator(".reference-number")).to_have_text("1234 5678 9012 3456")
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#announcer")).to_contain_text("Copied")


def test_each_answer_is_announced_once_and_the_transcript_is_silent(page: Page) -> None:
    play_answers(page, says("A quiet answer."))
    ask(page, "hello")
    expect(page.locator("#announcer").get_by_text("A quiet answer.")).to_have_count(1)
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "off")


def test_typed_markup_is_shown_as_text(page: Page) -> None:
    attack = "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>"
    ask(page, attack)
    expect(page.locator(".message.own .words")).to_have_text(attack)
    assert page.locator("#transcript img, #transcript script").count() == 0
    assert page.title() != "hacked"


def test_markup_of_an_answer_is_shown_as_text_and_only_safe_links_are_made(page: Page) -> None:
    text = "<b>Ring</b> 01788 811332 or 999, see https://example.org/help. javascript:alert(1) 0123 4567 8901 2345"
    play_answers(page, says(text))
    ask(page, "hello")
    words = assistant(page).last.locator(".words")
    assert words.locator("b").count() == 0
    hrefs = words.locator("a").evaluate_all("all => all.map(link => link.getAttribute('href'))")
    assert hrefs == ["tel:01788811332", "tel:999", "https://example.org/help"]


# --- length


def test_5001_code_points_are_neither_sent_nor_cut(page: Page) -> None:
    sent = play_answers(page, says("Never."))
    text = "😀" * 5001
    box(page).fill(text)
    expect(page.get_by_text("5,001 of 5,000 characters")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#warning")).to_contain_text("too long to send")
    expect(box(page)).to_have_value(text)
    assert sent == []


def test_5000_code_points_are_sent_whole(page: Page) -> None:
    sent = play_answers(page, says("Thank you."))
    ask(page, "😀" * 5000)
    assert sent[0]["text"] == "😀" * 5000


def test_refusal_as_too_long_gives_the_words_back(page: Page) -> None:
    play_answers(page, refuses(413))
    box(page).fill("long words")
    box(page).press("Enter")
    expect(page.locator(".note")).to_contain_text("too long")
    expect(box(page)).to_have_value("long words")


# --- bad days


def test_lost_connection_is_retried_with_the_same_id(page: Page) -> None:
    sent = play_answers(page, "connectionfailed", says("Here I am."))
    box(page).fill("hello")
    box(page).press("Enter")
    expect(assistant(page).last).to_contain_text("Here I am.", timeout=ANSWER_MS)
    assert sent[0] == sent[1]
    expect(page.locator(".message.own")).to_have_count(1)


def test_after_the_last_try_a_retry_button_sends_the_same_id(new_page: Callable[..., Page], site: str) -> None:
    page = new_page()
    page.clock.install()
    open_chat(page, site)
    sent = play_answers(page, *["connectionfailed"] * 5, says("Here I am."))
    box(page).fill("hello")
    box(page).press("Enter")
    for seconds in (1, 2, 4, 8):
        expect(page.locator(".state")).to_contain_text(f"Trying again in {seconds} second")
        page.clock.run_for(seconds * 1000)
    page.get_by_role("button", name="Retry").click()
    expect(assistant(page).last).to_contain_text("Here I am.")
    assert len({message["id"] for message in sent}) == 1
    assert len(sent) == 6


@pytest.mark.parametrize("status", [429, 503])
def test_busy_school_is_explained_and_its_own_words_are_shown_once(page: Page, status: int) -> None:
    busy = refuses(status, "In danger now? Call 999.", **{"Retry-After": "2"})
    play_answers(page, busy, busy, says("Here I am."))
    box(page).fill("hello")
    box(page).press("Enter")
    expect(page.locator(".state")).to_contain_text("busy")
    expect(page.locator(".state")).to_contain_text("in 2 seconds")
    expect(assistant(page).last).to_contain_text("Here I am.", timeout=ANSWER_MS)
    expect(assistant(page).get_by_text("In danger now?")).to_have_count(1)


def test_long_wait_is_left_to_the_person_and_shows_the_schools_words(page: Page) -> None:
    play_answers(page, refuses(503, "Ring us on 01788 811332.", **{"Retry-After": "600"}))
    box(page).fill("hello")
    box(page).press("Enter")
    expect(page.get_by_role("button", name="Retry")).to_be_visible()
    expect(assistant(page).last).to_contain_text("Ring us")


def test_ended_chat_keeps_the_words_and_offers_a_new_one(page: Page) -> None:
    play_answers(page, refuses(401))
    box(page).fill("my long story")
    box(page).press("Enter")
    expect(page.locator(".note")).to_contain_text("chat has ended")
    expect(box(page)).to_have_value("my long story")
    before = assistant(page).count()
    page.get_by_role("button", name="Start a new chat").click()
    expect(assistant(page).nth(before)).to_be_visible(timeout=ANSWER_MS)
    expect(box(page)).to_have_value("my long story")


# --- leaving no trace


def test_reload_goes_on_where_the_page_was_left(page: Page) -> None:
    ask(page, QUESTION)
    shown = page.locator(".message .words").all_inner_texts()
    page.reload()
    expect(page.locator(".message .words")).to_have_text(shown)
    ask(page, QUESTION)
    assert page.evaluate("localStorage.length") == 0


def test_clear_deletes_the_chat_and_empties_the_page(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="Clear this chat").click()
    with page.expect_response(lambda response: response.request.method == "DELETE") as deletion:
        page.get_by_role("button", name="Yes, clear it").click()
    assert deletion.value.status == 204
    expect(page.get_by_text(QUESTION)).to_have_count(0)
    expect(assistant(page).first).to_be_visible(timeout=ANSWER_MS)


@pytest.mark.parametrize("way", ["button", "escape"])
def test_leave_quickly_deletes_the_chat_and_clears_storage(page: Page, site: str, way: str) -> None:
    page.route(f"{ELSEWHERE}*", lambda route: route.fulfill(body="Sunny"))
    with page.expect_request(lambda request: request.method == "DELETE"):
        if way == "button":
            page.get_by_role("link", name="Leave quickly").click()
        else:
            for _ in range(3):
                page.keyboard.press("Escape")
    page.wait_for_url(ELSEWHERE)
    page.goto(f"{site}/policy")
    assert page.evaluate("sessionStorage.length") == 0
