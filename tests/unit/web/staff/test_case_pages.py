"""A case's pages: what to do now, its list, its chronology on paper and as a file; nothing for those it is not for."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest
from fakes import FakeDoor
from staff_site import Browser

from assistant.core.case_history import What
from assistant.core.cases import Case
from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location, Step
from assistant.core.routing import About
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.change_case import add_note, choose_step, correct_entry, record_event
from assistant.services.open_case import open_case
from assistant.wiring import Wiring

Enter = Callable[..., tuple[Browser, StaffAccount]]
Open = Callable[..., Case]
TODAY = date(2026, 9, 1)
OFFENSIVE = Facts(Location.SOCIAL_NETWORK, frozenset({Category.OFFENSIVE}))


@pytest.fixture
def opened(parts: Wiring) -> Open:
    def opened(actor: StaffAccount, title: str = "a post", **given) -> Case:
        given = {"facts": OFFENSIVE, "request_id": f"r {title}"} | given
        return open_case(parts.case_desk, actor=actor, title=title, **given).case

    return opened


def _headings(page: str) -> list[str]:
    return [unescape(found) for found in re.findall(r"<h3[^>]*>([^<]+)</h3>", page)]


def _main(page: str) -> str:
    return unescape(page.split("<main", 1)[1])


def test_the_case_page_says_what_to_do_now_with_the_policys_words(enter: Enter, opened: Open, parts: Wiring) -> None:
    deputy, account = enter(StaffRole.SENIOR_LEADER)
    opened(account, "Year 1 <group>", words="a screenshot", place="a group", people="two parents")
    page = deputy.get("/staff/cases/C-0001").text
    assert "C-0001: Year 1 &lt;group&gt;" in page
    assert _headings(page) == ["Talk with the parent and ask for removal"]
    main = " ".join(_main(page).split())
    for shown in (
        parts.policy.clauses["procedure.first_step"].text,
        "The policy, Procedure the School will follow if inappropriate use continues",
        "The policy’s first step",
        "By Friday 4 September 2026, by senior_leader.",
        'href="/staff/cases/C-0001/event?what=discussed"',
        'href="/staff/cases/C-0001/event?what=removal_requested"',
        'href="/staff/cases/C-0001/event?what=removed"',
        "A written warning comes when the parent has refused",
        "two parents",
        "a screenshot",
    ):
        assert shown in main


def test_where_a_child_may_be_at_risk_that_comes_before_every_step(enter: Enter, opened: Open, parts: Wiring) -> None:
    lead, account = enter(StaffRole.SAFEGUARDING_LEAD)
    case = opened(account, child_at_risk=True)
    page = lead.get("/staff/cases/C-0001").text
    assert _headings(page)[:2] == ["A child may be at risk", "Talk with the parent and ask for removal"]
    main = " ".join(_main(page).split())
    for shown in (
        "Do not talk with the parent, nor with whoever wrote it, before the safeguarding lead has agreed.",
        "Children's social care: 01632 960110. Out of hours: 01632 960111.",
        'href="/staff/cases/C-0001/event?what=police_contacted"',
    ):
        assert shown in main
    assert "Nothing is noted that calls for the police" not in main
    police = {"what": What.POLICE_CONTACTED, "on": TODAY}
    told = record_event(parts.case_desk, actor=account, number=1, version=case.version, **police).case
    assert told.entries[-1].reason == ""
    shut = record_event(
        parts.case_desk, actor=account, number=1, version=told.version, what=What.CLOSED, on=TODAY, reason="passed on"
    )
    assert shut.case.closed
    assert "Before anything else" not in lead.get("/staff/cases/C-0001").text


def test_without_a_child_at_risk_nothing_stands_before_the_steps(enter: Enter, opened: Open) -> None:
    deputy, account = enter(StaffRole.SENIOR_LEADER)
    opened(account)
    assert "Before anything else" not in deputy.get("/staff/cases/C-0001").text


def test_a_day_to_look_again_that_has_passed_is_said_to_be_now(enter: Enter, opened: Open, parts: Wiring) -> None:
    deputy, account = enter(StaffRole.SENIOR_LEADER)
    case = opened(account, reported_on=TODAY - timedelta(days=90))
    for version, what in enumerate([What.REFUSED, What.WARNING_SENT], case.version):
        record_event(
            parts.case_desk, actor=account, number=1, version=version, what=what, on=TODAY - timedelta(days=85)
        )
    main = " ".join(_main(deputy.get("/staff/cases/C-0001").text).split())
    assert "Look at it now: that was due by" in main
    assert "Nothing has to be done at once" not in main


def test_the_letter_to_who_has_complained_stands_apart(enter: Enter, opened: Open) -> None:
    deputy, account = enter(StaffRole.SENIOR_LEADER)
    opened(account)
    main = _main(deputy.get("/staff/cases/C-0001").text)
    suit, _, complained = main.partition("If somebody has complained:")
    assert "letters/invitation_to_discuss" in suit
    assert "letters/acknowledgement_of_complaint" not in suit
    assert "letters/acknowledgement_of_complaint" in complained


def test_each_required_step_says_by_when(enter: Enter, opened: Open) -> None:
    deputy, account = enter(StaffRole.SENIOR_LEADER)
    opened(account, facts=Facts(Location.SOCIAL_NETWORK, frozenset({Category.RACIST})))
    main = " ".join(_main(deputy.get("/staff/cases/C-0001").text).split())
    assert _headings(main)[:2] == ["Contact the police", "Talk with the parent and ask for removal"]
    assert "<strong>Today</strong>, by senior_leader." in main
    assert "By Friday 4 September 2026, by senior_leader." in main


def _labels(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<p class="label">(.*?)</p>\s*<h3[^>]*>(.*?)</h3>', page)


def test_the_policys_own_steps_are_shown_as_to_be_considered(enter: Enter, opened: Open, parts: Wiring) -> None:
    deputy, account = enter(StaffRole.SENIOR_LEADER)
    opened(account)
    page = _main(deputy.get("/staff/cases/C-0001").text)
    assert _labels(page) == [("The policy’s first step", "Talk with the parent and ask for removal")]
    for version, what in ((1, What.DISCUSSED), (2, What.REMOVAL_REQUESTED)):
        record_event(parts.case_desk, actor=account, number=1, version=version, what=what, on=TODAY)
    page = _main(deputy.get("/staff/cases/C-0001").text)
    assert _labels(page) == [("You may consider", "Talk with the parent and ask for removal")]
    record_event(parts.case_desk, actor=account, number=1, version=3, what=What.REFUSED, on=TODAY)
    page = _main(deputy.get("/staff/cases/C-0001").text)
    assert _labels(page) == [
        ("Next: the policy says to consider this", "Send a written warning"),
        ("You may also consider", "Talk with the parent and ask for removal"),
        ("You may also consider", "Ask the host to remove it"),
    ]
    record_event(parts.case_desk, actor=account, number=1, version=4, what=What.REMOVED, on=TODAY)
    main = _main(deputy.get("/staff/cases/C-0001").text)
    assert _labels(main) == [("Next", "Close the case")]
    assert "<blockquote>" not in main


def test_a_step_that_was_decided_on_against_the_advice_stands_first_with_its_reason(
    enter: Enter, opened: Open, parts: Wiring
) -> None:
    deputy, account = enter(StaffRole.SENIOR_LEADER)
    opened(account)
    choose_step(parts.case_desk, actor=account, number=1, version=1, step=Step.CONTACT_HOST, reason="it spreads fast")
    page = _main(deputy.get("/staff/cases/C-0001").text)
    assert _headings(page) == ["Talk with the parent and ask for removal", "Ask the host to remove it"]
    assert "You have decided on this" in page
    assert "it spreads fast" in page


def test_the_timeline_keeps_what_was_withdrawn_struck_through_below_its_correction(
    enter: Enter, opened: Open, parts: Wiring
) -> None:
    deputy, account = enter(StaffRole.SENIOR_LEADER)
    opened(account)
    desk = parts.case_desk
    add_note(desk, actor=account, number=1, version=1, words="a wrong note")
    correct_entry(desk, actor=account, number=1, version=2, position=3, words="not so", withdraw=True)
    page = _main(deputy.get("/staff/cases/C-0001").text)
    struck = page.split('id="entry-3" class="struck"')[1].split('id="entry-4"')[0]
    assert re.search(r"<s>.*a wrong note.*</s>", struck, re.DOTALL)
    assert "not so" in page.split('id="entry-4"')[1]


def test_an_overdue_step_says_so(enter: Enter, opened: Open, fake: FakeDoor) -> None:
    deputy, account = enter(StaffRole.SENIOR_LEADER)
    opened(account)
    fake.clock.pass_by(timedelta(days=8))
    deputy.enter(fake, account.email)
    assert "Overdue since Friday 4 September 2026" in deputy.get("/staff/cases/C-0001").text
    assert "Overdue since Friday 4 September 2026" in deputy.get("/staff").text
    assert "C-0001" in deputy.get("/staff/cases?which=overdue").text


def test_a_closed_case_says_that_nothing_is_to_do(enter: Enter, opened: Open, parts: Wiring) -> None:
    deputy, account = enter(StaffRole.SENIOR_LEADER)
    opened(account)
    choose_step(parts.case_desk, actor=account, number=1, version=1, step=Step.CONTACT_HOST, reason="it spreads")
    for version, what in ((2, What.REMOVED), (3, What.CLOSED)):
        record_event(parts.case_desk, actor=account, number=1, version=version, what=what, on=TODAY, reason="so")
    page = _main(deputy.get("/staff/cases/C-0001").text)
    assert "the case is closed" in page
    assert _headings(page) == []
    assert "Steps that are not for now" not in page
    assert "event?what=continued" in page
    assert "C-0001" not in _main(deputy.get("/staff/cases").text)
    assert "C-0001" in deputy.get("/staff/cases?which=all").text


def test_the_inbox_sorts_cases_by_whose_and_when(enter: Enter, opened: Open, fake: FakeDoor, parts: Wiring) -> None:
    head, account = enter(StaffRole.HEADTEACHER)
    _, other = enter(StaffRole.SENIOR_LEADER)
    opened(other, "late")
    fake.clock.pass_by(timedelta(days=6))
    opened(other, "soon")
    opened(account, "own")
    opened(other, "later", facts=Facts(Location.SOCIAL_NETWORK, frozenset()))
    head.enter(fake, account.email)
    page = _main(head.get("/staff").text)
    parts_of_page = re.split(r"<h2>([^<]+)</h2>", page)
    found = dict(zip(parts_of_page[1::2], parts_of_page[2::2], strict=True))
    titles = {name: re.findall(r"</strong> (own|late|soon|later)</a>", text) for name, text in found.items()}
    assert titles == {
        "New for you": [],
        "Your cases": ["own"],
        "Overdue": ["late"],
        "Due this week": ["soon"],
        "Other open cases": ["later"],
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["C-0002", "C-0001"]),
        ("?which=mine", ["C-0002"]),
        ("?which=overdue", []),
        ("?which=all", ["C-0002", "C-0001"]),
        ("?which=nonsense", ["C-0002", "C-0001"]),
        ("?q=year+one+facebook", ["C-0001"]),
        ("?q=C-2", ["C-0002"]),
        ("?q=%3Cscript%3E", []),
    ],
)
def test_the_list_is_filtered_and_searched(enter: Enter, opened: Open, query: str, found: list[str]) -> None:
    head, account = enter(StaffRole.HEADTEACHER)
    _, other = enter(StaffRole.SENIOR_LEADER)
    opened(other, "Year 1 Facebook thing")
    opened(account, "Kitchen", facts=Facts(Location.SCHOOL_FORUM, frozenset()))
    page = head.get(f"/staff/cases{query}")
    assert page.status_code == 200
    assert re.findall(r'href="/staff/cases/(C-\d+)"', page.text) == found
    assert "<script>" not in page.text


FORMS = ("event", "step", "note", "facts", "details", "owner", "share", "unshare")
HIDDEN = [
    "/staff/cases/C-0001",
    "/staff/cases/C-0001/chronology",
    "/staff/cases/C-0001/chronology.csv",
    *(f"/staff/cases/C-0001/{name}" for name in FORMS),
    "/staff/cases/C-0001/entry?entry=1",
]


@pytest.mark.parametrize("path", HIDDEN)
def test_a_case_that_is_not_ones_own_is_like_one_that_does_not_exist(enter: Enter, opened: Open, path: str) -> None:
    _, head = enter(StaffRole.HEADTEACHER)
    opened(head, "secret title", about=[About.GOVERNORS])
    chair, _ = enter(StaffRole.CHAIR_OF_GOVERNORS)
    hidden, unknown = chair.get(path), chair.get(path.replace("C-0001", "C-0099"))
    assert (hidden.status_code, hidden.text) == (404, unknown.text)
    assert "secret title" not in hidden.text + chair.get("/staff").text + chair.get("/staff/cases?which=all").text


@pytest.mark.parametrize("name", [*FORMS, "entry"])
def test_a_form_for_a_case_that_is_not_ones_own_changes_nothing(
    enter: Enter, opened: Open, parts: Wiring, name: str
) -> None:
    _, head = enter(StaffRole.HEADTEACHER)
    case = opened(head, about=[About.GOVERNORS])
    chair, _ = enter(StaffRole.CHAIR_OF_GOVERNORS)
    fields = {"csrf": chair.csrf(), "version": "1", "request_id": "0" * 32, "words": "x"}
    assert chair.post(f"/staff/cases/C-0001/{name}", data=fields).status_code == 404
    assert parts.cases.by_number(1) == case


@pytest.mark.parametrize("path", ["c-0001", "C-1", "C-00x1", "1", "C-0001/nothing", "C-0001/entry?entry=9"])
def test_an_address_that_names_nothing_is_no_page(enter: Enter, opened: Open, path: str) -> None:
    head, account = enter(StaffRole.HEADTEACHER)
    opened(account)
    assert head.get(f"/staff/cases/{path}").status_code == 404


def test_the_chronology_is_printed_with_school_reference_and_title(enter: Enter, opened: Open, parts: Wiring) -> None:
    head, account = enter(StaffRole.HEADTEACHER)
    opened(account, words="=1+1")
    page = head.get("/staff/cases/C-0001/chronology").text
    assert f"<title>C-0001 chronology: {parts.policy.school} staff</title>" in page
    assert f'<p class="school">{parts.policy.school}</p>' in page
    assert page.count("<tr>") == 3
    assert "Tuesday 1 September 2026" in page


def test_the_chronology_as_a_file_is_safe_to_open(enter: Enter, opened: Open, parts: Wiring) -> None:
    head, account = enter(StaffRole.HEADTEACHER)
    opened(account, words='=cmd|"x"')
    add_note(parts.case_desk, actor=account, number=1, version=1, words='two\nlines, "quoted"')
    answer = head.get("/staff/cases/C-0001/chronology.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="C-0001-chronology.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbfEntry,Day,What,")
    assert b"\r\n" in answer.content
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row[3] for row in rows] == ["Words", "", '\'=cmd|"x"', 'two\nlines, "quoted"']
    assert rows[2][:3] == ["2", "2026-09-01", "Reported to the school"]
    assert rows[2][6:] == ["headteacher", "2026-09-01 13:01"]


def test_nobody_signed_in_sees_no_case(browser: Browser) -> None:
    for path in HIDDEN:
        assert browser.get(path).status_code == 303
