"""What a message is for at its place in the conversation."""

from dataclasses import replace
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.core.goals import STAFF_INTENTS
from assistant.rasa_io.turn import Turn, answered_beside, leaves_form, parse_command, place_in_form, with_attachments

NOWHERE = Turn(form=None, asked=None, offered_safeguarding=False, last_text="")
OFFERED = Turn(form=None, asked=None, offered_safeguarding=True, last_text="he hit me")
LONG = "what is the policy on racist comments because last week a parent said something awful to me"


def _asked(slot: str, form: str = "raise_concern_form", *, offered: bool = False, last: str = "before") -> Turn:
    return Turn(form=form, asked=slot, offered_safeguarding=offered, last_text=last)


def _parse(intent: str, confidence: float = 0.9, *, danger: bool = False) -> dict[str, Any]:
    return {
        "text": "as the model saw it",
        "intent": {"name": intent, "confidence": confidence},
        "entities": [],
        "intent_ranking": [],
        "danger": {"child_speaking": False} if danger else None,
    }


def _placed(parse: dict[str, Any], text: str, turn: Turn, receipt: str | None = None) -> tuple[str, dict[str, Any]]:
    """Return the intent and the entities that a message has at its place."""
    placed = place_in_form(parse, text, receipt, turn)
    assert placed["text"] == text
    assert placed["danger"] == parse["danger"]
    return placed["intent"]["name"], {one["entity"]: one["value"] for one in placed["entities"]}


@pytest.mark.parametrize("intent", ["policy_police", "raise_concern", "affirm", "deny", "emergency", "nlu_fallback"])
def test_outside_forms_the_models_goal_stands(intent: str) -> None:
    assert _placed(_parse(intent), "go back", NOWHERE) == (intent, {})


@pytest.mark.parametrize("text", ['/case_close{"case":"C-0001"}', 'restart {"a": 1}', "😂", " \n"])
def test_outside_forms_no_goal_is_seen_in_what_holds_no_words(text: str) -> None:
    assert _placed(_parse("check_post"), text, NOWHERE) == ("out_of_scope", {})


def test_outside_forms_the_models_confidence_stands() -> None:
    placed = place_in_form(_parse("cancel", 0.31), "stop", None, NOWHERE)
    assert placed["intent"] == {"name": "cancel", "confidence": 0.31}


def test_a_place_in_a_form_is_certain_and_leaves_the_models_parse_alone() -> None:
    parse = _parse("greet", 0.31)
    placed = place_in_form(parse, "hello", None, _asked("account_text"))
    assert placed["intent"] == {"name": "free_text", "confidence": 1.0}
    assert parse == _parse("greet", 0.31)


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "place"),
    [
        ("my son was pushed over", "raise_concern", 0.9, "free_text"),
        ("yes", "affirm", 0.99, "free_text"),
        ("hello", "greet", 0.99, "free_text"),
        ("😂", "out_of_scope", 0.9, "choose"),
        ("/restart", "out_of_scope", 0.9, "free_text"),
        ("cancel", "cancel", 0.9, "cancel"),
        ("can I speak to someone", "ask_human", 0.9, "ask_human"),
        ("are you a robot", "ask_bot", 0.9, "ask_bot"),
        ("when do you call the police", "policy_police", 0.9, "policy_police"),
        ("when do you call the police", "policy_police", 0.59, "free_text"),
        ("Facebook, the village group", "policy_appropriate_use", 0.9, "free_text"),
        ("tell me about racist comments", "policy_racist_comments", 0.9, "policy_racist_comments"),
        (LONG, "policy_racist_comments", 0.99, "free_text"),
        (" ".join(["word"] * 12), "cancel", 0.9, "cancel"),
        (" ".join(["word"] * 13), "cancel", 0.9, "free_text"),
        ("show me the cases", "case_list", 0.9, "free_text"),
        ("", "out_of_scope", 0.9, "choose"),
        (" \n", "affirm", 0.9, "choose"),
        ("go back", "cancel", 0.9, "go_back"),
        ("Can I go back a step?", "policy_procedure", 0.9, "go_back"),
        ("previous question", "out_of_scope", 0.9, "go_back"),
        ("undo!", "cancel", 0.9, "go_back"),
        ("go back to the day when it began", "raise_concern", 0.9, "free_text"),
    ],
)
@pytest.mark.parametrize(
    ("form", "slot"),
    [
        ("check_post_form", "draft"),
        ("raise_concern_form", "account_text"),
        ("report_post_form", "account_place"),
    ],
)
def test_a_free_text_question_takes_all_but_what_is_plainly_something_else(
    form: str, slot: str, text: str, intent: str, confidence: float, place: str
) -> None:
    assert _placed(_parse(intent, confidence), text, _asked(slot, form)) == (place, {})


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("The one which says another parent please", "add_detail"),
        ("He says we smell and should go home.", "add_detail"),
        ("on facebook, in the reception group", "free_text"),
        ("cancel", "cancel"),
    ],
)
def test_words_for_a_question_that_was_not_shown_are_kept_with_what_happened(text: str, intent: str) -> None:
    turn = _asked("account_place", "report_post_form")
    placed = place_in_form(_parse("nlu_fallback"), text, None, turn, unread=True)
    assert placed["intent"]["name"] == intent
    shown = place_in_form(_parse("nlu_fallback"), text, None, turn)["intent"]["name"]
    assert shown == ("cancel" if intent == "cancel" else "free_text")


