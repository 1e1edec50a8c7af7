"""How the assistant looks for parents, and what the school links to."""

from dataclasses import dataclass
from pathlib import Path

from assistant.core.colour import BLACK, TEXT_CONTRAST, WHITE, Colour, contrast, legible

LIGHT_SURFACES = (WHITE, Colour(0xF3, 0xF5, 0xF4), Colour(0xEE, 0xF4, 0xF5))
"""What the school's colour stands on as text: `--surface`, `--page` and `--quote` of ``controls.css``."""

DARK_SURFACES = (Colour(0x1A, 0x26, 0x2C), Colour(0x10, 0x18, 0x1C), Colour(0x22, 0x32, 0x3A), Colour(0x06, 0x23, 0x2A))
"""The same in the dark, and `--on-accent`, which stands on the colour."""


@dataclass(frozen=True, slots=True)
class Look:
    """The school's colour, crest and addresses."""

    colour: Colour
    complaints_form: str
    crest: Path | None = None

    @property
    def colour_in_the_dark(self) -> Colour:
        """The colour, made lighter until it can be read on dark surfaces."""
        return legible(self.colour, on=DARK_SURFACES, towards=WHITE)


def unreadable(colour: Colour) -> str | None:
    """Say that a school's colour cannot be read on the light surfaces, and which near one can; nothing where it can."""
    worst = min(contrast(colour, behind) for behind in LIGHT_SURFACES)
    if worst >= TEXT_CONTRAST:
        return None
    near = legible(colour, on=LIGHT_SURFACES, towards=BLACK)
    return (
        f"{colour} has a contrast of {worst:.1f} to 1 where {TEXT_CONTRAST} is needed; {near} is near and can be read"
    )
