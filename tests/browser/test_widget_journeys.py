"""Each journey of a parent from the greeting to its end, by mouse, by keyboard alone, with a finger on a telephone.

The gateway, Rasa, the action server and the worker are the running assistant's; nothing is played.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import attachment_samples as samples
import pytest
from playwright.sync_api import Page, expect
from staff_gateway import needs_chromium
from widget_hands import WAYS, Hands

from tests.conftest import PROJECT, Person, Site
from tests.conversations.steps import (
    CONTENT,
    HOURS,
    RECEIPT,
    account_of,
    begun,
    given,
    newest_record,
    rows,
    said,
    summary,
    walk,
)

pytestmark = needs_chromium

TITLES = CONTENT.titles.titles
WHAT = "The gate by the bins has been broken since Monday."
ABOUT, CONTACT = said("utter_ask_account_about"), said("utter_ask_account_contact")
DRAFT = "Mrs Smith is a useless idiot and a liar."
PLACE = "The example mums group on Facebook"
POSTED = "It says the caretaker steals from the fund. I saw it on Tuesday."
KNIFE = "He has got a knife and he is outside the school"
STOOD = re.compile(r"Your complaint was stored on .+\n.+( is waiting to be sent\.| It has not been opened yet\.)")


@pytest.fixture(params=WAYS)
def hands(request: pytest.FixtureRequest, new_page: Callable[..., Page], site: str) -> Hands:
    way = WAYS[request.param]
    hands = way(new_page(**way.options))
    hands.open(site)
    return hands


def receipt_of(page: Page) -> str:
    shown = page.locator(".reference-number")
    expect(shown).to_have_count(1)
    return shown.inner_text()


def test_a_policy_question_is_answered_in_the_policys_words(hands: Hands) -> None:
    topic = CONTENT.policy.topics["racist_comments"]
    clauses = [CONTENT.policy.clauses[name] for name in topic.clauses]
    heard = hands.say("What does the policy say about racist comments?")
    assert heard == [topic.lead, said("utter_policy_what_next")]
    assert hands.page.locator("blockquote").all_text_contents() == [clause.text for clause in clauses]
    after = CONTENT.policy.topics[topic.next[-1]]
    assert hands.choose(TITLES[f"policy/{after.id}"])[0] == after.lead


def test_a_post_is_checked_and_a_mark_tells_its_reason(hands: Hands) -> None:
    assert hands.choose(TITLES["check_post"]) == [said("utter_ask_check_post_form_draft")]
    heard = hands.say(DRAFT)
    assert heard[0].splitlines()[0] == CONTENT.post_words.verdict["do_not_post"]
    page = hands.page
    assert [words for words in page.locator(".marked-words").all_inner_texts() if words not in DRAFT] == []
    label = page.locator(".mark-label").last.inner_text()
    hands.use("button", label)
    reason = page.locator(".reason:visible")
    expect(reason).to_have_count(1)
    categories = label.count(";") + 1
    expect(reason.get_by_role("link", name="Read this in the policy")).to_have_count(categories)
    expect(reason.locator("blockquote")).to_have_count(categories)


@pytest.mark.parametrize("journey", ["raise_concern", "make_complaint"])
def test_a_worry_and_a_complaint_are_read_through_sent_and_receipted(hands: Hands, running: Site, journey: str) -> None:
    ask, done = {
        "raise_concern": ("I want to raise a concern", "utter_concern_given"),
        "make_complaint": ("I want to make a formal complaint", "utter_complaint_given"),
    }[journey]
    assert hands.say(ask) == [begun(journey), said(f"utter_ask_{journey}_form_account_text")]
    assert hands.say(WHAT) == [ABOUT]
    assert hands.choose("The headteacher") == [CONTACT]
    assert hands.choose("Don't contact me") == [summary(WHAT, "the headteacher", "the chair of governors")]
    assert hands.choose("Send it") == [given(done, "the chair of governors")]
    assert RECEIPT.fullmatch(receipt_of(hands.page))
    assert account_of(running, newest_record(running)[0]).text == WHAT


def test_a_post_of_somebody_else_is_reported_with_its_place(hands: Hands, running: Site) -> None:
    where = said("utter_ask_report_post_form_account_place")
    assert hands.say("I want to report a post someone else wrote") == [begun("report_post"), where]
    assert hands.say(PLACE) == [said("utter_ask_report_post_form_account_text")]
    assert hands.say(POSTED) == [ABOUT]
    assert hands.choose("A member of staff") == [CONTACT]
    told = summary(POSTED, "a member of staff", "the headteacher", place=PLACE)
    assert hands.choose("Don't contact me") == [told]
    assert hands.choose("Send it") == [given("utter_report_given", "the headteacher")]
    assert RECEIPT.fullmatch(receipt_of(hands.page))
    account = account_of(running, newest_record(running)[0])
    assert (account.text, account.place) == (POSTED, PLACE)


def test_a_receipt_tells_where_it_stands(hands: Hands, running: Site) -> None:
    person = walk(Person(running.url).arrive(), "I want to make a formal complaint", WHAT, "the head", "no", "yes")
    assert hands.say("What happened to the concern I sent?") == [said("utter_ask_receipt")]
    stands, choices = hands.say(person.reference or "")
    assert STOOD.fullmatch(stands), stands
    assert choices == said("utter_receipt_choices")


def test_danger_is_answered_first_and_passed_on(hands: Hands, running: Site) -> None:
    heard = hands.say(KNIFE)
    assert (heard[0], heard[-1]) == (CONTENT.support.adult.message(), said("utter_offer_safeguarding"))
    expect(
        hands.page.locator(".message.assistant").get_by_role("link", name="999", exact=True).first
    ).to_have_attribute("href", "tel:999")
    lead = "the designated safeguarding lead"
    told = said("utter_passed_to_safeguarding", readers=lead, read_when=HOURS.read_when)
    assert hands.choose("Yes, pass it on")[0] == told
    assert RECEIPT.fullmatch(receipt_of(hands.page))
    assert newest_record(running)[3] is True


def test_a_picture_goes_with_a_worry_and_its_progress_is_shown(new_page: Callable[..., Page], running: Site) -> None:
    hands = Hands(new_page())
    hands.open(running.url)
    page = hands.page
    hands.say("I want to raise a concern")
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    limits = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000}
    slow.send("Network.emulateNetworkConditions", limits)
    picture = samples.png_with_chunk(b"tEXt", b"x" * 600_000)
    progress = page.locator(".files progress")
    page.evaluate("""() => {
      const list = document.querySelector("school-assistant").shadowRoot.querySelector(".files");
      window.seen = [];
      const note = () => window.seen.push(...[...list.querySelectorAll("progress")].map((bar) => bar.value));
      new MutationObserver(note).observe(list, { attributes: true, childList: true, subtree: true });
    }""")
    page.locator("#file").set_input_files({"name": "gate.png", "mimeType": "image/png", "buffer": picture})
    expect(page.locator(".files li")).to_contain_text("is ready", timeout=30_000)
    expect(progress).to_have_count(0)
    assert [part for part in page.evaluate("window.seen") if 0 < part < 100] != []
    assert hands.say(WHAT)[-1] == ABOUT
    expect(page.locator(".message.own").last).to_contain_text("With: gate.png")
    hands.choose("The school in general")
    hands.choose("Don't contact me")
    hands.choose("Send it")
    kept = "SELECT count(*) FROM attachments WHERE record_id = ?"
    assert rows(running, kept, newest_record(running)[0]) == [(1,)]


def test_the_saved_receipt_is_genuine(new_page: Callable[..., Page], running: Site, tmp_path: Path) -> None:
    hands = Hands(new_page())
    hands.open(running.url)
    for move in ("I want to make a formal complaint", WHAT, "the head", "no", "yes"):
        hands.say(move)
    with hands.page.expect_download() as download:
        hands.use("button", "Save a proof, without the number")
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    verified = subprocess.run(
        [sys.executable, "-m", "assistant", "receipt", "verify", str(file)],
        cwd=PROJECT,
        env=os.environ | {"ASSISTANT_DATA_DIR": str(running.data_dir)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (file.name, verified.returncode) == ("receipt.json", 0)
    assert verified.stdout.startswith("This receipt is genuine. Bilton Infant School was given a formal complaint")
