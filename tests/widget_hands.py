"""How a person works the widget: with a mouse, with a keyboard alone, or with a finger on a small screen."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from playwright.sync_api import Locator, Page, expect

ANSWER_MS = 30_000
_FOCUSED = """() => {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return [focused?.localName, (focused?.getAttribute("aria-label") || focused?.textContent || "").trim()];
}"""

_SHOWN = """all => all.map((one) => {
  const copy = one.cloneNode(true);
  copy.querySelectorAll(".visually-hidden").forEach((hidden) => hidden.remove());
  return copy.textContent;
})"""


class Hands:
    """A mouse. ``options`` are those of the browser's window."""

    options: ClassVar[dict[str, Any]] = {"viewport": {"width": 1280, "height": 800}}

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def box(self) -> Locator:
        """Where one writes."""
        return self.page.get_by_label("Your message")

    @property
    def answers(self) -> Locator:
        """What the assistant has said."""
        return self.page.locator(".message.assistant .words")

    def open(self, address: str) -> None:
        """Open the chat's page and be greeted."""
        self.page.goto(address)
        expect(self.answers.first).to_be_visible(timeout=ANSWER_MS)

    def say(self, text: str) -> list[str]:
        """Send a text; return what is answered."""
        return self._heard(lambda: self.send(text))

    def choose(self, name: str) -> list[str]:
        """Use the last button of this name; return what is answered."""
        return self._heard(lambda: self.use("button", name))

    def send(self, text: str) -> None:
        """Write a text and send it, without waiting for an answer."""
        self.box.click()
        self.page.keyboard.insert_text(text)
        self.use("button", "Send")

    def use(self, role: Any, name: str) -> None:
        """Use the last link or button of this name."""
        self._last(role, name).click()

    def _last(self, role: Any, name: str) -> Locator:
        return self.page.get_by_role(role, name=name, exact=True, disabled=False if role == "button" else None).last

    def _heard(self, do: Any) -> list[str]:
        before = self.answers.count()
        do()
        expect(self.answers.nth(before)).to_be_visible(timeout=ANSWER_MS)
        found: list[str] = self.answers.evaluate_all(_SHOWN)
        return found[before:]


class Keyboard(Hands):
    """Keys alone: nothing is clicked, and the focus is moved by Tab only."""

    def send(self, text: str) -> None:
        self._tab("textarea", "")
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Enter")

    def use(self, role: Any, name: str) -> None:
        expect(self._last(role, name)).to_be_visible(timeout=ANSWER_MS)
        self._tab("a" if role == "link" else "button", name)
        self.page.keyboard.press("Enter")

    def _tab(self, tag: str, name: str) -> None:
        """Go on to what has the name, or back from the box, above which the choices stand."""
        forward = self.page.evaluate(_FOCUSED)[0] != "textarea"
        for _ in range(60):
            found, words = self.page.evaluate(_FOCUSED)
            if found == tag and (tag == "textarea" or words == name):
                return
            self.page.keyboard.press("Tab" if forward else "Shift+Tab")
        pytest.fail(f"{tag} “{name}” is not reached by Tab")


class Finger(Hands):
    """A finger on a telephone, whose Enter makes a new line."""

    options: ClassVar[dict[str, Any]] = {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
        "device_scale_factor": 3,
    }

    def send(self, text: str) -> None:
        self.box.tap()
        self.page.keyboard.insert_text(text)
        self.use("button", "Send")

    def use(self, role: Any, name: str) -> None:
        self._last(role, name).tap()


WAYS = {"mouse": Hands, "keyboard": Keyboard, "finger": Finger}
