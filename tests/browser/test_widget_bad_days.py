"""The widget on a school's page while things go wrong in earnest: killed processes, no network, a slow one, a limit.

The assistant is one of our own, whose parts may be killed; nothing is played.
"""

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, Request, expect
from school_page import HTML, served
from staff_gateway import needs_chromium
from widget_hands import ANSWER_MS, Hands

from assistant.web.widget.release import present_release
from assistant.web.widget.snippet import snippet
from tests.conftest import HTTP, Person, Site, start_site, stop_site
from tests.conversations.steps import CONTENT, OFFICE, RECEIPT, count_records, given, said
from tests.conversations.test_parts_down import PARTS, kill, wait_until_ready

pytestmark = needs_chromium

MESSAGES_PER_MINUTE = 20
BACK_MS = 90_000
QUESTION = "What does the policy say about racist comments?"
LEAD = CONTENT.policy.topics["racist_comments"].lead
TO_THE_END = ("I want to raise a concern", "The gate by the bins has been broken since Monday.", "the head", "no")


@dataclass(frozen=True)
class Stage:
    """An assistant of our own, and the address of a school's page with the widget."""

    site: Site
    page: str


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    lines: list[str] = []
    with served(lambda path: (HTML, f'<!doctype html><html lang="en"><title>School</title>{"".join(lines)}')) as origin:
        site = start_site(
            tmp_path_factory.mktemp("bad_days"),
            ASSISTANT_WIDGET_ORIGINS=json.dumps([origin]),
            ASSISTANT_MESSAGES_PER_MINUTE=str(MESSAGES_PER_MINUTE),
        )
        lines.append(snippet(present_release(), public_url=site.url, phone=OFFICE.phone, look=CONTENT.look))
        yield Stage(site, origin)
        stop_site(site)


@pytest.fixture
def sent() -> list[str]:
    """The ids of the messages that left the browser, repeats included."""
    return []


@pytest.fixture
def hands(stage: Stage, new_page: Callable[..., Page], sent: list[str]) -> Hands:
    page = new_page()

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/api/chat/messages"):
            sent.append(json.loads(request.post_data or "{}")["id"])

    page.on("request", note)
    page.clock.install()
    page.goto(stage.page)
    page.get_by_role("button", name="Ask the school").click()
    hands = Hands(page)
    expect(hands.answers.first).to_be_visible(timeout=ANSWER_MS)
    return hands


def session_of(page: Page) -> str:
    return str(page.evaluate("JSON.parse(sessionStorage.getItem('school-assistant')).session"))


@contextmanager
def held(site: Site, part: str) -> Iterator[None]:
    """Let a part stand still; it goes on afterwards if it still lives."""
    process = site.part(PARTS[part])
    os.kill(process, signal.SIGSTOP)
    yield
    try:
        os.kill(process, signal.SIGCONT)
    except ProcessLookupError:
        assert part == "rasa"  # it was killed meanwhile


@pytest.mark.parametrize(
    ("victim", "told"),
    [
        ("web", "There is no connection to the school just now. Trying again in "),
        ("rasa", "The assistant is busy just now. Trying again in 10 seconds."),
    ],
)
def test_a_message_is_neither_lost_nor_doubled_when_a_part_is_killed_under_it(
    stage: Stage, hands: Hands, sent: list[str], victim: str, told: str
) -> None:
    for move in TO_THE_END:
        hands.say(move)
    page, before = hands.page, count_records(stage.site)
    del sent[:]
    with held(stage.site, "rasa"):
        hands.use("button", "Send it")
        expect(page.locator("#typing")).to_have_text("Assistant is typing…")
        kill(stage.site, victim)
        expect(page.locator(".state", has_text=told)).to_be_visible(timeout=ANSWER_MS)
    wait_for_receipt(page)
    assert RECEIPT.fullmatch(page.locator(".reference-number").inner_text())
    done = given("utter_concern_given", "the chair of governors")
    assert hands.answers.all_text_contents().count(done) == 1
    assert page.locator(".message.own", has_text="Send it").count() == 1
    assert len(sent) > 1
    assert len(set(sent)) == 1
    assert count_records(stage.site) == before + 1


def wait_for_receipt(page: Page) -> None:
    """Wait as a person does, who presses Retry when told that it was not sent."""
    receipt, retry = page.locator(".reference-number"), page.get_by_role("button", name="Retry")
    while True:
        expect(receipt.or_(retry).first).to_be_visible(timeout=BACK_MS)
        if receipt.count():
            return
        retry.click()


def test_offline_is_explained_and_the_message_goes_out_once_when_the_network_is_back(
    hands: Hands, sent: list[str]
) -> None:
    page = hands.page
    page.context.set_offline(True)
    hands.send(QUESTION)
    expect(page.locator(".state")).to_contain_text("Your device is offline. Your message is kept here")
    page.context.set_offline(False)
    expect(hands.answers.get_by_text(LEAD)).to_have_count(1, timeout=ANSWER_MS)
    assert page.locator(".message.own .words").all_text_contents() == [QUESTION]
    assert page.locator(".state").text_content() == ""
    assert len(set(sent)) == 1


def test_on_a_slow_network_one_sees_that_an_answer_is_coming_and_it_comes_once(hands: Hands, sent: list[str]) -> None:
    slow = hands.page.context.new_cdp_session(hands.page)
    slow.send("Network.enable")
    slow_3g = {"offline": False, "latency": 2000, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    slow.send("Network.emulateNetworkConditions", slow_3g)
    hands.send(QUESTION)
    expect(hands.page.locator("#typing")).to_have_text("Assistant is typing…")
    expect(hands.answers.get_by_text(LEAD)).to_have_count(1, timeout=ANSWER_MS)
    expect(hands.page.locator("#typing")).to_have_text("")
    assert len(sent) == 1


def test_too_many_messages_are_explained_and_the_last_goes_out_later(
    stage: Stage, hands: Hands, sent: list[str]
) -> None:
    flood = Person(stage.site.url, session=session_of(hands.page))
    answers = [flood.post(text="hello").status_code for _ in range(MESSAGES_PER_MINUTE + 1)]
    assert answers == [200] * MESSAGES_PER_MINUTE + [429]
    hands.send(QUESTION)
    state = hands.page.locator(".state")
    expect(state).to_have_text("The assistant is busy just now. Trying again in 60 seconds.")
    kill(stage.site, "web")  # what it counted is gone with it, as it would be after the minute
    wait_until_ready(stage.site)
    hands.page.clock.run_for(60_000)
    expect(hands.answers.get_by_text(LEAD)).to_have_count(1, timeout=ANSWER_MS)
    assert (state.text_content(), len(sent), len(set(sent))) == ("", 2, 1)


def test_a_chat_that_the_school_has_ended_is_begun_anew_with_the_same_words(stage: Stage, hands: Hands) -> None:
    page = hands.page
    ended = HTTP.delete(
        f"{stage.site.url}/api/chat/sessions/current", headers={"Authorization": f"Bearer {session_of(page)}"}
    )
    assert ended.status_code == 204
    hands.send(QUESTION)
    expect(page.locator(".note")).to_contain_text("This chat has ended")
    expect(hands.box).to_have_value(QUESTION)
    assert hands.choose("Start a new chat")[0].splitlines()[0] == said("utter_greet").splitlines()[0]
    hands.box.press("Enter")
    expect(hands.answers.get_by_text(LEAD)).to_have_count(1, timeout=ANSWER_MS)
