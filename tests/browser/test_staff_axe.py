"""Each staff page under axe at a phone's and a laptop's width, in the light and in the dark: it is clean and it fits.

Run it with ``-v``: each line is one page at two widths in two schemes.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page
from staff_gateway import Gateway, needs_chromium, sign_in, violations

from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location
from assistant.core.records import Account, Draft
from assistant.core.rights import RightsKind
from assistant.core.routing import About, Kind
from assistant.core.staff import StaffRole
from assistant.services.change_case import add_note, correct_entry
from assistant.services.give_record import AskedRight, give_record
from assistant.services.hand_case import share_case
from assistant.services.open_case import open_case
from assistant.services.staff_accounts import colleagues

pytestmark = needs_chromium

WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")
CASE_FORMS = (
    "event",
    "event?what=warning_sent",
    "step",
    "note",
    "entry?entry=2",
    "facts",
    "details",
    "owner",
    "share",
    "unshare",
    "evidence",
)
ADDRESSES = {
    "sign-in": "/staff/sign-in",
    "enrolment": "/staff/enrol/{token}",
    "account": "/staff/account",
    "inbox": "/staff",
    "chat": "/staff/chat",
    "urgent report": "/staff/records/{report}",
    "complaint": "/staff/records/{complaint}",
    "closing a record": "/staff/records/{complaint}/close",
    "a case from a record": "/staff/cases/new?record={report}",
    "a new case": "/staff/cases/new",
    "cases": "/staff/cases",
    "no such cases": "/staff/cases?q=nothing",
    "case": "/staff/cases/{case}",
    "chronology": "/staff/cases/{case}/chronology",
    **{f"case form {form}": f"/staff/cases/{{case}}/{form}" for form in CASE_FORMS},
    "report to a website": "/staff/cases/{case}/letters/report_to_host",
    "note to the police": "/staff/cases/{case}/letters/note_to_police",
    "data requests": "/staff/rights",
    "data request": "/staff/rights/{request}",
    "all that is stored": "/staff/rights/{request}/stored",
    "erasing": "/staff/rights/{request}/erase",
    "statistics": "/staff/statistics",
    "settings": "/staff/settings",
    "blank screen": "/static/blank.html",
    "no such case": "/staff/cases/C-9999",
}
STRANGERS = {"sign-in", "enrolment"}
NO_PAGES = re.compile(r"/staff/api/|\.(csv|json)$|/attachments/")
TOO_LOW = (
    "all => all.filter(e => !e.classList.contains('visually-hidden') && e.getBoundingClientRect().height < 44)"
    ".map(e => e.outerHTML.slice(0, 90))"
)


@dataclass
class Ground:
    """A school in which every page has something to show, and two browsers: a stranger's and the headteacher's."""

    url: str
    known: dict[str, str]
    stranger: Page
    head: Page

    def open(self, name: str) -> Page:
        page = self.stranger if name in STRANGERS else self.head
        page.goto(self.url + ADDRESSES[name].format(**self.known))
        for summary in page.locator("main summary").all():
            summary.click()
        return page


@pytest.fixture(scope="module")
def ground(gateway: Gateway, browser: Browser) -> Iterator[Ground]:
    email, secret = gateway.enrolled(StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD)
    gateway.enrolled(StaffRole.GOVERNOR, name="Gus Example")
    contexts = [browser.new_context(reduced_motion="reduce") for _ in range(2)]
    stranger, head = (context.new_page() for context in contexts)
    head.goto(f"{gateway.url}/staff")
    sign_in(head, gateway, email, secret)
    yield Ground(gateway.url, _fill(gateway), stranger, head)
    for context in contexts:
        context.close()


def _fill(gateway: Gateway) -> dict[str, str]:
    desk = gateway.parts.case_desk
    people = {account.name: account for account in colleagues(gateway.door.store)}
    actor, governor = people["Ann Example"], people["Gus Example"]
    facts = Facts(Location.SOCIAL_NETWORK, frozenset({Category.RACIST}))
    opened = open_case(desk, actor=actor, title="Year 1", facts=facts, request_id="r", words="A screenshot")
    case = opened.case
    add_note(desk, actor=actor, number=case.number, version=1, words="A note")
    correct_entry(desk, actor=actor, number=case.number, version=2, position=3, words="No.", withdraw=True)
    share_case(desk, actor=actor, number=case.number, version=3, recipient=governor)
    complaint = _give(gateway, Kind.COMPLAINT, About.STAFF)
    erasure = AskedRight(RightsKind.ERASURE, complaint)
    return {
        "token": gateway.invite(StaffRole.CLERK)[1].rpartition("/")[2],
        "case": case.reference,
        "report": _give(gateway, Kind.REPORT, About.PUPIL, child=True),
        "complaint": complaint,
        "request": _give(gateway, Kind.DATA_RIGHTS, About.OTHER, asked=erasure),
    }


def _give(gateway: Gateway, kind: Kind, about: About, *, child: bool = False, asked: AskedRight | None = None) -> str:
    account = Account("A post names a child.\nIt has a picture.", contact="kim@mail.test", place="a group")
    draft = Draft(kind, about, account, child_at_risk=child)
    parts, request_id = gateway.parts, str(uuid.uuid4())
    return give_record(
        parts.store, parts.receipts, parts.clock, draft=draft, request_id=request_id, asked=asked
    ).record.id


@pytest.mark.parametrize("name", ADDRESSES)
def test_axe_finds_nothing_and_the_page_fits(ground: Ground, name: str) -> None:
    page = ground.open(name)
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        wide = page.evaluate("document.documentElement.scrollWidth") > width
        low = page.locator("main button:visible, main .button:visible, .bar a, .sections a, .cards a, .choice")
        found[width, "fits"] = [*(["wide"] if wide else []), *low.evaluate_all(TOO_LOW)]
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found[width, scheme] = violations(page)
    assert {state: wrong for state, wrong in found.items() if wrong} == {}


def test_every_staff_page_is_among_them(gateway: Gateway) -> None:
    seen = [re.sub(r"\{\w+\}", "x", address).partition("?")[0] for address in ADDRESSES.values()]
    pages = [
        route
        for route in gateway.app.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()) and route.path.startswith("/staff")
    ]
    missing = {
        route.path
        for route in pages
        if not NO_PAGES.search(route.path) and not any(route.path_regex.fullmatch(address) for address in seen)
    }
    assert missing == {"/staff/test-note"}


def test_somebody_elses_page_is_clean_too(ground: Ground, gateway: Gateway, new_page: Callable[..., Page]) -> None:
    email, secret = gateway.enrolled(StaffRole.GOVERNOR)
    page = new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{ground.url}/staff")
    sign_in(page, gateway, email, secret)
    assert violations(page) == []
    page.goto(f"{ground.url}/staff/settings")
    assert page.locator("h1").inner_text() == "This page is not for you"
    assert violations(page) == []
