"""How many files, and how they are called."""

import pytest
from fakes import NOON

from assistant.core.attachments import Attachment, FileKind, count_in_words, together


@pytest.mark.parametrize(
    ("kept", "new", "expected"),
    [
        ([], ["a"], (["a"], 0)),
        (["a"], ["b", "c"], (["a", "b", "c"], 0)),
        (["a", "b"], ["b", "a"], (["a", "b"], 0)),
        (["a", "b", "c"], ["d", "e", "f"], (["a", "b", "c", "d", "e"], 1)),
        (list("abcde"), list("fgh"), (list("abcde"), 3)),
    ],
)
def test_files_come_to_those_named_before_and_a_sixth_has_no_room(kept, new, expected) -> None:
    assert together(kept, new) == expected


def test_numbers_sizes_and_kinds_are_said_as_people_say_them() -> None:
    sizes = {1: "1 kB", 300_000: "293 kB", 1_048_575: "1.0 MB", 1_500_000: "1.4 MB"}
    assert {size: Attachment("a", FileKind.PNG, size, NOON).size_in_words for size in sizes} == sizes
    assert [count_in_words(1), count_in_words(5)] == ["1 file", "5 files"]
    assert [(kind.in_words, kind.media_type, kind.suffix) for kind in FileKind] == [
        ("picture (PNG)", "image/png", "png"),
        ("picture (JPEG)", "image/jpeg", "jpg"),
        ("PDF", "application/pdf", "pdf"),
    ]
