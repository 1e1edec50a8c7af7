"""What is spoken: each new thing once, in the order of its coming, and nothing of what was said before."""

from played_school import MARK, QUOTE, REFERENCE, School, opened, say
from playwright.sync_api import Page, expect
from screen_reader import ScreenReader
from staff_gateway import needs_chromium

from tests.conversations.steps import until

pytestmark = needs_chromium

LOOK = {
    "text": "Look.",
    "marks": [MARK],
    "quotes": [QUOTE],
    "reference": REFERENCE,
    "buttons": [{"title": "Yes", "token": "y"}, {"title": "No", "token": "n"}],
}
SPOKEN_LOOK = (
    "Assistant: Look.\n"
    "Your words are shown again with parts of them marked. Each mark has a button that says why.\n"
    f"The policy says, under Inappropriate use: {QUOTE['text']}\n"
    f"Write this down: it is shown once: {REFERENCE}\n"
    "Choices: Yes, No"
)


def test_each_answer_is_spoken_once_in_order_with_all_that_belongs_to_it(page: Page, school_site: str) -> None:
    School(page, {"text": "One."}, LOOK, {"text": "Done."})
    opened(page, school_site)
    reader = ScreenReader(page)
    say(page, "hello")
    expect(page.get_by_text("One.", exact=True)).to_be_visible()
    say(page, "Mrs Smith is an idiot")
    expect(page.get_by_text("Look.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.get_by_text("Done.", exact=True)).to_be_visible()
    spoken = [words for words in reader.heard() if words != "Assistant is typing…"]  # said where an answer takes long
    assert spoken == ["Assistant: One.", SPOKEN_LOOK, "Assistant: Done."]


def test_what_was_said_before_the_page_changed_is_not_spoken_again(page: Page, school_site: str) -> None:
    School(page)
    opened(page, school_site)
    say(page, "first")
    expect(page.get_by_text("Answer 1.", exact=True)).to_be_visible()
    page.goto(f"{school_site}/two")
    expect(page.get_by_text("Answer 1.", exact=True)).to_be_visible()
    assert page.locator("#announcer p").all_text_contents() == ["Your chat goes on here."]


def test_an_empty_message_is_told_each_time_it_is_sent(page: Page, school_site: str) -> None:
    School(page)
    opened(page, school_site)
    reader = ScreenReader(page)
    for times in (1, 2):
        page.get_by_label("Your message").press("Enter")
        until(lambda times=times: len(reader.heard()) == times, seconds=30, what="it is told")
    assert reader.heard() == ["Please type a message first."] * 2


def test_three_places_speak_and_the_transcript_is_none_of_them(page: Page, school_site: str) -> None:
    School(page)
    opened(page, school_site)
    assert ScreenReader(page).regions == 3
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "off")
