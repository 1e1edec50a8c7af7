"""Statistics for governors, settings for leaders; the menu shows each to those who may read it."""

import html
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from fakes import FakeDoor
from staff_site import Browser

from assistant.core.case_history import What
from assistant.core.paging import PAGE
from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location
from assistant.core.records import Record
from assistant.core.retention import Rule
from assistant.core.routing import About, Kind
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.change_case import record_event
from assistant.services.open_case import open_case
from assistant.wiring import Wiring

Enter = Callable[..., tuple[Browser, StaffAccount]]
R = StaffRole


@pytest.mark.parametrize(
    ("role", "statistics", "settings"),
    [
        (R.GOVERNOR, 200, 403),
        (R.CHAIR_OF_GOVERNORS, 200, 403),
        (R.CLERK, 200, 403),
        (R.HEADTEACHER, 200, 200),
        (R.SENIOR_LEADER, 200, 200),
        (R.OFFICE, 403, 403),
        (R.SAFEGUARDING_LEAD, 403, 403),
    ],
)
def test_each_page_is_for_its_roles_and_the_menu_agrees(
    enter: Enter, role: StaffRole, statistics: int, settings: int
) -> None:
    browser, _ = enter(role)
    menu = browser.get("/staff").text.split('class="sections"')[1].split("</nav>")[0]
    for path, status in (("/staff/statistics", statistics), ("/staff/settings", settings)):
        assert browser.get(path).status_code == status
        assert (f'href="{path}"' in menu) is (status == 200)


def test_statistics_tell_counts_and_hide_small_ones(
    enter: Enter, give: Callable[..., Record], parts: Wiring, fake: FakeDoor
) -> None:
    governor, _ = enter(R.GOVERNOR)
    _, head = enter(R.HEADTEACHER, name="hidden-name")
    for number in range(3):
        categories = {Category.OFFENSIVE} | ({Category.RACIST} if number else set())
        facts = Facts(Location.SOCIAL_NETWORK, frozenset(categories))
        open_case(
            parts.case_desk, actor=head, title=f"secret {number}", facts=facts, request_id=f"r{number}", people="Kim"
        )
        record_event(
            parts.case_desk, actor=head, number=number + 1, version=1, what=What.DISCUSSED, on=date(2026, 9, 1)
        )
    give(Kind.CONCERN, About.SCHOOL, "secret words")
    page = governor.get("/staff/statistics").text
    assert "School year 2026/27" in page
    assert '<th scope="row">Offensive</th><td class="number">3</td>' in page
    assert '<th scope="row">May be racist</th><td class="number">fewer than 3</td>' in page
    assert '<th scope="row">Concern</th><td class="number">fewer than 3</td>' in page
    assert page.count("<rect ") == 2
    assert "Of them closed now" in page
    assert "closing too where the case was opened again" in page
    nothing = governor.get("/staff/cases").text
    assert "only where it is shared with them" in nothing
    assert 'under <a href="/staff/statistics">' in nothing
    steps = page[page.index("Cases by step taken") :]
    assert steps.count("<svg ") == 1
    assert re.search(r"<rect [^>]*/>\s*<text [^>]*>3</text>", steps)
    assert '<th scope="row">Talk with the parent and ask for removal</th><td class="number">3</td>' in steps
    assert [word for word in ("secret", "Kim", "hidden-name") if word in page] == []
    fake.clock.pass_by(timedelta(days=365))
    governor.enter(fake, "governor@school.test")
    later = governor.get("/staff/statistics").text
    assert "School year 2027/28" in later
    assert 'href="/staff/statistics?year=2026"' in later
    assert "School year 2026/27" in governor.get("/staff/statistics?year=2026").text


@pytest.mark.parametrize("year", ["1999", "x", "-1", "²"])
def test_a_year_of_which_there_is_nothing_is_the_present_one(enter: Enter, year: str) -> None:
    assert "School year 2026/27" in enter(R.GOVERNOR)[0].get("/staff/statistics", params={"year": year}).text


def test_settings_are_shown_without_a_secret_and_warn_of_the_review(
    enter: Enter, parts: Wiring, fake: FakeDoor
) -> None:
    head, account = enter(R.HEADTEACHER)
    page = head.get("/staff/settings").text
    for shown in (
        "The policy’s review was due in Autumn 2023.",
        parts.policy.school,
        "office@school.example",
        parts.directory.social_care.phone,
        parts.directory.lado.phone,
        "Tuesday 31 August 2027",
        "<dt>A chat</dt><dd>7 days after your last message</dd>",
        "<dt>A case</dt><dd>6 years after it was closed</dd>",
        "<dt>What nobody here has opened yet</dt><dd>Not deleted by itself</dd>",
        "The school has not made them its own.",
    ):
        assert shown in page
    assert page.count("<dt>", page.index("How long things are kept")) == len(Rule)
    assert "<form" not in page.split("<main")[1]
    assert "The calendar’s days end" not in page
    fake.clock.pass_by(timedelta(days=310))
    head.enter(fake, account.email)
    assert "The calendar’s days end on Tuesday 31 August 2027" in head.get("/staff/settings").text


def _turned(page: str, rel: str) -> str | None:
    found = re.search(rf'<a rel="{rel}" href="([^"]+)"', page)
    return html.unescape(found[1]) if found else None


def _listed(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'href="/staff/cases/C-0*([0-9]+)"><strong>', page)]


def test_the_list_of_cases_is_turned_page_by_page_and_holds_none_that_accuses_its_reader(
    enter: Enter, parts: Wiring
) -> None:
    _, head = enter(R.HEADTEACHER)
    deputy, account = enter(R.SENIOR_LEADER)
    facts = Facts(Location.SOCIAL_NETWORK, frozenset({Category.OFFENSIVE}))
    for number in range(1, PAGE + 5):
        accused = [account] if number in {3, PAGE} else []
        open_case(parts.case_desk, actor=head, title="a photo", facts=facts, request_id=f"r{number}", accused=accused)
    seen = [number for number in range(PAGE + 4, 0, -1) if number not in {3, PAGE}]
    first = deputy.get("/staff/cases").text
    assert (_listed(first), _turned(first, "prev")) == (seen[:PAGE], None)
    assert f"(more than {PAGE})" in first
    second = deputy.get(_turned(first, "next") or "").text
    assert (_listed(second), _turned(second, "next")) == (seen[PAGE:], None)
    again = deputy.get(_turned(second, "prev") or "").text
    assert (_listed(again), _turned(again, "prev")) == (seen[:PAGE], None)
    start = deputy.get("/staff").text
    assert f">{len(seen) - PAGE} more</a>" in start
    found = deputy.get("/staff/cases?q=photo").text
    assert (_listed(found), "The likeliest are shown." in found) == (seen[:PAGE], True)
