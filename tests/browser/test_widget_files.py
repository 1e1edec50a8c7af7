"""Files in the widget when a message is refused, when a chat ends, and while one writes."""

import pytest
from played_school import Refused, School, attach, opened, say
from playwright.sync_api import Page, Route, expect
from staff_gateway import needs_chromium

pytestmark = needs_chromium

GONE = "A file of this message is no longer here. Nothing of it was used. Please choose the file again."
BACK = "Your words are back in the box below."
AGAIN = "Please choose again what you had added: proof.png."
ENDED = "This chat has ended, perhaps because it was quiet for a while. Anything you typed is still in the box below."
TOO_LONG = (
    "Your message was too long, so none of it was used. Your words are back in the box below: please shorten them."
)


def attached(page: Page, site: str) -> None:
    opened(page, site)
    attach(page, "proof.png")
    expect(page.locator(".files li")).to_contain_text("is ready")


@pytest.mark.parametrize(
    ("refused", "told"),
    [
        (Refused(422, GONE), f"{GONE} {BACK} {AGAIN}"),
        (Refused(413, "The message is too long."), f"{TOO_LONG} {AGAIN}"),
        (Refused(400), f"Sorry, that could not be sent as it is. {BACK} {AGAIN}"),
    ],
    ids=["unknown file", "too long", "unexplained"],
)
def test_a_refusal_tells_the_reason_and_which_file_to_choose_again(
    page: Page, school_site: str, refused: Refused, told: str
) -> None:
    school = School(page, refused)
    attached(page, school_site)
    say(page, "look")
    expect(page.locator(".note p")).to_have_text([told])
    expect(page.get_by_label("Your message")).to_have_value("look")
    attach(page, "proof.png")
    expect(page.locator(".files li")).to_contain_text("is ready")
    page.get_by_label("Your message").press("Enter")
    expect(page.get_by_text("Answer 2.", exact=True)).to_be_visible()
    assert [message["attachments"] for message in school.sent] == [["file 1"], ["file 2"]]


def test_a_chat_that_ended_tells_which_file_to_choose_again_and_the_new_one_begins_without_it(
    page: Page, school_site: str
) -> None:
    school = School(page, Refused(401))
    attached(page, school_site)
    say(page, "look")
    expect(page.locator(".note p")).to_have_text([f"{ENDED} {AGAIN}"])
    page.get_by_role("button", name="Start a new chat").click()
    expect(page.get_by_text("Hello.", exact=True)).to_have_count(2)
    page.get_by_label("Your message").press("Enter")
    expect(page.get_by_text("Answer 2.", exact=True)).to_be_visible()
    assert [message.get("attachments") for message in school.sent] == [["file 1"], None]


def test_a_file_that_waits_does_not_outlive_its_chat(page: Page, school_site: str) -> None:
    school = School(page, Refused(401))
    attached(page, school_site)
    page.get_by_role("button", name="Check a post").click()
    expect(page.locator(".note p")).to_have_text([f"{ENDED} {AGAIN}"])
    expect(page.locator(".files li")).to_have_count(0)
    say(page, "look")
    expect(page.get_by_text("Answer 2.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Start a new chat").click()
    expect(page.locator(".message.own .words")).to_have_text(["Check a post", "look"])
    assert school.sent[1].get("attachments") is None


def test_an_upload_that_fails_leaves_the_focus_where_one_writes(page: Page, school_site: str) -> None:
    school = School(page, holds_files=True)
    opened(page, school_site)
    with page.expect_request("**/api/chat/attachments"):
        attach(page, "proof.png")
    page.get_by_label("Your message").press_sequentially("half a ")
    refuse(school.held[0])
    expect(page.locator("#warning")).to_have_text("That file is damaged.")
    page.keyboard.type("thought")
    expect(page.get_by_label("Your message")).to_have_value("half a thought")


def test_the_focus_is_not_lost_with_the_row_that_it_was_on(page: Page, school_site: str) -> None:
    school = School(page, holds_files=True)
    opened(page, school_site)
    with page.expect_request("**/api/chat/attachments"):
        attach(page, "proof.png")
    page.get_by_role("button", name="Remove proof.png").focus()
    refuse(school.held[0])
    expect(page.locator("#file")).to_be_focused()
    attach(page, "other.png")
    page.get_by_role("button", name="Remove other.png").press("Enter")
    expect(page.locator("#file")).to_be_focused()


def refuse(upload: Route) -> None:
    error = {"error": {"code": "damaged", "message": "That file is damaged."}}
    upload.fulfill(status=422, json=error, headers={"Access-Control-Allow-Origin": "*"})
