"""Danger comes before all else, in every form, at every question; then one question, and the form goes on."""

import pytest

from tests.conftest import Person, Site
from tests.conversations.steps import (
    CONTENT,
    HOURS,
    RECEIPT,
    RESPONSES,
    account_of,
    count_records,
    last_titles,
    newest_record,
    opened,
    readers_of,
    said,
    summary,
    texts,
    walk,
)

SUPPORT = CONTENT.support
ADULT = [
    SUPPORT.adult.message(),
    "\n".join(f"{name}: {text}" for name, text in SUPPORT.languages.items()),
]
CHILD = [SUPPORT.child.message()]
OFFER = said("utter_offer_safeguarding")
OFFER_TITLES = [button["title"] for button in RESPONSES["utter_offer_safeguarding"][0]["buttons"]]
PASSED = said("utter_passed_to_safeguarding", readers="the designated safeguarding lead", read_when=HOURS.read_when)
NOT_PASSED = said("utter_not_passed")
LEAVE_CONTACT = said("utter_ask_leave_contact_form_account_contact")
KNIFE = "He has got a knife and he is outside the school"
CHILD_WORDS = "my dad hits me when he is drunk"
WHAT = "The gate by the bins has been broken since Monday."
ABOUT = said("utter_ask_account_about")
CONTACT = said("utter_ask_account_contact")
CONCERN = ("I want to raise a concern", WHAT, "[The school in general]", "no")
COMPLAINT = ("I want to make a formal complaint", WHAT, "[The headteacher]", "no")
REPORT = ("I want to report a post someone else wrote", "Facebook", WHAT, "[A pupil]", "no")
BOTH = f"{WHAT}\n{KNIFE}"

CHILD_HARMED = said(
    "utter_child_harmed", places="\n".join(f"- {place.line()}" for place in CONTENT.routes.child_harmed)
)

IN_FORMS = {
    "concern, text": (CONCERN[:1], ABOUT),
    "concern, about": (CONCERN[:2], ABOUT),
    "concern, contact": (CONCERN[:3], CONTACT),
    "concern, summary": (
        CONCERN,
        summary(BOTH, "the school in general", "the school office and the designated safeguarding lead"),
    ),
    "complaint, text": (COMPLAINT[:1], ABOUT),
    "complaint, summary": (
        COMPLAINT,
        summary(BOTH, "the headteacher", "the chair of governors and the designated safeguarding lead"),
    ),
    "report, place": (REPORT[:1], said("utter_ask_report_post_form_account_text")),
    "report, text": (REPORT[:2], ABOUT),
    "report, about": (REPORT[:3], ABOUT),
    "report, summary": (
        REPORT,
        summary(BOTH, "a pupil", "the headteacher and the designated safeguarding lead", place="Facebook"),
    ),
    "follow up, receipt": (("What happened to the concern I sent?",), said("utter_ask_receipt")),
}


# The first message


def test_danger_as_the_first_message(person: Person, running: Site) -> None:
    before = count_records(running)
    person.say(KNIFE)
    assert texts(person) == [*ADULT, OFFER]
    assert "999" in person.messages[0]["text"]
    assert person.titles == OFFER_TITLES
    assert count_records(running) == before
    person.press("Yes, pass it on")
    assert texts(person) == [PASSED, LEAVE_CONTACT]
    assert RECEIPT.fullmatch(person.reference or "")
    record_id, kind, _, at_risk = newest_record(running)
    assert (kind, at_risk, count_records(running)) == ("safeguarding", True, before + 1)
    assert readers_of(running, record_id) == ["safeguarding_lead"]
    person.say("07700 900123")
    assert texts(person) == [said("utter_contact_left")]
    account = account_of(running, record_id)
    assert (account.text, account.contact) == (KNIFE, "07700 900123")


def test_danger_passed_on_without_contact(person: Person, running: Site) -> None:
    walk(person, KNIFE, "yes please", "[Don't contact me]")
    assert texts(person) == [said("utter_no_contact_left")]
    assert account_of(running, newest_record(running)[0]).contact == ""


