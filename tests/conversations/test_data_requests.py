"""What a person can ask about their own data, from the question to the receipt and what the school then sees."""

from datetime import date

import pytest

from assistant.core.rights import RightsKind, due_date
from tests.conftest import Person, Site
from tests.conversations.steps import (
    ABOUT_TITLES,
    CONTENT,
    RECEIPT,
    account_of,
    begun,
    count_records,
    given,
    newest_record,
    opened,
    readers_of,
    said,
    school_today,
    summary,
    texts,
    walk,
)

ASK = "What do you store about me?"
COPY, COMPLAIN = "[Ask for a copy of my data]", "[Complain about how my data is used]"
WHAT = "All that you hold about Kim Example and her son since September."
MISUSED = "Our address was read out in front of other parents in the hall last week."


def _due(kind: RightsKind) -> str:
    holidays = CONTENT.calendar.bank_holidays
    day: date = due_date(kind, school_today().date(), bank_holidays=holidays)
    return f"{day.day} {day:%B %Y}"


def _request_summary(contact: str) -> str:
    lines = f"What happened: {WHAT}\nHow to reach you: {contact}"
    return said("utter_request_summary", summary=lines, readers="the headteacher")


def test_copy_is_asked_for_from_the_question_to_the_receipt(person: Person, running: Site) -> None:
    walk(person, ASK, COPY)
    assert texts(person) == [begun("request_data"), said("utter_ask_request_data_form_account_text")]
    person.say(WHAT)
    assert texts(person) == [said("utter_ask_request_data_form_account_contact")]
    person.say("kim@mail.example")
    assert texts(person) == [_request_summary("kim@mail.example")]
    person.press("Send it")
    assert texts(person) == [given("utter_request_given", "the headteacher", due=_due(RightsKind.ACCESS))]
    assert RECEIPT.fullmatch(person.reference or "")
    record_id, kind, about, at_risk = newest_record(running)
    assert (kind, about, at_risk) == ("data_rights", "other", False)
    assert readers_of(running, record_id) == ["headteacher"]
    account = account_of(running, record_id)
    assert (account.text, account.contact) == (WHAT, "kim@mail.example")
    request = opened(running).rights.of_record(record_id)
    assert request is not None
    assert (request.kind, request.about_record_id) == (RightsKind.ACCESS, None)


def test_complaint_about_data_about_the_headteacher_goes_to_the_chair(person: Person, running: Site) -> None:
    walk(person, ASK, COMPLAIN)
    assert texts(person)[0] == begun("complain_about_data")
    person.say(MISUSED)
    assert person.titles == ABOUT_TITLES
    walk(person, "[The headteacher]", "[Don't contact me]")
    assert texts(person) == [summary(MISUSED, "the headteacher", "the chair of governors")]
    person.press("Send it")
    due = _due(RightsKind.COMPLAINT)
    assert texts(person) == [given("utter_data_complaint_given", "the chair of governors", due=due)]
    record_id, kind, about, _ = newest_record(running)
    assert (kind, about, readers_of(running, record_id)) == ("data_rights", "headteacher", ["chair_of_governors"])
    request = opened(running).rights.of_record(record_id)
    assert request is not None
    assert request.kind is RightsKind.COMPLAINT


def test_receipt_of_a_request_tells_where_it_stands(person: Person) -> None:
    walk(person, ASK, COPY, WHAT, "[Don't contact me]", "[Send it]")
    person.say(f"what happened to {person.reference}")
    assert "Your request about your data was stored on" in person.text


@pytest.mark.parametrize("ending", ["[Don't send it]", "cancel"])
def test_nothing_is_stored_without_the_persons_word(person: Person, running: Site, ending: str) -> None:
    before = count_records(running)
    walk(person, ASK, COPY, WHAT, "[Don't contact me]", ending)
    assert texts(person) == [said("utter_not_sent" if ending.startswith("[") else "utter_cancelled")]
    assert count_records(running) == before


def test_what_is_asked_for_can_be_changed_before_it_is_sent(person: Person) -> None:
    walk(person, ASK, COPY, "wrong words here", "kim@mail.example", "[Change what you ask for]")
    assert texts(person) == [said("utter_ask_request_data_form_account_text")]
    person.say(WHAT)
    assert texts(person) == [_request_summary("kim@mail.example")]


def test_danger_in_a_request_is_answered_first_and_reaches_the_safeguarding_lead(person: Person, running: Site) -> None:
    told = "They gave our new address to my ex and he says he will kill me and the children tonight"
    walk(person, ASK, COMPLAIN, told)
    assert "999" in texts(person)[0]
    walk(person, "[No]", "[Something else]", "[Don't contact me]", "[Send it]")
    record_id, kind, _, at_risk = newest_record(running)
    assert (kind, at_risk) == ("data_rights", True)
    assert readers_of(running, record_id) == ["headteacher", "safeguarding_lead"]
