import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.adapters.content import SmsWords
from assistant.core.sms_talk import Option, Page, SmsState, hear, turn_page
from assistant.core.sms_text import MORE, fits, page_content, segments, to_gsm
from assistant.web.sms_words import answer_here, compose, with_choice
from assistant.wiring import wiring

CLAUSES = wiring().policy.clauses


def buttons(*titles: str) -> list[dict[str, str]]:
    return [{"title": title, "token": f"token of {title}"} for title in titles]


def read_all(text: str, state: SmsState) -> tuple[list[str], SmsState]:
    texts = [text]
    while turned := turn_page(state):
        text, state = turned
        texts.append(text)
    return texts, state


def test_a_short_answer_is_its_words():
    assert compose([{"text": "You’re welcome."}, {"text": "Anything else?"}]) == (
        "You're welcome.\nAnything else?",
        SmsState(),
    )


def test_buttons_become_numbered_options_at_the_end():
    text, state = compose([{"text": "Shall I?", "buttons": buttons("Pass it on", "Don’t")}, {"text": "Take care."}])
    assert text == "Shall I?\nTake care.\n1 Pass it on\n2 Don't"
    assert state == SmsState((Option("Pass it on", "token of Pass it on"), Option("Don’t", "token of Don’t")))


def test_a_clause_is_quoted_with_its_section():
    quote = {"clause": "x", "section": "Overview", "text": "We call carers “parents” too."}
    assert compose([{"text": "It covers carers.", "quotes": [quote, quote]}])[0] == (
        'It covers carers.\nThe policy, Overview: "We call carers "parents" too."\n"We call carers "parents" too."'
    )


def test_a_receipt_is_shown_in_fours():
    assert compose([{"text": "It is stored.", "reference": "1234 5678 9012 3456"}])[0] == (
        "It is stored.\nReceipt: 1234 5678 9012 3456"
    )


def test_options_come_with_the_last_page_and_can_be_chosen_only_there():
    text, state = compose([{"text": "It is so. " * 60, "buttons": buttons("One", "Two")}])
    assert state.options == ()
    texts, state = read_all(text, state)
    assert len(texts) == 3
    assert texts[-1].endswith("It is so.\n1 One\n2 Two")
    assert [option.title for option in state.options] == ["One", "Two"]


