"""Typed answers to a form's choices, as people type them."""

import pytest

from assistant.core.choices import (
    SEND,
    STOP,
    match_about,
    match_case_confirm,
    match_confirm,
    match_contact,
    match_withdraw,
    named_post,
    names_somebody_at_school,
)
from assistant.core.routing import About


@pytest.mark.parametrize(
    ("text", "about"),
    [
        *((str(about), about) for about in About),
        ("the head", About.HEADTEACHER),
        ("Headteacher", About.HEADTEACHER),
        ("head teacher mrs green", About.HEADTEACHER),
        ("its the headmistress", About.HEADTEACHER),
        ("acting head", About.HEADTEACHER),
        ("the principal", About.HEADTEACHER),
        ("the safeguarding lead", About.SAFEGUARDING_LEAD),
        ("our DSL", About.SAFEGUARDING_LEAD),
        ("chair of governors", About.GOVERNORS),
        ("one of the governors", About.GOVERNORS),
        ("the governing body", About.GOVERNORS),
        ("deputy head", About.STAFF),
        ("the deputy headteacher", About.STAFF),
        ("its the lunchtime lady", About.STAFF),
        ("his teacher", About.STAFF),
        ("my daughter’s teacher", About.STAFF),
        ("a TA in year 1", About.STAFF),
        ("mr smith the caretaker", About.STAFF),
        ("the office lady was rude", About.STAFF),
        ("someone who works in the kitchen", About.STAFF),
        ("a boy in her class", About.PUPIL),
        ("my son", About.PUPIL),
        ("another child", About.PUPIL),
        ("some kids in year 2", About.PUPIL),
        ("the school", About.SCHOOL),
        ("the playground", About.SCHOOL),
        ("none of these", About.OTHER),
        ("someone else", About.OTHER),
        ("a parent at the gate", About.PARENT),
        ("another mum", About.PARENT),
        ("a dad at football", About.PARENT),
        ("somebody's gran", About.PARENT),
    ],
)
def test_match_about_understands(text: str, about: About) -> None:
    assert match_about(text) is about


@pytest.mark.parametrize("text", ["", "Mrs Hill", "mr patel", "not sure", "yes", "the bus driver", "head lice", "nits"])
def test_match_about_asks_again_rather_than_guess(text: str) -> None:
    assert match_about(text) is None


@pytest.mark.parametrize("text", ["head of governors", "the head governor", "head of the governing body"])
def test_match_about_takes_the_head_of_the_governors_for_a_governor(text: str) -> None:
    assert match_about(text) is About.GOVERNORS


@pytest.mark.parametrize("text", ["head of year 2", "head of lunch"])
def test_match_about_does_not_take_a_head_of_year_for_the_headteacher(text: str) -> None:
    assert match_about(text) is not About.HEADTEACHER


@pytest.mark.parametrize("text", ["the chair of governors and the head", "the headteacher and a governor"])
def test_match_about_asks_again_where_a_reader_is_accused_too(text: str) -> None:
    assert match_about(text) is None


@pytest.mark.parametrize(
    "text", ["the clerk", "clerk to the governors", "it's the clerk of the governing body", "the governors' clerk"]
)
def test_match_about_keeps_the_clerk_apart_from_the_governors(text: str) -> None:
    assert match_about(text) is About.CLERK


def test_match_about_asks_again_where_both_the_chair_and_the_clerk_are_named() -> None:
    assert match_about("the chair and the clerk") is None


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("On Monday the safeguarding lead hit my son in front of his whole class", About.SAFEGUARDING_LEAD),
        ("I told the headteacher and the safeguarding lead and neither did anything", About.SAFEGUARDING_LEAD),
        ("the head teacher grabbed him", About.HEADTEACHER),
        ("the deputy headteacher grabbed him", None),
        ("he fell and hit his head on the wall, his dad pushed him", None),
        ("the head of year 2 rang", None),
    ],
)
def test_named_post_is_one_beyond_doubt(text: str, about: About | None) -> None:
    assert named_post(text) is about


@pytest.mark.parametrize(
    ("text", "named"),
    [("her teacher hits her", True), ("a member of staff", True), ("my dad hits me", False), ("at school", False)],
)
def test_names_somebody_at_school(text: str, named: bool) -> None:
    assert names_somebody_at_school(text) is named


