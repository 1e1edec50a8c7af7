"""Pictures of the staff pages of the demo school, as its headteacher sees them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, expect

from assistant.adapters.clock import SystemClock
from assistant.adapters.one_time_codes import code_at
from assistant.cli.demo_school import Member, read_school
from assistant.core.arrivals import Shelf
from assistant.core.routing import Kind
from assistant.core.staff import StaffRole
from assistant.services.read_record import arrived_records
from assistant.services.staff_accounts import add_staff, colleagues
from assistant.wiring import Wiring
from benchmarks.pictures import WINDOWS, Picture
from tests.conftest import Person

WIDTHS = (360, 1280)
PAGES = {
    "staff-sign-in": "Sign-in",
    "staff-enrolment": "Enrolment",
    "staff-inbox": "The start page: what is new, and whose cases are due",
    "staff-concern": "A report of a post, with its words",
    "staff-complaint": "A formal complaint",
    "staff-cases": "The list of cases",
    "staff-new-case": "Opening a case from a report",
    "staff-case": "A case: what to do now, in the policy's words",
    "staff-case-form": "A form that changes a case",
    "staff-evidence": "Keeping evidence",
    "staff-close-record": "Closing a report that needs no case",
    "staff-letter": "A letter, with what is missing marked",
    "staff-statistics": "Statistics of the school year",
    "staff-settings": "Settings, shown and not edited",
    "staff-chronology": "The chronology: on a phone, and as it is printed",
    "staff-chat": "The chat of staff",
    "staff-rights": "A request about somebody's own data",
    "staff-account": "One's own account",
}
"""The pages, by the name of their pictures, in the order in which they are shown."""

_CASE = "Example: mocking a child's clothes"
_LETTER = "written_warning"
_NEW = ("colleague@demo.example", "Mx Example (new colleague)")
_ASKED = "anything overdue?"
_DATA_REQUEST = (
    "What do you store about me?",
    "[Ask for a copy of my data]",
    "All that you hold about Kim Example and her son since September.",
    "parent.four@demo.example",
    "[Send it]",
)
_ANSWER_MS = 30_000


def take_staff_pictures(browser: Browser, url: str, parts: Wiring) -> None:
    """Sign in once, and go through the pages at each width."""
    _ask_for_data(url)
    pages = _pages(url, parts)
    state = _signed_in(browser, url, next(member for member in read_school().staff if member.id == "head"))
    for width in WIDTHS:
        for name, address in pages.items():
            strangers = name in {"staff-sign-in", "staff-enrolment"}
            with _window(browser, width, None if strangers else state) as page:
                page.goto(address)
                _prepare(page, name, width)
                Picture(name, width).take(page, whole=name != "staff-chat")


def _pages(url: str, parts: Wiring) -> dict[str, str]:
    staff = f"{url}/staff"
    head = next(account for account in colleagues(parts.staff_door.store) if StaffRole.HEADTEACHER in account.roles)
    arrived = [arrived_records(parts.store, actor=head, shelf=shelf) for shelf in (Shelf.NEW, Shelf.OPENED)]
    of_kind = {record.kind: record.id for shelf in arrived for record in shelf.page.items}
    case = next(case for case in parts.case_desk.cases.each() if case.title == _CASE).reference
    email, name = _NEW
    token = add_staff(parts.staff_door, email=email, name=name, roles=frozenset({StaffRole.SENIOR_LEADER}))
    return {
        "staff-sign-in": f"{staff}/sign-in",
        "staff-enrolment": f"{staff}/enrol/{token}",
        "staff-inbox": staff,
        "staff-concern": f"{staff}/records/{of_kind[Kind.REPORT]}",
        "staff-complaint": f"{staff}/records/{of_kind[Kind.COMPLAINT]}",
        "staff-cases": f"{staff}/cases",
        "staff-new-case": f"{staff}/cases/new?record={of_kind[Kind.REPORT]}",
        "staff-case": f"{staff}/cases/{case}",
        "staff-case-form": f"{staff}/cases/{case}/step",
        "staff-evidence": f"{staff}/cases/{case}/evidence",
        "staff-close-record": f"{staff}/records/{of_kind[Kind.REPORT]}/close",
        "staff-letter": f"{staff}/cases/{case}/letters/{_LETTER}",
        "staff-statistics": f"{staff}/statistics",
        "staff-settings": f"{staff}/settings",
        "staff-chronology": f"{staff}/cases/{case}/chronology",
        "staff-chat": f"{staff}/chat",
        "staff-rights": f"{staff}/rights/{of_kind[Kind.DATA_RIGHTS]}",
        "staff-account": f"{staff}/account",
    }


def _ask_for_data(url: str) -> None:
    """A parent asks for a copy, so that there is a request to show."""
    person = Person(url).arrive()
    for move in _DATA_REQUEST:
        if move.startswith("["):
            person.press(move[1:-1])
        else:
            person.say(move)


def _signed_in(browser: Browser, url: str, member: Member) -> Any:
    """Return what a browser keeps after signing in."""
    with _window(browser, WIDTHS[-1], None) as page:
        page.goto(f"{url}/staff/sign-in")
        page.locator("#email").fill(member.email)
        page.locator("#password").fill(member.password)
        page.locator("#code").fill(code_at(member.secret, SystemClock().now()))
        page.locator("main button").click()
        expect(page.locator("#blank")).to_be_visible()
        return page.context.storage_state()


def _prepare(page: Page, name: str, width: int) -> None:
    if name == "staff-chronology" and width == WIDTHS[-1]:
        page.emulate_media(media="print")
    if name == "staff-chat":
        answers = page.locator(".message.assistant")
        expect(answers.first).to_be_visible(timeout=_ANSWER_MS)
        before = answers.count()
        page.get_by_label("Your message").fill(_ASKED)
        page.get_by_role("button", name="Send", exact=True).click()
        expect(answers.nth(before)).to_be_visible(timeout=_ANSWER_MS)
        answers.nth(before).evaluate("element => element.scrollIntoView({block: 'center'})")


@contextmanager
def _window(browser: Browser, width: int, state: Any) -> Iterator[Page]:
    size = {"width": width, "height": WINDOWS[width]}
    context = browser.new_context(viewport=size, reduced_motion="reduce", locale="en-GB", storage_state=state)
    try:
        yield context.new_page()
    finally:
        context.close()
