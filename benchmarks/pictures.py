"""Pictures of pages for the documentation: small files, one size of window at a time."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

FOLDER = Path(__file__).parents[1] / "docs" / "images"
WINDOWS = {360: 740, 768: 900, 1280: 800}
"""The height of a window by its width, in pixels: a phone, a tablet, a laptop."""

_LONGEST = 1600
_COLOURS = 48


@dataclass(frozen=True, slots=True)
class Picture:
    """A page or a state at one width. What is longer than ``_LONGEST`` pixels is cut off below."""

    name: str
    width: int

    @property
    def path(self) -> Path:
        """Where it is kept."""
        return FOLDER / f"{self.name}-{self.width}.png"

    def take(self, page: Page, *, whole: bool = False) -> None:
        """Take it; ``whole`` is the page down to its end and not the window alone."""
        with Image.open(BytesIO(page.screenshot(full_page=whole, animations="disabled"))) as taken:
            seen = taken.convert("RGB").crop((0, 0, taken.width, min(taken.height, _LONGEST)))
        seen.quantize(_COLOURS, dither=Image.Dither.NONE).save(self.path, optimize=True)
