"""What became of something that was sent: by its receipt number, however it is typed."""

from __future__ import annotations

import email
import email.policy
import os
import re
import subprocess
import sys
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.read_record import open_own_record
from assistant.services.reply_to_record import Replied, reply_to_record
from tests.conftest import PROJECT, Person, Site
from tests.conversations.steps import (
    HOURS,
    OFFICE,
    answers_of,
    begun,
    conversation_of,
    last_titles,
    newest_record,
    opened,
    person_to_ring,
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
CHOICES = said("utter_receipt_choices")
READERS = "the chair of governors"
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
    assert texts(person)[1:] == [CHOICES]
    assert last_titles(person) == ["Add something", "Withdraw it", "Erase it or get a copy", "Something else"]
    assert SENT.fullmatch(texts(person)[0]), person.text


def test_receipt_in_the_first_message_is_not_asked_for(person: Person, complaint: Given) -> None:
    person.say(f"Any news about {complaint.receipt}?")
    assert SENT.fullmatch(texts(person)[0]), person.text


def test_receipt_alone_is_enough(person: Person, complaint: Given) -> None:
    person.say(complaint.receipt)
    assert SENT.fullmatch(texts(person)[0]), person.text


def test_receipt_typed_is_never_in_the_conversation(person: Person, running: Site, complaint: Given) -> None:
    walk(person, ASK, complaint.receipt)
    digits = re.sub(r"\D", "", repr([event.get("text") for event in conversation_of(running, person)]))
    assert SENT.fullmatch(texts(person)[0]), person.text
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
    assert SENT.fullmatch(texts(person)[0]), person.text


@pytest.mark.parametrize("typed", ["1234 5678", "12345678901234567890"])
def test_no_receipt_is_explained(person: Person, typed: str) -> None:
    walk(person, ASK, typed)
    assert texts(person) == [said("utter_say_receipt"), said("utter_ask_receipt")]


def test_a_lost_receipt_is_no_dead_end(person: Person) -> None:
    walk(person, ASK, "I lost it")
    assert texts(person) == [person_to_ring("utter_lost_receipt", title="the school office")]
    person.say("I want to raise a concern")
    assert person.messages[0]["text"] == begun("raise_concern")


def test_follow_up_is_cancelled(person: Person) -> None:
    walk(person, ASK, "cancel")
    assert texts(person) == [said("utter_cancelled")]
    person.say("I want to raise a concern")
    assert person.messages[0]["text"] == begun("raise_concern")


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
    assert SENT.fullmatch(texts(person)[0]), person.text
    shown = show(running, complaint.id, "chair_of_governors")
    assert shown.returncode == 0, shown.stderr
    assert "She shouted at the Pumblechook twins." in shown.stdout
    person.say(complaint.receipt)
    assert OPENED.fullmatch(texts(person)[0]), person.text


def thread(site: Site, complaint: Given) -> list[tuple[str, bool]]:
    """Return what was said about a record since it was given, and whether the school said it."""
    with opened(site).store.transaction() as records:
        return [(reply.text, reply.by_school) for reply in records.replies(complaint.id)]


def chair_replies(site: Site, complaint: Given, text: str) -> None:
    """Let the chair of governors open the complaint and answer it, as on the staff page."""
    parts = opened(site)
    chair = StaffAccount(
        "chair", "chair@school.test", "Chair", frozenset({StaffRole.CHAIR_OF_GOVERNORS}), datetime.now(UTC)
    )
    assert open_own_record(parts.store, parts.clock, actor=chair, record_id=complaint.id) is not None
    done = reply_to_record(
        parts.store, parts.clock, actor=chair, record_id=complaint.id, text=text, request_id=str(uuid.uuid4())
    )
    assert done is Replied.STORED


def added_summary(text: str) -> str:
    return said("utter_added_summary", added=text, readers=READERS)


@pytest.fixture
def own(running: Site) -> Given:
    """A complaint for one test."""
    return give_complaint(running)


def test_a_reply_is_told_and_read(person: Person, running: Site, own: Given) -> None:
    chair_replies(running, own, "We will meet on Monday. {not_a_slot} <b>/restart</b>")
    walk(person, ASK, own.receipt)
    assert re.fullmatch(STORED + rf"The chair of governors answered on {MOMENT}\.", texts(person)[0]), person.text
    choices = ["Read the reply", "Add something", "Withdraw it", "Erase it or get a copy", "Something else"]
    assert last_titles(person) == choices
    person.press("Read the reply")
    first, choices = texts(person)
    assert re.fullmatch(
        rf"The chair of governors wrote on {MOMENT}:\nWe will meet on Monday\. \{{not_a_slot\}} <b>/restart</b>", first
    ), first
    assert choices == CHOICES
    assert rows(running, "SELECT count(*) FROM audit WHERE record_id = ? AND event = 'read_by_giver'", own.id) == [(1,)]


def test_something_is_added_and_its_words_are_forgotten(person: Person, running: Site, own: Given) -> None:
    walk(person, ASK, own.receipt, "[Add something]")
    assert texts(person) == [said("utter_ask_added_text")]
    person.say("It was on Tuesday by the Quackenbush gate.")
    assert texts(person) == [added_summary("It was on Tuesday by the Quackenbush gate.")]
    assert thread(running, own) == []
    person.press("Send it")
    thanks = said("utter_information_added", readers="The chair of governors", read_when=HOURS.read_when)
    assert texts(person) == [thanks, CHOICES]
    assert thread(running, own) == [("It was on Tuesday by the Quackenbush gate.", False)]
    assert "Quackenbush" not in repr(conversation_of(running, person))
    assert "Quackenbush" not in repr(answers_of(running, person))
    until(
        lambda: rows(
            running, "SELECT 1 FROM notices WHERE record_id = ? AND news = 'added' AND state = 'sent'", own.id
        ),
        seconds=30,
        what="the worker tells the reader",
    )


def test_what_is_added_is_stored_once_for_one_message(person: Person, running: Site, own: Given) -> None:
    walk(person, ASK, own.receipt, "[Add something]", "Once and only once.")
    token = next(button["token"] for button in person.buttons if button["title"] == "Send it")
    message_id = str(uuid.uuid4())
    first, second = (person.post(id=message_id, button=token) for _ in range(2))
    assert first.json() == second.json()
    assert thread(running, own) == [("Once and only once.", False)]


def test_what_is_added_can_be_changed_and_declined_and_is_forgotten(person: Person, running: Site, own: Given) -> None:
    walk(person, ASK, own.receipt, "[Add something]", "Snollygoster one", "[Change it]")
    assert texts(person) == [said("utter_ask_added_text")]
    person.say("Snollygoster two")
    assert texts(person) == [added_summary("Snollygoster two")]
    person.say("no")
    assert texts(person) == [said("utter_not_sent"), CHOICES]
    assert thread(running, own) == []
    assert "Snollygoster" not in repr(conversation_of(running, person)) + repr(answers_of(running, person))


def test_adding_is_cancelled(person: Person, running: Site, own: Given) -> None:
    walk(person, ASK, own.receipt, "[Add something]", "cancel")
    assert texts(person) == [said("utter_cancelled")]
    assert thread(running, own) == []


def test_a_policy_question_while_adding_is_answered_and_the_form_goes_on(
    person: Person, running: Site, own: Given
) -> None:
    walk(person, ASK, own.receipt, "[Add something]", "What does the policy say about racist comments?")
    assert person.quoted
    walk(person, "It was by the gate", "yes")
    assert thread(running, own) == [("It was by the gate", False)]


def test_danger_while_adding_is_answered_first_and_kept(person: Person, running: Site, own: Given) -> None:
    told = "My husband is beating my son right now"
    walk(person, ASK, own.receipt, "[Add something]")
    person.say(told)
    assert "999" in texts(person)[0]
    assert texts(person)[-1] == said("utter_offer_safeguarding")
    person.say("no")
    assert texts(person)[-1] == added_summary(told)
    person.say("yes")
    assert thread(running, own) == [(told, False)]
    found = rows(running, "SELECT role, news FROM notices WHERE record_id = ? ORDER BY position", own.id)
    assert found == [
        ("chair_of_governors", "record"),
        ("chair_of_governors", "added"),
        ("safeguarding_lead", "record"),
    ]


def test_withdrawing_says_first_what_it_does_not_do(person: Person, running: Site, own: Given) -> None:
    walk(person, ASK, own.receipt, "[Withdraw it]")
    assert texts(person) == [said("utter_ask_withdraw", readers=READERS)]
    person.say("no")
    assert texts(person) == [said("utter_not_withdrawn"), CHOICES]
    assert rows(running, "SELECT withdrawn_at FROM records WHERE id = ?", own.id) == [(None,)]
    walk(person, "[Withdraw it]", "[Yes, withdraw it]")
    assert texts(person) == [said("utter_withdrawn", readers=READERS), CHOICES]
    assert last_titles(person) == ["Add something", "Erase it or get a copy", "Something else"]
    person.say(own.receipt)
    assert re.search(rf"You withdrew it on {MOMENT}\.$", texts(person)[0]), person.text


@pytest.mark.parametrize("words", ["withdraw", "I want to take it back, I'm worried what they say to him"])
def test_withdrawing_in_words_is_asked_about_and_done(person: Person, running: Site, own: Given, words: str) -> None:
    walk(person, ASK, own.receipt, words)
    assert texts(person) == [said("utter_ask_withdraw", readers=READERS)]
    person.say("yes")
    assert texts(person) == [said("utter_withdrawn", readers=READERS), CHOICES]


def test_withdrawing_without_the_receipt_asks_for_it(person: Person, own: Given) -> None:
    person.say("I want to withdraw my complaint")
    assert texts(person) == [said("utter_ask_receipt")]
    person.say(own.receipt)
    assert "Withdraw it" in last_titles(person)


def test_a_receipt_that_is_open_is_not_asked_for_again(person: Person, own: Given) -> None:
    walk(person, ASK, own.receipt, ASK)
    assert texts(person)[-1] == CHOICES


def test_a_child_at_risk_is_looked_after_although_it_is_withdrawn(person: Person, running: Site, own: Given) -> None:
    with opened(running).store.transaction() as records:
        records.child_at_risk(own.id)
    walk(person, ASK, own.receipt, "[Withdraw it]")
    assert texts(person) == [said("utter_ask_withdraw_child", readers=READERS)]
    person.press("Yes, withdraw it")
    assert texts(person)[0] == said("utter_withdrawn_child", readers=READERS)


def test_something_else_leaves_the_receipt(person: Person, own: Given) -> None:
    walk(person, ASK, own.receipt)
    buttons = list(person.buttons)
    person.press("Something else")
    assert texts(person) == [said("utter_menu")]
    token = next(button["token"] for button in buttons if button["title"] == "Withdraw it")
    assert person.post(button=token).json()["messages"][0]["text"] == said("utter_no_receipt_open")


def test_a_right_receipt_is_answered_after_wrong_ones(person: Person, complaint: Given) -> None:
    for number in range(4):
        person.say(f"0000 0000 0000 {number:04}")
        assert texts(person) == [UNKNOWN]
    person.say(complaint.receipt)
    assert SENT.fullmatch(texts(person)[0]), person.text


def test_erasure_and_the_other_rights_are_asked_for_on_the_page_with_the_receipt(
    person: Person, running: Site, own: Given
) -> None:
    there = said("utter_ask_right", page=opened(running).receipt_page)
    person.say("Please delete what I told you last week")
    assert texts(person) == [said("utter_ask_receipt")]
    walk(person, own.receipt, "[Erase it or get a copy]")
    assert texts(person) == [there, CHOICES]
    person.say("I sent you something here, delete it please")
    assert texts(person) == [there, CHOICES]
    walk(person, "[Something else]", "I sent you something here, delete it please")
    assert texts(person) == [said("utter_ask_receipt")]
