"""Contrast as WCAG computes it, and the school's colour."""

import pytest

from assistant.core.colour import BLACK, WHITE, Colour, contrast, legible, read_colour
from assistant.core.look import DARK_SURFACES, Look, unreadable


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_that_of_the_standard(one: str, other: str, ratio: float) -> None:
    first, second = read_colour(one), read_colour(other)
    assert first is not None
    assert second is not None
    assert round(contrast(first, second), 2) == ratio
    assert contrast(first, second) == contrast(second, first)


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "#1234567", "0b5563"])
def test_only_six_hexadecimal_digits_are_a_colour(text: str) -> None:
    assert read_colour(text) is None


def test_a_light_colour_is_refused_with_a_near_one_that_can_be_read() -> None:
    assert unreadable(Colour(0xFF, 0xCC, 0x00)) == (
        "#ffcc00 has a contrast of 1.4 to 1 where 4.5 is needed; #876c00 is near and can be read"
    )
    assert unreadable(Colour(0x87, 0x6C, 0x00)) is None


@pytest.mark.parametrize("colour", [BLACK, Colour(11, 85, 99), Colour(128, 0, 0), Colour(0, 0, 128)])
def test_the_colour_in_the_dark_can_be_read(colour: Colour) -> None:
    dark = Look(colour, "https://www.school.example").colour_in_the_dark
    assert min(contrast(dark, behind) for behind in DARK_SURFACES) >= 4.5


def test_a_colour_that_nothing_helps_becomes_the_end_of_the_way() -> None:
    assert legible(Colour(128, 128, 128), on=(WHITE, BLACK), towards=WHITE, least=20) == WHITE
