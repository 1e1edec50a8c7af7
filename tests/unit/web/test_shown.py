"""What the dialogue says, as the contract has it; the person's own words only as they are shown."""

from datetime import date

import pytest

from assistant.core.channels import Channel
from assistant.core.policy import Clause, Policy
from assistant.core.support import Answer, Service, Support
from assistant.web.shown import HAND_OVER, dialogue_messages, emergency_messages, with_words
from assistant.web.tokens import ButtonTokens

TOKENS = ButtonTokens(b"k" * 32)
CLAUSE = Clause("objectives", "Objectives", "The purpose of this policy is to: …")
POLICY = Policy("A School", "A policy", "/policy", date(2026, 8, 31), {CLAUSE.id: CLAUSE}, {})
MARKS = [{"start": 0, "end": 4, "category": "offensive", "clause": "inappropriate.offensive"}]
CALL = Service("emergency", "Emergency", phone="999")


def _support(**languages: str) -> Support:
    adult = Answer("Call 999.", (CALL,), sms="In danger? Call 999.")
    child = Answer("You did right.", (CALL,), sms="Scared? Call 999.")
    return Support(date(2026, 9, 1), adult, child, languages)


def _shown(text: str = "Hello", buttons: tuple = (), **custom: object) -> dict:
    (message,) = dialogue_messages(
        [{"text": text, "buttons": list(buttons), "custom": custom}],
        sender_id="web-1",
        policy=POLICY,
        tokens=TOKENS,
        receipt_of={"handle-1": "1234 5678 9012 3456"}.get,
    )
    return message


@pytest.mark.parametrize(
    ("text", "sent", "shown"),
    [
        ("⟨0:4⟩ may be rude.", "Mean old cow", "“Mean” may be rude."),
        ("⟨0:4⟩ ⟨9:12⟩ may be rude.", "Mean old cow", "“Mean” “cow” may be rude."),
        ("⟨0:13⟩ is.", "Mean\n old\tcow", "“Mean old cow” is."),
        ("⟨0:2⟩ is.", "👩\u200d👧 x", "“👩\u200d” is."),
        ("⟨2:9⟩ is.", "a ⟨0:1⟩ b", "“⟨0:1⟩ b” is."),
        ("⟨0:5⟩ is.", r"\1\g<0>", r"“\1\g<” is."),
        ("⟨50:60⟩ is.", "short", "“” is."),
        ("no place", "Mean old cow", "no place"),
        ("⟨a:b⟩ ⟨1:⟩ <0:4>", "Mean old cow", "⟨a:b⟩ ⟨1:⟩ <0:4>"),
    ],
)
def test_with_words_puts_the_persons_words_into_their_places(text: str, sent: str, shown: str) -> None:
    assert with_words([{"text": text, "marks": MARKS}], sent) == [{"text": shown, "marks": MARKS}]


def test_with_words_leaves_a_message_without_marks_alone() -> None:
    kept = [{"text": "⟨0:4⟩ as it is"}]
    assert with_words(kept, "Mean old cow") == kept


def test_with_words_changes_nothing_of_what_is_kept() -> None:
    kept = [{"text": "⟨0:4⟩ may be rude.", "marks": MARKS}]
    with_words(kept, "Mean old cow")
    assert kept == [{"text": "⟨0:4⟩ may be rude.", "marks": MARKS}]


def test_dialogue_message_has_only_what_there_is() -> None:
    assert _shown() == {"text": "Hello"}
    assert _shown(quotes=[], marks=[], reference=None) == {"text": "Hello"}


def test_dialogue_message_quotes_clauses_word_for_word() -> None:
    assert _shown(quotes=["objectives"]) == {
        "text": "Hello",
        "quotes": [{"clause": "objectives", "section": "Objectives", "text": CLAUSE.text}],
    }


def test_dialogue_message_hands_on_marks_as_they_are() -> None:
    assert _shown(marks=MARKS) == {"text": "Hello", "marks": MARKS}


def test_dialogue_message_signs_its_buttons_and_shows_no_payload() -> None:
    message = _shown(buttons=({"title": "Yes", "payload": "/affirm"},))
    (button,) = message["buttons"]
    assert set(button) == {"title", "token"}
    assert TOKENS.read("web-1", button["token"]) == ("/affirm", "Yes")
    assert TOKENS.read("web-2", button["token"]) is None


@pytest.mark.parametrize(
    ("handle", "shown"),
    [
        ("handle-1", {"text": "Hello", "reference": "1234 5678 9012 3456"}),
        ("another", {"text": "Hello"}),
    ],
)
def test_dialogue_message_shows_a_receipt_only_for_its_handle(handle: str, shown: dict) -> None:
    assert _shown(reference=handle) == shown


def test_emergency_answers_an_adult_with_the_other_languages_after() -> None:
    assert emergency_messages(_support(Polski="Zadzwoń 999"), child_speaking=False) == [
        {"text": "Call 999.\n\nEmergency: 999"},
        {"text": "Polski: Zadzwoń 999"},
    ]


def test_emergency_answers_an_adult_without_languages_in_one_message() -> None:
    assert emergency_messages(_support(), child_speaking=False) == [{"text": "Call 999.\n\nEmergency: 999"}]


@pytest.mark.parametrize(("child", "text"), [(False, "In danger? Call 999."), (True, "Scared? Call 999.")])
def test_emergency_is_one_short_text_message(child: bool, text: str) -> None:
    support = _support(Polski="Zadzwoń 999")
    assert emergency_messages(support, child_speaking=child, channel=Channel.SMS) == [{"text": text}]


def test_emergency_answers_a_child_in_one_short_message() -> None:
    assert emergency_messages(_support(Polski="Zadzwoń 999"), child_speaking=True) == [
        {"text": "You did right.\n\nEmergency: 999"}
    ]


@pytest.mark.parametrize(
    ("custom", "payload", "marks"),
    [
        ({"begins": "raise_concern"}, "/x", {"begins": True}),
        ({"private": True}, "/x", {"private": True}),
        ({}, HAND_OVER, {"hands_over": True}),
        ({}, "/x", {}),
    ],
)
def test_a_text_message_is_told_what_it_needs_to_know_of_a_message(
    custom: dict[str, object], payload: str, marks: dict[str, bool]
) -> None:
    raw = [{"text": "Hello", "buttons": [{"title": "Go on", "payload": payload}], "custom": custom}]
    known = {"sender_id": "sms-1", "policy": POLICY, "tokens": TOKENS, "receipt_of": {}.get}
    (by_text,) = dialogue_messages(raw, **known, by_text=True)
    assert {name: value for name, value in by_text.items() if name not in ("text", "buttons")} == marks
    (on_the_web,) = dialogue_messages(raw, **known)
    assert set(on_the_web) == {"text", "buttons"}
