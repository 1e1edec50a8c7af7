"""Typed answers to a form's choices, as people type them."""

import pytest

from assistant.core.choices import (
    SEND,
    STOP,
    also_about,
    match_about,
    match_case_confirm,
    match_confirm,
    match_contact,
    match_contact_answer,
    match_withdraw,
    named_post,
    named_roles,
    names_several,
    names_somebody_at_school,
)
from assistant.core.routing import About, Role


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


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("the chair of governors and the head", About.HEAD_AND_GOVERNORS),
        ("the headteacher and a governor", About.HEAD_AND_GOVERNORS),
        ("the head and the safeguarding lead", About.HEAD_AND_LEAD),
        ("the chair and the clerk", About.GOVERNORS_AND_CLERK),
        ("the TA and the head both", About.HEAD_AND_STAFF),
        ("his teacher and the headteacher", About.HEAD_AND_STAFF),
        ("the head, the chair and the clerk", None),
        ("the headteacher", About.HEADTEACHER),
        ("the head teacher of the school", About.HEADTEACHER),
    ],
)
def test_match_about_leaves_out_nobody_who_could_read_it(text: str, about: About | None) -> None:
    assert match_about(text) is about


@pytest.mark.parametrize(
    ("text", "before", "about"),
    [
        ("no the chair of governors must not read it, its about her too", About.HEADTEACHER, About.HEAD_AND_GOVERNORS),
        ("the clerk is in on it as well", About.GOVERNORS, About.GOVERNORS_AND_CLERK),
        ("dont let the head see it", About.STAFF, About.HEAD_AND_STAFF),
        ("the headteacher can’t read this", About.PUPIL, About.HEADTEACHER),
        ("i don't want the chair to see it", About.HEAD_AND_STAFF, About.HEAD_AND_GOVERNORS),
        ("the clerk too", About.HEAD_AND_GOVERNORS, None),
        ("will the chair read it too?", About.HEADTEACHER, None),
        ("the head knows", About.STAFF, None),
        ("send it", About.HEADTEACHER, None),
    ],
)
def test_one_more_who_must_not_read_it(text: str, before: About, about: About | None) -> None:
    assert also_about(text, before) is about


@pytest.mark.parametrize(
    ("text", "post", "named"),
    [
        ("I told the head on Monday and he did nothing", Role.HEADTEACHER, True),
        ("I told the headteacher", Role.HEADTEACHER, True),
        ("He hit his head on the slide", Role.HEADTEACHER, False),
        ("the head of year told me", Role.HEADTEACHER, False),
        ("the deputy headteacher told me", Role.HEADTEACHER, False),
        ("The chair of governors laughed", Role.CHAIR_OF_GOVERNORS, True),
        ("He was told to sit on the chair", Role.CHAIR_OF_GOVERNORS, False),
        ("the clerk lost my letter", Role.CLERK, True),
        ("our DSL rang me", Role.SAFEGUARDING_LEAD, True),
        ("the office lost my letter", Role.OFFICE, False),
    ],
)
def test_a_post_that_an_account_names(text: str, post: Role, named: bool) -> None:
    assert (post in named_roles(text)) is named


@pytest.mark.parametrize(
    "text", ["the clerk", "clerk to the governors", "it's the clerk of the governing body", "the governors' clerk"]
)
def test_match_about_keeps_the_clerk_apart_from_the_governors(text: str) -> None:
    assert match_about(text) is About.CLERK


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


@pytest.mark.parametrize("text", ["9 Fir Close, Bilton", "by post please: Flat 2, 9 Fir Close", "CV22 7XX"])
def test_an_address_for_letters_is_a_contact_where_it_is_asked_for(text: str) -> None:
    assert match_contact_answer(text) == text
    assert match_contact(text) is None


@pytest.mark.parametrize("text", ["he lives at 9 Fir Close", "year 2", "in the hall at 3", ""])
def test_other_peoples_addresses_and_other_numbers_are_no_contact(text: str) -> None:
    assert match_contact_answer(text) is None


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("the TA and the head", True),
        ("his teacher, and the chair of governors as well", True),
        ("a dinner lady", False),
        ("the head", False),
        ("a boy and his mum", False),
        ("the deputy head", False),
        ("", False),
    ],
)
def test_an_answer_that_names_several_adults_at_the_school_is_seen(text: str, *, several: bool) -> None:
    assert names_several(text) is several


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("The chairwoman of the governors told the headteacher.", {Role.CHAIR_OF_GOVERNORS, Role.HEADTEACHER}),
        ("I wrote to the clerk to the governors and our DSL.", {Role.CLERK, Role.SAFEGUARDING_LEAD}),
        ("He hit his head on a chair. The governors meet on Monday.", set()),
        ("", set()),
    ],
)
def test_posts_named_in_an_account_are_found(text: str, roles: set[Role]) -> None:
    assert named_roles(text) == roles


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
def test_only_a_plain_wish_withdraws(text: str, means: str | None) -> None:
    assert match_withdraw(text) == means
