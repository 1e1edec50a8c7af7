import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.sms_talk import (
    Chosen,
    MoreWanted,
    NoSuchNumber,
    Option,
    Page,
    SeveralNumbers,
    SmsState,
    Words,
    hear,
    number_lines,
    read_choice,
    turn_page,
    wants_more,
)


def options(*titles: str) -> tuple[Option, ...]:
    return tuple(Option(title, f"token-{number}") for number, title in enumerate(titles, 1))


ABOUT = options(
    "The school in general",
    "A member of staff",
    "The headteacher",
    "The safeguarding lead",
    "A governor",
    "A pupil",
    "Something else",
)
CONFIRM = options(
    "Send it", "Change what happened", "Change who it is about", "Change how to reach me", "Don't send it"
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2),
        ("2.", 2),
        (" 2 ", 2),
        ("(2)", 2),
        ("2!", 2),
        ("2️⃣", 2),
        ("no. 2", 2),
        ("Number two", 2),
        ("option 2 please", 2),
        ("the 2nd", 2),
        ("second one", 2),
        ("The second", 2),
        ("two", 2),
        ("its number 3", 3),
        ("I choose 7", 7),
        ("NUMBER TWO PLEASE", 2),
        ("I WOULD LIKE NUMBER 5 PLEASE THANK YOU", 5),
        ("WELL I SHOULD LIKE THE SECOND ONE IF YOU PLEASE", 2),
        ("Could I please have the third one, thank you very much", 3),
        ("THE SECOND ONE PLEASE. A MEMBER OF STAFF", 2),
        ("number two. I think it is staff", 2),
        ("number two. a pupil", None),
        ("THE ONE WHICH SAYS A PUPIL PLEASE", 6),
        ("the first one was in October", None),
        ("my second one is in year 2", None),
        ("1. he hit my son", None),
        ("2 a member of staff", 2),
        ("a member of staff", 2),
        ("member of staff", 2),
        ("staff", 2),
        ("Headteecher", 3),
        ("the head teacher", None),
        ("the safegaurding lead", 4),
        ("PUPIL", 6),
        ("a pupil please", 6),
        ("something else", 7),
        ("pupils", 6),
        ("not a pupil", None),
        ("2 a pupil", None),
        ("2 or 3", None),
        ("1 and 2", None),
        ("12", None),
        ("8", None),
        ("0", None),
        ("9", None),
        ("the", None),
        ("", None),
        ("staff and a pupil", None),
        ("my son is a pupil and 2 others hit him", None),
    ],
)
def test_a_choice_is_read_from_its_number_or_its_words(text, number):
    assert read_choice(text, ABOUT) == (ABOUT[number - 1] if number else None)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("send it", "Send it"),
        ("send", "Send it"),
        ("dont send", "Don't send it"),
        ("Don’t send it", "Don't send it"),
        ("change", None),
        ("change what hapened", "Change what happened"),
        ("what happened", "Change what happened"),
        ("change who", "Change who it is about"),
        ("do not send it", None),
    ],
)
def test_words_that_fit_two_titles_choose_none(text, title):
    found = read_choice(text, CONFIRM)
    assert (found.title if found else None) == title


def test_two_titles_that_differ_by_a_slip_are_never_guessed_between():
    alike = options("Mr Harrison", "Mr Harrisen")
    assert read_choice("harrisan", alike) is None
    assert read_choice("mr harrison", alike) is alike[0]


@given(st.integers(1, 8), st.integers(1, 8))
def test_a_bare_number_is_that_option_or_none(count, number):
    offered = options(*(f"Title {name}" for name in "abcdefgh"[:count]))
    assert read_choice(str(number), offered) == (offered[number - 1] if number <= count else None)


@given(st.text())
def test_any_text_is_heard(text):
    hear(text, SmsState(ABOUT, (Page("more"),)))


@pytest.mark.parametrize("text", ["9", "9.", "Nine", "more", "MORE please", "next", "Next page", "the rest", "no. 9"])
def test_more_is_wanted(text):
    assert wants_more(text)


