"""A formal complaint: who reads it is shown before it is sent, and nobody reads one about themselves."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from assistant.core.excluded import Matter
from assistant.core.staff import StaffRole
from assistant.services.staff_accounts import disable_staff
from tests.conftest import Person, Site
from tests.conversations.steps import (
    ABOUT_TITLES,
    CONTENT,
    MENU,
    RECEIPT,
    account_of,
    begun,
    colleague,
    count_records,
    given,
    newest_record,
    opened,
    readers_of,
    said,
    summary,
    texts,
    walk,
)

ASK = "I want to make a formal complaint"
WHAT = "On 3 March the supply teacher shouted at my son, and nobody rang me back."
ABOUT = said("utter_ask_account_about")
CONTACT = said("utter_ask_account_contact")
TEXT = said("utter_ask_make_complaint_form_account_text")
TO_SUMMARY = (ASK, WHAT, "[A member of staff]", "[Don't contact me]")
SUMMARY = summary(WHAT, "a member of staff", "the headteacher")


# Happy path


def test_complaint_from_first_word_to_receipt(person: Person, running: Site) -> None:
    person.say(ASK)
    assert texts(person) == [begun("make_complaint"), TEXT]
    person.say(WHAT)
    assert texts(person) == [ABOUT]
    assert person.titles == ABOUT_TITLES
    person.press("The headteacher")
    assert texts(person) == [CONTACT]
    person.say("ann@example.org")
    assert texts(person) == [summary(WHAT, "the headteacher", "the chair of governors", contact="ann@example.org")]
    person.press("Send it")
    assert texts(person) == [given("utter_complaint_given", "the chair of governors")]
    assert RECEIPT.fullmatch(person.reference or "")
    record_id, kind, about, at_risk = newest_record(running)
    assert (kind, about, at_risk) == ("complaint", "headteacher", False)
    assert readers_of(running, record_id) == ["chair_of_governors"]
    assert account_of(running, record_id).text == WHAT


def test_a_complaint_about_the_head_and_the_chair_is_read_by_neither(person: Person, running: Site) -> None:
    walk(person, ASK, WHAT, "the head and the chair of governors", "[Don't contact me]")
    both, clerk = "the headteacher and a governor", "the clerk to the governors"
    assert texts(person) == [summary(f"{WHAT}\nthe head and the chair of governors", both, clerk)]
    person.press("Send it")
    record_id, _, about, _ = newest_record(running)
    assert (about, readers_of(running, record_id)) == ("head_and_governors", ["clerk"])


def test_one_more_is_kept_out_at_the_read_through(person: Person) -> None:
    what = "The head shouted at me, and the chair of governors sat there and laughed."
    walk(person, ASK, what, "[The headteacher]", "[Don't contact me]")
    assert "Please note: you name the chair of governors, who would read this." in person.text
    person.say("no the chair must not read it, it is about her too")
    both, clerk = "the headteacher and a governor", "the clerk to the governors"
    assert texts(person) == [said("utter_about_corrected"), summary(what, both, clerk)]


def test_complaint_told_in_the_first_message_is_kept(person: Person) -> None:
    told = (
        "I want to make a complaint about my son's treatment: on Tuesday 3 March the supply teacher "
        "shouted at him in front of the class and he cried all evening"
    )
    person.say(told)
    assert texts(person) == [begun("make_complaint"), said("utter_noted_account"), ABOUT]
    walk(person, "a teacher", "no")
    assert texts(person) == [summary(told, "a member of staff", "the headteacher")]


@pytest.mark.parametrize(
    ("title", "part", "readers", "role"),
    [
        ("The school in general", "the school in general", "the headteacher", "headteacher"),
        ("The safeguarding lead", "the safeguarding lead", "the headteacher", "headteacher"),
        ("A governor", "a governor", "the clerk to the governors", "clerk"),
        ("The clerk to the governors", "the clerk to the governors", "the chair of governors", "chair_of_governors"),
        ("A pupil", "a pupil", "the headteacher", "headteacher"),
    ],
)
def test_complaint_goes_to_the_right_person(
    person: Person, running: Site, title: str, part: str, readers: str, role: str
) -> None:
    walk(person, ASK, WHAT, f"[{title}]", "no")
    assert texts(person) == [summary(WHAT, part, readers)]
    person.say("send it")
    assert texts(person) == [given("utter_complaint_given", readers)]
    assert readers_of(running, newest_record(running)[0]) == [role]


@contextmanager
def holding(running: Site, *roles: StaffRole) -> Iterator[None]:
    """Let one person hold several posts for a while."""
    account = colleague(running, *roles, name="Ann Several").account
    assert account is not None
    try:
        yield
    finally:
        disable_staff(opened(running).staff_door, email=account.email)


def test_complaint_passes_over_whoever_holds_the_accused_post_too(person: Person, running: Site) -> None:
    with holding(running, StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD):
        walk(person, ASK, WHAT, "[The safeguarding lead]", "no")
        assert texts(person) == [summary(WHAT, "the safeguarding lead", "the chair of governors")]
        person.press("Send it")
        assert texts(person) == [given("utter_complaint_given", "the chair of governors")]
        assert readers_of(running, newest_record(running)[0]) == ["chair_of_governors"]


def test_complaint_that_nobody_at_the_school_may_read_names_the_way_outside(person: Person, running: Site) -> None:
    before = count_records(running)
    places = "\n".join(f"- {place.line()}" for place in CONTENT.routes.nobody_left)
    outside = said("utter_nobody_left", places=places)
    assert "the local authority" in outside
    assert "Department for Education" in outside
    with holding(running, StaffRole.HEADTEACHER, StaffRole.CHAIR_OF_GOVERNORS, StaffRole.CLERK):
        walk(person, ASK, WHAT, "[The headteacher]", "no")
        assert texts(person) == [outside]
        assert person.titles == ["Change who it is about", "Don't send it"]
        person.say("send it")
        assert texts(person) == [outside]
        assert count_records(running) == before
        walk(person, "[Change who it is about]", "[A member of staff]")
        assert texts(person) == [SUMMARY]


@pytest.mark.parametrize(
    ("told", "matter"),
    [
        ("My son was permanently excluded on Monday and nobody told me why.", Matter.EXCLUSION),
        ("We were refused a place at the school for my youngest.", Matter.ADMISSIONS),
    ],
)
def test_complaint_about_what_has_its_own_procedure_names_that_and_can_still_be_sent(
    person: Person, running: Site, told: str, matter: Matter
) -> None:
    walk(person, ASK, told, "[The school in general]", "no")
    guidance = said("utter_other_procedure", guidance=CONTENT.routes.matters[matter].message())
    assert texts(person) == [guidance, summary(told, "the school in general", "the headteacher")]
    person.press("Send it")
    assert texts(person) == [given("utter_complaint_given", "the headteacher")]
    assert account_of(running, newest_record(running)[0]).text == told


# Corrections, cancellations, digressions


def test_complaint_about_somebody_else_after_all(person: Person) -> None:
    walk(person, *TO_SUMMARY)
    assert texts(person) == [SUMMARY]
    walk(person, "change who it is about", "the headteacher")
    assert texts(person) == [summary(WHAT, "the headteacher", "the chair of governors")]
    walk(person, "[Change what happened]", "She did not answer.")
    assert texts(person) == [summary("She did not answer.", "the headteacher", "the chair of governors")]


def test_complaint_bare_name_is_asked_about(person: Person) -> None:
    walk(person, ASK, WHAT, "Mrs Ellis")
    assert texts(person) == [said("utter_say_about"), ABOUT]
    assert person.titles[:2] == ["Stop", "Speak to a person"]
    person.press("Stop")
    assert texts(person) == [said("utter_cancelled")]
    assert person.titles == MENU


def test_complaint_about_two_people_keeps_the_words_for_both(person: Person) -> None:
    walk(person, ASK, WHAT, "a teacher and the head who laughed", "no")
    told = f"{WHAT}\na teacher and the head who laughed"
    assert texts(person) == [summary(told, "a member of staff and the headteacher", "the chair of governors")]


def test_complaint_that_names_its_reader_says_so_before_it_is_sent(person: Person) -> None:
    told = "The headteacher and the chair of governors spent the fund on a party."
    walk(person, ASK, told, "[The headteacher]", "no")
    assert "Please note: you name the chair of governors, who would read this." in person.text
    walk(person, "[Change who it is about]", "[A governor]")
    assert texts(person) == [summary(told, "a governor", "the clerk to the governors")]


@pytest.mark.parametrize(
    ("words", "answer"), [("[Don't send it]", said("utter_not_sent")), ("cancel", said("utter_cancelled"))]
)
def test_complaint_declined_is_not_stored(person: Person, running: Site, words: str, answer: str) -> None:
    before = count_records(running)
    walk(person, *TO_SUMMARY, words)
    assert texts(person) == [answer]
    assert count_records(running) == before


def test_complaint_question_in_between_comes_back(person: Person) -> None:
    question = "Can the school take legal action against a parent?"
    lead = CONTENT.policy.topics["legal_action"].lead
    walk(person, *TO_SUMMARY[:2], question)
    assert texts(person) == [lead, ABOUT]
    walk(person, *TO_SUMMARY[2:], question)
    assert texts(person) == [lead, SUMMARY]
    person.say("send it")
    assert texts(person) == [given("utter_complaint_given", "the headteacher")]
