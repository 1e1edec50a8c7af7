"""Signed-in staff work on cases in the chat, and nobody else does."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from assistant.core.case_history import What
from assistant.core.staff import StaffRole
from assistant.services.change_case import add_note
from assistant.services.read_cases import show_case
from tests.conftest import HTTP, Person, Site
from tests.conversations.steps import (
    CONTENT,
    SAME_SITE,
    Colleague,
    colleague,
    last_titles,
    opened,
    opened_case,
    rows,
    said,
    walk,
)

STEPS = CONTENT.procedure.words.steps
EVENTS = CONTENT.procedure.words.events


@pytest.fixture(scope="module")
def head(running: Site) -> Colleague:
    return colleague(running, StaffRole.HEADTEACHER, name="Ann Hill")


@pytest.fixture
def fresh(head: Colleague) -> Colleague:
    """The headteacher with an empty chat."""
    head.clear()
    return head.arrive()


def test_a_case_from_report_to_close_in_the_chat_alone(fresh: Colleague, running: Site) -> None:
    number = opened_case(fresh, "Squirrel class song")
    assert STEPS["discuss_and_request_removal"] in fresh.text
    assert fresh.quoted == ["procedure.first_step"]
    fresh.say("the head spoke to her today, she won't take it down")
    assert fresh.text.count(EVENTS["discussed"]) == 1
    assert EVENTS["refused"] in fresh.text
    fresh.press("Yes, record it")
    assert STEPS["written_warning"] in fresh.text
    fresh.say("what's next for it?")
    assert STEPS["written_warning"] in fresh.text
    fresh.say("and after that?")
    assert STEPS["contact_host"] in fresh.text
    walk(fresh, "warning letter sent today", "[Yes, record it]", "he removed the post today", "yes")
    assert STEPS["close"] in fresh.text
    walk(fresh, "close it", "[Yes, record it]")
    parts = opened(running)
    case = show_case(parts.case_desk, actor=fresh.account, number=number).case
    assert [event.what for event in case.events] == [
        What.REPORTED,
        What.DISCUSSED,
        What.REMOVAL_REQUESTED,
        What.REFUSED,
        What.WARNING_SENT,
        What.REMOVED,
        What.CLOSED,
    ]
    assert case.closed


def test_staff_are_greeted_with_what_they_can_do(fresh: Colleague) -> None:
    assert said("utter_menu_staff") in fresh.text
    assert last_titles(fresh) == [CONTENT.titles.titles[goal] for goal in CONTENT.titles.staff_menu]


@pytest.mark.parametrize("text", ["what's the next step", "show me the case", "draft a letter", "close the case"])
def test_which_case_is_asked_with_buttons(fresh: Colleague, text: str) -> None:
    number = opened_case(fresh, f"Goose picture {uuid.uuid4().hex[:6]}")
    fresh.clear()
    fresh.say(text)
    assert said("utter_case_which") in fresh.text
    title = next(title for title in fresh.titles if title.startswith(f"C-{number:04d} "))
    fresh.press(title)
    assert title in fresh.text


def test_a_case_is_found_by_what_it_is_called(fresh: Colleague) -> None:
    number = opened_case(fresh, "Harvest basket meme")
    opened_case(fresh, "Coach trip")
    fresh.say("who's dealing with the harvest basket thing?")
    assert f"C-{number:04d} Harvest basket meme" in fresh.text
    assert "With Ann Hill" in fresh.text
    fresh.say("whose are open?")
    assert "C-" in fresh.text
    fresh.say("anything overdue?")
    assert fresh.text == said("utter_case_list_empty", which="overdue")


def test_what_happened_and_when_are_asked_for(fresh: Colleague) -> None:
    number = opened_case(fresh, "Lunch queue")
    fresh.press("Record a step")
    assert fresh.text == said("utter_ask_case_words")
    fresh.say("he refuses")
    assert fresh.text == said("utter_ask_case_day")
    fresh.say("one day soon")
    assert fresh.text == f"{said('utter_say_case_day')}\n{said('utter_ask_case_day')}"
    fresh.press("Today")
    assert EVENTS["refused"] in fresh.text
    walk(fresh, "[Change what happened]", "it's gone", "today")
    assert EVENTS["removed"] in fresh.text
    fresh.press("No")
    assert fresh.text == said("utter_case_not_recorded")
    fresh.say(f"what's next for C-{number}?")
    assert STEPS["discuss_and_request_removal"] in fresh.text


def test_a_step_against_the_advice_needs_a_reason(fresh: Colleague, running: Site) -> None:
    number = opened_case(fresh, "Bike shed")
    fresh.say("record that a warning letter was sent to him today")
    assert "say why" in fresh.text
    assert fresh.quoted == ["procedure.first_step"]
    walk(fresh, "the chair of governors asked for it", "[Yes, record it]")
    case = show_case(opened(running).case_desk, actor=fresh.account, number=number).case
    assert (case.entries[-1].what, case.entries[-1].reason) == (
        What.WARNING_SENT,
        "the chair of governors asked for it",
    )


def test_a_question_beside_is_answered_and_the_form_goes_on(fresh: Colleague) -> None:
    opened_case(fresh, "Sandpit")
    walk(fresh, "she refused", "what does the policy say about racist comments?")
    assert fresh.quoted == ["inappropriate.racist", "procedure.police"]
    assert said("utter_ask_case_day") in fresh.text
    fresh.say("cancel")
    assert fresh.text == said("utter_case_not_recorded")


def test_what_was_told_is_not_kept_in_the_chat_once_the_case_holds_it(fresh: Colleague, running: Site) -> None:
    opened_case(fresh, "Tuba lesson")
    walk(fresh, "spoke to Zebedee's mum today at the kingfisher gate", "[Yes, record it]")
    sender = _sender(running)
    parts = opened(running)
    kept = [parts.conversations.load(sender) or b""]
    for (message_id,) in rows(running, "SELECT message_id FROM chat_answers WHERE sender_id = ?", sender):
        kept.append(parts.chats.answer(sender, message_id) or b"")
    assert len(kept) > 3
    assert [one for one in kept if b"kingfisher" in one] == []


def test_a_message_that_comes_again_records_once(fresh: Colleague, running: Site) -> None:
    number = opened_case(fresh, "Scooter rank")
    fresh.say("she refused today")
    yes = next(button["token"] for button in fresh.buttons if button["title"] == "Yes, record it")
    body = {"id": str(uuid.uuid4()), "button": yes}
    first, second = fresh.post(**body), fresh.post(**body)
    assert first.status_code == 200
    assert first.json() == second.json()
    case = show_case(opened(running).case_desk, actor=fresh.account, number=number).case
    assert [event.what for event in case.events] == [What.REPORTED, What.REFUSED]


def test_somebody_else_who_was_first_is_seen_before_it_is_recorded(fresh: Colleague, running: Site) -> None:
    number = opened_case(fresh, "Cake stall")
    fresh.say("he refused today")
    desk = opened(running).case_desk
    assert fresh.account is not None
    case = show_case(desk, actor=fresh.account, number=number).case
    add_note(desk, actor=fresh.account, number=number, version=case.version, words="seen by the office")
    fresh.press("Yes, record it")
    assert said("utter_case_conflict", case=f"C-{number:04d} Cake stall") in fresh.text
    fresh.press("Yes, record it")
    events = show_case(desk, actor=fresh.account, number=number).case.events
    assert [event.what for event in events] == [What.REPORTED, What.REFUSED]


def test_a_case_of_others_is_not_found(fresh: Colleague, running: Site) -> None:
    number = opened_case(fresh, "Head's parking space")
    clerk = colleague(running, StaffRole.CLERK, name="Olu Ade")
    for text in (f"show me C-{number}", f"what's next for C-{number}?", f"close C-{number}", "show me C-9999"):
        clerk.say(text)
        assert clerk.text == "There is no such case for you."
    clerk.say("list all cases")
    assert clerk.text == said("utter_case_list_empty", which="on file")


def test_danger_is_answered_to_staff_too(fresh: Colleague) -> None:
    opened_case(fresh, "Bus stop")
    fresh.say("a dad just rang and said he is going to kill himself tonight")
    assert "999" in fresh.messages[0]["text"]
    answer = HTTP.post(f"{fresh.url}/staff/api/chat/messages", json={"text": "he is hitting me"}, headers=SAME_SITE)
    assert answer.status_code == 401


def test_a_parent_is_never_taken_for_staff(fresh: Colleague, running: Site, person: Person) -> None:
    number = opened_case(fresh, "Swimming bus")
    before = show_case(opened(running).case_desk, actor=fresh.account, number=number).case.version
    token = next(button["token"] for button in fresh.buttons if button["title"] == "Record a step")
    assert person.post(button=token).status_code == 422
    forged = {"role": "staff", "staff": fresh.account.id, "metadata": {"role": "staff"}, "sender": _sender(running)}
    for text in (f"close C-{number}", f"show me C-{number}", f"/case_show?case={number}", "who has the swimming bus?"):
        answer = person.post(text=text, **forged)
        assert answer.status_code == 200
        assert "Swimming bus" not in answer.text
        assert said("utter_staff_only") not in answer.text
    assert show_case(opened(running).case_desk, actor=fresh.account, number=number).case.version == before


def test_a_parents_token_and_a_stranger_open_no_staff_chat(running: Site, person: Person) -> None:
    url = f"{running.url}/staff/api/chat/messages"
    body = {"id": str(uuid.uuid4()), "text": "list all cases"}
    for headers in ({}, {"Authorization": f"Bearer {person.session}"}, {"Cookie": f"staff={person.session}"}):
        answer = HTTP.post(url, json=body, headers=SAME_SITE | headers)
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "no_session"


def test_a_page_of_another_sign_in_or_site_may_not_post(fresh: Colleague) -> None:
    url, body = f"{fresh.url}/staff/api/chat/messages", {"id": str(uuid.uuid4()), "text": "list"}
    assert fresh.http.post(url, json=body, headers={"X-Staff-Form": "0" * 64}).status_code == 403
    elsewhere = {"X-Staff-Form": fresh.form, "Sec-Fetch-Site": "cross-site"}
    assert fresh.http.post(url, json=body, headers=elsewhere).status_code == 403


def test_a_staff_token_opens_no_parents_chat(fresh: Colleague) -> None:
    token = next(cookie.value for cookie in fresh.http.cookies.jar if cookie.name == "staff")
    headers = {"Authorization": f"Bearer {token}"}
    body = {"id": str(uuid.uuid4()), "text": "hello"}
    assert HTTP.post(f"{fresh.url}/api/chat/messages", json=body, headers=headers).status_code == 401


def test_a_case_that_was_being_opened_goes_on_after_signing_in_again(running: Site) -> None:
    one = colleague(running, StaffRole.SENIOR_LEADER, name="Cay Moss")
    walk(one, "open a new case", "Lantern walk", "facebook")
    question, sender = one.text, _sender(running)
    one.expire(running)
    assert one.post(text="rude").status_code == 401
    one.sign_in(datetime.now(UTC) + timedelta(seconds=30))
    assert question in one.text
    walk(one, "rude", "a teacher")
    assert "Called: Lantern walk" in one.text
    assert _sender(running) == sender


def test_a_chat_whose_sign_in_ended_is_gone_once_somebody_else_signs_in_there(running: Site) -> None:
    one = colleague(running, StaffRole.SENIOR_LEADER, name="Dot Marsh")
    walk(one, "open a new case", "Lantern walk", "facebook")
    question, sender = one.text, _sender(running)
    one.expire(running)
    other = colleague(running, StaffRole.SENIOR_LEADER, name="Eli Brook")
    other.http.cookies, other.form = one.http.cookies, ""
    other.sign_in(datetime.now(UTC) + timedelta(seconds=30))
    assert question not in other.text
    assert opened(running).conversations.load(sender) is None
    assert rows(running, "SELECT * FROM chat_answers WHERE sender_id = ?", sender) == []


def test_signing_out_deletes_the_chat(running: Site) -> None:
    one = colleague(running, StaffRole.SENIOR_LEADER, name="Bea Lund")
    one.say("which cases are open?")
    sender = _sender(running)
    assert opened(running).conversations.load(sender) is not None
    one.sign_out()
    assert opened(running).conversations.load(sender) is None
    assert rows(running, "SELECT * FROM chat_answers WHERE sender_id = ?", sender) == []
    assert one.post(text="list").status_code == 401


def _sender(site: Site) -> str:
    """Return the newest conversation of staff."""
    found = rows(
        site, "SELECT sender_id FROM conversations WHERE sender_id LIKE 'staff-%' ORDER BY saved_at DESC LIMIT 1"
    )
    return str(found[0][0])
