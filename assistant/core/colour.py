"""Colours and their contrast, as WCAG 2.2 computes it."""

import re
from dataclasses import dataclass

TEXT_CONTRAST = 4.5
"""The least contrast of text with what is behind it (WCAG 2.2, success criterion 1.4.3)."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 100


@dataclass(frozen=True, slots=True)
class Colour:
    """An sRGB colour, each part from 0 to 255."""

    red: int
    green: int
    blue: int

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def luminance(self) -> float:
        """The relative luminance, from 0 (black) to 1 (white)."""
        red, green, blue = (_linear(part / 255) for part in (self.red, self.green, self.blue))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def towards(self, other: "Colour", part: float) -> "Colour":
        """Return the colour that lies ``part`` (0 to 1) of the way to another."""
        return Colour(
            *(
                round(own + (its - own) * part)
                for own, its in (
                    (self.red, other.red),
                    (self.green, other.green),
                    (self.blue, other.blue),
                )
            )
        )


BLACK = Colour(0, 0, 0)
WHITE = Colour(255, 255, 255)


def read_colour(text: str) -> Colour | None:
    """Return the colour that ``#rrggbb`` writes; nothing for any other text."""
    if not _HEX.fullmatch(text):
        return None
    return Colour(*(int(text[start : start + 2], 16) for start in (1, 3, 5)))


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((one.luminance, other.luminance))
    return (lighter + 0.05) / (darker + 0.05)


def legible(colour: Colour, *, on: tuple[Colour, ...], towards: Colour, least: float = TEXT_CONTRAST) -> Colour:
    """Return the nearest colour on the way to ``towards`` (black or white) that can be read on each of ``on``."""
    for step in range(_STEPS + 1):
        found = colour.towards(towards, step / _STEPS)
        if all(contrast(found, behind) >= least for behind in on):
            return found
    return towards


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