@pytest.mark.parametrize(
    "text",
    [
        "go back",
        "GO BACK PLEASE",
        "HOW DO I GO BACK",
        "No, I meant something else. Go back please",
        "sorry, back to the last question",
        "I am sorry I pressed the wrong one",
    ],
)
def test_going_back_is_understood_in_a_sentence(text: str) -> None:
    placed = place_in_form(_parse("nlu_fallback"), text, None, _asked("account_contact"))
    assert placed["intent"]["name"] == "go_back"


def test_going_back_home_is_told_and_not_asked_for() -> None:
    for text in ("he said go back home", "they sent him back to the office", "back in October it was fine"):
        placed = place_in_form(_parse("nlu_fallback"), text, None, _asked("account_text"))
        assert placed["intent"]["name"] == "free_text"


@pytest.mark.parametrize("intent", ["emergency", "raise_concern", "cancel", "policy_threats", "privacy"])
def test_danger_in_a_free_text_answer_is_kept_as_the_answer(intent: str) -> None:
    parse = _parse(intent, danger=True)
    assert _placed(parse, "he hits me", _asked("account_text")) == ("free_text", {"at_risk": True})


@pytest.mark.parametrize(
    ("slot", "text", "intent", "place", "choice"),
    [
        ("account_about", "the head", "nlu_fallback", "choose", "headteacher"),
        ("account_about", "his teacher", "raise_concern", "choose", "staff"),
        ("account_about", "Mrs Hill", "nlu_fallback", "free_text", None),
        ("account_about", "who reads this", "privacy", "who_reads", None),
        ("account_about", "what happens to the headteacher", "policy_procedure", "choose", "headteacher"),
        ("account_about", "cancel", "cancel", "cancel", None),
        ("account_about", "", "out_of_scope", "free_text", None),
        ("account_about", "back", "greet", "go_back", None),
        ("account_contact", "07700 900123", "out_of_scope", "choose", "07700 900123"),
        ("account_contact", "no", "deny", "choose", "no_contact"),
        ("account_contact", "no thanks", "cancel", "choose", "no_contact"),
        ("account_contact", "ask my husband", "out_of_scope", "free_text", None),
        ("account_contact", "stop this", "cancel", "cancel", None),
        ("account_confirm", "yes", "affirm", "choose", "send"),
        ("account_confirm", "no", "deny", "choose", "stop"),
        ("account_confirm", "that would be lovely", "affirm", "free_text", None),
        ("account_confirm", "i think not", "deny", "free_text", None),
        ("account_confirm", "change who its about", "nlu_fallback", "choose", "change_about"),
        ("account_confirm", "what do you mean", "ask_bot", "ask_bot", None),
        ("account_confirm", "what do you mean", "nlu_fallback", "free_text", None),
        ("account_confirm", "who will read it", "privacy", "who_reads", None),
    ],
)
def test_a_choice_takes_its_answer_in_plain_words(
    slot: str, text: str, intent: str, place: str, choice: str | None
) -> None:
    entities = {} if choice is None else {"choice": choice}
    assert _placed(_parse(intent), text, _asked(slot)) == (place, entities)


@pytest.mark.parametrize(
    ("slot", "text"),
    [
        ("account_about", "his teacher hits him"),
        ("account_contact", "07700 900123 please hurry he has a knife"),
        ("account_confirm", "yes he is hitting me"),
    ],
)
def test_danger_at_a_choice_is_added_to_the_account_and_chooses_nothing(slot: str, text: str) -> None:
    assert _placed(_parse("emergency", danger=True), text, _asked(slot)) == ("add_detail", {"at_risk": True})


@pytest.mark.parametrize(
    ("text", "intent", "place"),
    [
        ("yes", "affirm", "pass_to_safeguarding"),
        ("Yeah please", "out_of_scope", "pass_to_safeguarding"),
        ("ok, pass it on please", "check_post", "pass_to_safeguarding"),
        ("no", "deny", "not_to_safeguarding"),
        ("nah, not now", "cancel", "not_to_safeguarding"),
        ("8765 4321 8765 4321", "affirm", "give_contact"),
        ("•••• •••• •••• ••••", "affirm", "offer_again"),
        ("it began with him in May", "affirm", "offer_again"),
        ("reach me at kit@home.example", "affirm", "give_contact"),
        ("what does a safeguarding lead do?", "policy_procedure", "about_offer"),
        ("what happens if I say yes", "policy_if_refused", "about_offer"),
        ("yes send it please", "nlu_fallback", "pass_to_safeguarding"),
        ("tell the school", "policy_contact_host", "pass_to_safeguarding"),
        ("don't send it", "cancel", "cancel"),
        ("I am so afraid, what now?", "already_posted", "offer_again"),
        ("he lives at 3 Mill Lane", "nlu_fallback", "offer_again"),
        ("good morning", "greet", "greet"),
        ("would they tell somebody", "affirm", "about_offer"),
        ("when do you call the police", "policy_police", "policy_police"),
    ],
)
def test_only_a_plain_yes_to_the_offer_passes_it_on(text: str, intent: str, place: str) -> None:
    assert _placed(_parse(intent), text, OFFERED)[0] == place


@pytest.mark.parametrize(
    ("text", "offered", "place", "entities"),
    [
        ("has the school got that?", True, "offer_again", {}),
        ("please don't ring me", True, "offer_again", {}),
        ("07700 900123", True, "give_contact", {"contact": "07700 900123"}),
        ("she told her nan about it on Sunday", False, "add_detail", {}),
        ("why do you need a number from me?", False, "free_text", {}),
        ("skip", False, "choose", {"choice": "no_contact"}),
        ("I don't want to give my number", False, "choose", {"choice": "no_contact"}),
        ("3 Mill Lane, Bilton", False, "choose", {"choice": "3 Mill Lane, Bilton"}),
    ],
)
def test_after_something_was_passed_on_nothing_that_is_told_is_lost(
    text: str, offered: bool, place: str, entities: dict[str, str]
) -> None:
    turn = _asked("account_contact", "leave_contact_form", offered=offered)
    assert _placed(_parse("nlu_fallback", 0.3), text, turn) == (place, entities)


