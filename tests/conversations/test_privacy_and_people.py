"""What is kept, who reads it, how to reach a person, and a chat that is cleared."""

import httpx
import pytest

from tests.conftest import Person, Site
from tests.conversations.steps import (
    CONTENT,
    MENU,
    begun,
    person_to_ring,
    privacy_told,
    rows,
    said,
    sender_of,
    texts,
    walk,
)

TITLES = CONTENT.titles.titles


@pytest.mark.parametrize(
    "question",
    [
        "What do you store about me?",
        "Who reads what I type here?",
        "Delete my data please",
        "is this chat private",
    ],
)
def test_privacy_is_told(person: Person, running: Site, question: str) -> None:
    person.say(question)
    assert texts(person) == [privacy_told(running)]
    assert person.titles == ["Ask for a copy of my data", "Complain about how my data is used"]


@pytest.mark.parametrize(
    "question",
    ["I want to speak to a person", "Can I talk to someone at the school please", "give me a real human"],
)
def test_people_are_named(person: Person, question: str) -> None:
    person.say(question)
    assert texts(person) == [person_to_ring("utter_ask_human")]
    assert person.titles == ["Tell the school about a worry"]


def test_people_by_button(person: Person) -> None:
    person.press("Speak to a person")
    assert texts(person) == [person_to_ring("utter_ask_human")]


def test_greeting_offers_the_menu(person: Person) -> None:
    assert person.messages[0]["text"] == said("utter_greet")
    assert person.titles == MENU


@pytest.mark.parametrize("greeting", ["hello", "Good morning"])
def test_greeting_is_returned(person: Person, greeting: str) -> None:
    person.say(greeting)
    assert person.messages[0]["text"] == said("utter_greet")
    assert person.titles == MENU


def test_no_message_is_without_words(person: Person) -> None:
    assert [text for text in texts(person) if not text.strip()] == []
    person.say("are you a robot?")
    assert person.messages[0]["text"] == said("utter_ask_bot")
    assert [text for text in texts(person) if not text.strip()] == []


@pytest.mark.parametrize(
    ("title", "answer"),
    [
        ("Check a post before I post it", said("utter_ask_check_post_form_draft")),
        ("Tell the school about a worry", begun("raise_concern")),
        ("Make a formal complaint", begun("make_complaint")),
        ("What the policy is for", CONTENT.policy.topics["purpose"].lead),
        ("Speak to a person", person_to_ring("utter_ask_human")),
    ],
)
def test_menu_button_starts_its_journey(person: Person, title: str, answer: str) -> None:
    person.press(title)
    assert person.messages[0]["text"] == answer


def test_already_posted_is_answered_with_the_first_step(person: Person) -> None:
    person.say("I've already posted it, what should I do now?")
    assert texts(person) == [said("utter_already_posted")]
    assert person.quoted == ["procedure.first_step"]
    goals = ["policy/if_refused", "check_post", "raise_concern", "ask_human"]
    assert person.titles == [TITLES[goal] for goal in goals]


def test_own_post_is_not_taken_for_a_report(person: Person) -> None:
    person.say("I have already posted something nasty about a teacher")
    assert texts(person) == [said("utter_already_posted")]


def test_cleared_chat_is_gone(person: Person, running: Site) -> None:
    walk(person, "I want to raise a concern", "The gate by the bins has been broken since Monday.")
    sender = sender_of(running, person)
    tables = ("conversations", "chat_answers", "chat_sessions")
    assert [
        rows(running, f"SELECT count(*) > 0 FROM {table} WHERE sender_id = ?", sender)[0][0] for table in tables
    ] == [
        1,
        1,
        1,
    ]
    header = {"Authorization": f"Bearer {person.session}"}
    assert httpx.delete(f"{running.url}/api/chat/sessions/current", headers=header).status_code == 204
    assert [rows(running, f"SELECT count(*) FROM {table} WHERE sender_id = ?", sender)[0][0] for table in tables] == [
        0,
        0,
        0,
    ]
    assert person.post(text="hello").status_code == 401
    assert httpx.delete(f"{running.url}/api/chat/sessions/current", headers=header).status_code == 204


def test_no_session_is_refused(running: Site) -> None:
    stranger = Person(running.url, session="0" * 43)
    answer = stranger.post(text="hello")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "no_session")
