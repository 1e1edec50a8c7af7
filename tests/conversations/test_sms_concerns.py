"""By text message: a worry, a complaint, a report, danger, and what became of it."""

from collections.abc import Iterator

import pytest

from assistant.core.sms_text import MORE, page_content, segments
from tests.conftest import Site
from tests.conversations.steps import (
    CONTENT,
    HOURS,
    OFFICE,
    RECEIPT,
    account_of,
    count_records,
    newest_record,
    readers_of,
    said_by_text,
)
from tests.texter import Texter, phone

WORRY = "im worried about my son, he sits on his own every playtime"
WHAT = "They changed his seat without telling us and he is behind with his reading."
KNIFE = "He has got a knife and he is outside the school"
ABOUT = said_by_text("utter_ask_account_about")
ABOUT_POST = said_by_text("utter_ask_report_post_form_account_about")
CONTACT = said_by_text("utter_ask_account_contact")
LEAD = "the designated safeguarding lead"
CHOICE = "1 Send it\n2 Change what happened\n3 Change who it is about\n4 Change how to reach me\n5 Don't send it"
SEND = f"Shall I send it?\n{CHOICE}"


@pytest.fixture
def texter(running: Site) -> Iterator[Texter]:
    with phone(running) as one:
        yield one


def begun(journey: str, question: str) -> str:
    values = {"read_when_short": HOURS.read_when_short, "reply_within": HOURS.reply_within}
    return f"{said_by_text(f'utter_begin_{journey}', **values)}\n{said_by_text(f'utter_ask_{journey}_form_{question}')}"


def summary(*lines: str) -> str:
    """Return the first page of what is shown before anything is sent."""
    return "\n".join(["Please read this. Nothing is sent yet.", *lines, MORE])


def given(response: str, readers: str, text: str) -> str:
    """Check that a text says what was stored, with a receipt; return the receipt."""
    said = said_by_text(
        response, readers=readers, read_when_short=HOURS.read_when_short, reply_within=HOURS.reply_within
    )
    before, _, receipt = text.rpartition("\nReceipt: ")
    assert before == said
    assert RECEIPT.fullmatch(receipt)
    return receipt


def test_a_worry_is_told_and_followed(texter: Texter, running: Site) -> None:
    before = count_records(running)
    assert texter.text(WORRY) == begun("raise_concern", "account_text")
    assert "Texts are not anonymous: the network knows your number." in texter.received[-1]
    assert texter.text(WHAT) == ABOUT
    assert texter.text("6") == CONTACT
    lines = [f"What happened: {WHAT}", "About: a pupil", "How to reach you: don't contact me"]
    assert texter.text("1") == summary(*lines, "Who will read it: the headteacher.")
    assert texter.text("9") == SEND
    assert count_records(running) == before
    receipt = given("utter_concern_given", "the headteacher", texter.text("1"))
    assert segments(texter.received[-1]) == 2
    assert count_records(running) == before + 1
    assert account_of(running, newest_record(running)[0]).text == WHAT
    assert texter.text("what happened to my concern") == said_by_text("utter_ask_receipt")
    assert texter.text(receipt).startswith("Your concern was stored on ")


def test_a_number_on_the_summary_shows_the_choice_before_anything_is_sent(texter: Texter, running: Site) -> None:
    before = count_records(running)
    for move in (WORRY, WHAT, "a pupil", "no thanks"):
        texter.text(move)
    assert texter.text("1") == SEND
    assert count_records(running) == before
    assert texter.text("0") == f"{CONTENT.sms_words.no_such_number}\n{CHOICE}"
    assert texter.text("dont send it") == said_by_text("utter_not_sent")
    assert count_records(running) == before


def test_an_unclear_answer_to_the_summary_shows_the_choice_and_what_was_unread_of_it(texter: Texter) -> None:
    for move in (WORRY, WHAT, "a pupil", "no thanks"):
        texter.text(move)
    assert texter.text("the caretaker") == f"{said_by_text('utter_say_confirm')}\n{SEND}"
    assert texter.text("the caretaker") == f"{said_by_text('utter_say_confirm')}\n{SEND}"


def test_a_yes_before_the_question_is_shown_sends_nothing(texter: Texter, running: Site) -> None:
    before = count_records(running)
    for move in (WORRY, WHAT, "a pupil", "no thanks"):
        texter.text(move)
    assert texter.text("ok") == SEND
    assert count_records(running) == before