def test_a_receipt_typed_to_the_offer_in_a_form_is_no_yes() -> None:
    turn = _asked("account_about", offered=True)
    assert _placed(_parse("affirm"), "•••• •••• •••• ••••", turn, receipt="handle-1") == ("offer_again", {})


@pytest.mark.parametrize("turn", [NOWHERE, _asked("account_contact"), _asked("receipt", "follow_up_form")])
@pytest.mark.parametrize(
    ("text", "told", "place"),
    [
        ("I'd like you to pass that on after all", True, True),
        ("do tell your safeguarding lead please", True, True),
        ("changed my mind, pass this on", True, True),
        ("please don't pass it on", True, False),
        ("what if you pass it on", True, False),
        ("please pass it on after all", False, False),
    ],
)
def test_a_second_thought_passes_it_on_later(turn: Turn, text: str, told: bool, place: bool) -> None:
    later = replace(turn, danger_told=told)
    assert (_placed(_parse("nlu_fallback"), text, later)[0] == "pass_to_safeguarding") is place


@pytest.mark.parametrize("text", ["continue", "ok carry on", "let's keep going", "back to my form please", "what next"])
@pytest.mark.parametrize("slot", ["account_text", "account_about", "account_contact"])
@pytest.mark.parametrize("at_risk", [True, False])
def test_going_on_never_stops_a_form(text: str, slot: str, at_risk: bool) -> None:
    assert _placed(_parse("cancel", 0.99), text, replace(_asked(slot), at_risk=at_risk)) == ("go_on", {})


@pytest.mark.parametrize(
    "text",
    [
        "stop",
        "cancel please",
        "forget about it",
        "I don't want to do this any more",
        "no, don't send that. never mind",
        "no dont send. forget it",
        "oh no wait, stop. don’t send it",
    ],
)
def test_stopping_after_a_disclosure_asks_first(text: str) -> None:
    turn = replace(_asked("account_about"), at_risk=True)
    assert _placed(_parse("nlu_fallback"), text, turn)[0] == "ask_stop"
    asked = replace(turn, last_intent="ask_stop")
    assert [_placed(_parse("greet"), said, asked)[0] for said in (text, "yes", "no")] == ["cancel", "cancel", "go_on"]
    assert _placed(_parse("nlu_fallback"), text, _asked("account_about"))[0] == "cancel"


def test_other_words_never_stop_a_form_with_a_disclosure() -> None:
    turn = replace(_asked("account_text"), at_risk=True)
    assert _placed(_parse("cancel", 0.99), "he came home late again", turn) == ("free_text", {})


@pytest.mark.parametrize(
    ("slot", "text", "place", "entities"),
    [
        ("account_place", "why should i?", "unanswered", {}),
        ("account_text", "could they sue us?", "unanswered", {}),
        ("account_contact", "why do you need that?", "unanswered", {}),
        ("account_contact", "actually it was Friday not Thursday", "add_detail", {}),
        ("account_about", "she also lost two letters of mine", "add_detail", {}),
        ("account_confirm", "he also shouted at my son", "add_detail", {}),
        ("account_about", "they laughed at his new shoes", "add_detail", {}),
        ("account_about", "she is Mrs Hill", "free_text", {}),
        ("account_contact", "the headteacher I mean", "correct_about", {"about": "headteacher"}),
        ("account_confirm", "actually it's about a governor", "correct_about", {"about": "governors"}),
        ("account_confirm", "call 07700 900456", "give_contact", {"contact": "call 07700 900456"}),
        ("account_text", "I want to make a formal complaint about her", "ask_leave", {"wanted": "make_complaint"}),
        ("account_about", "look over my post please", "ask_leave", {"wanted": "check_post"}),
        ("account_contact", "will her teacher hear about this?", "who_reads", {}),
        ("account_text", "I'm scared the head finds out", "who_reads", {}),
        ("account_contact", "what is that for? who will read this?", "who_reads", {}),
        ("account_about", "could it be just a worry? make it a worry", "ask_leave", {"wanted": "raise_concern"}),
        ("account_place", "but it's my own post", "ask_leave", {"wanted": "check_post"}),
    ],
)
def test_what_is_no_answer_is_taken_for_what_it_is(slot: str, text: str, place: str, entities: dict[str, str]) -> None:
    form = "make_complaint_form" if entities.get("wanted") == "raise_concern" else "raise_concern_form"
    assert _placed(_parse("nlu_fallback", 0.3), text, _asked(slot, form)) == (place, entities)


def test_a_form_is_left_for_another_journey_with_a_plain_yes_alone() -> None:
    turn = replace(_asked("account_text", last="a complaint please"), last_intent="ask_leave", wanted="make_complaint")
    placed = place_in_form(_parse("affirm"), "yes please", None, turn)
    assert (placed["intent"]["name"], placed["text"]) == ("make_complaint", "a complaint please")
    assert leaves_form(placed, turn)
    assert _placed(_parse("deny"), "no", turn) == ("go_on", {})
    assert not leaves_form(_parse("free_text"), turn)


