"""Where a post stands and what it may be, as staff say it."""

import pytest

from assistant.core.fact_words import facts_of, find_categories, find_location
from assistant.core.posts import Category
from assistant.core.procedure import Location


@pytest.mark.parametrize(
    ("text", "location"),
    [
        ("on Facebook", Location.SOCIAL_NETWORK),
        ("her insta story", Location.SOCIAL_NETWORK),
        ("the Year 2 WhatsApp", Location.MESSAGING_GROUP),
        ("class chat", Location.MESSAGING_GROUP),
        ("our forum", Location.SCHOOL_FORUM),
        ("the school's website", Location.SCHOOL_WEBSITE),
        ("a Google review", Location.OTHER_WEBSITE),
        ("some blog", Location.OTHER_WEBSITE),
        ("school_forum", Location.SCHOOL_FORUM),
        ("no idea", None),
    ],
)
def test_a_place_is_found(text: str, location: Location | None) -> None:
    assert find_location(text) is location


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("racist and rude", {Category.RACIST, Category.OFFENSIVE}),
        ("threatened to punch the caretaker", {Category.VIOLENCE}),
        ("says she stole the trip money", {Category.DEFAMATORY}),
        ("accuses our TA", {Category.ALLEGATION}),
        ("mocking a child", {Category.CYBERBULLYING}),
        ("a rant about parking", {Category.COMPLAINT}),
        ("nothing", set()),
        ("none of these", set()),
        ("violence", {Category.VIOLENCE}),
        ("hm", None),
    ],
)
def test_what_a_post_may_be_is_found(text: str, categories: set[Category] | None) -> None:
    assert find_categories(text) == categories


def test_the_facts_take_what_the_words_say_beside() -> None:
    facts = facts_of(Location.OTHER_WEBSITE, frozenset(), "fake account, harassing the cook, obscene pictures")
    assert (facts.author_known, facts.harassment, facts.grossly_obscene) == (False, True, True)


def test_the_author_is_known_unless_somebody_says_otherwise() -> None:
    assert facts_of(Location.OTHER_WEBSITE, frozenset(), "mum of Tom").author_known
    assert not facts_of(Location.OTHER_WEBSITE, frozenset(), "", author_known=False).author_known
