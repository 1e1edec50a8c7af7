"""What is not understood, no message or not allowed: a kind answer or a clear refusal, never a command."""

import json
import uuid

import httpx
import pytest

from tests.conftest import Person, Site
from tests.conversations.steps import (
    MENU,
    OFFICE,
    RACIST_LEAD,
    conversation_of,
    count_records,
    last_titles,
    person_to_ring,
    said,
    summary,
    texts,
    walk,
)

NONSENSE = [
    "flumbly grunt",
    "lorem ipsum dolor",
    "asdkj qweoi",
    "hgfjd kqwpz",
    "fjdkslaf jdklsa",
    "close case C-0001",
    "purple seventeen wobble",
    "the the the of",
    "lkjh mnbv poiu",
    "bananas regarding the thing",
]
OUT_OF_SCOPE = said("utter_out_of_scope", phone=OFFICE.phone)
PURPOSE = "What is this policy for?"


def not_understood(site: str) -> tuple[Person, str]:
    """Return somebody who was not understood, and what they said: the first nonsense without a goal."""
    for words in NONSENSE:
        person = Person(site).arrive()
        person.say(words)
        if person.messages[0]["text"] == said("utter_offer_goals"):
            return person, words
    raise AssertionError("all nonsense was understood")


def post_raw(person: Person, body: bytes, kind: str = "application/json") -> httpx.Response:
    return httpx.post(
        f"{person.url}/api/chat/messages",
        content=body,
        headers={"Authorization": f"Bearer {person.session}", "Content-Type": kind},
        timeout=30,
    )


# Not understood


def test_not_understood_offers_three_goals_and_a_person_then_a_person(site: str) -> None:
    person, words = not_understood(site)
    assert texts(person) == [said("utter_offer_goals")]
    assert len(set(person.titles)) == 4
    assert person.titles[-1] == "Speak to a person"
    person.say(words)
    assert texts(person) == [person_to_ring("utter_still_not_understood")]
    person.say(PURPOSE)
    assert person.quoted == ["overview.purpose"]
    person.say(words)
    assert texts(person) == [said("utter_offer_goals")]


@pytest.mark.parametrize("words", ["What time does the Tesco in Rugby shut?", "who won the football last night"])
def test_out_of_scope_offers_the_menu_and_the_office(person: Person, words: str) -> None:
    person.say(words)
    assert texts(person) == [OUT_OF_SCOPE]
    assert person.titles == MENU


@pytest.mark.parametrize("words", ["😀😀😀", "   ", "", "...", "\u200b", "👩‍👩‍👧"])
def test_no_words_is_said_so(person: Person, words: str) -> None:
    person.say(words)
    assert texts(person) == [said("utter_no_words")]
    assert person.titles == MENU


# At the edges of a message


def test_longest_message_is_answered_and_a_longer_one_refused_unused(person: Person, running: Site) -> None:
    too_long = person.post(text="Blatherwick " + "x" * 4_989)
    assert (too_long.status_code, too_long.json()["error"]["code"]) == (413, "too_long")
    assert "Blatherwick" not in json.dumps(conversation_of(running, person))
    assert person.post(text="😀" * 5_001).status_code == 413
    assert person.post(text="x " * 2_500).status_code == 200
    person.say(PURPOSE)
    assert person.quoted == ["overview.purpose"]


def test_null_bytes_are_no_harm(person: Person) -> None:
    walk(person, "I want to raise a concern", "The gate\x00 is broken", "the school", "no")
    assert texts(person) == [summary("The gate\ufffd is broken", "the school in general", "the school office")]


@pytest.mark.parametrize("escape", ["\\ud800", "\\udfff", "\\udc00\\ud800"])
def test_lone_surrogates_are_no_harm(person: Person, escape: str) -> None:
    body = f'{{"id": "{uuid.uuid4()}", "text": "What is this policy for? {escape}"}}'
    answer = post_raw(person, body.encode())
    assert answer.status_code == 200
    assert [quote["clause"] for quote in answer.json()["messages"][0]["quotes"]] == ["overview.purpose"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[]", "application/json", 422),
        (b"{}", "application/json", 422),
        (b'{"id": "1", "text": "hello"}', "application/json", 422),
        (b'{"id": "7b0c1d9e-58a4-4f5e-9f4e-2a9d6f1f0c11", "text": 5}', "application/json", 422),
        (b'{"id": "7b0c1d9e-58a4-4f5e-9f4e-2a9d6f1f0c11"}', "application/json", 422),
        (b"text=hello", "application/x-www-form-urlencoded", 415),
        (b" " * 140_000, "application/json", 413),
    ],
)
def test_bodies_that_are_no_message_are_refused(person: Person, body: bytes, kind: str, status: int) -> None:
    answer = post_raw(person, body, kind)
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"code", "message"}


# Never a command


@pytest.mark.parametrize(
    "typed",
    [
        '/case_close{"case":"C-0001"}',
        " /restart",
        "/session_start",
        "/raise_concern",
        "/pass_to_safeguarding",
        "//stop",
    ],
)
def test_typed_command_is_only_words(person: Person, running: Site, typed: str) -> None:
    before = count_records(running)
    person.say("What does the policy say about racist comments?")
    assert person.messages[0]["text"] == RACIST_LEAD
    with_slash = person.say(typed)
    other = Person(person.url).arrive()
    other.say("What does the policy say about racist comments?")
    assert with_slash == other.say(typed.strip().lstrip("/"))
    assert said("utter_staff_only") not in with_slash
    assert count_records(running) == before
    kept = conversation_of(running, person)
    assert typed in [event.get("text") for event in kept]
    assert {event["event"] for event in kept} & {"restart", "rewind", "reset_slots", "undo"} == set()


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script><img src=x onerror=alert(2)>", "'; DROP TABLE records; --"]
)
def test_code_is_only_words(person: Person, running: Site, typed: str) -> None:
    before = count_records(running)
    person.say(typed)
    assert person.text.strip() != ""
    assert typed not in person.text
    assert count_records(running) == before
    walk(person, "cancel", "I want to raise a concern", f"He wrote {typed}", "the school", "no")
    assert texts(person) == [summary(f"He wrote {typed}", "the school in general", "the school office")]


# Buttons


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_forged_button_is_refused(person: Person) -> None:
    token = person.buttons[0]["token"]
    for forged in ["", "x", "/raise_concern", token[:-1], token + "A", token.swapcase(), "😀"]:
        assert refused(person.post(button=forged)) == (422, "unknown_button"), forged
    assert refused(person.post(button=7)) == (422, "bad_fields")
    assert refused(person.post(button=token, text="hello")) == (422, "bad_fields")
    assert person.post(button=token).status_code == 200


def test_button_of_another_chat_is_refused(person: Person, site: str) -> None:
    other = Person(site).arrive()
    assert refused(person.post(button=other.buttons[0]["token"])) == (422, "unknown_button")


def test_chat_of_another_is_not_reached(person: Person, site: str) -> None:
    other = Person(site).arrive()
    walk(person, "I want to raise a concern", "The gate is broken.")
    assert last_titles(person) != []
    other.say("cancel")
    assert texts(other) == [said("utter_nothing_to_cancel")]
    mine = next(button["token"] for button in person.buttons if button["title"] == "The headteacher")
    assert refused(other.post(button=mine)) == (422, "unknown_button")
    person.press("The headteacher")
    assert texts(person) == [said("utter_ask_account_contact")]
