"""Staff are served in the middle of an open question, told what is new, and go from a report to its end in the chat."""

import uuid

import pytest

from assistant.core.arrivals import Shelf
from assistant.core.case_history import What
from assistant.core.cases import EntryKind
from assistant.core.letters import LETTER_NAMES
from assistant.core.staff import StaffRole
from assistant.services.read_cases import show_case
from assistant.services.read_record import arrived_records, open_own_record
from assistant.settings import Settings
from benchmarks.staff_journey import PARTS, REPORT
from tests.conftest import Person, Site
from tests.conversations.steps import (
    CONTENT,
    Colleague,
    case_number,
    colleague,
    newest_record,
    opened,
    opened_case,
    said,
    texts,
    walk,
)
from tests.texter import phone

STEPS = CONTENT.procedure.words.steps
EVENTS = CONTENT.procedure.words.events
THAT_WAS_MY_ANSWER = said("utter_that_was_my_answer")


@pytest.fixture(scope="module")
def leader(running: Site) -> Colleague:
    return colleague(running, StaffRole.HEADTEACHER, name="Ida Moss")


@pytest.fixture
def fresh(leader: Colleague) -> Colleague:
    """The headteacher with an empty chat."""
    leader.clear()
    return leader.arrive()


def case_of(running: Site, one: Colleague, number: int):
    assert one.account is not None
    return show_case(opened(running).case_desk, actor=one.account, number=number).case


def test_a_report_is_followed_to_the_end_of_its_case_in_the_chat_alone(
    running: Site, person: Person, fresh: Colleague
) -> None:
    open_all(running, fresh)
    walk(person, *REPORT)
    record_id = newest_record(running)[0]
    number = 0
    for title, moves in PARTS.items():
        for move in moves:
            walk(fresh, move.replace("C-1", f"C-{number}"))
            if move == "what's new?":
                assert f"/staff/records/{record_id}" in fresh.text
            if move == "[Yes, open it]":
                number = case_number(fresh)
            if move == "draft the warning letter":
                assert f"/staff/cases/C-{number:04d}/letters/written_warning" in fresh.text
        assert "I can't find" not in fresh.text, title
    case = case_of(running, fresh, number)
    assert [event.what for event in case.events] == [
        What.REPORTED,
        What.DISCUSSED,
        What.REMOVAL_REQUESTED,
        What.REFUSED,
        What.WARNING_SENT,
        What.REMOVED,
        What.CLOSED,
    ]
    assert [entry.words for entry in case.entries if entry.kind is EntryKind.NOTE] == [
        f"C-{number}: the grandmother rang, she is upset about the letter"
    ]
    assert case.closed


def test_a_look_in_the_middle_is_answered_and_the_question_comes_again(fresh: Colleague, running: Site) -> None:
    other = opened_case(fresh, "Otter mural")
    number = opened_case(fresh, "Hedge row")
    walk(fresh, "he refused", "anything overdue?")
    back = said("utter_case_back", case=f"C-{number:04d} Hedge row")
    assert texts(fresh) == [said("utter_case_list_empty", which="overdue"), back, said("utter_ask_case_day")]
    fresh.say(f"what's next for C-{other}")
    assert f"C-{other:04d} Otter mural" in texts(fresh)[0]
    assert texts(fresh)[1:] == [back, said("utter_ask_case_day")]
    fresh.say("draft the warning letter for it")
    assert f"C-{other:04d}/letters/written_warning" in texts(fresh)[0]
    walk(fresh, "today", "[Yes, record it]")
    assert [event.what for event in case_of(running, fresh, number).events] == [What.REPORTED, What.REFUSED]


def test_another_order_leaves_what_was_begun_and_says_so(fresh: Colleague, running: Site) -> None:
    number = opened_case(fresh, "Kite club")
    walk(fresh, "he refused", f"never mind, show me C-{number}")
    assert texts(fresh)[0] == said("utter_case_left", case=f"C-{number:04d} Kite club")
    assert fresh.text.count("Status:") == 1
    assert len(fresh.messages) == 2
    walk(fresh, "he refused today", "close it")
    assert texts(fresh)[0] == said("utter_case_left", case=f"C-{number:04d} Kite club")
    assert "say why" in fresh.text
    fresh.say("cancel")
    walk(fresh, "open a new case", f"never mind, what's next for C-{number}")
    assert texts(fresh)[0] == said("utter_case_left_unnamed")
    assert [event.what for event in case_of(running, fresh, number).events] == [What.REPORTED]


def test_a_button_for_another_case_leaves_what_was_begun_too(fresh: Colleague) -> None:
    number = opened_case(fresh, "Sack race")
    walk(fresh, "open a new case", f"show me C-{number}", "[Record a step]")
    assert texts(fresh) == [said("utter_case_left_unnamed"), said("utter_ask_case_words")]


def test_an_account_that_sounds_like_an_order_is_kept(fresh: Colleague) -> None:
    opened_case(fresh, "Maypole")
    walk(fresh, "[Record a step]", "the head spoke to her today about what's next")
    assert "Your words: the head spoke to her today about what's next" in fresh.text
    fresh.say("no")


def test_what_was_shown_can_have_been_the_answer(fresh: Colleague) -> None:
    walk(fresh, "open a new case", "anything overdue?")
    assert texts(fresh)[-1] == THAT_WAS_MY_ANSWER
    fresh.press("That was my answer")
    assert fresh.text == said("utter_case_where")
    walk(fresh, "facebook", "offensive", "a teacher")
    assert "Called: anything overdue?" in fresh.text
    fresh.say("no")