def test_a_complaint_about_the_head_with_something_else_in_between(texter: Texter, running: Site) -> None:
    assert texter.text("I wish to make a formal complaint") == begun("make_complaint", "account_text")
    assert texter.text(WHAT) == ABOUT
    assert texter.text("the headteecher") == CONTACT
    texter.text("parent@example.org")
    first = texter.text("what happens first?")
    assert first.startswith(CONTENT.policy.topics["first_step"].lead)
    asked_again = [page_content(page) for page in texter.read_on()]
    assert asked_again[-1].endswith(f"\n{SEND}")
    assert texter.text("change how to reach me") == CONTACT
    lines = [f"What happened: {WHAT}", "About: the headteacher", "How to reach you: don't contact me"]
    assert texter.text("1") == summary(*lines, "Who will read it: the chair of governors.")
    given("utter_complaint_given", "the chair of governors", texter.text("send it"))
    assert readers_of(running, newest_record(running)[0]) == ["chair_of_governors"]


def test_a_report_of_somebody_elses_post(texter: Texter, running: Site) -> None:
    opening = texter.text("theres a horrible post about one of the teaching assistants going round")
    assert opening == begun("report_post", "account_place")
    assert texter.text("Facebook, the village group") == said_by_text("utter_ask_report_post_form_account_text")
    assert texter.text("It calls her names. I saw it last night.") == ABOUT_POST
    assert texter.text("3") == CONTACT
    texter.text("1")
    texter.text("9")
    given("utter_report_given", "the headteacher", texter.text("the first one"))
    assert account_of(running, newest_record(running)[0]).place == "Facebook, the village group"


def test_a_wrong_number_keeps_the_question(texter: Texter) -> None:
    texter.text(WORRY)
    texter.text(WHAT)
    assert texter.text("12") == f"{CONTENT.sms_words.no_such_number}\n{ABOUT.partition(chr(10))[2]}"
    assert texter.text("Mrs Hill") == f"{said_by_text('utter_say_about')}\n{ABOUT.partition(chr(10))[2]}"
    assert texter.text("the 6th") == CONTACT


def test_danger_is_answered_first_and_passed_on_by_number(texter: Texter, running: Site) -> None:
    before = count_records(running)
    first = texter.text(KNIFE)
    assert first == f"{CONTENT.support.adult.sms}\n{said_by_text('utter_offer_safeguarding')}"
    assert first.startswith("Call 999")
    assert segments(first) == 2
    passed = texter.text("1")
    said = said_by_text("utter_passed_to_safeguarding", readers=LEAD, read_when_short=HOURS.read_when_short)
    head, _, rest = passed.partition("\nReceipt: ")
    receipt, _, question = rest.partition("\n")
    assert (head, question) == (said, said_by_text("utter_ask_leave_contact_form_account_contact"))
    assert RECEIPT.fullmatch(receipt)
    assert texter.text("07700 900123") == said_by_text("utter_contact_left")
    assert count_records(running) == before + 1
    record_id, kind, _, at_risk = newest_record(running)
    assert (kind, at_risk, readers_of(running, record_id)) == ("safeguarding", True, ["safeguarding_lead"])
    assert account_of(running, record_id).contact == "07700 900123"


def test_danger_in_a_form_keeps_what_was_told(texter: Texter) -> None:
    texter.text("I want to raise a concern")
    assert texter.text(KNIFE) == f"{CONTENT.support.adult.sms}\n{said_by_text('utter_offer_safeguarding')}"
    assert texter.text("2") == f"{said_by_text('utter_not_passed')}\n{ABOUT}"
    texter.text("a pupil")
    assert texter.text("1").startswith(f"Please read this. Nothing is sent yet.\nWhat happened: {KNIFE}\n")


def test_a_child_is_answered_as_one(texter: Texter) -> None:
    offer = said_by_text("utter_offer_safeguarding")
    assert texter.text("my dad hits me when he is drunk") == f"{CONTENT.support.child.sms}\n{offer}"
    assert texter.text("2") == said_by_text("utter_not_passed")


def test_a_lost_receipt(texter: Texter) -> None:
    texter.text("what happened to my complaint")
    assert texter.text("1234 5678 9012 3456") == said_by_text("utter_receipt_unknown", phone=OFFICE.phone)


def test_stopping_needs_no_word_of_the_network(texter: Texter, running: Site) -> None:
    before = count_records(running)
    texter.text(WORRY)
    assert texter.text("forget it") == said_by_text("utter_cancelled")
    assert count_records(running) == before


def test_stopping_after_a_danger_was_passed_on_does_not_say_that_nothing_was_sent(
    texter: Texter, running: Site
) -> None:
    before = count_records(running)
    for move in ("I want to raise a concern", KNIFE, "1", "forget it"):
        texter.text(move)
    said = texter.text("forget it")
    assert count_records(running) == before + 1
    assert said == said_by_text("utter_cancelled")
    assert "Nothing was sent" not in said
