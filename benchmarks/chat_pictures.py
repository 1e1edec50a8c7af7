"""Pictures of the parents' chat on a page of another site, in each of its states, held with the running assistant."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, expect

from assistant.core.look import Look
from assistant.web.widget.release import present_release
from assistant.web.widget.snippet import snippet
from benchmarks.pictures import WINDOWS, Picture

STATES = {
    "chat-closed": "Closed, on a page of the school's website",
    "chat-greeting": "Open",
    "chat-policy": "A question is answered with the policy's own words",
    "chat-question": "A question of a form",
    "chat-choices": "Quick replies",
    "chat-receipt": "The receipt",
    "chat-marks": "A draft is checked; a mark tells its reason",
    "chat-privacy": "What is kept, and who helps",
    "chat-offline": "No connection",
    "chat-dark": "In the dark",
    "chat-forced-colours": "With the colours that a person has set for all pages",
}
"""The states, by the name of their pictures, in the order in which they are shown."""

_QUESTION = "is it even allowed to moan about the school on facebook?"
_WORRY = "im worried about my son, he sits on his own every playtime"
_STORY = "Example: nobody plays with him since half term and he says he has no friends."
_CHECK = "can you look at something before I put it on the class group"
_DRAFT = "Mrs Example in Year 1 is useless and she lied to my face about my son's coat. Everyone should complain."
_ANSWER_MS = 30_000
_PAGE = """<!doctype html>
<html lang="en-GB">
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>An example school's website</title>
<style>
  body {{ margin: 0; font: 1.05rem/1.6 Georgia, serif; color: #222; background: #fdfcf8; }}
  header {{ padding: 1.2rem 1.5rem; background: #2f4a3a; color: #fff; }}
  nav a {{ display: inline-block; margin: .4rem 1.2rem 0 0; color: #fff; }}
  main {{ max-width: 44rem; padding: 1rem 1.5rem 6rem; }}
</style>
<header><strong>An example school</strong>
  <nav><a href="/">News</a><a href="/">Parents</a><a href="/">Contact</a></nav></header>
<main>
  <h1>For parents</h1>
  <p>This page stands for any page of a school's own website. It has the school's own colours and letters.</p>
  <p>The button of the assistant stands below at the side, and does not change the page.</p>
</main>
{snippet}
</html>"""


@contextmanager
def school_website(assistant_url: str, port: int, *, phone: str, look: Look) -> Iterator[str]:
    """Serve a page that holds the widget; its address."""
    page = _PAGE.format(snippet=snippet(present_release(), public_url=assistant_url, phone=phone, look=look)).encode()

    class Website(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Website)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def take_chat_pictures(browser: Browser, website: str) -> None:
    """Go through the states at each width."""
    for width in WINDOWS:
        _conversation(browser, website, width)
        _card(browser, website, width)
        _offline(browser, website, width)
        _marks(browser, website, width, "chat-marks")
        _policy(browser, website, width, "chat-dark", color_scheme="dark")
        _marks(browser, website, width, "chat-forced-colours", forced_colors="active")


def _conversation(browser: Browser, website: str, width: int) -> None:
    with _window(browser, website, width) as page:
        Picture("chat-closed", width).take(page)
        _open(page)
        Picture("chat-greeting", width).take(page)
        _say(page, _WORRY)
        _look_at(page, ".message.assistant >> nth=-1")
        Picture("chat-question", width).take(page)
        _say(page, _STORY)
        Picture("chat-choices", width).take(page)
        _press(page, "A pupil")
        _say(page, "no thanks")
        _press(page, "Send it")
        _look_at(page, ".reference")
        Picture("chat-receipt", width).take(page)
    _policy(browser, website, width, "chat-policy")


def _policy(browser: Browser, website: str, width: int, name: str, **options: Any) -> None:
    with _window(browser, website, width, **options) as page:
        _open(page)
        _say(page, _QUESTION)
        Picture(name, width).take(page)


def _marks(browser: Browser, website: str, width: int, name: str, **options: Any) -> None:
    with _window(browser, website, width, **options) as page:
        _open(page)
        _say(page, _CHECK)
        _say(page, _DRAFT)
        page.locator("mark button").first.click()
        _look_at(page, ".reason")
        Picture(name, width).take(page)


def _card(browser: Browser, website: str, width: int) -> None:
    with _window(browser, website, width) as page:
        _open(page)
        page.locator("summary").click()
        Picture("chat-privacy", width).take(page)


def _offline(browser: Browser, website: str, width: int) -> None:
    with _window(browser, website, width) as page:
        _open(page)
        page.context.set_offline(True)
        page.get_by_label("Your message").fill(_QUESTION)
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.locator(".state")).to_contain_text("Your device is offline")
        _look_at(page, ".state")
        Picture("chat-offline", width).take(page)


@contextmanager
def _window(browser: Browser, website: str, width: int, **options: Any) -> Iterator[Page]:
    size = {"width": width, "height": WINDOWS[width]}
    context = browser.new_context(viewport=size, reduced_motion="reduce", locale="en-GB", **options)
    try:
        page = context.new_page()
        page.goto(website)
        yield page
    finally:
        context.close()


def _open(page: Page) -> None:
    page.get_by_role("button", name="Ask the school").click()
    expect(page.locator(".choices button").first).to_be_visible(timeout=_ANSWER_MS)
    page.mouse.move(1, 1)


def _say(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    _answered(page, page.get_by_role("button", name="Send", exact=True).click)


def _press(page: Page, title: str) -> None:
    _answered(page, page.get_by_role("button", name=title, exact=True).last.click)


def _look_at(page: Page, selector: str) -> None:
    found = page.locator(selector).first
    expect(found).to_be_visible(timeout=_ANSWER_MS)
    found.evaluate("element => element.scrollIntoView({block: 'center'})")
    page.mouse.move(1, 1)


def _answered(page: Page, act: Any) -> None:
    before = page.locator(".message.assistant").count()
    act()
    expect(page.locator(".message.assistant").nth(before)).to_be_visible(timeout=_ANSWER_MS)
    page.mouse.move(1, 1)