def test_a_statement_about_a_named_case_becomes_a_note_after_a_yes(fresh: Colleague, running: Site) -> None:
    number = opened_case(fresh, "Bramble path")
    told = f"C-{number}: the uncle rang the office, he is worried about the meeting"
    fresh.say(told)
    summary = f"- A note, today\nYour words: {told}"
    assert fresh.text == said("utter_case_record_summary", case=f"C-{number:04d} Bramble path", summary=summary)
    assert len(case_of(running, fresh, number).entries) == 2
    fresh.press("Yes, record it")
    entry = case_of(running, fresh, number).entries[-1]
    assert (entry.kind, entry.words) == (EntryKind.NOTE, told)


def test_a_letter_whose_kind_is_unclear_is_chosen_from_those_that_fit(fresh: Colleague) -> None:
    number = opened_case(fresh, "Duck pond")
    fresh.say(f"draft a letter for C-{number}")
    kinds = ("invitation_to_discuss", "request_for_removal", "acknowledgement_of_complaint")
    lines = [line for line in fresh.text.splitlines() if "/letters/" in line]
    page = f"{Settings().public_url}/staff/cases/C-{number:04d}/letters"
    assert lines == [f"- {LETTER_NAMES[kind]}: {page}/{kind}" for kind in kinds]


def test_the_letter_that_was_asked_for_is_given_once_the_case_is_named(fresh: Colleague) -> None:
    number = opened_case(fresh, "Wren box")
    opened_case(fresh, "Toad hall")
    fresh.clear()
    fresh.arrive()
    fresh.say("draft the warning letter")
    assert fresh.text == said("utter_case_which")
    fresh.say(f"C-{number}")
    assert f"C-{number:04d}/letters/written_warning" in fresh.text


def open_all(site: Site, reader: Colleague) -> None:
    """Open everything that was sent to somebody: what other tests have sent would hide what comes now."""
    parts = opened(site)
    assert reader.account is not None
    while (arrived := arrived_records(parts.store, actor=reader.account, shelf=Shelf.NEW)).count:
        for record in arrived.page.items:
            open_own_record(parts.store, parts.clock, actor=reader.account, record_id=record.id)


def test_what_is_new_is_told_to_those_it_was_sent_to_alone(running: Site, person: Person, fresh: Colleague) -> None:
    open_all(running, fresh)
    walk(person, *REPORT)
    page = f"/staff/records/{newest_record(running)[0]}"
    fresh.say("anything new since yesterday?")
    assert page in fresh.text
    clerk = colleague(running, StaffRole.CLERK, name="Una Reed")
    open_all(running, clerk)
    clerk.say("what's new?")
    assert (page in clerk.text, texts(clerk)[0]) == (False, said("utter_records_none_new_staff"))


@pytest.mark.parametrize(
    "text",
    [
        "what's new?",
        "anything new since yesterday?",
        "never mind, show me C-1",
        "draft the warning letter for C-1",
        "C-1: the grandmother rang, she is upset",
        "close it",
    ],
)
def test_a_parent_is_shown_nothing_of_it_wherever_it_is_typed(person: Person, running: Site, text: str) -> None:
    forged = {"role": "staff", "metadata": {"role": "staff"}, "left_form": "case_record_form", "as_note": True}
    for begin in ((), ("I want to raise a concern",)):
        parent = Person(person.url).arrive()
        walk(parent, *begin)
        answer = parent.post(text=text, **forged)
        assert answer.status_code == 200
        for secret in ("/staff/", "New for you", "A note, today", said("utter_staff_only")):
            assert secret not in answer.text


def test_a_button_of_staff_is_no_parents(fresh: Colleague, person: Person) -> None:
    opened_case(fresh, "Gate rust")
    fresh.say("what's new?")
    token = next(button["token"] for button in fresh.buttons)
    assert person.post(button=token).status_code == 422


def test_a_text_message_orders_nothing_of_staff(running: Site) -> None:
    with phone(running) as texter:
        for text in ("what's new?", "show me C-1", "draft the warning letter", "C-1: the aunt rang, she is upset"):
            answer = texter.text(text)
            for secret in ("/staff/", "C-0001", "New for you", "A note, today", said("utter_staff_only")):
                assert secret not in answer


@pytest.mark.parametrize("words", ["no wait she didnt", "wrong case", "no"])
@pytest.mark.parametrize("told", ["she took it down", "she took it down today"])
def test_what_was_told_can_be_taken_back_at_any_question(
    fresh: Colleague, running: Site, told: str, words: str
) -> None:
    number = opened_case(fresh, f"Raffle post {uuid.uuid4().hex[:6]}")
    walk(fresh, told, words)
    assert fresh.text == said("utter_case_not_recorded")
    case = case_of(running, fresh, number)
    assert [event.what for event in case.events] == [What.REPORTED]


def test_a_question_in_the_middle_records_nothing_and_the_summary_comes_again(fresh: Colleague, running: Site) -> None:
    number = opened_case(fresh, f"Tombola post {uuid.uuid4().hex[:6]}")
    fresh.say("has he deleted it?")
    assert "Shall I record it?" not in fresh.text
    walk(fresh, "spoke to her today, she won't take it down", "has she removed it?")
    assert "Status: " in fresh.text
    assert "Shall I record it?" in fresh.text
    walk(fresh, "no, she took it down today")
    assert fresh.text.count(EVENTS["removed"]) == 1
    assert EVENTS["refused"] not in fresh.text
    walk(fresh, "[Yes, record it]")
    case = case_of(running, fresh, number)
    assert [event.what for event in case.events] == [What.REPORTED, What.REMOVED]
