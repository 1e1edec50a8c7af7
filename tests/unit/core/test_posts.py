"""What a reading of a post adds up to, and where the draft stands in a request."""

import pytest

from assistant.core.posts import CLAUSE_OF, Category, Finding, Level, Reading, find_draft, stands_by_itself
from assistant.core.text import sentence_spans


def _reading(*categories: Category, serious: bool = False) -> Reading:
    return Reading(tuple(Finding(category, 0.9, ((0, 1),)) for category in categories), serious_allegation=serious)


@pytest.mark.parametrize(
    ("reading", "level"),
    [
        (_reading(), Level.OK),
        (_reading(serious=True), Level.OK),
        (_reading(Category.COMPLAINT), Level.RECONSIDER),
        (_reading(Category.COMPLAINT, serious=True), Level.SERIOUS),
        (_reading(Category.COMPLAINT, Category.OFFENSIVE), Level.DO_NOT_POST),
        (_reading(Category.ALLEGATION), Level.DO_NOT_POST),
        (_reading(Category.CYBERBULLYING), Level.DO_NOT_POST),
        (_reading(Category.DEFAMATORY), Level.DO_NOT_POST),
        (_reading(Category.ALLEGATION, serious=True), Level.SERIOUS),
        (_reading(Category.RACIST), Level.SERIOUS),
        (_reading(Category.COMPLAINT, Category.VIOLENCE), Level.SERIOUS),
    ],
)
def test_level_follows_the_gravest_finding(reading: Reading, level: Level) -> None:
    assert reading.level is level


def test_worst_are_the_gravest_first() -> None:
    kinds = [Category.COMPLAINT, Category.OFFENSIVE, Category.VIOLENCE]
    reading = Reading(tuple(Finding(kind, 0.9, ()) for kind in kinds))
    assert [finding.category for finding in reading.worst(2)] == [Category.VIOLENCE, Category.OFFENSIVE]
    assert Reading().worst(2) == ()


def test_every_category_has_a_clause() -> None:
    assert set(CLAUSE_OF) == set(Category)
    assert Finding(Category.RACIST, 1.0, ((0, 3),)).clause == "inappropriate.racist"


@pytest.mark.parametrize(
    ("message", "draft"),
    [
        ('is this ok: "The lunches are cold again"', "The lunches are cold again"),
        ("Can you check “The office ignored us all” before I post", "The office ignored us all"),
        ("can I say 'Mrs Smith can't teach for toffee' on facebook", "Mrs Smith can't teach for toffee"),
        ("‘The kids’ coats are wet again’ ok to post?", "The kids’ coats are wet again"),
        ("«Mrs Smith is very rude» ok?", "Mrs Smith is very rude"),
        ('"The school ignored us again', "The school ignored us again"),
        ("is this ok?\nThe lunches are cold again  ", "The lunches are cold again"),
        ("Thoughts?\n\nDear all,\nThe head said: no.\n\nThanks", "Dear all,\nThe head said: no.\n\nThanks"),
        ("Is it ok to post: The lunches are cold again", "The lunches are cold again"),
        ("I don't know about this: school's shut and it's a joke", "school's shut and it's a joke"),
        ('check this: Miss Jones said "no" to me and laughed', 'Miss Jones said "no" to me and laughed'),
        ('check this: She said "you are a bad mum" to me', 'She said "you are a bad mum" to me'),
        ('my sister asks: is "the office is rude" ok to post?', "the office is rude"),
        ("Is this ok? Mrs Jones is the worst teacher ever", "Mrs Jones is the worst teacher ever"),
        ('can you check "it" and "the head is useless" please', "the head is useless"),
        ('Is "  far too cold in there  " too far?', "far too cold in there"),
    ],
)
def test_find_draft_finds_the_words_to_be_checked(message: str, draft: str) -> None:
    found = find_draft(message)
    assert found is not None
    assert message[slice(*found)] == draft


@pytest.mark.parametrize(
    "message",
    [
        "",
        "   ",
        '"',
        'check "it"',
        "hi, can you check my post",
        "Meeting at 9:30 can you check my post please now",
        "Can you check a post? I want to put it on Facebook tonight",
        "I'd like my post checked, it's about the school's lunches",
    ],
)
def test_find_draft_finds_nothing_where_no_draft_is_given(message: str) -> None:
    assert find_draft(message) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("I will burn it down. Lovely cakes.", [True, True]),
        ('"I will burn it down." He wrote that to me.', [False, True]),
        ("“Go back to your own country.” My son is five.", [False, True]),
        ("‘I will burn it down.’ Lovely cakes.", [False, True]),
        ("'I will burn it down.' It isn't mine.", [False, True]),
        ("It's late. I'll burn it down. It's over.", [True, True, True]),
        ('I will "sort him out" on Friday behind the bins. Lovely cakes.', [True, True]),
        ("Go back to your own country. That is what somebody shouted. It rained.", [False, True, False]),
        ("Racism has no place here. Kick them out. It rained. Kick them out.", [True, False, True, True]),
        ("Burn it down. Nobody should write such things. Lovely cakes.", [False, True, False]),
        ("He said no. I will burn it down.", [True, True]),
    ],
)
def test_stands_by_itself_what_is_neither_quoted_nor_condemned_beside_it(text: str, meant: list[bool]) -> None:
    sentences = sentence_spans(text)
    assert [stands_by_itself(text, sentences, at) for at in range(len(sentences))] == meant