@pytest.mark.parametrize(
    ("text", "intent", "place", "leaves"),
    [
        ("I've lost mine", "nlu_fallback", "lost_receipt", True),
        ("I haven't got a number", "out_of_scope", "lost_receipt", True),
        ("I never wrote it on anything", "already_posted", "lost_receipt", True),
        ("erase it please", "already_posted", "lost_receipt", True),
        ("worry", "follow_up", "raise_concern", True),
        ("my girl is left out every break", "raise_concern", "raise_concern", True),
        ("hm", "nlu_fallback", "free_text", False),
        ("it was 12", "follow_up", "free_text", False),
    ],
)
def test_nobody_is_trapped_without_a_receipt(text: str, intent: str, place: str, leaves: bool) -> None:
    turn = _asked("receipt", "follow_up_form")
    placed = place_in_form(_parse(intent), text, None, turn)
    assert (placed["intent"]["name"], leaves_form(placed, turn)) == (place, leaves)


@pytest.mark.parametrize(
    ("text", "intent", "place"),
    [
        ("concern", "follow_up", "raise_concern"),
        ("I gave you something last week, please erase it", "already_posted", "follow_up"),
        ("I sent my post to the group, delete it", "already_posted", "already_posted"),
        ("get rid of that again please, I've changed my mind", "privacy", "follow_up"),
        ("how soon does anyone get back to me", "ask_human", "how_long"),
        ("I am 68 and no good with computers", "out_of_scope", "easy_way"),
        ("you useless bot", "out_of_scope", "rude"),
        ("will the teacher see it", "nlu_fallback", "who_reads"),
        ("is it rude to swear", "policy_offensive_comments", "policy_offensive_comments"),
    ],
)
def test_plain_words_outside_a_form_go_before_the_model(text: str, intent: str, place: str) -> None:
    assert _placed(_parse(intent), text, NOWHERE)[0] == place


@pytest.mark.parametrize(
    ("text", "with_receipt", "without"),
    [
        ("withdraw", "withdraw_record", "follow_up"),
        ("I'd like to take my complaint back", "withdraw_record", "follow_up"),
        ("sorry, can you cancel my report", "withdraw_record", "follow_up"),
        ("please add this to my complaint", "add_information", "follow_up"),
        ("there is something more to tell", "add_information", "cancel"),
        ("show me what they wrote back", "read_replies", "cancel"),
        ("erase it", "ask_right", "cancel"),
        ("can I withdraw my son from the trip", "cancel", "cancel"),
        ("how do I delete my comment on Facebook", "cancel", "cancel"),
        ("delete this chat", "cancel", "cancel"),
    ],
)
def test_what_is_to_be_done_with_what_was_sent_is_said_in_words(text: str, with_receipt: str, without: str) -> None:
    held = replace(NOWHERE, receipt_held=True)
    assert _placed(_parse("cancel"), text, held)[0] == with_receipt
    assert _placed(_parse("cancel"), text, NOWHERE)[0] == without


@pytest.mark.parametrize(("held", "place"), [(True, "ask_right"), (False, "follow_up")])
def test_a_wish_to_have_it_deleted_needs_no_second_receipt(*, held: bool, place: str) -> None:
    text = "I gave you something last week, please erase it"
    assert _placed(_parse("privacy"), text, replace(NOWHERE, receipt_held=held))[0] == place


def test_after_a_check_a_change_is_checked_too() -> None:
    text = "and if I leave the name out?"
    assert _placed(_parse("nlu_fallback"), text, replace(NOWHERE, checked=True))[0] == "check_post"
    assert _placed(_parse("nlu_fallback"), text, NOWHERE)[0] == "nlu_fallback"


@pytest.mark.parametrize(
    ("before", "text", "place"),
    [
        ("am I allowed to post this?", "The cook at our school spits in the soup", "check_post"),
        ("could I share that with the group", "Year one was a mess again this week", "check_post"),
        ("am I allowed to post this?", "I want to make a formal complaint about the cook", "report_post"),
        ("am I allowed to post this?", "why would that matter to anybody?", "report_post"),
        ("am I allowed to post this?", "about the cook", "report_post"),
        ("can I post pictures of the fair", "The cook at our school spits in the soup", "report_post"),
        ("hello", "The cook at our school spits in the soup", "report_post"),
    ],
)
def test_a_post_that_is_shown_after_it_was_asked_about_is_checked(before: str, text: str, place: str) -> None:
    assert _placed(_parse("report_post"), text, replace(NOWHERE, last_text=before))[0] == place


def test_a_draft_that_tells_of_danger_is_checked_too() -> None:
    text = 'tell me if it\'s ok: "Mr Example beats the children in his class"'
    assert _placed(_parse("emergency", danger=True), text, NOWHERE)[0] == "check_post"
    assert _placed(_parse("emergency", danger=True), "he beats the children in his class", NOWHERE)[0] == "emergency"


@pytest.mark.parametrize(("text", "place"), [("yes", "pass_to_safeguarding"), ("no", "not_to_safeguarding")])
@pytest.mark.parametrize("slot", ["account_text", "account_about", "account_contact", "account_confirm"])
def test_the_offer_of_safeguarding_comes_before_the_forms_question(slot: str, text: str, place: str) -> None:
    assert _placed(_parse("greet"), text, _asked(slot, offered=True)) == (place, {})


