"""A worry is told to the school in private: told, read through, changed, sent or thrown away."""

import json
import re
import subprocess
import uuid

import pytest

from tests.conftest import Person, Site
from tests.conversations.steps import (
    ABOUT_TITLES,
    CONTENT,
    MENU,
    RECEIPT,
    RESPONSES,
    account_of,
    answers_of,
    begun,
    conversation_of,
    count_records,
    given,
    last_titles,
    newest_record,
    person_to_ring,
    readers_of,
    rows,
    said,
    sender_of,
    summary,
    texts,
    walk,
)

ASK = "I want to raise a concern"
WHAT = "The gate by the bins has been broken since Monday."
CONTACT = said("utter_ask_account_contact")
ABOUT = said("utter_ask_account_about")
TEXT = said("utter_ask_raise_concern_form_account_text")
SUMMARY = summary(WHAT, "the school in general", "the school office")
SUMMARY_TITLES = [button["title"] for button in RESPONSES["utter_account_summary"][0]["buttons"]]
TO_SUMMARY = (ASK, WHAT, "[The school in general]", "[Don't contact me]")
RACIST_LEAD = CONTENT.policy.topics["racist_comments"].lead
RACIST_QUESTION = "What does the policy say about racist comments?"


# Happy path


def test_concern_from_first_word_to_receipt(person: Person, running: Site) -> None:
    person.say(ASK)
    assert texts(person) == [begun("raise_concern"), TEXT]
    person.say(WHAT)
    assert texts(person) == [ABOUT]
    assert person.titles == ABOUT_TITLES
    person.press("The school in general")
    assert texts(person) == [CONTACT]
    assert person.titles == ["Don't contact me"]
    person.say("my mobile is 07700 900123")
    contact = "my mobile is 07700 900123"
    assert texts(person) == [summary(WHAT, "the school in general", "the school office", contact=contact)]
    assert person.titles == SUMMARY_TITLES
    before = count_records(running)
    person.press("Send it")
    assert texts(person) == [given("utter_concern_given", "the school office")]
    assert RECEIPT.fullmatch(person.reference or "")
    assert count_records(running) == before + 1
    record_id, kind, about, at_risk = newest_record(running)
    assert (kind, about, at_risk) == ("concern", "school", False)
    assert readers_of(running, record_id) == ["office"]
    account = account_of(running, record_id)
    assert (account.text, account.contact, account.place) == (WHAT, contact, "")


def test_concern_told_in_the_first_message_is_kept(person: Person, running: Site) -> None:
    told = (
        "I am worried about my son being left out at lunch time every day since the half term "
        "holiday and nobody listens to me 😢"
    )
    person.say(told)
    assert texts(person) == [begun("raise_concern"), said("utter_noted_account"), ABOUT]
    walk(person, "a pupil", "no thanks")
    assert texts(person) == [summary(told, "a pupil", "the headteacher")]
    person.say("yes please send it")
    assert account_of(running, newest_record(running)[0]).text == told


@pytest.mark.parametrize("words", ["Yes", "yes, send it please"])
def test_concern_is_sent_by_plain_words(person: Person, words: str) -> None:
    walk(person, *TO_SUMMARY, words)
    assert texts(person) == [given("utter_concern_given", "the school office")]
    assert RECEIPT.fullmatch(person.reference or "")


def test_concern_is_stored_once_for_one_message(person: Person, running: Site) -> None:
    walk(person, *TO_SUMMARY)
    before = count_records(running)
    message_id = str(uuid.uuid4())
    first = person.post(id=message_id, text="send it")
    again = person.post(id=message_id, text="send it")
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    assert RECEIPT.fullmatch(first.json()["messages"][0]["reference"])
    assert count_records(running) == before + 1


def test_every_message_in_the_form_can_be_recognised_again(person: Person, running: Site) -> None:
    """The store must hold the ids of the messages, or a repeat after a crash is taken for a new answer."""
    walk(person, ASK, WHAT)
    message_id = str(uuid.uuid4())
    assert person.post(id=message_id, text="the school").status_code == 200
    assert message_id in [event.get("message_id") for event in conversation_of(running, person)]


def test_concern_holds_no_receipt_in_the_conversation(person: Person, running: Site) -> None:
    walk(person, *TO_SUMMARY, "send it")
    receipt = person.reference or ""
    kept = repr(conversation_of(running, person))
    assert RECEIPT.fullmatch(receipt)
    assert receipt not in kept
    assert receipt.replace(" ", "") not in kept


# Routing


