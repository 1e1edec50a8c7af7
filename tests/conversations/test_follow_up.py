"""What became of something that was sent: by its receipt number, however it is typed."""

from __future__ import annotations

import email
import email.policy
import os
import re
import subprocess
import sys
from dataclasses import dataclass

import pytest

from tests.conftest import PROJECT, Person, Site
from tests.conversations.steps import (
    OFFICE,
    begun,
    conversation_of,
    newest_record,
    rows,
    said,
    texts,
    until,
    walk,
)

ASK = "What happened to the concern I sent?"
MOMENT = r"\d{1,2} [A-Z][a-z]+ at \d\d:\d\d"
STORED = rf"Your complaint was stored on {MOMENT}\.\n"
WAITING = re.compile(STORED + "The message to the chair of governors is waiting to be sent\\.")
SENT = re.compile(
    STORED + rf"A message about it was sent to the chair of governors on {MOMENT}\. It has not been opened yet\."
)
OPENED = re.compile(STORED + rf"The chair of governors opened it on {MOMENT}\.")
UNKNOWN = said("utter_receipt_unknown", phone=OFFICE.phone)


@dataclass(frozen=True)
class Given:
    """A complaint that was given and whose notice is sent."""

    id: str
    receipt: str


def give_complaint(site: Site) -> Given:
    person = Person(site.url).arrive()
    walk(
        person,
        "I want to make a formal complaint",
        "She shouted at the Pumblechook twins.",
        "the head",
        "no",
        "yes",
    )
    record_id = newest_record(site)[0]
    until(
        lambda: rows(site, "SELECT 1 FROM notices WHERE record_id = ? AND state = 'sent'", record_id),
        seconds=30,
        what="the worker sends the notice",
    )
    return Given(record_id, person.reference or "")


@pytest.fixture(scope="module")
def complaint(running: Site) -> Given:
    return give_complaint(running)


def show(site: Site, record_id: str, role: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", "records", "show", record_id, "--as", role],
        cwd=PROJECT,
        env=os.environ | {"ASSISTANT_DATA_DIR": str(site.data_dir)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "typed",
    [
        "{0} {1} {2} {3}",
        "{0}{1}{2}{3}",
        "{0}-{1}-{2}-{3}",
        "it's {0}  {1}\u00a0{2} {3}, thanks",
        "{0}.{1}.{2}.{3}.",
    ],
)
def test_receipt_is_read_however_it_is_spaced(person: Person, complaint: Given, typed: str) -> None:
    person.say(ASK)
    assert texts(person) == [said("utter_ask_receipt")]
    person.say(typed.format(*complaint.receipt.split()))
    assert len(texts(person)) == 1
    assert SENT.fullmatch(person.text), person.text


def test_receipt_in_the_first_message_is_not_asked_for(person: Person, complaint: Given) -> None:
    person.say(f"Any news about {complaint.receipt}?")
    assert SENT.fullmatch(person.text), person.text


def test_receipt_alone_is_enough(person: Person, complaint: Given) -> None:
    person.say(complaint.receipt)
    assert SENT.fullmatch(person.text), person.text


def test_receipt_typed_is_never_in_the_conversation(person: Person, running: Site, complaint: Given) -> None:
    walk(person, ASK, complaint.receipt)
    digits = re.sub(r"\D", "", repr([event.get("text") for event in conversation_of(running, person)]))
    assert SENT.fullmatch(person.text), person.text
    assert complaint.receipt.replace(" ", "") not in digits


def test_notice_says_nothing_of_what_was_said(running: Site, complaint: Given) -> None:
    files = (running.data_dir / "mail").glob("*.eml")
    mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]
    ours = [mail for mail in mails if complaint.id in mail.get_content()]
    assert [mail["To"] for mail in ours] == ["chair@school.example"]
    assert "Pumblechook" not in ours[0].get_content()
    assert complaint.receipt not in ours[0].get_content()


@pytest.mark.parametrize("typed", ["0000 0000 0000 0000", "my number is 1234-5678-9012-3456"])
def test_unknown_receipt_is_said_so_and_may_be_tried_again(person: Person, complaint: Given, typed: str) -> None:
    walk(person, ASK, typed)
    assert texts(person) == [UNKNOWN]
    person.say(complaint.receipt)
    assert SENT.fullmatch(person.text), person.text


@pytest.mark.parametrize("typed", ["1234 5678", "12345678901234567890", "I lost it"])
def test_no_receipt_is_explained(person: Person, typed: str) -> None:
    walk(person, ASK, typed)
    assert texts(person) == [said("utter_say_receipt"), said("utter_ask_receipt")]


def test_follow_up_is_cancelled(person: Person) -> None:
    walk(person, ASK, "cancel")
    assert texts(person) == [said("utter_cancelled")]
    person.say("I want to raise a concern")
    assert person.messages[0]["text"] == begun("raise_concern")


def test_receipts_cannot_be_guessed_without_end(person: Person) -> None:
    for number in range(10):
        person.say(f"0000 0000 0000 {number:04}")
        assert texts(person) == [UNKNOWN]
    answer = person.post(text="0000 0000 0000 9999")
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "too_many_receipts")
    assert answer.headers["Retry-After"] == "3600"
    assert OFFICE.phone in answer.json()["messages"][0]["text"]


@pytest.mark.parametrize(
    "question",
    ["Where is my complaint?", "Has anyone opened my complaint yet?", "did anyone read what I sent you"],
)
def test_follow_up_is_understood(person: Person, question: str) -> None:
    person.say(question)
    assert texts(person) == [said("utter_ask_receipt")]


def test_opened_counts_only_for_its_reader(person: Person, running: Site) -> None:
    complaint = give_complaint(running)
    refused = show(running, complaint.id, "headteacher")
    assert refused.returncode != 0
    assert "Pumblechook" not in refused.stdout + refused.stderr
    walk(person, ASK, complaint.receipt)
    assert SENT.fullmatch(person.text), person.text
    shown = show(running, complaint.id, "chair_of_governors")
    assert shown.returncode == 0, shown.stderr
    assert "She shouted at the Pumblechook twins." in shown.stdout
    person.say(complaint.receipt)
    assert OPENED.fullmatch(person.text), person.text
