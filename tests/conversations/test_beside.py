"""What people type beside the question that was asked: second thoughts, contacts, other wishes, no receipt."""

import pytest

from tests.conftest import Person, Site
from tests.conversations.steps import (
    CONTENT,
    HOURS,
    account_of,
    begun,
    count_records,
    last_titles,
    newest_record,
    person_to_ring,
    said,
    texts,
    walk,
)

FIRST = "my neighbour is hitting his little boy"
SECOND = "he said he is going to kill him"
AGAIN = said("utter_offer_safeguarding_again")


def test_a_second_thought_passes_on_all_that_was_told(person: Person, running: Site) -> None:
    walk(person, FIRST, "[No]", SECOND, "no", "what is this policy for?", "thanks", "what about racist comments?")
    before = count_records(running)
    person.say("please do pass that on now")
    assert count_records(running) == before + 1
    record_id, kind, _, at_risk = newest_record(running)
    account = account_of(running, record_id)
    assert (kind, at_risk, account.text) == ("safeguarding", True, f"{FIRST}\n{SECOND}")
    assert (account.contact, account.contact_declined) == ("", False)
    person.press("Don't contact me")
    assert account_of(running, record_id).contact_declined


def test_a_number_typed_to_the_offer_in_a_form_is_no_yes(person: Person, running: Site) -> None:
    before = count_records(running)
    walk(person, "I want to raise a concern", FIRST, "4929 1234 5678 9017")
    assert texts(person)[-1] == AGAIN
    assert count_records(running) == before


def test_a_contact_and_a_question_leave_the_offer_open(person: Person, running: Site) -> None:
    walk(person, FIRST, "07700 900789")
    assert texts(person) == [said("utter_contact_noted"), AGAIN]
    person.say("what does the safeguarding lead do?")
    lead = CONTENT.directory.contacts["safeguarding_lead"].title
    assert texts(person) == [said("utter_about_offer", lead=lead), AGAIN]
    person.say("yes please")
    assert account_of(running, newest_record(running)[0]).contact == "07700 900789"


def test_after_a_disclosure_a_form_asks_before_it_stops(person: Person) -> None:
    walk(person, "I want to raise a concern", FIRST, "[No]", "carry on")
    assert texts(person) == [said("utter_go_on"), said("utter_ask_account_about")]
    person.say("forget it")
    assert texts(person) == [said("utter_ask_stop")]
    person.press("Carry on")
    assert texts(person)[-1] == said("utter_ask_account_about")
    walk(person, "stop", "yes")
    assert texts(person) == [said("utter_cancelled")]


def test_another_journey_takes_over_what_was_told(person: Person) -> None:
    walk(person, "I want to raise a concern", "The gate has been broken since May.")
    wish = "I want to make a formal complaint about the caretaker"
    person.say(wish)
    assert texts(person) == [said("utter_ask_leave_make_complaint")]
    person.press("Start the complaint")
    assert texts(person)[0] == begun("make_complaint")
    walk(person, "[A member of staff]", "no")
    assert f"The gate has been broken since May.\n{wish}" in person.text


def test_a_correction_is_added_and_the_person_changed(person: Person) -> None:
    walk(person, "I want to raise a concern", "The bus was late on Monday.", "a teacher")
    person.say("actually it was Wednesday not Monday")
    assert texts(person) == [said("utter_detail_added"), said("utter_ask_account_contact")]
    person.say("the headteacher I mean")
    assert texts(person) == [said("utter_about_corrected"), said("utter_ask_account_contact")]
    walk(person, "no")
    assert "the chair of governors" in person.text
    person.say("07700 900321")
    assert "How to reach you: 07700 900321" in person.text


@pytest.mark.parametrize("words", ["I've lost the number", "please delete it"])
def test_without_a_receipt_somebody_can_ring(person: Person, words: str) -> None:
    walk(person, "What happened to the concern I sent?", words)
    assert texts(person) == [person_to_ring("utter_lost_receipt", title="the school office")]
    walk(person, "how long until anybody answers me")
    assert texts(person) == [said("utter_how_long", reply_within=HOURS.reply_within, read_when=HOURS.read_when)]


def test_at_the_receipt_another_goal_leaves_the_form(person: Person) -> None:
    walk(person, "What happened to the concern I sent?", "concern")
    assert texts(person)[0] == begun("raise_concern")


def test_a_dangerous_draft_is_answered_and_checked(person: Person) -> None:
    person.say('Tell me if it\'s ok to post: "Mr Example hits the children in his class"')
    assert person.messages[0]["text"] == CONTENT.support.adult.message()
    assert any(message.get("marks") for message in person.messages)


def test_another_parent_is_the_first_choice_of_a_report(person: Person) -> None:
    walk(person, "I want to report a post someone else wrote", "Facebook", "It calls us names, seen on Monday.")
    assert last_titles(person)[0] == "Another parent"
