"""A school that is played by the browser's interception: its answers, and how one talks to it on a school's page."""

import json
from typing import Any

from playwright.sync_api import Page, Route, expect

ATTACK = "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>"
MARK = {"start": 0, "end": 9, "category": "offensive", "clause": "inappropriate.offensive"}
QUOTE = {"clause": "inappropriate.offensive", "section": "Inappropriate use", "text": "negative or offensive comments"}
REFERENCE = "1234 5678 9012 3456"


class School:
    """Answers in the school's place."""

    def __init__(self, page: Page, *answers: dict[str, Any] | None) -> None:
        self.sent: list[dict[str, Any]] = []
        self.answers = list(answers)
        page.route("**/api/chat/sessions", self._open)
        page.route("**/api/chat/messages", self._answer)

    def _open(self, route: Route) -> None:
        greeting = {"text": "Hello.", "buttons": [{"title": "Check a post", "token": "t"}]}
        self._fulfil(route, {"session": "s", "expires_at": "", "messages": [greeting]}, 201)

    def _answer(self, route: Route) -> None:
        self.sent.append(json.loads(route.request.post_data or "{}"))
        answer = self.answers.pop(0) if self.answers else {"text": f"Answer {len(self.sent)}."}
        if answer is not None:
            self._fulfil(route, {"messages": [answer]}, 200)

    def _fulfil(self, route: Route, body: dict[str, Any], status: int) -> None:
        route.fulfill(status=status, json=body, headers={"Access-Control-Allow-Origin": "*"})


def opened(page: Page, site: str) -> Page:
    page.goto(site)
    page.get_by_role("button", name="Ask the school").click()
    expect(page.locator(".message.assistant").first).to_contain_text("Hello.")
    return page


def say(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_label("Your message").press("Enter")
