"""A part dies: the gateway says so with a phone number, danger is answered, and the part comes back."""

import os
import signal
from collections.abc import Iterator

import httpx
import pytest

from tests.conftest import Person, Site, start_site, stop_site
from tests.conversations.steps import (
    CONTENT,
    OFFICE,
    RECEIPT,
    account_of,
    newest_record,
    said,
    summary,
    texts,
    until,
    walk,
)

PARTS = {
    "rasa": "rasa run",
    "actions": "assistant actions",
    "worker": "assistant worker",
    "web": "assistant web",
}
QUESTION = "What does the policy say about racist comments?"
LEAD = CONTENT.policy.topics["racist_comments"].lead
KNIFE = "He has got a knife and he is outside the school"
WHAT = "The gate by the bins has been broken since Monday."
BACK_SECONDS = 90


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An assistant of our own, whose parts may be killed."""
    site = start_site(tmp_path_factory.mktemp("killed"))
    yield site
    if site.process.poll() is None:
        stop_site(site)


def kill(site: Site, name: str) -> None:
    """Kill a part and see that it is gone."""
    before = site.part(PARTS[name])
    os.kill(before, signal.SIGKILL)
    until(lambda: not lives(before), seconds=10, what=f"{name} dies")


def lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def missing(site: Site) -> str:
    """Return what the gateway says of its parts: empty when all answer."""
    try:
        answer = httpx.get(f"{site.url}/readyz", timeout=10)
    except httpx.HTTPError:
        return "gateway"
    return "" if answer.status_code == 200 else str(answer.json()["error"]["message"])


def wait_until_ready(site: Site) -> None:
    until(lambda: missing(site) == "", seconds=BACK_SECONDS, what="every part answers again")


def in_the_middle(site: Site) -> Person:
    person = Person(site.url).arrive()
    return walk(person, "I want to raise a concern", WHAT)


def finish(site: Site, person: Person) -> None:
    walk(person, "the head", "no")
    assert texts(person) == [summary(WHAT, "the headteacher", "the chair of governors")]
    person.say("send it")
    assert RECEIPT.fullmatch(person.reference or "")
    assert account_of(site, newest_record(site)[0]).text == WHAT


def test_links_lead_to_where_it_is_served(own_site: Site) -> None:
    person = Person(own_site.url).arrive()
    assert f"{own_site.url}/privacy" in person.say("what do you do with my data?")


def test_action_server_killed(own_site: Site) -> None:
    person, asker = in_the_middle(own_site), Person(own_site.url).arrive()
    in_danger = Person(own_site.url).arrive()
    kill(own_site, "actions")
    for answer in (person.post(text="the head"), asker.post(text=QUESTION)):
        assert answer.status_code in (200, 503)
        assert OFFICE.phone in answer.json()["messages"][-1]["text"]
    danger = in_danger.post(text=KNIFE)
    assert danger.json()["messages"][0]["text"] == CONTENT.support.adult.message()
    wait_until_ready(own_site)
    asker.say(QUESTION)
    assert asker.messages[0]["text"] == LEAD
    finish(own_site, person)


def test_rasa_killed(own_site: Site) -> None:
    person = in_the_middle(own_site)
    kill(own_site, "rasa")
    answer = person.post(text="the head")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "not_ready")
    assert int(answer.headers["Retry-After"]) > 0
    assert [OFFICE.phone in message["text"] for message in answer.json()["messages"]] == [True]
    danger = person.post(text=KNIFE)
    assert danger.status_code == 503
    assert danger.json()["messages"][0]["text"] == CONTENT.support.adult.message()
    assert OFFICE.phone in danger.json()["messages"][-1]["text"]
    assert "rasa" in missing(own_site)
    assert httpx.get(f"{own_site.url}/healthz").status_code == 200
    assert httpx.post(f"{own_site.url}/api/chat/sessions", timeout=30).status_code == 503
    wait_until_ready(own_site)
    finish(own_site, person)


def test_gateway_and_worker_killed(own_site: Site) -> None:
    person = in_the_middle(own_site)
    kill(own_site, "worker")
    kill(own_site, "web")
    wait_until_ready(own_site)
    person.say("cancel")
    assert texts(person) == [said("utter_cancelled")]


def test_interrupt_stops_everything(own_site: Site) -> None:
    processes = [own_site.part(command) for command in PARTS.values()]
    assert all(lives(process) for process in processes)
    assert stop_site(own_site) == 0
    assert [process for process in processes if lives(process)] == []
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{own_site.url}/healthz", timeout=5)