@pytest.mark.parametrize("text", ["it's a safeguarding issue about my son", "safeguarding concern, a boy in class"])
def test_match_about_does_not_take_the_subject_safeguarding_for_its_lead(text: str) -> None:
    assert match_about(text) is About.PUPIL


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("no_contact", "no_contact"),
        ("no", "no_contact"),
        ("No thanks", "no_contact"),
        ("nope", "no_contact"),
        ("nah.", "no_contact"),
        ("don’t", "no_contact"),
        ("Anonymous", "no_contact"),
        ("I’d rather not", "no_contact"),
        ("dont contact me", "no_contact"),
        ("leave it", "no_contact"),
        ("07700 900123", "07700 900123"),
        (" 01632 960101 ", "01632 960101"),
        ("+44 7700 900123", "+44 7700 900123"),
        ("No. 07700900123", "No. 07700900123"),
        ("no phone, kim@mail.example please", "no phone, kim@mail.example please"),
        ("call me on 01632 960101 after 5", "call me on 01632 960101 after 5"),
        ("kim.hill@mail.example", "kim.hill@mail.example"),
    ],
)
def test_match_contact_understands(text: str, contact: str) -> None:
    assert match_contact(text) == contact


@pytest.mark.parametrize("text", ["", "yes", "ask my husband", "960101", "kim@", "you have it on file", "none of them"])
def test_match_contact_asks_again(text: str) -> None:
    assert match_contact(text) is None


@pytest.mark.parametrize(
    "text", ["dont want to be contacted", "rather not say", "anonymous please", "no contact please"]
)
def test_match_contact_understands_other_plain_refusals(text: str) -> None:
    assert match_contact(text) == "no_contact"


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        *((choice, choice) for choice in ("send", "stop", "change_text", "change_about", "change_contact")),
        ("leave_out_attachments", "leave_out_attachments"),
        ("leave the files out", "leave_out_attachments"),
        ("Remove my photo please", "leave_out_attachments"),
        ("without the screenshots", "leave_out_attachments"),
        ("yes", "send"),
        ("Yes!!", "send"),
        ("yes please send it", "send"),
        ("yeah go on", "send"),
        ("ok, send", "send"),
        ("that’s right", "send"),
        ("Submit it", "send"),
        ("confirm", "send"),
        ("no", "stop"),
        ("Nope.", "stop"),
        ("dont send it", "stop"),
        ("not yet", "stop"),
        ("change what happened", "change_text"),
        ("I made a mistake in the words", "change_text"),
        ("can I add that it was on Friday", "change_text"),
        ("change who its about", "change_about"),
        ("wrong person", "change_about"),
        ("yes but change my number", "change_contact"),
        ("the email is wrong", "change_contact"),
    ],
)
def test_match_confirm_understands(text: str, choice: str) -> None:
    assert match_confirm(text) == choice


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sure?",
        "send it?",
        "what do you mean",
        "who reads it",
        "yes no",
        "don't send it yet",
        "hmm",
        "change",
    ],
)
def test_match_confirm_never_sends_on_a_doubt(text: str) -> None:
    assert match_confirm(text) is None


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("yes", "record"),
        ("Yes, record it.", "record"),
        ("ok log it", "record"),
        ("open it", "record"),
        ("no", "stop"),
        ("don't record it", "stop"),
        ("stop", "stop"),
        ("change the day", "change_day"),
        ("wrong date", "change_day"),
        ("change the title", "change_title"),
        ("change where it is", "change_location"),
        ("change who it's about", "change_case_about"),
        ("that's wrong", "change_words"),
        ("author_unknown", "author_unknown"),
        ("maybe", None),
        ("yes but it was Monday", None),
    ],
)
def test_an_answer_to_what_is_to_be_recorded(text: str, choice: str | None) -> None:
    assert match_case_confirm(text) == choice


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("send", SEND),
        ("stop", STOP),
        ("yes", SEND),
        ("Yes please", SEND),
        ("withdraw it please", SEND),
        ("I want to withdraw it", SEND),
        ("YES SEND", None),
        ("send it", None),
        ("he is still upset", None),
        ("no", STOP),
        ("NO NOT THAT ONE THE FIRST", STOP),
        ("don't withdraw it", STOP),
        ("leave it as it is", STOP),
        ("not that", STOP),
        ("nobody has answered", None),
    ],
)
def test_only_a_plain_wish_withdraws(text, means):
    assert match_withdraw(text) == means