@pytest.mark.parametrize(
    ("turn", "place", "entities"),
    [
        (NOWHERE, "follow_up", {"receipt": "handle-1"}),
        (_asked("receipt", "follow_up_form"), "follow_up", {"receipt": "handle-1"}),
        (_asked("account_text"), "free_text", {}),
        (_asked("draft", "check_post_form"), "free_text", {}),
    ],
)
def test_a_typed_receipt_is_followed_up_outside_other_forms(turn: Turn, place: str, entities: dict[str, Any]) -> None:
    assert _placed(_parse("out_of_scope"), "my receipt is •••• ••••", turn, receipt="handle-1") == (place, entities)


@pytest.mark.parametrize("slot", ["account_text", "account_about", "account_confirm"])
def test_a_message_without_words_never_stops_a_form(slot: str) -> None:
    assert _placed(_parse("cancel"), " \n", _asked(slot))[0] != "cancel"


@pytest.mark.parametrize(
    ("payload", "intent", "entities"),
    [
        ("/affirm", "affirm", {}),
        ("/policy_police", "policy_police", {}),
        ("/choose?choice=no_contact", "choose", {"choice": "no_contact"}),
        ("/choose?choice=send&more=1", "choose", {"choice": "send", "more": "1"}),
    ],
)
def test_a_button_is_a_command(payload: str, intent: str, entities: dict[str, str]) -> None:
    parse = parse_command(payload, "Its title", _asked("account_about"))
    assert parse == {
        "text": "Its title",
        "intent": {"name": intent, "confidence": 1.0},
        "entities": [{"entity": name, "value": value} for name, value in entities.items()],
        "intent_ranking": [],
    }


def test_the_button_that_was_my_answer_takes_the_message_before_as_free_text() -> None:
    parse = parse_command("/that_was_my_answer", "That was my answer", _asked("account_text", last="who reads this"))
    assert (parse["intent"]["name"], parse["text"]) == ("free_text", "who reads this")


@pytest.mark.parametrize(
    ("intent", "turn", "beside"),
    [
        ("privacy", _asked("account_text"), True),
        ("policy_police", _asked("draft", "check_post_form"), True),
        ("ask_human", _asked("receipt", "follow_up_form"), True),
        ("ask_bot", _asked("account_place", "report_post_form"), True),
        ("cancel", _asked("account_text"), False),
        ("free_text", _asked("account_text"), False),
        ("go_back", _asked("account_text"), False),
        ("privacy", _asked("account_about"), False),
        ("privacy", _asked("account_contact"), False),
        ("privacy", NOWHERE, False),
    ],
)
def test_answered_beside_a_free_text_question(intent: str, turn: Turn, beside: bool) -> None:
    assert answered_beside(_parse(intent), turn) is beside


def _tracker(*events: Any) -> DialogueStateTracker:
    slots = [TextSlot("requested_slot", mappings=[], influence_conversation=False)]
    return DialogueStateTracker.from_events("web-1", list(events), slots=slots, domain=Domain.empty())


GOAL, HURT = "raise_concern", {"child_speaking": True}


def _said(text: str, danger: dict[str, Any] | None = None, *, intent: str = GOAL) -> UserUttered:
    return UserUttered(text, {"name": intent, "confidence": 1.0}, parse_data={"danger": danger})


@pytest.mark.parametrize(
    ("events", "turn"),
    [
        ([], NOWHERE),
        ([_said("hello")], Turn(None, None, False, "hello", last_intent=GOAL)),
        ([_said("he hit me", HURT)], Turn(None, None, True, "he hit me", danger_told=True, last_intent=GOAL)),
        ([_said("he hit me", HURT), _said("no")], Turn(None, None, False, "no", danger_told=True, last_intent=GOAL)),
        (
            [_said("he hit me", HURT), _said("who?", intent="about_offer")],
            Turn(None, None, True, "who?", danger_told=True, last_intent="about_offer"),
        ),
        ([_said("", HURT)], Turn(None, None, False, "", last_intent=GOAL)),
        (
            [_said("a post"), ActionExecuted("action_check_post")],
            Turn(None, None, False, "a post", last_intent=GOAL, checked=True),
        ),
        (
            [_said("a worry"), ActiveLoop("raise_concern_form"), SlotSet("requested_slot", "account_text")],
            Turn("raise_concern_form", "account_text", False, "a worry", last_intent=GOAL),
        ),
        (
            [_said("a worry"), SlotSet("requested_slot", "account_text"), ActiveLoop(None)],
            Turn(None, None, False, "a worry", last_intent=GOAL),
        ),
    ],
)
def test_turn_is_read_from_the_tracker(events: list[Any], turn: Turn) -> None:
    assert Turn.of(_tracker(*events)) == turn


IN_A_CASE = Turn(form=None, asked=None, offered_safeguarding=False, last_text="", case_in_mind=True)


def _staff(parse: dict[str, Any], text: str, turn: Turn) -> str:
    return str(place_in_form(parse, text, None, turn, staff=True)["intent"]["name"])


@pytest.mark.parametrize("intent", ["already_posted", "policy_written_warning", "out_of_scope", "nlu_fallback"])
def test_what_staff_tell_of_a_case_is_recorded_whatever_the_model_took_it_for(intent: str) -> None:
    assert _staff(_parse(intent), "warning letter sent today", NOWHERE) == "case_record"
    assert _placed(_parse(intent), "warning letter sent today", NOWHERE) == (intent, {})


@pytest.mark.parametrize("text", ["what happens if she refused?", "when is a warning sent", "the letter is blue"])
def test_a_question_of_staff_stays_one(text: str) -> None:
    assert _staff(_parse("policy_written_warning"), text, NOWHERE) == "policy_written_warning"