@pytest.mark.parametrize(
    ("title", "words", "part", "role", "readers"),
    [
        (
            "The school in general",
            "the school itself",
            "the school in general",
            "office",
            "the school office",
        ),
        ("A member of staff", "her class teacher", "a member of staff", "headteacher", "the headteacher"),
        (
            "The headteacher",
            "it's the head",
            "the headteacher",
            "chair_of_governors",
            "the chair of governors",
        ),
        ("The safeguarding lead", "the DSL", "the safeguarding lead", "headteacher", "the headteacher"),
        ("A governor", "one of the governors", "a governor", "clerk", "the clerk to the governors"),
        ("A pupil", "another child in year 1", "a pupil", "headteacher", "the headteacher"),
        ("Something else", "something else", "something else", "headteacher", "the headteacher"),
    ],
)
def test_concern_goes_to_the_right_person(
    person: Person, running: Site, title: str, words: str, part: str, role: str, readers: str
) -> None:
    walk(person, ASK, WHAT, words, "no")
    assert texts(person) == [summary(WHAT, part, readers)]
    walk(person, "[Change who it is about]", f"[{title}]")
    assert texts(person) == [summary(WHAT, part, readers)]
    person.press("Send it")
    assert texts(person) == [given("utter_concern_given", readers)]
    assert readers_of(running, newest_record(running)[0]) == [role]


@pytest.mark.parametrize("name", ["Mrs Ellis", "it's mr wragg again"])
def test_concern_bare_name_is_asked_about(person: Person, name: str) -> None:
    walk(person, ASK, WHAT, name)
    assert texts(person) == [said("utter_say_about"), ABOUT]
    assert person.titles == ["Stop", "Speak to a person", *ABOUT_TITLES]


# Corrections


def test_concern_each_part_can_be_changed(person: Person, running: Site) -> None:
    walk(person, *TO_SUMMARY, "[Change what happened]")
    assert texts(person) == [TEXT]
    person.say("It was on Tuesday, not on Monday.")
    assert texts(person) == [summary("It was on Tuesday, not on Monday.", "the school in general", "the school office")]
    person.press("Change who it is about")
    assert texts(person) == [ABOUT]
    person.press("The headteacher")
    assert texts(person) == [summary("It was on Tuesday, not on Monday.", "the headteacher", "the chair of governors")]
    person.press("Change how to reach me")
    assert texts(person) == [CONTACT]
    person.say("ann@example.org")
    assert texts(person) == [
        summary(
            "It was on Tuesday, not on Monday.",
            "the headteacher",
            "the chair of governors",
            contact="ann@example.org",
        )
    ]
    person.press("Send it")
    record_id, _, about, _ = newest_record(running)
    account = account_of(running, record_id)
    assert (account.text, account.contact, about) == (
        "It was on Tuesday, not on Monday.",
        "ann@example.org",
        "headteacher",
    )


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("change what happened", TEXT),
        ("I want to change who it's about", ABOUT),
        ("can I edit my phone number", CONTACT),
    ],
)
def test_concern_change_in_plain_words(person: Person, words: str, question: str) -> None:
    walk(person, *TO_SUMMARY, words)
    assert texts(person) == [question]


def test_concern_goes_back_step_by_step(person: Person) -> None:
    walk(person, *TO_SUMMARY, "go back")
    assert texts(person) == [said("utter_went_back"), CONTACT]
    person.say("back")
    assert texts(person) == [said("utter_went_back"), ABOUT]
    person.say("can I go back a step")
    assert texts(person) == [said("utter_went_back"), TEXT]
    person.say("previous question")
    assert texts(person) == [said("utter_at_the_start"), TEXT]
    walk(person, "The fence is broken.", "the head", "no")
    assert texts(person) == [summary("The fence is broken.", "the headteacher", "the chair of governors")]


def test_concern_contact_that_cannot_reach_anyone_is_asked_again(person: Person) -> None:
    walk(person, *TO_SUMMARY[:3], "123")
    assert texts(person) == [said("utter_say_contact"), CONTACT]


@pytest.mark.parametrize("words", [" \n ", "…", "🙂"])
def test_concern_without_words_is_asked_again(person: Person, words: str) -> None:
    walk(person, ASK, words)
    assert texts(person) == [said("utter_say_text"), TEXT]


def test_concern_text_is_kept_as_typed(person: Person, running: Site) -> None:
    odd = "<b>He said</b> 'x'; DROP TABLE records; --\n{summary} {0} %s 👩‍👩‍👧 ⟨0:4⟩"
    walk(person, ASK, odd, "the school", "no")
    assert texts(person) == [summary(odd, "the school in general", "the school office")]
    person.say("send it")
    assert account_of(running, newest_record(running)[0]).text == odd


# What must not send


@pytest.mark.parametrize(
    "words",
    [
        "asdf",
        "...",
        "👍",
        "hmm not sure",
        "who will read this?",
        '/choose{"choice": "send"}',
        "/affirm",
        "change something",
    ],
)
def test_concern_is_neither_sent_nor_lost_without_a_plain_word(person: Person, running: Site, words: str) -> None:
    before = count_records(running)
    walk(person, *TO_SUMMARY, words)
    assert count_records(running) == before
    assert texts(person)[-1] == SUMMARY
    assert last_titles(person) == SUMMARY_TITLES


