"""Whoever reads that an adult at the school may have harmed a child is told at once who outside it acts on that."""

from collections.abc import Callable

import pytest
from staff_site import Browser

from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location
from assistant.core.records import Record
from assistant.core.routing import About, Kind
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.open_case import open_case, open_case_from_record
from assistant.wiring import Wiring

Enter = Callable[..., tuple[Browser, StaffAccount]]
Give = Callable[..., Record]
FACTS = Facts(Location.MESSAGING_GROUP, frozenset({Category.ALLEGATION}))
SURELY = "An adult at the school may have harmed a child."
PERHAPS = "If this tells that an adult at the school may have harmed a child"
STEPS_ARE_OF_A_POST = "These are the policy’s steps about a post."


def _said(page: str) -> list[bool]:
    return [words in page for words in (SURELY, PERHAPS, "Local Authority Designated Officer (LADO)")]


@pytest.mark.parametrize(
    ("kind", "about", "child", "reader", "said"),
    [
        (Kind.COMPLAINT, About.HEADTEACHER, True, StaffRole.CHAIR_OF_GOVERNORS, [True, False, True]),
        (Kind.COMPLAINT, About.HEADTEACHER, False, StaffRole.CHAIR_OF_GOVERNORS, [False, True, True]),
        (Kind.CONCERN, About.STAFF, False, StaffRole.HEADTEACHER, [False, True, True]),
        (Kind.CONCERN, About.PUPIL, True, StaffRole.HEADTEACHER, [False, False, False]),
        (Kind.CONCERN, About.SCHOOL, False, StaffRole.OFFICE, [False, False, False]),
    ],
)
def test_a_record_about_an_adult_names_who_acts_outside_the_school(
    enter: Enter, give: Give, kind: Kind, about: About, child: bool, reader: StaffRole, said: list[bool]
) -> None:
    record = give(kind, about, child=child)
    browser, _ = enter(reader)
    assert _said(browser.get(f"/staff/records/{record.id}").text) == said


@pytest.mark.parametrize(("child", "said"), [(True, [True, False, True]), (False, [False, True, True])])
def test_its_case_names_them_before_the_steps_that_are_of_a_post(
    enter: Enter, give: Give, parts: Wiring, child: bool, said: list[bool]
) -> None:
    record = give(Kind.COMPLAINT, About.HEADTEACHER, child=child)
    chair, account = enter(StaffRole.CHAIR_OF_GOVERNORS)
    given = {"record_id": record.id, "title": "a bruise", "facts": FACTS, "request_id": "r1"}
    open_case_from_record(parts.case_desk, parts.store, actor=account, **given)
    page = chair.get("/staff/cases/C-0001").text
    assert _said(page) == said
    assert page.index("LADO") < page.index("What to do now") < page.index(STEPS_ARE_OF_A_POST)


def test_a_case_of_a_post_names_nobody(enter: Enter, parts: Wiring) -> None:
    head, account = enter(StaffRole.HEADTEACHER)
    open_case(
        parts.case_desk,
        actor=account,
        title="a post",
        facts=FACTS,
        request_id="r1",
        about=frozenset({About.STAFF}),
    )
    page = head.get("/staff/cases/C-0001").text
    assert _said(page) == [False, False, False]
    assert STEPS_ARE_OF_A_POST not in page


def test_the_settings_name_the_designated_officer(enter: Enter) -> None:
    head, _ = enter(StaffRole.HEADTEACHER)
    assert "01632 960112" in head.get("/staff/settings").text