def test_what_comes_after_is_asked_of_the_case_in_mind() -> None:
    assert _staff(_parse("policy_if_refused"), "and then?", IN_A_CASE) == "case_next_step"
    assert _staff(_parse("policy_if_refused"), "and then?", NOWHERE) == "policy_if_refused"
    assert _placed(_parse("policy_if_refused"), "and then?", IN_A_CASE) == ("policy_if_refused", {})


def test_danger_that_staff_tell_of_in_a_case_is_recorded_too() -> None:
    parse = _parse("emergency", danger=True) | {
        "intent_ranking": [{"name": "emergency", "confidence": 1.0}, {"name": "case_record", "confidence": 0.2}]
    }
    placed = place_in_form(parse, "rang 101, he threatened to hurt her", None, NOWHERE, staff=True)
    assert (placed["intent"]["name"], placed["danger"]) == ("case_record", parse["danger"])
    assert _staff(parse, "he is going to hurt her", NOWHERE) == "emergency"


@pytest.mark.parametrize(
    ("text", "intent", "placed"),
    [
        ("case no 5", "case_open", "case_show"),
        ("C-9", "out_of_scope", "case_show"),
        ("the slur one", "goodbye", "case_show"),
        ("no, the mocking clothes thing", "deny", "case_show"),
        ("the overdue one", "case_list", "case_list"),
        ("the ta post", "report_post", "case_show"),
        ("the next one", "out_of_scope", "out_of_scope"),
        ("the one about parking is closed", "out_of_scope", "out_of_scope"),
    ],
)
def test_a_case_that_staff_only_name_is_shown(text: str, intent: str, placed: str) -> None:
    assert _staff(_parse(intent), text, NOWHERE) == placed
    assert _placed(_parse(intent), text, NOWHERE) == (intent, {})


@pytest.mark.parametrize(
    ("asked", "text", "form", "placed"),
    [
        ("case_location", "no", "case_open_form", "cancel"),
        ("case_title", "scrap that", "case_open_form", "cancel"),
        ("case_found", "none", "case_open_form", "free_text"),
        ("case_confirm", "no", "case_open_form", "choose"),
        ("case_title", "the ta post", "case_open_form", "free_text"),
        ("case_ref", "not that one", "choose_case_form", "cancel"),
    ],
)
def test_a_plain_no_leaves_what_was_begun_where_it_is_no_answer(asked: str, text: str, form: str, placed: str) -> None:
    assert _staff(_parse("deny"), text, _asked(asked, form)) == placed


def test_a_post_that_staff_tell_of_is_a_new_case() -> None:
    told = "a parent has put on facebook that the TA is a lazy cow, what do I do"
    assert _staff(_parse("report_post"), told, NOWHERE) == "case_open"
    assert _staff(_parse("report_post"), "she has posted again", NOWHERE) == "case_record"
    assert _placed(_parse("report_post"), told, NOWHERE) == ("report_post", {})


@pytest.mark.parametrize(
    ("asked", "text", "intent", "placed"),
    [
        ("case_ref", "C-42", "case_show", "free_text"),
        ("case_ref", "anything overdue?", "case_list", "case_list"),
        ("case_ref", "the overdue one", "case_list", "free_text"),
        ("case_words", "she refused", "policy_if_refused", "free_text"),
        ("case_words", "what's next?", "case_next_step", "case_next_step"),
        ("case_day", "on Tuesday", "case_list", "free_text"),
        ("case_day", "who sees this?", "privacy", "privacy"),
        ("case_title", "the open cases", "case_list", "free_text"),
        ("case_about", "a teacher", "ask_human", "free_text"),
        ("case_reason", "the chair asked for it", "case_close", "free_text"),
        ("case_confirm", "yes please", "affirm", "choose"),
        ("case_confirm", "no", "deny", "choose"),
        ("case_confirm", "change the day", "cancel", "choose"),
        ("case_confirm", "hm", "out_of_scope", "free_text"),
        ("case_confirm", "no wait she didnt", "case_record", "cancel"),
        ("case_confirm", "wrong case", "out_of_scope", "cancel"),
        ("case_confirm", "he hasn't deleted it", "case_record", "cancel"),
        ("case_confirm", "no, she has refused", "case_record", "choose"),
        ("case_confirm", "shes posted again on C-0001", "case_next_step", "choose"),
        ("case_confirm", "actually that was yesterday", "deny", "choose"),
        ("case_confirm", "has he deleted it?", "case_record", "case_show"),
        ("case_confirm", "does the lado need to know", "out_of_scope", "unanswered"),
        ("case_confirm", "what does the policy say about the police", "policy_police", "policy_police"),
        ("case_day", "no wait she didnt", "case_record", "cancel"),
        ("case_day", "no", "deny", "cancel"),
        ("case_day", "it wasn't today, it was Tuesday", "case_record", "free_text"),
        ("case_day", "has he deleted it?", "case_record", "case_show"),
        ("case_reason", "no", "deny", "cancel"),
        ("case_reason", "whats the police number", "out_of_scope", "unanswered"),
        ("case_reason", "she hasn't answered three letters", "case_record", "free_text"),
        ("case_words", "no", "deny", "cancel"),
        ("case_words", "mum didn't come to the meeting", "case_record", "free_text"),
        ("case_confirm", "which are open?", "case_list", "case_list"),
    ],
)
def test_an_answer_of_staff_is_told_from_a_question_beside(asked: str, text: str, intent: str, placed: str) -> None:
    assert _staff(_parse(intent), text, _asked(asked, "case_record_form")) == placed