@pytest.mark.parametrize("length", range(250, 307))
def test_options_that_find_no_room_have_a_page_of_their_own(length):
    text, state = compose([{"text": "word " * (length // 5), "buttons": buttons("A choice of words", "Another one")}])
    texts, state = read_all(text, state)
    assert all(fits(text) for text in texts)
    assert all(text.endswith(MORE) for text in texts[:-1])
    assert texts[-1].endswith("1 A choice of words\n2 Another one")
    assert len(state.options) == 2


def test_what_was_still_to_be_read_comes_after_what_was_asked_in_between():
    _, reading = compose([{"text": "It is so. " * 60, "buttons": buttons("One")}])
    text, state = compose([{"text": "I am a computer."}], reading)
    assert text == "I am a computer.\nReply 9 for more"
    assert state == SmsState((), reading.more)


def test_within_a_form_nothing_is_kept_since_the_question_is_asked_again():
    _, reading = compose([{"text": "It is so. " * 60}])
    asked_again = SmsState(question="Who is it about?")
    assert compose([{"text": "Who is it about?", "asking": True}], reading) == ("Who is it about?", asked_again)
    _, asked = compose([{"text": "It is so. " * 60, "asking": True}])
    assert len(asked.more) == 2
    assert compose([{"text": "I am a computer."}], asked) == ("I am a computer.", SmsState())


def test_the_question_goes_with_its_options():
    said = "It is so. " * 27 + "It is so.\nShall I?"
    text, state = compose([{"text": said, "buttons": buttons("Pass it on", "Don't")}])
    assert text == "It is so. " * 27 + f"It is so.\n{MORE}"
    assert [page.text for page in state.more] == ["Shall I?\n1 Pass it on\n2 Don't"]


def test_a_text_without_room_for_the_way_back_goes_without():
    _, reading = compose([{"text": "It is so. " * 60}])
    assert compose([{"text": "x" * 300}], reading) == ("x" * 300, SmsState((), reading.more))


def test_the_same_title_is_offered_once():
    text, state = compose([{"text": "So.", "buttons": buttons("One")}, {"text": "", "buttons": buttons("One", "Two")}])
    assert text == "So.\n1 One\n2 Two"
    assert len(state.options) == 2


def test_nothing_said_with_options_is_the_options():
    assert compose([{"text": "", "buttons": buttons("One")}])[0] == "1 One"


OFFER = Option("Others use this phone", "the offer")
BEGUN = {"text": "First, so that you know. " * 8, "begins": True}
OFFERED = "1 Others use this phone"


def test_an_offer_for_whoever_begins_to_tell_stands_with_the_question_where_there_is_room():
    short = {"text": "So that you know.", "begins": True}
    assert compose([short, {"text": "What happened?"}], offer=OFFER) == (
        f"So that you know.\nWhat happened?\n{OFFERED}",
        SmsState((OFFER,)),
    )


def test_a_question_comes_before_what_is_noted_where_both_find_no_room_beside_the_offer():
    noted, asked = {"text": "I have noted what you told me. " * 4}, {"text": "Where is the post?", "asking": True}
    text, state = compose([BEGUN, noted, asked], offer=OFFER)
    assert text == f"{BEGUN['text'].strip()}\nWhere is the post?\n{OFFERED}\n{MORE}"
    assert [page.text for page in state.more] == [noted["text"].strip()]
    assert (state.question, state.unread) == ("Where is the post?", False)


def test_a_question_on_a_page_still_to_be_read_is_unread_until_that_page_is_shown():
    asked = {"text": "Where is the post? " * 6, "asking": True}
    _, state = compose([BEGUN, {"text": "It is so. " * 20}, asked], offer=OFFER)
    assert state.unread
    while state.more:
        text, state = turn_page(state)
    assert state.question.endswith(text.splitlines()[-1])
    assert not state.unread


def asked_about(*before: str) -> list[dict[str, object]]:
    titles = [f"Somebody at the school {number}" for number in range(8)]
    asked = {"text": "Who is it about? Reply with a number.", "buttons": buttons(*titles), "asking": True}
    return [*({"text": text} for text in before), asked]


def test_a_question_that_was_read_gives_way_to_its_options_when_it_is_asked_again():
    _, asked = compose(asked_about())
    hint = "I ask so that it is fair and nobody reads it who should not."
    text, state = compose(asked_about(hint), asked)
    assert text.startswith(f"{hint}\n1 Somebody at the school 0\n")
    assert (len(state.options), state.more) == (8, ())


def test_a_question_that_was_not_read_yet_is_asked_whole():
    hint = "I ask so that it is fair and nobody reads it who should not."
    assert "Who is it about?" in " ".join(read_all(*compose(asked_about(hint), SmsState()))[0])


def summary_of(what: str) -> list[dict[str, object]]:
    text = (
        f"Please read this. Nothing is sent yet.\nWhat happened: {what}\nWho will read it: the clerk.\nShall I send it?"
    )
    return [{"text": text, "buttons": buttons("Send it", "Don't send it"), "private": True, "asking": True}]


NUDGE = {"text": "Please reply with a number."}
CHOICE = "1 Send it\n2 Don't send it"


def test_what_was_shown_before_it_is_sent_is_not_shown_again_but_its_choice_is():
    first, shown = read_all(*compose(summary_of("They took it. " * 20)))
    assert len(first) == 2
    assert (
        compose([NUDGE, *summary_of("They took it. " * 20)], shown)[0] == f"{NUDGE['text']}\nShall I send it?\n{CHOICE}"
    )


def test_what_is_unread_of_it_comes_with_the_choice():
    _, reading = compose(summary_of("They took it. " * 20))
    text, state = compose([NUDGE, *summary_of("They took it. " * 20)], reading)
    assert text == f"{NUDGE['text']}\n{reading.more[0].text}"
    assert [option.title for option in state.options] == ["Send it", "Don't send it"]


def test_what_has_changed_is_shown_whole():
    _, shown = read_all(*compose(summary_of("They took it. " * 20)))
    changed = summary_of("They gave it back.")
    assert compose(changed, shown)[0] == f"{changed[0]['text']}\n{CHOICE}"


def test_an_offer_is_on_the_first_page_and_what_is_asked_on_the_next():
    hello = {"text": "This is the school's automated assistant."}
    asked = {"text": "Who is it about?", "buttons": buttons("A pupil", "Else")}
    text, state = compose([hello, BEGUN, {"text": "I have noted it."}, asked], offer=OFFER)
    assert text == f"{hello['text']}\n{BEGUN['text'].strip()}\n{OFFERED}\n{MORE}"
    assert state.options == (OFFER,)
    following = "I have noted it.\nWho is it about?\n1 A pupil\n2 Else"
    assert state.more == (Page(following, (Option("A pupil", "token of A pupil"), Option("Else", "token of Else"))),)


@pytest.mark.parametrize("length", range(180, 420, 3))
def test_an_offer_is_on_the_first_page_however_long_the_beginning_is(length):
    begun = {"text": ("word " * 100)[:length], "begins": True}
    text, state = compose([begun, {"text": "What happened? " * 8}], offer=OFFER)
    assert OFFERED in text.split("\n")
    assert state.options == (OFFER,)
    texts, _ = read_all(text, state)
    assert all(map(fits, texts))


def test_nothing_is_offered_to_somebody_who_does_not_begin_to_tell():
    assert compose([{"text": "You're welcome."}], offer=OFFER) == ("You're welcome.", SmsState())


def test_after_an_answer_in_between_what_can_be_chosen_or_read_stands_behind_it():
    assert with_choice("All right.", SmsState(TWO)) == "All right.\n1 One\n2 Two"
    assert with_choice("All right.", SmsState((), (Page("on"),))) == f"All right.\n{MORE}"
    assert with_choice("All right.", SmsState()) == "All right."


WORDS = SmsWords(all_read="That was all.", no_such_number="Not in my list.", one_number="One at a time.")
TWO = (Option("One", "1"), Option("Two", "2"))


@pytest.mark.parametrize(
    ("text", "state", "answer"),
    [
        ("9", SmsState(), ("That was all.", SmsState())),
        ("9", SmsState(TWO), ("That was all.\n1 One\n2 Two", SmsState(TWO))),
        ("9", SmsState(more=(Page("next", TWO),)), ("next", SmsState(TWO))),
        ("5", SmsState(TWO), ("Not in my list.\n1 One\n2 Two", SmsState(TWO))),
        ("1 and 2", SmsState(TWO), ("One at a time.\n1 One\n2 Two", SmsState(TWO))),
        ("2", SmsState(TWO), None),
        ("hello", SmsState(TWO), None),
    ],
)
def test_what_needs_no_dialogue_is_answered_here(text, state, answer):
    assert answer_here(hear(text, state), state, WORDS) == answer


def test_options_that_find_no_room_after_a_wrong_number_are_left_out():
    state = SmsState(tuple(Option("x" * 60, str(number)) for number in range(6)))
    assert answer_here(hear("7", state), state, WORDS) == ("Not in my list.", state)


@pytest.mark.parametrize("clause", CLAUSES.values(), ids=list(CLAUSES))
def test_every_clause_of_the_policy_is_read_whole(clause):
    quote = {"clause": clause.id, "section": clause.section, "text": clause.text}
    texts, _ = read_all(*compose([{"text": "The lead.", "quotes": [quote]}]))
    read = " ".join(map(page_content, texts)).split()
    assert " ".join(read) == f'The lead. The policy, {clause.section}: "{to_gsm(clause.text)}"'
    assert all(segments(text) <= 2 for text in texts)


_MESSAGES = st.lists(
    st.fixed_dictionaries(
        {"text": st.text(max_size=700)},
        optional={
            "buttons": st.lists(
                st.fixed_dictionaries({"title": st.text(max_size=60), "token": st.text()}), max_size=10
            ),
            "quotes": st.lists(
                st.fixed_dictionaries({"clause": st.just("x"), "section": st.text(max_size=80), "text": st.text()}),
                max_size=3,
            ),
            "reference": st.just("1234 5678 9012 3456"),
            "begins": st.just(True),
        },
    ),
    max_size=4,
)


@given(_MESSAGES, st.none() | st.builds(Option, st.text(max_size=60), st.text()))
def test_every_text_fits_whatever_is_said(messages, offer):
    first, state = compose(messages, offer=offer)
    if offer is not None and any(message.get("begins") for message in messages):
        assert offer in state.options
    texts, state = read_all(first, state)
    assert all(fits(text) for text in texts)
    assert all(text.endswith(MORE) for text in texts[:-1])
    assert len(state.options) <= 8
    whole = "".join("".join(map(page_content, texts)).split())
    for message in messages:
        assert "".join(to_gsm(message["text"]).split()) in whole
        for quote in message.get("quotes", []):
            assert "".join(to_gsm(quote["text"]).split()) in whole
