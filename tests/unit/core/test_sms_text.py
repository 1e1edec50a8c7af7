import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.sms_text import (
    LIMIT,
    MORE,
    fits,
    is_gsm,
    looks_foreign,
    page_content,
    pages,
    segments,
    septets,
    to_gsm,
)


@pytest.mark.parametrize(
    ("text", "downgraded"),
    [
        ("“It’s ‘fine’,” she said – or did she…", "\"It's 'fine',\" she said - or did she..."),
        ("£5 or €5", "£5 or €5"),
        ("a\u00a0b\u2009c\td", "a b c d"),
        ("zero\u200bwidth\ufeff\u00adhere", "zerowidthhere"),
        ("• one\r\n• two", "- one\n- two"),
        ("Zoë, José, naïve, Çelik, façade", "Zoe, José, naive, Çelik, facade"),
        ("e\u0301 is é", "é is é"),
        ("Łódź, Şükrü, Nguyễn", "Lodz, Sükrü, Nguyen"),
        ("½ of ﬁve ™", "1/2 of five TM"),
        ("２️⃣", "2"),
        ("اردو 👍🏽", "???? ?"),
        ("[a]{b}~^\\|", "[a]{b}~^\\|"),
        ("Jeśli ktoś", "Jesli ktos"),
        ("\x00\x1bA", "A"),
        ("", ""),
    ],
)
def test_text_is_downgraded_to_what_the_alphabet_holds(text, downgraded):
    assert to_gsm(text) == downgraded


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("abc", 3), ("€", 2), ("a[b]", 6), ("£é@", 3), ("a\nb", 3)],
)
def test_septets_counts_extension_characters_twice(text, count):
    assert septets(text) == count


def test_septets_refuses_what_the_alphabet_lacks():
    with pytest.raises(ValueError, match=re.escape("not in the alphabet of a text message: U+2019")):
        septets("it’s")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("a", 1),
        ("a" * 160, 1),
        ("€" * 80, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("€" * 153, 3),
    ],
)
def test_segments_are_160_or_153_and_keep_a_character_together(text, count):
    assert segments(text) == count


def test_a_short_text_is_one_page():
    assert pages("Hello there.") == ["Hello there."]


def test_a_page_ends_with_a_sentence_and_says_how_to_go_on():
    first, second = "The first sentence is here. " * 10, "The second one is here too. " * 3
    assert pages(first + second) == [f"{first.strip()}\n{MORE}", second.strip()]


def test_an_abbreviation_ends_no_sentence():
    text = "It is a long story that fills much more than half of this page, " * 3 + "e.g. A" + " word" * 30
    assert not page_content(pages(text)[0]).endswith("e.g.")


def test_a_text_without_sentences_is_cut_between_words():
    assert [len(page) for page in pages("word " * 100)] == [
        len("word " * 58) - 1 + len(MORE) + 1,
        len("word " * 42) - 1,
    ]


@pytest.mark.parametrize(
    "whole", ["0808 800 5000", "+44 1632 960000", "1234 5678 9012 3456", "https://school.example/a/policy?page=1.2"]
)
@pytest.mark.parametrize("before", range(240, 300))
def test_numbers_and_addresses_stay_on_one_page(whole, before):
    text = "x" * (before // 2) + " " + "y" * (before - before // 2) + f" {whole} " + "and more words " * 20
    assert [page for page in pages(text) if whole in page]


def test_a_word_longer_than_a_page_is_cut_within():
    assert [page_content(page) for page in pages("x" * 400)] == ["x" * 289, "x" * 111]


@given(st.text())
def test_whatever_is_downgraded_is_in_the_alphabet_and_stays_as_it_is(text):
    downgraded = to_gsm(text)
    assert is_gsm(downgraded)
    assert to_gsm(downgraded) == downgraded


_WORDS = st.lists(
    st.sampled_from(["word", "A", "(so)", "€50.", "{[|]}", "end.", "Next;", "07700", "900123", "a\nb", "é", "x" * 90]),
    max_size=200,
).map(" ".join)


@given(_WORDS | st.text(max_size=1500), st.sampled_from([160, 306, 459]))
def test_every_page_fits_and_nothing_is_lost(text, limit):
    found = pages(text, limit)
    assert all(fits(page, limit) for page in found)
    assert all(page.endswith(f"\n{MORE}") for page in found[:-1])
    assert not found[-1].endswith(MORE)
    assert "".join("".join(map(page_content, found)).split()) == "".join(to_gsm(text).split())


@given(_WORDS)
def test_no_word_is_cut_where_none_is_longer_than_a_page(text):
    assert " ".join(map(page_content, pages(text))).split() == to_gsm(text).split()


def test_two_segments_are_the_limit():
    assert LIMIT == 2 * 153


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("Witam, mój syn jest bity w szkole przez innego chłopca", True),
        ("Fiul meu e bătut la școală", True),
        ("میری بیٹی", True),
        ("my daughter Zoë is in Year 1", False),
        ("we met at the café, he said 😡 it was “fine” – twice", False),
        ("Dzien dobry", False),
        ("£5 for the trip?", False),
        ("", False),
    ],
)
def test_a_text_that_is_hardly_english_is_known_by_its_letters(text, foreign):
    assert looks_foreign(text) is foreign