@pytest.mark.parametrize("no", ["[No]", "no thanks"])
def test_danger_not_passed_on_is_not_stored(person: Person, running: Site, no: str) -> None:
    before = count_records(running)
    walk(person, KNIFE, no)
    assert texts(person) == [NOT_PASSED]
    assert count_records(running) == before


def test_child_gets_the_childs_answer(person: Person) -> None:
    person.say(CHILD_WORDS)
    assert texts(person) == [*CHILD, OFFER]
    assert "999" in person.messages[0]["text"]


@pytest.mark.parametrize("words", ["i want to die", "pomocy, on bije dziecko", "my boyfriend is strangling me"])
def test_danger_in_other_words(person: Person, words: str) -> None:
    person.say(words)
    assert texts(person) == [*ADULT, OFFER]


def test_question_about_danger_is_not_danger(person: Person) -> None:
    person.say("What does the policy say about threatening violence in a post?")
    assert person.messages[0]["text"] == CONTENT.policy.topics["threats"].lead


def test_offer_is_not_taken_later(person: Person, running: Site) -> None:
    before = count_records(running)
    walk(person, KNIFE, "hello", "yes")
    assert count_records(running) == before


# In the middle of a form


@pytest.mark.parametrize("place", IN_FORMS)
def test_danger_in_a_form_is_answered_first_with_one_question(person: Person, running: Site, place: str) -> None:
    moves, question = IN_FORMS[place]
    walk(person, *moves)
    before = count_records(running)
    person.say(KNIFE)
    assert texts(person) == [*ADULT, OFFER]
    assert person.titles == OFFER_TITLES
    person.press("Yes, pass it on")
    asked_next = LEAVE_CONTACT if place == "follow up, receipt" else question
    assert texts(person) == [_as_accused(PASSED, place), *_ways_outside(place), asked_next]
    assert RECEIPT.fullmatch(person.reference or "")
    record_id, kind, _, at_risk = newest_record(running)
    assert (kind, at_risk, count_records(running)) == ("safeguarding", True, before + 1)
    assert account_of(running, record_id).text == KNIFE


def _as_accused(answer: str, place: str) -> str:
    """In a complaint about the headteacher what is passed on goes to the chair of governors too."""
    both = "the chair of governors and the designated safeguarding lead"
    return answer.replace("the designated safeguarding lead", both) if place == "complaint, summary" else answer


def _ways_outside(place: str) -> list[str]:
    """Where an adult at the school is accused, the summary names children's social care and the LADO."""
    return [CHILD_HARMED] if place == "complaint, summary" else []


def test_danger_from_an_adult_at_the_school_names_social_care_and_the_lado(person: Person, running: Site) -> None:
    walk(person, "the headteacher hits my son every week and he has bruises", "[Yes, pass it on]")
    assert texts(person)[0] == CHILD_HARMED
    assert CONTENT.directory.lado.phone in texts(person)[0]
    assert CONTENT.directory.social_care.phone in texts(person)[0]
    assert readers_of(running, newest_record(running)[0]) == ["chair_of_governors", "safeguarding_lead"]


@pytest.mark.parametrize("place", ["concern, text", "complaint, summary"])
@pytest.mark.parametrize(("words", "answer"), [("yes please", PASSED), ("no", NOT_PASSED)])
def test_offer_in_a_form_is_answered_in_words(
    person: Person, running: Site, place: str, words: str, answer: str
) -> None:
    moves, question = IN_FORMS[place]
    walk(person, *moves)
    before = count_records(running)
    walk(person, KNIFE, words)
    assert texts(person) == [_as_accused(answer, place), *_ways_outside(place), question]
    assert count_records(running) == before + (answer == PASSED)


