"""Somebody else's post is reported: where it is, what it says, whom it is about."""

import pytest

from tests.conftest import Person, Site
from tests.conversations.steps import (
    CONTENT,
    RECEIPT,
    account_of,
    begun,
    count_records,
    given,
    newest_record,
    readers_of,
    said,
    summary,
    texts,
    walk,
)

ASK = "I want to report a post someone else wrote"
PLACE = "The Bilton mums group on Facebook https://example.org/g/1?a=b"
WHAT = "It says the caretaker steals from the fund. I saw it on Tuesday 😡"
ABOUT = said("utter_ask_account_about")
WHERE = said("utter_ask_report_post_form_account_place")
TEXT = said("utter_ask_report_post_form_account_text")
SUMMARY = summary(WHAT, "a member of staff", "the headteacher", place=PLACE)
TO_SUMMARY = (ASK, PLACE, WHAT, "the caretaker", "[Don't contact me]")


def test_report_from_first_word_to_receipt(person: Person, running: Site) -> None:
    person.say(ASK)
    assert texts(person) == [begun("report_post"), WHERE]
    person.say(PLACE)
    assert texts(person) == [TEXT]
    person.say(WHAT)
    assert texts(person) == [ABOUT]
    walk(person, "the caretaker", "[Don't contact me]")
    assert texts(person) == [SUMMARY]
    person.press("Send it")
    assert texts(person) == [given("utter_report_given", "the headteacher")]
    assert RECEIPT.fullmatch(person.reference or "")
    record_id, kind, about, at_risk = newest_record(running)
    assert (kind, about, at_risk) == ("report", "staff", False)
    assert readers_of(running, record_id) == ["headteacher"]
    account = account_of(running, record_id)
    assert (account.text, account.place, account.contact) == (WHAT, PLACE, "")


def test_a_short_report_in_the_first_message_is_kept_with_what_is_told_later(person: Person) -> None:
    told = "a dad put our class photo on TikTok with rude captions"
    person.say(told)
    assert texts(person) == [begun("report_post"), WHERE]
    walk(person, "TikTok", "seen on Monday", "he also laughed about it", "another parent", "no")
    whole = f"{told}\nseen on Monday\nhe also laughed about it"
    assert texts(person) == [summary(whole, "another parent", "the headteacher", place="TikTok")]
    walk(person, "[Change what happened]", "A photo of our class, with captions.")
    changed = summary("A photo of our class, with captions.", "another parent", "the headteacher", place="TikTok")
    assert texts(person) == [changed]


def test_report_told_in_the_first_message_still_asks_where(person: Person) -> None:
    told = (
        "A mum has put up a nasty post on the Bilton parents Facebook group calling the reception "
        "teacher a liar, please have a look at it"
    )
    person.say(told)
    assert texts(person) == [begun("report_post"), said("utter_noted_account"), WHERE]
    walk(person, "Facebook", "the head", "no")
    assert texts(person) == [summary(told, "the headteacher", "the chair of governors", place="Facebook")]


def test_report_each_part_can_be_changed(person: Person) -> None:
    walk(person, *TO_SUMMARY, "[Change what happened]")
    assert texts(person) == [TEXT]
    person.say("It calls him a thief.")
    assert texts(person) == [summary("It calls him a thief.", "a member of staff", "the headteacher", place=PLACE)]
    walk(person, "[Change who it is about]", "[A governor]", "change my email", "ann@example.org")
    assert texts(person) == [
        summary(
            "It calls him a thief.",
            "a governor",
            "the clerk to the governors",
            contact="ann@example.org",
            place=PLACE,
        )
    ]


def test_report_goes_back_to_where_it_is(person: Person) -> None:
    walk(person, ASK, "Facebook", "go back")
    assert texts(person) == [said("utter_went_back"), WHERE]
    walk(person, "WhatsApp, the class chat", WHAT, "the caretaker", "no")
    place = "WhatsApp, the class chat"
    assert texts(person) == [summary(WHAT, "a member of staff", "the headteacher", place=place)]


@pytest.mark.parametrize(
    ("moves", "words", "answer"),
    [
        (TO_SUMMARY[:2], "cancel", said("utter_cancelled")),
        (TO_SUMMARY, "[Don't send it]", said("utter_not_sent")),
    ],
)
def test_report_stopped_is_not_stored(
    person: Person, running: Site, moves: tuple[str, ...], words: str, answer: str
) -> None:
    before = count_records(running)
    walk(person, *moves, words)
    assert texts(person) == [answer]
    assert count_records(running) == before


def test_report_question_in_between_comes_back(person: Person) -> None:
    question = "Will the school ask Facebook to remove a post?"
    lead = CONTENT.policy.topics["contact_host"].lead
    offer = said("utter_that_was_my_answer")
    walk(person, ASK, question)
    assert texts(person) == [lead, WHERE, offer]
    walk(person, PLACE, question)
    assert texts(person) == [lead, TEXT, offer]
    walk(person, "[That was my answer]", "the caretaker", "no")
    assert texts(person) == [summary(question, "a member of staff", "the headteacher", place=PLACE)]
