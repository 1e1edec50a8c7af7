from dataclasses import replace

import pytest

from assistant.core.sms_rules import RESERVED, Response, for_staff, lost_letters, response_faults, text_faults, too_long

RESPONSE = Response("utter_x", "Shall I?", ("Send it",), "Shall I, {name}?", ("Send it", "Don't send it"))
LONGEST = {"name": "x" * 20}


def test_a_response_in_order_has_no_fault():
    assert response_faults(RESPONSE, LONGEST) == []


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"sms": None}, ["has no form for text messages (channel: sms)"]),
        ({"sms_titles": ()}, ["an unnumbered choice: the chat has buttons for it, the text message has none"]),
        ({"sms": "It’s {name}."}, ["'’' is not in the alphabet of text messages; write \"'\""]),
        ({"sms_titles": ("Don’t",)}, ["'’' is not in the alphabet of text messages; write \"'\""]),
        ({"sms": "x" * 261 + "{name}"}, ["307 characters with the longest known values; at most 306"]),
        ({"sms": "{who} {name}"}, ["{who}: its longest value is not known"]),
    ],
)
def test_a_response_that_breaks_a_rule(change, faults):
    assert response_faults(replace(RESPONSE, **change), LONGEST) == faults


def test_a_response_fits_to_the_last_character():
    assert response_faults(replace(RESPONSE, sms="x" * 260 + "{name}"), LONGEST) == []


@pytest.mark.parametrize(
    ("name", "staff"),
    [
        ("utter_case_next_step", True),
        ("utter_ask_case_open_form_case_day", True),
        ("utter_menu_staff", True),
        ("utter_staff_only", False),
        ("utter_showcase", False),
        ("utter_menu", False),
    ],
)
def test_staff_do_not_text(name, staff):
    assert for_staff(name) is staff
    assert (response_faults(Response(name, "Hello"), {}) == []) is staff


@pytest.mark.parametrize("word", RESERVED)
@pytest.mark.parametrize("sentence", ["Reply {} to go on.", 'Say "{}" if you like.', "text back '{}'", "{} OR NOT?"])
def test_no_text_invites_a_word_of_the_network(word, sentence):
    (fault,) = text_faults(sentence.format(word))
    assert fault.endswith(" invites a word that the network takes for itself")


@pytest.mark.parametrize("word", RESERVED)
@pytest.mark.parametrize("title", ["{}", "{}, pass it on", "({})"])
def test_no_option_begins_with_a_word_of_the_network(word, title):
    shown = title.format(word.capitalize())
    assert text_faults("Shall I?", (shown,)) == [
        f'the option "{shown}" begins with {word}, which the network takes for itself'
    ]


@pytest.mark.parametrize(
    "text",
    [
        "There is nothing to stop. Is there anything else I can help with?",
        "In the end the school decides. Is that the start?",
        "Call and press 55.",
        'To leave it, send "forget it".',
        "This was NOT stored.",
        "I can't give you more information. A pupil may be upset.",
        "Nothing is sent until you say so.",
    ],
)
def test_plain_words_break_no_rule(text):
    assert text_faults(text, ("Send it", "Something else", "Ending it myself")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Press the button.", '"Press" is for a page; a text message has numbers'),
        ("Choose one of these.", '"Choose one" is for a page; a text message has numbers'),
        ("Is it so? Yes or no", '"Yes or no" is for a page; a text message has numbers'),
        ("Which?\n1. This\n2. That", "a list by hand; buttons are numbered as they are sent"),
        ("Which?\n- This", "a list by hand; buttons are numbered as they are sent"),
    ],
)
def test_a_choice_is_numbered_by_the_program_alone(text, found):
    assert text_faults(text) == [f"an unnumbered choice: {found}"]


def test_nine_options_are_one_too_many():
    assert text_faults("Which?", "abcdefghi") == ["9 options; at most 8, since 9 is always for more"]
    assert text_faults("Which?", "abcdefgh") == []


def test_options_count_with_their_numbers():
    assert too_long("x" * 301, ("ab",)) == []
    assert too_long("x" * 302, ("ab",)) == ["307 characters with the longest known values; at most 306"]
    assert too_long("€" * 150) == []
    assert too_long("€" * 154) == ["308 characters with the longest known values; at most 306"]


def test_letters_that_nothing_resembles_are_named():
    assert lost_letters("Is it “so”?") == []
    assert lost_letters("اگر x اگ") == ["no text message can hold ا گ ر"]