def test_danger_typed_as_the_answer_is_kept_as_the_answer(person: Person) -> None:
    walk(person, *CONCERN[:1], CHILD_WORDS)
    assert texts(person) == [*CHILD, OFFER]
    walk(person, "[No]", "a pupil", "no")
    readers = "the headteacher and the designated safeguarding lead"
    assert texts(person) == [summary(CHILD_WORDS, "a pupil", readers)]


def test_danger_at_a_choice_is_added_to_what_happened(person: Person, running: Site) -> None:
    walk(person, *CONCERN[:2], KNIFE, "[No]", "the head", CHILD_WORDS, "[No]", "no")
    readers = "the chair of governors and the designated safeguarding lead"
    told = f"{WHAT}\n{KNIFE}\n{CHILD_WORDS}"
    assert texts(person) == [CHILD_HARMED, summary(told, "the headteacher", readers)]
    person.say("send it")
    record_id, _, _, at_risk = newest_record(running)
    assert (account_of(running, record_id).text, at_risk) == (told, True)
    assert readers_of(running, record_id) == ["chair_of_governors", "safeguarding_lead"]


def test_danger_about_the_safeguarding_lead_does_not_go_to_them(person: Person) -> None:
    walk(person, *CONCERN[:1], "The safeguarding lead hits my son", "[No]", "the safeguarding lead", "no")
    shown = summary("The safeguarding lead hits my son", "the safeguarding lead", "the headteacher")
    assert texts(person) == [CHILD_HARMED, shown]


# In a post to be checked


@pytest.mark.parametrize("draft", [KNIFE, "If she comes near my son again I am going to kill her"])
def test_danger_in_a_draft_is_answered_first(person: Person, draft: str) -> None:
    walk(person, "Can you check a post for me?", draft)
    assert texts(person)[:2] == ADULT
    assert len(texts(person)) > 2
    assert "999" in person.messages[0]["text"]


def test_danger_in_a_draft_is_not_called_fine(person: Person) -> None:
    walk(person, "Can you check a post for me?", "I am going to kill myself tonight")
    assert texts(person)[:2] == ADULT
    assert CONTENT.post_words.verdict["ok"] not in person.text


def test_child_in_a_draft_gets_the_childs_answer(person: Person) -> None:
    walk(person, "Can you check a post for me?", CHILD_WORDS)
    assert texts(person)[:1] == CHILD


def test_danger_while_leaving_contact_is_answered_first(person: Person) -> None:
    walk(person, KNIFE, "[Yes, pass it on]", "he has a gun too and he hits my son")
    assert texts(person) == [*ADULT, OFFER]
    person.press("No")
    assert texts(person) == [NOT_PASSED, LEAVE_CONTACT]
    assert last_titles(person) == ["Don't contact me"]


def test_what_is_told_after_it_was_passed_on_is_added_to_it(person: Person, running: Site) -> None:
    walk(person, KNIFE, "[Yes, pass it on]", "it is the uncle of the lodger next door")
    assert texts(person) == [said("utter_detail_added"), LEAVE_CONTACT]
    record_id = newest_record(running)[0]
    with opened(running).store.transaction() as records:
        assert [reply.text for reply in records.replies(record_id)] == ["it is the uncle of the lodger next door"]
    person.press("Don't contact me")
    assert texts(person) == [said("utter_no_contact_left")]


def test_what_names_a_reader_is_not_added_for_that_reader(person: Person, running: Site) -> None:
    walk(person, KNIFE, "[Yes, pass it on]", "it was the safeguarding lead who let him in")
    assert texts(person) == [said("utter_say_contact"), LEAVE_CONTACT]
    with opened(running).store.transaction() as records:
        assert records.replies(newest_record(running)[0]) == ()


def test_an_offer_that_was_made_while_a_contact_was_asked_for_stays(person: Person, running: Site) -> None:
    walk(person, KNIFE, "[Yes, pass it on]", CHILD_WORDS, "does anybody know that now?")
    assert texts(person) == [said("utter_offer_again"), said("utter_offer_safeguarding_again")]
    before = count_records(running)
    walk(person, "send it")
    assert count_records(running) == before + 1
