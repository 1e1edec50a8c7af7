"""Hold one journey in the widget and write down what a screen reader speaks by itself: docs/screen-reader.md."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.screen_reader import ScreenReader
from tests.staff_gateway import ARGS, CHROMIUM
from tests.widget_hands import Keyboard

TARGET = Path(__file__).parents[1] / "docs" / "screen-reader.md"
INTRODUCTION = """# What a screen reader speaks

One journey in the widget, by keyboard alone. What is quoted is what the widget added to the live regions of Chromium's
accessibility tree, in this order, each once. `make transcripts` writes this page.

The person hears what they type and the names of what has the focus besides; that is their screen reader's own.
"""
MOVES = (
    ("types", "is it ok to post this: Mrs Hill in Year 1 is a useless liar"),
    ("presses", "Tell the school about a worry"),
    ("types", "My son sits on his own at every playtime and nobody does anything."),
    ("presses", "A pupil"),
    ("presses", "Don't contact me"),
    ("presses", "Send it"),
)


def write_what_is_heard(url: str) -> None:
    """Hold the journey with the running assistant and write the page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        hands = Keyboard(browser.new_page(**Keyboard.options))
        hands.open(url)
        reader = ScreenReader(hands.page)
        parts = [INTRODUCTION]
        for way, what in MOVES:
            before = len(reader.heard())
            hands.say(what) if way == "types" else hands.choose(what)
            parts.append(f"**The person {way}:** {what}\n")
            parts += [_quoted(spoken) for spoken in reader.heard()[before:]]
        browser.close()
    TARGET.write_text("\n".join(parts), encoding="utf-8")


def _quoted(spoken: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in spoken.splitlines()) + "\n"