def _with_files(
    intent: str, text: str, turn: Turn, *, typed: bool = True, danger: bool = False
) -> tuple[str, list[str]]:
    """Return the intent of a message that names the file ``b``, and the files that go with the account."""
    placed = with_attachments(_parse(intent, danger=danger) | {"text": text}, ["b"], turn, typed=typed)
    (named,) = [one["value"] for one in placed["entities"] if one["entity"] == "account_attachments"]
    return placed["intent"]["name"], named


@pytest.mark.parametrize("intent", ["raise_concern", "make_complaint", "report_post", "pass_to_safeguarding"])
def test_files_with_the_first_words_of_an_account_leave_its_goal_alone(intent: str) -> None:
    assert _with_files(intent, "he was pushed", NOWHERE) == (intent, ["b"])


@pytest.mark.parametrize("intent", ["check_post", "policy_police", "out_of_scope", "nlu_fallback", "greet"])
def test_a_message_outside_forms_that_begins_no_account_is_there_for_its_files(intent: str) -> None:
    assert _with_files(intent, "is this ok", NOWHERE) == ("send_attachments", ["b"])


def test_danger_goes_before_files() -> None:
    assert _with_files("emergency", "he is hitting me", NOWHERE, danger=True) == ("emergency", ["b"])
    assert _with_files("free_text", "", _asked("account_text"), danger=True) == ("free_text", ["b"])


@pytest.mark.parametrize(
    ("text", "intent"), [("", "send_attachments"), (" \n", "send_attachments"), ("a", "free_text")]
)
def test_in_a_form_only_a_message_without_words_is_there_for_its_files(text: str, intent: str) -> None:
    assert _with_files("free_text", text, _asked("account_text"))[0] == intent


def test_files_come_to_those_named_before_and_a_button_stays_what_it_is() -> None:
    turn = replace(_asked("account_about"), attachments=("a", "b"))
    assert _with_files("choose", "", turn, typed=False) == ("choose", ["a", "b"])


def test_the_files_named_before_are_read_from_the_conversation() -> None:
    domain = Domain.from_dict(
        {"slots": {"account_attachments": {"type": "any", "mappings": [{"type": "custom"}]}}, "actions": []}
    )
    tracker = DialogueStateTracker("web-1", domain.slots)
    assert Turn.of(tracker).attachments == ()
    tracker.update(SlotSet("account_attachments", ["a"]))
    assert Turn.of(tracker).attachments == ("a",)


@pytest.mark.parametrize("text", ["try again", "Try again please", "send it", "yes", "retry"])
def test_what_is_unsent_is_sent_again_when_asked(text: str) -> None:
    turn = Turn(form=None, asked=None, offered_safeguarding=False, last_text="", unsent=True)
    assert place_in_form(_parse("affirm"), text, None, turn)["intent"]["name"] == "send_again"


@pytest.mark.parametrize(("text", "unsent"), [("send it", False), ("what does the policy say", True)])
def test_nothing_else_sends_it_again(text: str, unsent: bool) -> None:
    turn = Turn(form=None, asked=None, offered_safeguarding=False, last_text="", unsent=unsent)
    assert place_in_form(_parse("policy_purpose"), text, None, turn)["intent"]["name"] == "policy_purpose"


@pytest.mark.parametrize(
    ("asked", "place"),
    [("case_confirm", ("choose", {"choice": "on C-9"})), ("case_day", ("free_text", {}))],
)
def test_a_case_named_while_something_is_pending_is_an_answer_to_staff(
    asked: str, place: tuple[str, dict[str, Any]]
) -> None:
    turn = _asked(asked, "case_record_form")
    placed = place_in_form(_parse("case_show", 0.99), "on C-9", None, turn, staff=True)
    assert (placed["intent"]["name"], {one["entity"]: one["value"] for one in placed["entities"]}) == place


def _ordered(text: str, turn: Turn, intent: str = "nlu_fallback", *, staff: bool = True) -> tuple[str, str | None]:
    """Return the intent of a message and the form that is left for it."""
    placed = place_in_form(_parse(intent), text, None, turn, staff=staff)
    left = next((one["value"] for one in placed["entities"] if one["entity"] == "left_form"), None)
    assert leaves_form(placed, turn) == (left is not None)
    return placed["intent"]["name"], left


RECORDING = _asked("case_words", "case_record_form")
OPENING = _asked("case_title", "case_open_form")
CHOOSING = replace(_asked("case_ref", "choose_case_form"), choosing_for="case_record")
LOOKING = replace(CHOOSING, choosing_for="case_show")


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("anything overdue?", "case_list"),
        ("what's next for C-12", "case_next_step"),
        ("draft the warning letter", "case_letter"),
        ("show me C-41", "case_show"),
    ],
)
@pytest.mark.parametrize("asked", ["case_words", "case_what", "case_day", "case_reason", "case_confirm"])
def test_what_staff_order_to_see_is_shown_beside_any_question(asked: str, text: str, goal: str) -> None:
    assert _ordered(text, _asked(asked, "case_record_form")) == (goal, None)


@pytest.mark.parametrize("asked", ["case_title", "case_location", "case_found", "case_about", "case_confirm"])
def test_a_new_case_waits_while_something_is_shown(asked: str) -> None:
    assert _ordered("anything overdue?", _asked(asked, "case_open_form")) == ("case_list", None)


