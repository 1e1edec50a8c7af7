"""Typed text: cleaned without moving a character, counted, cut into windows that lose no word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.text import MESSAGE_LIMIT, clean, count_words, has_words, is_command, sentence_spans, windows

_WORDY = st.lists(st.sampled_from(["help", "me.", "now!", "he", "hit", "\n", "why?", "…", "é"]), max_size=200).map(
    " ".join
)


def test_message_limit_is_that_of_the_contract() -> None:
    assert MESSAGE_LIMIT == 5_000


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("", ""),
        ("plain", "plain"),
        ("a\0b", "a\ufffdb"),
        ("a\ud800b\udfff", "a\ufffdb\ufffd"),
        ("  kept \n as\tit is ", "  kept \n as\tit is "),
        ("👩‍👧 é", "👩‍👧 é"),
    ],
)
def test_clean_replaces_only_what_no_store_takes(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_clean_keeps_every_place_and_can_be_encoded(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) == len(text)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert "\0" not in cleaned
    assert all(now in {before, "\ufffd"} for before, now in zip(text, cleaned, strict=True))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", False),
        ("?!…", False),
        ("😂😂", False),
        (" \n", False),
        ("a", True),
        ("?7", True),
        ("ہاں", True),
        ("да", True),
    ],
)
def test_has_words_in_any_script(text: str, found: bool) -> None:
    assert has_words(text) is found


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("  ", 0), ("one", 1), (" one\ttwo\nthree ", 3), ("it's mid-week", 2)]
)
def test_count_words_counts_runs_without_white_space(text: str, count: int) -> None:
    assert count_words(text) == count


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        (" \n ", []),
        ("One", ["One"]),
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("one\n\n two ", ["one", "two"]),
        ("at 8.30 today", ["at 8.30 today"]),
        ("Wait… what", ["Wait…", "what"]),
    ],
)
def test_sentence_spans_cut_at_ends_and_lines(text: str, sentences: list[str]) -> None:
    assert [text[slice(*span)] for span in sentence_spans(text)] == sentences


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("", 5, []),
        ("  ", 5, []),
        ("a short one", 5, ["a short one"]),
        ("One two. Three four. Five six.", 4, ["One two. Three four.", "Three four. Five six."]),
        ("a b c d e f g", 3, ["a b c", "d e f", "g"]),
        ("One. Two three four.", 3, ["One.", "Two three four."]),
    ],
)
def test_windows_overlap_by_a_sentence(text: str, words: int, found: list[str]) -> None:
    assert [text[slice(*window)] for window in windows(text, words=words)] == found


def test_windows_give_the_last_line_of_a_long_story_a_window_of_its_own_size() -> None:
    story = "It was a day like any other at the gate. " * 60 + "Then he said it."
    spans = windows(story, words=40)
    last = story[slice(*spans[-1])]
    assert last.endswith("Then he said it.")
    assert count_words(last) <= 40


@given(_WORDY, st.integers(min_value=1, max_value=12))
def test_windows_lose_no_word_and_are_never_too_long(text: str, words: int) -> None:
    spans = windows(text, words=words)
    covered = {at for start, end in spans for at in range(start, end)}
    assert all(at in covered for at, ch in enumerate(text) if not ch.isspace())
    assert all(0 < count_words(text[start:end]) <= words for start, end in spans)
    assert spans == sorted(set(spans))


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ('/case_close{"case":"C-0001"}', True),
        (' / restart {"a": [1, 2]} ', True),
        ("raise_concern{}", True),
        ("restart", False),
        ("is this ok {be kind}", False),
        ("{smile} well done everyone", False),
        ("", False),
    ],
)
def test_is_command_sees_a_name_with_braces(text: str, command: bool) -> None:
    assert is_command(text) == command
