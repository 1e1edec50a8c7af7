"""The page that plays a phone, with the running assistant behind it: somebody texts, and reads what comes back."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect
from staff_gateway import needs_chromium, tab_to, type_into, violations

from assistant.core.sms_text import MORE, segments, septets
from tests.conversations.steps import CONTENT

pytestmark = needs_chromium

ANSWER_MS = 30_000
WORDS = CONTENT.service_words
KNIFE = "He has got a knife and he is outside the school"


@pytest.fixture
def phone(new_page: Callable[..., Page], site: str) -> Iterator[Page]:
    page = open_phone(new_page(), site)
    yield page
    wipe(page)


def open_phone(page: Page, site: str, which: str = "0") -> Page:
    page.goto(f"{site}/phone")
    page.get_by_label("You text from").select_option(which)
    wipe(page)
    return page


def wipe(page: Page) -> None:
    with page.expect_response(lambda answer: answer.request.method == "DELETE") as wiped:
        page.get_by_role("button", name="Wipe this phone").click()
    assert wiped.value.status == 204
    expect(texts(page)).to_have_count(0)


def texts(page: Page) -> Locator:
    return page.locator("#texts > li")


def send(page: Page, text: str) -> Locator:
    """Send a text by keyboard alone; return the one that comes back."""
    before = texts(page).count()
    type_into(page, "#text", text)
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.keyboard.press("Enter")
    assert sent.value.status == 204
    expect(texts(page)).to_have_count(before + 2, timeout=ANSWER_MS)
    return texts(page).nth(before + 1)


def said(text: Locator) -> str:
    """Return a text's words as a person who sees the page reads them."""
    expect(text).to_have_class("theirs")
    return text.locator(".said").inner_text().removeprefix("The school:\n")


def test_a_text_is_answered_with_its_characters_and_parts_and_a_number_chooses(phone: Page) -> None:
    for word in ("STOP", "START"):
        send(phone, word)
    first = send(phone, "hi")
    words = said(first)
    assert words.startswith(f"{WORDS.first}\n")
    assert words.endswith(MORE)
    size = first.locator(".size").inner_text().partition(", ")[2]
    assert size == f"{septets(words)} characters, {segments(words)} parts"
    numbered = said(send(phone, "9"))
    menu = [CONTENT.titles.titles[goal] for goal in CONTENT.titles.menu]
    assert numbered.split("\n")[-len(menu) :] == [f"{number} {title}" for number, title in enumerate(menu, 1)]
    chosen = said(send(phone, str(len(menu))))
    assert CONTENT.directory.contacts["office"].phone in chosen  # type: ignore[index]
    assert violations(phone) == []


def test_a_text_that_tells_of_danger_is_answered_with_999_before_anything_else(phone: Page) -> None:
    type_into(phone, "#text", KNIFE)
    phone.keyboard.press("Enter")
    expect(texts(phone)).to_have_count(3, timeout=ANSWER_MS)
    assert said(texts(phone).nth(1)) == CONTENT.support.adult.sms
    assert said(texts(phone).nth(2)).endswith(f"1 Pass it on\n2 Don't pass it on\n3 {WORDS.shared_option}")


def test_each_phone_shows_its_own_texts_and_announces_what_comes(phone: Page) -> None:
    assert said(send(phone, "STOP")) == WORDS.stop
    expect(phone.get_by_role("status")).to_have_text(f"The school: {WORDS.stop}")
    phone.get_by_label("You text from").select_option("1")
    expect(texts(phone)).to_have_count(0)
    phone.get_by_label("You text from").select_option("0")
    expect(texts(phone)).to_have_count(2)
    assert said(send(phone, "START")) == WORDS.start


@pytest.mark.parametrize(
    ("typed", "size"),
    [
        ("a" * 160, "160 characters, 1 part"),
        ("a" * 161, "161 characters, 2 parts"),
        ("€", "2 characters, 1 part"),
        ("’" * 71, "71 characters, 2 parts"),
    ],
)
def test_what_is_typed_is_counted_as_a_network_counts_it(phone: Page, typed: str, size: str) -> None:
    phone.get_by_label("Your text").fill(typed)
    expect(phone.locator("#count")).to_have_text(size)


def test_the_phone_is_usable_and_clean_on_a_narrow_screen(new_page: Callable[..., Page], site: str) -> None:
    page = open_phone(new_page(viewport={"width": 360, "height": 640}), site, "2")
    send(page, "what are the objectives of the policy")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    tab_to(page, "#compose button")
    for button in page.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 24
    wipe(page)