@pytest.mark.parametrize(
    ("turn", "text", "left"),
    [
        (RECORDING, "close it", ("case_close", "case_record_form")),
        (RECORDING, "open a new case", ("case_open", "case_record_form")),
        (RECORDING, "never mind, show me C-41", ("case_show", "case_record_form")),
        (_asked("case_confirm", "case_record_form"), "close C-4", ("case_close", "case_record_form")),
        (_asked("case_confirm", "case_record_form"), "close it", ("case_close", "case_record_form")),
        (OPENING, "close C-4", ("case_close", "case_open_form")),
        (CHOOSING, "never mind, show me C-41", ("case_show", "choose_case_form")),
        (LOOKING, "what's next for C-12", ("case_next_step", "choose_case_form")),
    ],
)
def test_what_staff_order_to_begin_leaves_the_form(turn: Turn, text: str, left: tuple[str, str]) -> None:
    assert _ordered(text, turn) == left


@pytest.mark.parametrize(
    ("turn", "text", "place"),
    [
        (replace(_asked("case_confirm", "case_record_form"), closing=True), "close it", "choose"),
        (LOOKING, "show me the nativity case", "free_text"),
        (LOOKING, "anything overdue?", "case_list"),
        (CHOOSING, "show me C-41", "case_show"),
        (RECORDING, "the head spoke to her about what's next", "free_text"),
        (RECORDING, "she asked me to close it", "free_text"),
        (OPENING, "The open cases post", "free_text"),
        (_asked("account_text"), "close it", "free_text"),
        (_asked("account_text"), "show me C-41", "case_show"),
    ],
)
def test_what_answers_the_question_leaves_nothing(turn: Turn, text: str, place: str) -> None:
    assert _ordered(text, turn) == (place, None)


@pytest.mark.parametrize("turn", [NOWHERE, RECORDING, OPENING, CHOOSING, _asked("account_text")])
@pytest.mark.parametrize("text", ["close it", "show me C-41", "anything new?", "C-41: the aunt rang, she is upset"])
def test_a_parent_orders_nothing(turn: Turn, text: str) -> None:
    intent, left = _ordered(text, turn, staff=False)
    assert (intent in STAFF_INTENTS, left) == (False, None)


def test_danger_goes_before_an_order() -> None:
    placed = place_in_form(_parse("emergency", danger=True), "show me C-41", None, RECORDING, staff=True)
    assert placed["intent"]["name"] == "free_text"


def test_danger_in_what_is_stated_of_a_case_is_kept_with_the_note() -> None:
    parse = _parse("emergency", danger=True)
    placed = place_in_form(parse, "C-42: the boy says he is hit at home", None, NOWHERE, staff=True)
    assert (placed["intent"]["name"], placed["danger"]) == ("case_record", parse["danger"])
    assert [one["entity"] for one in placed["entities"]] == ["as_note"]


def test_an_order_may_have_been_the_answer_to_a_free_question() -> None:
    shown = place_in_form(_parse("nlu_fallback"), "what's next?", None, RECORDING, staff=True)
    assert answered_beside(shown, RECORDING)
    assert not answered_beside(shown, _asked("case_day", "case_record_form"))
    left = place_in_form(_parse("nlu_fallback"), "never mind, what's next?", None, RECORDING, staff=True)
    assert not answered_beside(left, RECORDING)


@pytest.mark.parametrize(
    ("name", "left"), [("case_record", "case_open_form"), ("case_close", "case_open_form"), ("case_show", None)]
)
def test_a_button_that_begins_something_leaves_the_form_too(name: str, left: str | None) -> None:
    entities = parse_command(f"/{name}?case=4", "Record a step", OPENING)["entities"]
    assert {one["entity"]: one["value"] for one in entities} == {"case": "4"} | ({"left_form": left} if left else {})
    assert parse_command(f"/{name}?case=4", "x", NOWHERE)["entities"] == [{"entity": "case", "value": "4"}]


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "noted"),
    [
        ("C-42: the grandmother rang, she is upset", "case_record", 0.9, True),
        ("C-42: the grandmother rang, she is upset", "nlu_fallback", 0.3, True),
        ("the aunt in C-42 says she feels picked on", "case_show", 0.68, True),
        ("the aunt in C-42 says she feels picked on", "case_show", 0.9, False),
        ("what the aunt in C-42 says", "case_show", 0.6, False),
        ("C-42: spoke to her today", "case_record", 0.9, False),
        ("the grandmother rang, she is upset", "case_record", 0.9, False),
    ],
)
def test_what_staff_state_of_a_named_case_is_a_note(text: str, intent: str, confidence: float, noted: bool) -> None:
    placed = place_in_form(_parse(intent, confidence), text, None, NOWHERE, staff=True)
    assert [one["value"] for one in placed["entities"] if one["entity"] == "as_note"] == ([True] if noted else [])
    assert (placed["intent"]["name"] == "case_record") == (noted or intent == "case_record")


def test_what_is_asked_of_which_case_and_what_is_recorded_are_read_from_the_conversation() -> None:
    slots = {name: {"type": "any", "mappings": [{"type": "custom"}]} for name in ("case_goal", "case_what")}
    domain = Domain.from_dict({"slots": slots, "forms": {"choose_case_form": {"required_slots": []}}, "actions": []})
    tracker = DialogueStateTracker("staff-1", domain.slots)
    tracker.update(SlotSet("case_goal", "case_show"))
    tracker.update(SlotSet("case_what", [["refused", None], ["closed", "2026-09-01"]]))
    assert (Turn.of(tracker).choosing_for, Turn.of(tracker).closing) == ("", False)
    tracker.update(ActiveLoop("choose_case_form"))
    assert (Turn.of(tracker).choosing_for, Turn.of(tracker).closing) == ("case_show", True)
    for open_still in ([["refused", None]], "she said it is closed", None):
        tracker.update(SlotSet("case_what", open_still))
        assert not Turn.of(tracker).closing
