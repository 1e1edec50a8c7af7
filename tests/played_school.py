"""A school that is played by the browser's interception: its answers, and how one talks to it on a school's page."""

import json
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, Route, expect

ATTACK = "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>"
MARK = {"start": 0, "end": 9, "category": "offensive", "clause": "inappropriate.offensive"}
QUOTE = {"clause": "inappropriate.offensive", "section": "Inappropriate use", "text": "negative or offensive comments"}
REFERENCE = "1234 5678 9012 3456"


@dataclass(frozen=True)
class Refused:
    """An answer that is an error of the contract."""

    status: int
    reason: str = ""
    messages: tuple[dict[str, Any], ...] = ()
    retry_after: int = 0

    @property
    def body(self) -> dict[str, Any]:
        """What the school sends."""
        return {"error": {"code": "refused", "message": self.reason}, "messages": list(self.messages)}


class School:
    """Answers in the school's place; where it has none, it leaves a message without an answer."""

    def __init__(self, page: Page, *answers: dict[str, Any] | Refused | None, holds_files: bool = False) -> None:
        self.sent: list[dict[str, Any]] = []
        self.files = 0
        self.holds_files = holds_files
        self.held: list[Route] = []
        self.answers = list(answers)
        page.route("**/api/chat/sessions", self._open)
        page.route("**/api/chat/messages", self._answer)
        page.route("**/api/chat/attachments", self._keep)
        page.route("**/api/chat/sessions/current", lambda route: self._fulfil(route, {}, 200))

    def _open(self, route: Route) -> None:
        greeting = {"text": "Hello.", "buttons": [{"title": "Check a post", "token": "t"}]}
        self._fulfil(route, {"session": "s", "expires_at": "", "messages": [greeting]}, 201)

    def _answer(self, route: Route) -> None:
        self.sent.append(json.loads(route.request.post_data or "{}"))
        answer = self.answers.pop(0) if self.answers else {"text": f"Answer {len(self.sent)}."}
        if isinstance(answer, Refused):
            wait = {"Retry-After": str(answer.retry_after), "Access-Control-Expose-Headers": "Retry-After"}
            self._fulfil(route, answer.body, answer.status, **wait)
        elif answer is not None:
            self._fulfil(route, {"messages": [answer]}, 200)

    def _keep(self, route: Route) -> None:
        self.files += 1
        if self.holds_files:
            self.held.append(route)
            return
        self._fulfil(route, {"attachment": f"file {self.files}"}, 201)

    def _fulfil(self, route: Route, body: dict[str, Any], status: int, **headers: str) -> None:
        route.fulfill(status=status, json=body, headers={"Access-Control-Allow-Origin": "*", **headers})


def opened(page: Page, site: str) -> Page:
    page.goto(site)
    page.get_by_role("button", name="Ask the school").click()
    expect(page.locator(".message.assistant").first).to_contain_text("Hello.")
    return page


def attach(page: Page, name: str) -> None:
    page.locator("#file").set_input_files({"name": name, "mimeType": "image/png", "buffer": b"x"})


def say(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_label("Your message").press("Enter")
