"""A post is checked before it is posted, and nothing of it is kept."""

import json
import uuid

import pytest

from tests.conftest import Person, Site
from tests.conversations.steps import (
    CONTENT,
    conversation_of,
    kept_files,
    opened,
    said,
    sender_of,
    texts,
    walk,
)

ASK = "Can you check a post for me?"
VERDICT = CONTENT.post_words.verdict
ADVICE = CONTENT.post_words.advice
RUDE = "Mr Wragg is a lazy idiot and he should be sacked."


def shown_words(person: Person) -> list[str]:
    """Return the words that the answer quotes from the draft."""
    return [piece.partition("”")[0] for piece in person.messages[0]["text"].split("“")[1:]]


def marked(person: Person, sent: str) -> dict[str, list[str]]:
    """Return the marked words of the sent text, by category."""
    words: dict[str, list[str]] = {}
    for mark in person.messages[0]["marks"]:
        words.setdefault(mark["category"], []).append(sent[mark["start"] : mark["end"]])
    return words


def test_check_post_asks_for_the_draft(person: Person) -> None:
    person.say(ASK)
    assert texts(person) == [said("utter_ask_check_post_form_draft")]


def test_check_post_finds_nothing_in_a_kind_post(person: Person) -> None:
    walk(person, ASK, "Well done everyone at the summer fair, what a lovely day!")
    assert texts(person) == [VERDICT["ok"], ADVICE["ok"]]
    assert "marks" not in person.messages[0]
    assert person.quoted == []


def test_check_post_explains_with_the_clauses(person: Person) -> None:
    walk(person, ASK, RUDE)
    assert person.messages[0]["text"].splitlines()[0] == VERDICT["do_not_post"]
    assert texts(person)[1:] == [ADVICE["do_not_post"]]
    assert "inappropriate.offensive" in person.quoted
    assert {quote["text"] for quote in person.messages[0]["quotes"]} == {
        CONTENT.policy.clauses[name].text for name in person.quoted
    }
    assert person.quoted == list(dict.fromkeys(mark["clause"] for mark in person.messages[0]["marks"]))
    assert person.titles == [
        "Check a post before I post it",
        "Tell the school about a worry",
        "Make a formal complaint",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("😀 ", " 🙄"),
        ("\n  👩‍👩‍👧 ", "  \n"),
        ("🇬🇧 𝕊𝕠 ", ""),
    ],
)
def test_check_post_marks_the_words_in_the_text_as_sent(person: Person, before: str, after: str) -> None:
    sent = f"{before}{RUDE}{after}"
    walk(person, ASK, sent)
    words = marked(person, sent)
    assert all("idiot" in piece for piece in words["offensive"])
    assert all(piece.strip() == piece for pieces in words.values() for piece in pieces)
    assert {" ".join(piece.split()) for pieces in words.values() for piece in pieces} >= set(shown_words(person))
    assert shown_words(person) != []


@pytest.mark.parametrize(
    "request_",
    [
        "😀😀 please check this post: {draft}",
        '😀 is this ok to post? "{draft}" thanks',
        "Can you check this for me please\n\n{draft}",
        "🙏 Is it all right to post this?\n{draft} ",
    ],
)
def test_check_post_takes_the_draft_out_of_the_request(person: Person, request_: str) -> None:
    sent = request_.format(draft=RUDE)
    person.say(sent)
    start = sent.index(RUDE)
    assert all(start <= mark["start"] < mark["end"] <= start + len(RUDE) for mark in person.messages[0]["marks"])
    assert all("idiot" in piece for piece in marked(person, sent)["offensive"])


def test_check_post_again_by_button(person: Person) -> None:
    walk(person, ASK, RUDE, "[Check a post before I post it]")
    assert texts(person) == [said("utter_ask_check_post_form_draft")]
    person.say("Well done everyone at the summer fair, what a lovely day!")
    assert texts(person) == [VERDICT["ok"], ADVICE["ok"]]


def test_check_post_threat_is_serious(person: Person) -> None:
    walk(person, ASK, "Someone should smash that Mrs Ellis's face in, I'd happily do it myself")
    assert VERDICT["serious"] in [line for text in texts(person) for line in text.splitlines()]
    assert texts(person)[-1] == ADVICE["serious"]


def test_check_post_question_in_between_then_the_draft(person: Person) -> None:
    walk(person, ASK, "What does the policy say about racist comments?")
    assert person.messages[0]["text"] == CONTENT.policy.topics["racist_comments"].lead
    assert texts(person)[1] == said("utter_ask_check_post_form_draft")
    person.say("Well done everyone at the summer fair, what a lovely day!")
    assert texts(person) == [VERDICT["ok"], ADVICE["ok"]]


def test_check_post_cancelled(person: Person) -> None:
    walk(person, ASK, "cancel")
    assert texts(person) == [said("utter_cancelled")]


def test_check_post_same_message_again_gives_the_same_answer(person: Person) -> None:
    person.say(ASK)
    message_id = str(uuid.uuid4())
    first = person.post(id=message_id, text=RUDE)
    assert first.json()["messages"][0]["marks"] != []
    assert person.post(id=message_id, text=RUDE).json() == first.json()


@pytest.mark.parametrize(
    "moves",
    [
        (ASK, "Mrs Quibblethorpe is a lazy idiot and a liar"),
        ("please check this post: Mrs Quibblethorpe is a lazy idiot and a liar",),
        ('is this ok to post? "Well done Mrs Quibblethorpe for the lovely fair"',),
        (ASK, "Mrs Quibblethorpe needs a smack in the face and I will do it"),
    ],
)
def test_check_post_keeps_nothing_of_the_draft(person: Person, running: Site, moves: tuple[str, ...]) -> None:
    walk(person, *moves)
    assert "I have not kept" in person.text
    person.say("What does the policy say about defamatory statements by Nackerfold?")
    for path in kept_files(running):
        assert b"uibblethorp" not in path.read_bytes(), path
    kept = json.dumps(conversation_of(running, person))
    assert "Nackerfold" in kept
    assert "uibblethorp" not in kept


def test_check_post_keeps_no_word_in_the_answer_for_a_repeat(person: Person, running: Site) -> None:
    person.say(ASK)
    message_id = str(uuid.uuid4())
    shown = person.post(id=message_id, text="Mrs Quibblethorpe is a lazy idiot and a liar").text
    kept = opened(running).chats.answer(sender_of(running, person), message_id)
    assert kept is not None
    assert "idiot" in shown
    assert b"marks" in kept
    assert b"idiot" not in kept


def test_check_post_draft_that_looked_like_a_question(person: Person, running: Site) -> None:
    draft = "What does the policy say about racist comments, Quibblethorpe you idiot?"
    walk(person, ASK, draft)
    assert texts(person) == [
        CONTENT.policy.topics["racist_comments"].lead,
        said("utter_ask_check_post_form_draft"),
        said("utter_that_was_my_answer"),
    ]
    person.press("That was my answer")
    assert texts(person)[0].splitlines()[0] in VERDICT.values()
    assert all(word in draft for word in shown_words(person))
    assert "uibblethorp" not in json.dumps(conversation_of(running, person))


def test_a_post_that_follows_the_question_about_it_is_checked_and_forgotten(person: Person, running: Site) -> None:
    draft = "Disgusted with Mrs Quackenbush in the office, what a rude cow, avoid this school"
    walk(person, "I want to know if I can put this on Facebook", draft)
    assert any(message.get("marks") for message in person.messages)
    assert "Quackenbush" not in repr(conversation_of(running, person))