# Cancellations


def still_kept(site: Site, person: Person) -> bool:
    """Tell whether what happened still stands in the conversation or in an answer that is kept."""
    kept = json.dumps(conversation_of(site, person)).encode() + b"".join(answers_of(site, person))
    return WHAT.encode() in kept


def test_what_is_typed_is_kept_until_it_is_sent(person: Person, running: Site) -> None:
    walk(person, *TO_SUMMARY)
    assert still_kept(running, person)
    person.press("Send it")
    assert not still_kept(running, person)


@pytest.mark.parametrize(
    ("moves", "words"),
    [
        (TO_SUMMARY[:1], "cancel"),
        (TO_SUMMARY[:2], "stop"),
        (TO_SUMMARY[:3], "forget it"),
        (TO_SUMMARY, "cancel"),
    ],
)
def test_concern_cancelled_is_thrown_away(person: Person, running: Site, moves: tuple[str, ...], words: str) -> None:
    before = count_records(running)
    walk(person, *moves, words)
    assert texts(person) == [said("utter_cancelled")]
    assert count_records(running) == before
    assert not still_kept(running, person)
    person.say(ASK)
    assert texts(person) == [begun("raise_concern"), TEXT]


@pytest.mark.parametrize("words", ["[Don't send it]", "no", "don't send it"])
def test_concern_declined_is_not_stored(person: Person, running: Site, words: str) -> None:
    before = count_records(running)
    walk(person, *TO_SUMMARY, words)
    assert texts(person) == [said("utter_not_sent")]
    assert person.reference is None
    assert count_records(running) == before
    assert not still_kept(running, person)


def test_nothing_to_cancel(person: Person) -> None:
    person.say("cancel")
    assert texts(person) == [said("utter_nothing_to_cancel")]
    assert person.titles == MENU


# Digressions


@pytest.mark.parametrize(
    ("moves", "question"),
    [(TO_SUMMARY[:1], TEXT), (TO_SUMMARY[:2], ABOUT), (TO_SUMMARY[:3], CONTACT), (TO_SUMMARY, SUMMARY)],
)
def test_concern_question_in_between_comes_back(person: Person, moves: tuple[str, ...], question: str) -> None:
    walk(person, *moves)
    titles = last_titles(person)
    person.say(RACIST_QUESTION)
    offer = [said("utter_that_was_my_answer")] if question == TEXT else []
    assert texts(person) == [RACIST_LEAD, question, *offer]
    assert person.quoted == list(CONTENT.policy.topics["racist_comments"].clauses)
    assert person.titles == (["That was my answer"] if offer else titles)
    person.say("can I speak to a person?")
    assert texts(person) == [person_to_ring("utter_ask_human"), question, *offer]


def test_concern_that_was_my_answer_keeps_what_was_typed(person: Person, running: Site) -> None:
    walk(person, ASK, RACIST_QUESTION, "[That was my answer]")
    assert texts(person) == [ABOUT]
    walk(person, "the school", "no")
    assert texts(person) == [summary(RACIST_QUESTION, "the school in general", "the school office")]
    person.say("send it")
    assert account_of(running, newest_record(running)[0]).text == RACIST_QUESTION


def test_concern_after_a_digression_is_the_same_concern(person: Person) -> None:
    walk(person, ASK, WHAT, "what do you store about me?", "the school", RACIST_QUESTION, "no", RACIST_QUESTION)
    assert texts(person)[-1] == SUMMARY


def test_two_concerns_in_one_chat_are_two(person: Person, running: Site) -> None:
    before = count_records(running)
    walk(person, *TO_SUMMARY, "send it")
    first = person.reference
    walk(person, ASK, "The lights are off too.", "the head", "no")
    assert texts(person) == [summary("The lights are off too.", "the headteacher", "the chair of governors")]
    person.say("send it")
    assert RECEIPT.fullmatch(person.reference or "")
    assert person.reference != first
    assert count_records(running) == before + 2


def test_concern_words_are_sealed(person: Person, running: Site) -> None:
    walk(person, ASK, "The Wibberquist gate is broken.", "the school", "wibberquist@example.org", "send it")
    assert "ibberquist" in account_of(running, newest_record(running)[0]).text
    found = subprocess.run(
        ["grep", "-rlia", "ibberquist", str(running.data_dir)], capture_output=True, text=True, check=False
    )
    assert found.stdout == ""
    request_id = rows(running, "SELECT request_id FROM records WHERE id = ?", newest_record(running)[0])[0][0]
    assert re.fullmatch(rf"{sender_of(running, person)}:[0-9a-f]{{40}}", request_id)
