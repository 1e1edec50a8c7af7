"""The staff pages in a real browser: by keyboard alone, on a phone and on a laptop, with and without scripts."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from fakes import FakePostReader
from playwright.sync_api import Page, expect
from staff_gateway import Gateway, needs_chromium, sign_in, tab_to, type_into, violations

from assistant.core.posts import Category, Finding, Reading
from assistant.core.procedure import Facts, Location
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.change_case import add_note
from assistant.services.open_case import open_case
from assistant.services.staff_accounts import colleagues

pytestmark = needs_chromium

POST = "Mrs Hill is useless"
OFFENSIVE = Facts(Location.SOCIAL_NETWORK, frozenset({Category.OFFENSIVE}))


@dataclass
class School:
    """A school with a deputy head, a case of hers and a record that has come for the headteacher."""

    gateway: Gateway
    deputy: StaffAccount
    reference: str

    @property
    def here(self) -> str:
        return f"{self.gateway.url}/staff/cases/{self.reference}"


@pytest.fixture(scope="module")
def people(gateway: Gateway) -> dict[StaffRole, tuple[str, str]]:
    """Who can sign in: the address and the secret of each."""
    gateway.parts.post_reader = FakePostReader({POST: Reading((Finding(Category.OFFENSIVE, 0.9, ()),))})
    roles = (StaffRole.HEADTEACHER, StaffRole.SENIOR_LEADER, StaffRole.GOVERNOR)
    return {role: gateway.enrolled(role, name="Ann Example") for role in roles}


@pytest.fixture
def school(gateway: Gateway, people: dict[StaffRole, tuple[str, str]]) -> School:
    email = people[StaffRole.SENIOR_LEADER][0]
    deputy = next(account for account in colleagues(gateway.door.store) if account.email == email)
    opened = open_case(
        gateway.parts.case_desk,
        actor=deputy,
        title="Year 1 group",
        facts=OFFENSIVE,
        request_id=str(uuid.uuid4()),
        place="Parents of Year 1",
        people="Ms K",
        words="A screenshot",
    )
    return School(gateway, deputy, opened.case.reference)


@pytest.fixture
def enter(gateway: Gateway, people: dict[StaffRole, tuple[str, str]], new_page: Callable[..., Page]):
    """A browser in which somebody has signed in."""

    def enter(role: StaffRole = StaffRole.SENIOR_LEADER, *, scripts: bool = True, **options: object) -> Page:
        page = new_page(**options)
        if not scripts:
            page.route("**/*.js", lambda route: route.abort())
        page.goto(f"{gateway.url}/staff")
        sign_in(page, gateway, *people[role])
        return page

    return enter


def _press(page: Page, selector: str, key: str = "Enter") -> None:
    tab_to(page, selector)
    page.keyboard.press(key)


def _tick(page: Page, selector: str) -> None:
    _press(page, selector, "Space")


def _choose(page: Page, name: str, value: str) -> None:
    """Choose one of a group of buttons: Tab reaches the group, arrows go on inside it."""
    _press(page, f"[name={name}]", "Space")
    for _ in range(10):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{value} is not reached by arrows")


@pytest.mark.parametrize(("width", "scheme", "scripts"), [(360, "light", True), (1280, "dark", False)])
def test_a_case_is_worked_through_by_keyboard_alone(
    enter: Callable[..., Page], width: int, scheme: str, scripts: bool
) -> None:
    page = enter(scripts=scripts, viewport={"width": width, "height": 740}, color_scheme=scheme)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    assert violations(page) == []
    _press(page, "main a.button")

    expect(page.get_by_role("heading", name="Open a case")).to_be_visible()
    assert violations(page) == []
    type_into(page, "#post", POST)
    _press(page, "button[value=suggest]")
    expect(page.get_by_role("status")).to_contain_text("offensive")
    expect(page.locator("#category-offensive")).to_be_checked()
    assert violations(page) == []
    _press(page, "main button.primary")
    expect(page.locator("main").get_by_role("alert")).to_contain_text("Choose one of these.")
    assert violations(page) == []
    type_into(page, "#title", "Year 1 group")
    _choose(page, "location", "social_network")
    type_into(page, "#people", "Ms K")
    _tick(page, "#about-staff")
    type_into(page, "#words", "A screenshot")
    _press(page, "main button.primary")

    expect(page.get_by_role("heading", name="What to do now")).to_be_visible()
    expect(page.get_by_role("heading", name="Talk with the parent and ask for removal")).to_be_visible()
    assert violations(page) == []
    here = page.url.partition("?")[0]
    _press(page, 'a[href$="event?what=discussed"]')
    expect(page.get_by_role("heading", name="Talked with the parent", exact=True)).to_be_visible()
    assert violations(page) == []
    type_into(page, "#words", "Met her at the gate.")
    _press(page, "main button.primary")
    expect(page.get_by_text("It is recorded.")).to_be_visible()

    _press(page, 'a[href$="/step"]')
    expect(page.get_by_role("heading", name="Choose a step")).to_be_visible()
    _choose(page, "step", "contact_host")
    _press(page, "main button.primary")
    expect(page.locator("main").get_by_role("alert")).to_contain_text("say why")
    expect(page.locator("#step-contact_host")).to_be_checked()
    assert violations(page) == []
    type_into(page, "#reason", "It spreads fast.")
    _press(page, "main button.primary")
    expect(page.get_by_text("You have decided on this")).to_be_visible()
    assert violations(page) == []

    _press(page, 'a[href$="entry?entry=3"]')
    expect(page.get_by_role("heading", name="Add to entry 3", exact=True)).to_be_visible()
    assert violations(page) == []
    type_into(page, "#words", "Her husband was there too.")
    _press(page, "main button.primary")
    expect(page.locator("#entry-3 .timeline")).to_contain_text("Her husband was there too.")

    _press(page, 'a[href$="event?what=removed"]')
    expect(page.get_by_role("heading", name="The parent removed it")).to_be_visible()
    _press(page, "main button.primary")
    expect(page.get_by_role("heading", name="Close the case")).to_be_visible()
    _press(page, 'a[href$="event?what=closed"]')
    expect(page.get_by_role("heading", name="Closed the case", exact=True)).to_be_visible()
    assert violations(page) == []
    _press(page, "main button.primary")
    expect(page.get_by_text("the case is closed")).to_be_visible()
    assert page.url.partition("?")[0] == here
    assert violations(page) == []
    assert refused == []


def test_pages_at_320_pixels_and_double_text_need_no_sideways_scrolling(
    enter: Callable[..., Page], school: School
) -> None:
    page = enter(viewport={"width": 320, "height": 640})
    case = f"/cases/{school.reference}"
    for path in ("", case, f"{case}/step", f"{case}/letters/report_to_host", "/cases/new", "/statistics"):
        page.goto(f"{school.gateway.url}/staff{path}")
        page.evaluate("document.documentElement.style.fontSize = '225%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_somebody_elses_change_is_shown_and_mine_is_sent_again(enter: Callable[..., Page], school: School) -> None:
    page = enter()
    page.goto(f"{school.here}/note")
    number = int(school.reference.removeprefix("C-"))
    desk = school.gateway.parts.case_desk
    add_note(desk, actor=school.deputy, number=number, version=1, words="I rang the host.")
    type_into(page, "#words", "My own long words.")
    _press(page, "main button.primary")
    expect(page.locator("main").get_by_role("alert")).to_contain_text("I rang the host.")
    expect(page.locator("#words")).to_have_value("My own long words.")
    assert violations(page) == []
    _press(page, "main button.primary")
    expect(page.get_by_text("The note is kept.")).to_be_visible()
    expect(page.locator(".timeline").first).to_contain_text("My own long words.")


@pytest.mark.parametrize(("width", "scheme", "scripts"), [(360, "light", True), (1280, "dark", False)])
def test_a_letter_is_filled_saved_and_recorded_by_keyboard_alone(
    enter: Callable[..., Page], school: School, width: int, scheme: str, scripts: bool
) -> None:
    page = enter(scripts=scripts, viewport={"width": width, "height": 740}, color_scheme=scheme)
    page.goto(school.here)
    _press(page, 'a[href$="letters/request_for_removal"]')
    expect(page.get_by_role("heading", name="Request to remove a post")).to_be_visible()
    expect(page.locator(".gap").first).to_contain_text("Missing: the parent's name")
    assert violations(page) == []
    type_into(page, "#letter_recipient", "Mrs Khan")
    _press(page, "button[value=record]")
    expect(page.locator("main").get_by_role("alert")).to_contain_text("the letter still has gaps")
    expect(page.locator("#letter_recipient")).to_have_value("Mrs Khan")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    with page.expect_download() as draft:
        _press(page, "button[value=download]")
    assert draft.value.suggested_filename == f"{school.reference}-request-for-removal-DRAFT.docx"
    _press(page, ".problem a")
    expect(page.locator("#letter_post_summary")).to_be_focused()
    page.keyboard.type("a comment about a teacher")
    type_into(page, "#letter_signer_name", "Ann Hill")
    _press(page, "button[value=show]")
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    expect(page.locator(".letter")).to_contain_text("Dear Mrs Khan,")
    expect(page.locator(".letter blockquote").first).to_be_visible()
    assert violations(page) == []
    with page.expect_download() as whole:
        _press(page, "button[value=download]")
    assert whole.value.suggested_filename == f"{school.reference}-request-for-removal.docx"
    _press(page, "button[value=record]")
    expect(page.get_by_role("status")).to_contain_text("The letter is recorded as sent")
    expect(page.locator("#entry-3")).to_contain_text("Dear Mrs Khan,")
    assert violations(page) == []


def test_escape_twice_or_the_button_blanks_the_screen_and_brings_it_back(
    enter: Callable[..., Page], school: School
) -> None:
    page = enter()
    page.goto(f"{school.here}/note")
    title = page.title()
    type_into(page, "#words", "half a word")
    page.keyboard.press("Escape")
    expect(page.locator("#cover")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("#cover")).to_be_visible()
    expect(page.get_by_text("A note")).to_be_hidden()
    assert page.title() == "Blank page"
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#cover")).to_be_hidden()
    expect(page.locator("#words")).to_be_focused()
    expect(page.locator("#words")).to_have_value("half a word")
    assert page.title() == title
    for way in ("Enter", "Space"):
        page.locator("#blank").focus()
        page.keyboard.press(way)
        expect(page.locator("#uncover")).to_be_focused()
        page.keyboard.press(way)
        expect(page.locator("#cover")).to_be_hidden()


def test_without_scripts_the_button_leads_to_a_page_that_says_nothing(
    enter: Callable[..., Page], gateway: Gateway
) -> None:
    page = enter(scripts=False)
    _press(page, "#blank")
    expect(page.get_by_role("heading", name="Nothing here")).to_be_visible()
    assert "school" not in page.content().lower()
    _press(page, "main a")
    expect(page.get_by_role("heading", name="Hello, Ann Example")).to_be_visible()


def test_the_chronology_prints_without_the_pages_frame(enter: Callable[..., Page], school: School) -> None:
    page = enter()
    page.goto(f"{school.here}/chronology")
    page.emulate_media(media="print")
    for hidden in (".bar", ".sections", "footer", ".back"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator(".school")).to_have_text(school.gateway.parts.policy.school)
    expect(page.get_by_role("heading", name=f"Chronology of case {school.reference}")).to_be_visible()


def test_the_chat_has_a_third_of_a_phones_screen_when_it_is_opened(enter: Callable[..., Page], school: School) -> None:
    page = enter(viewport={"width": 360, "height": 740})
    page.goto(f"{school.gateway.url}/staff/chat")
    expect(page.locator("#transcript")).to_contain_text("call 999")
    top = page.locator("#transcript").bounding_box()
    below = page.locator("#composer").bounding_box()
    assert top is not None
    assert below is not None
    assert below["y"] - top["y"] > 740 / 3
    page.get_by_role("button", name="Clear this chat").click()
    expect(page.locator("#transcript .choices")).to_be_visible()