@pytest.mark.parametrize("text", ["99", "8", "more about the police", "what next", "nein", "", "19"])
def test_more_is_not_wanted(text):
    assert not wants_more(text)


@pytest.mark.parametrize(
    ("text", "state", "heard"),
    [
        ("9", SmsState(), MoreWanted()),
        ("more", SmsState(), Words()),
        ("more", SmsState(more=(Page("on"),)), MoreWanted()),
        ("9", SmsState(ABOUT), MoreWanted()),
        ("2", SmsState(ABOUT), Chosen(ABOUT[1])),
        ("8", SmsState(ABOUT), NoSuchNumber()),
        ("the eighth", SmsState(ABOUT), NoSuchNumber()),
        ("2", SmsState(), Words()),
        ("2", SmsState(more=(Page("on", ABOUT),)), MoreWanted()),
        ("2", SmsState(more=(Page("on"),)), Words()),
        ("a pupil", SmsState(more=(Page("on", ABOUT),)), Words()),
        ("07700 900123", SmsState(ABOUT), Words()),
        ("he hit her", SmsState(ABOUT), Words()),
    ],
)
def test_a_text_is_heard_where_the_conversation_stands(text, state, heard):
    assert hear(text, state) == heard


def test_a_page_brings_its_own_options():
    state = SmsState(more=(Page("two"), Page("three", ABOUT)))
    text, state = turn_page(state)
    assert (text, state) == ("two", SmsState(more=(Page("three", ABOUT),)))
    assert turn_page(state) == ("three", SmsState(ABOUT))
    assert turn_page(SmsState(ABOUT)) is None


def test_what_was_offered_stays_until_a_page_brings_its_own():
    assert turn_page(SmsState(CONFIRM, (Page("on"),))) == ("on", SmsState(CONFIRM))


def test_options_are_numbered_a_line_each():
    assert number_lines(options("Send it", "Don’t send it")) == "1 Send it\n2 Don't send it"


def test_a_state_survives_json():
    state = SmsState(ABOUT, (Page("two"), Page("three", CONFIRM, passing=True)))
    assert SmsState.of_data(json.loads(json.dumps(state.as_data()))) == state


@pytest.mark.parametrize("text", ["1 and 3", "2 AND 3", "1, 3", "one or two", "2 3 please"])
def test_several_numbers_at_once_are_no_choice(text):
    assert hear(text, SmsState(ABOUT)) == SeveralNumbers()
    assert hear(text, SmsState()) == Words()


ASKED = f"Shall I send it?\n{number_lines(CONFIRM)}"


@pytest.mark.parametrize("text", ["ok", "yes please", "Yes", "yes please send it now"])
def test_a_yes_to_what_is_still_to_be_read_shows_it(text):
    rest = f"Who will read it: the headteacher.\n{ASKED}"
    assert hear(text, SmsState(more=(Page(rest, CONFIRM),))) == MoreWanted()
    assert hear(text, SmsState(CONFIRM)) == Words()


def test_to_send_is_words_where_only_the_question_is_still_to_be_read():
    unread = SmsState(more=(Page(ASKED, CONFIRM),))
    assert hear("send it", unread) == Words()
    assert hear("ok", unread) == MoreWanted()
    assert hear("no", unread) == Words()


@pytest.mark.parametrize("text", ["2", "the third one", "OPTION 5 PLEASE"])
def test_a_number_that_only_the_next_page_has_shows_that_page(text):
    assert hear(text, SmsState(ABOUT[:1], (Page("Who is it about?", ABOUT),))) == MoreWanted()
    assert hear("1", SmsState(ABOUT[:1], (Page("Who is it about?", ABOUT),))) == Chosen(ABOUT[0])


def test_a_state_that_was_stored_without_a_question_is_read():
    assert SmsState.of_data({"options": [], "more": []}) == SmsState()
    asked = SmsState(ABOUT, (Page("next", ABOUT),), "Who is it about?", unread=True, summary="0123")
    assert SmsState.of_data(json.loads(json.dumps(asked.as_data()))) == asked
