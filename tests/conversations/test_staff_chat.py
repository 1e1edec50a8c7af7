"""Signed-in staff work on cases in the chat, and nobody else does."""

import re

import pytest

from assistant.core.case_history import What
from assistant.core.staff import StaffRole
from assistant.services.read_cases import show_case
from tests.conftest import Site
from tests.conversations.steps import CONTENT, Colleague, colleague, opened, walk

STEPS = CONTENT.procedure.words.steps
EVENTS = CONTENT.procedure.words.events
REFERENCE = re.compile(r"C-\d{4}")


@pytest.fixture(scope="module")
def head(running: Site) -> Colleague:
    return colleague(running, StaffRole.HEADTEACHER, name="Ann Hill")


@pytest.fixture
def fresh(head: Colleague) -> Colleague:
    """The headteacher with an empty chat."""
    head.http.delete(f"{head.url}/staff/api/chat/sessions/current", headers={"X-Staff-Form": head.form})
    return head.arrive()


def opened_case(head: Colleague, title: str, about: str = "About a member of staff") -> int:
    """Open a case in the chat and return its number."""
    walk(head, "open a new case", title, "[On a social network]", "[Offensive]", f"[{about}]", "[Yes, open it]")
    found = REFERENCE.search(head.text)
    assert found is not None, head.text
    return int(found[0][2:])


def test_a_case_from_report_to_close_in_the_chat_alone(fresh: Colleague, running: Site) -> None:
    number = opened_case(fresh, "Squirrel class song")
    assert STEPS["discuss_and_request_removal"] in fresh.text
    assert fresh.quoted == ["procedure.first_step"]
    fresh.say("the head spoke to her today, she won't take it down")
    assert fresh.text.count(EVENTS["discussed"]) == 1
    assert EVENTS["refused"] in fresh.text
    fresh.press("Yes, record it")
    assert STEPS["written_warning"] in fresh.text
    fresh.say("what's next for it?")
    assert STEPS["written_warning"] in fresh.text
    fresh.say("and after that?")
    assert STEPS["contact_host"] in fresh.text
    walk(fresh, "warning letter sent today", "[Yes, record it]", "she took it down today", "yes")
    assert STEPS["close"] in fresh.text
    walk(fresh, "close it", "[Yes, record it]")
    parts = opened(running)
    case = show_case(parts.case_desk, actor=fresh.account, number=number).case
    assert [event.what for event in case.events] == [
        What.REPORTED,
        What.DISCUSSED,
        What.REMOVAL_REQUESTED,
        What.REFUSED,
        What.WARNING_SENT,
        What.REMOVED,
        What.CLOSED,
    ]
    assert case.closed
