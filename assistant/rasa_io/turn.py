"""What a message is for at its place in the conversation: an answer to a form, or something else that was meant.

Outside forms the model's goal stands. Inside a form a free-text question takes whatever was typed, except a short
message that is plainly something else; a choice takes its answer in plain words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.core.attachments import together
from assistant.core.case_history import What
from assistant.core.case_words import (
    asks_for_later,
    asks_of_a_case,
    denies,
    find_numbers,
    names_only_a_case,
    only_calls_a_case,
    states_of_a_case,
    takes_back,
    tells_of_something,
)
from assistant.core.choices import (
    NO_CONTACT,
    SEND,
    also_about,
    match_about,
    match_case_confirm,
    match_confirm,
    match_contact,
    match_contact_answer,
    match_withdraw,
    wants_again,
    wants_change,
)
from assistant.core.day_words import names_a_day
from assistant.core.fact_words import find_categories, find_location
from assistant.core.goals import EMERGENCY, STAFF_INTENTS, STAFF_LOOKS
from assistant.core.posts import find_draft
from assistant.core.routing import About
from assistant.core.said import (
    adds_to_account,
    agrees_to_send,
    asks_about_offer,
    asks_how_long,
    asks_to_delete,
    asks_to_pass_on,
    asks_who_reads,
    changed_mind,
    corrected_person,
    is_question,
    is_rude,
    lost_receipt,
    names_a_worry,
    names_own_record,
    needs_an_easy_way,
    says_no,
    says_yes,
    shows_the_draft,
    wanted_journey,
    wanted_of_record,
    wants_record_deleted,
    wants_to_go_on,
    wants_to_stop,
    would_change_draft,
)
from assistant.core.staff_orders import find_order
from assistant.core.text import count_words, has_words, is_command

FREE_TEXT, CHOOSE, GO_BACK, ADD_DETAIL = "free_text", "choose", "go_back", "add_detail"
PASS_ON, NOT_PASS_ON = "pass_to_safeguarding", "not_to_safeguarding"
SEND_AGAIN = "send_again"
GIVE_CONTACT, ABOUT_OFFER, OFFER_AGAIN = "give_contact", "about_offer", "offer_again"
GO_ON, ASK_STOP, ASK_LEAVE = "go_on", "ask_stop", "ask_leave"
OFFER_STAYS = frozenset({GIVE_CONTACT, ABOUT_OFFER, OFFER_AGAIN})
"""After these the offer to pass something on still waits for its answer, where it was made."""
ASKS_FIRST = frozenset({ASK_STOP, ASK_LEAVE})
"""Questions of their own: the form's comes again once they are answered."""
CORRECT_ABOUT, UNANSWERED, WHO_READS, LOST_RECEIPT = "correct_about", "unanswered", "who_reads", "lost_receipt"
ASK_RIGHT = "ask_right"
LEAVE_CONTACT_FORM = "leave_contact_form"
"""The form that asks, after something was passed on, how the person can be reached."""
HOW_LONG, EASY_WAY, RUDE = "how_long", "easy_way", "rude"
THAT_WAS_MY_ANSWER = "that_was_my_answer"
SEND_ATTACHMENTS = "send_attachments"
ACCOUNT_ATTACHMENTS = "account_attachments"
"""The slot with the ids of the files that go with the account."""
ACCOUNT_FORMS = frozenset({"raise_concern_form", "make_complaint_form", "report_post_form"})
CHOOSE_CASE_FORM = "choose_case_form"
RECORD_FORM = "case_record_form"
CASE_FORMS = frozenset({CHOOSE_CASE_FORM, RECORD_FORM, "case_open_form"})
LEFT_FORM = "left_form"
"""The mark of a message of staff for which the open form is left; its value is that form."""
STAFF = "staff"
"""The role of somebody who has signed in."""

_CHOICES = {
    "account_about": match_about,
    "account_contact": match_contact_answer,
    "account_confirm": match_confirm,
    "added_confirm": match_confirm,
    "withdraw_confirm": match_withdraw,
    "case_confirm": match_case_confirm,
}
_PLAIN_ANSWERS = {
    "case_ref": find_numbers,
    "case_words": tells_of_something,
    "case_what": tells_of_something,
    "case_day": names_a_day,
    "case_location": find_location,
    "case_found": find_categories,
    "case_about": match_about,
}
"""Questions to staff that take any words, and how a plain answer is told from something else that is meant."""
_NONE_IS_AN_ANSWER = frozenset({"case_found", "case_confirm"})
"""Questions about a new case that a plain no can answer."""
_SETTLED = frozenset({"case_day", "case_confirm"})
"""Questions about what was told already: an answer may deny or correct it."""
_TOLD_FREELY = frozenset({"case_title", "case_words", "case_reason", "account_text"})
"""Questions whose answer may look like anything, an order too."""
_ACCOUNT_FORMS = {
    "raise_concern_form": "raise_concern",
    "make_complaint_form": "make_complaint",
    "report_post_form": "report_post",
}
_SHORT_QUESTION = 5
_TELLS_WORDS = {"account_about": 6, "account_contact": 5}
"""From this many words on, what is no answer to a choice is told about the matter."""
_TELLS_OF_THEM = 5
_OF_THEM = re.compile(r"\W*(?:she|he|they|we)\b", re.IGNORECASE)
"""How a sentence begins that tells what somebody did, and not who it is."""
_STAYS_AT_RECEIPT = frozenset(
    {"follow_up", "out_of_scope", "nlu_fallback", "affirm", "deny", "thank", "greet", "emergency"}
)
_TAKEN_FOR_A_DRAFT = frozenset(
    {"report_post", "raise_concern", "make_complaint", "already_posted", "out_of_scope", "nlu_fallback"}
)
"""What the model takes a post for that is shown without a word about it."""
_NO_ANSWER_TO_OFFER = frozenset({"affirm", "deny", "already_posted", "nlu_fallback", "out_of_scope"})
"""What the model takes words for that neither answer the offer nor ask for anything else."""
_CHECKED = "action_check_post"
_BESIDE_A_FORM = re.compile(r"policy_.+|privacy|ask_human|cancel|ask_bot")
_BESIDE_FOR_STAFF = re.compile(r"case_(?:next_step|list|show)")
_BEGINS_ACCOUNT = frozenset({"raise_concern", "make_complaint", "report_post", PASS_ON, NOT_PASS_ON})
_SHORT_WORDS = 12
_PLAINLY = 0.6
_SURELY = 0.8
_PLAINLY_STOP = 0.9
"""To stop throws away what was typed, so it takes a plainer wish than a question on the side."""
_ASKS = re.compile(
    r"\W*(?:what|when|where|why|who|whom|how|which|can|could|do|does|did|is|are|may|must|should|would|will"
    r"|if|tell me|explain)\b|.*\?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_POLICY = re.compile(r"policy_")
"""A question about the policy; words that ask nothing, such as ``Facebook`` for where a post is, are an answer."""
_TAKEN_FOR = frozenset(
    {"already_posted", "report_post", "raise_concern", "follow_up", "out_of_scope", "nlu_fallback", "deny"}
)
"""What a message of staff that tells of a case is taken for, as a parent would mean it."""
_GO_BACK = re.compile(
    r"\W*(?:(?:no|oh|sorry|i(?:'?m| am) sorry|please|(?:how )?(?:do|can|could) (?:i|we)|i (?:want|need|wish) to"
    r"|i(?:'?d| would| should) like to|i meant something else)[\s,.!]*)*"
    r"(?:(?:go |get )?back(?: a step| one(?: step)?| to the (?:last|previous) (?:one|question)| please)*"
    r"|previous(?: question)?|undo"
    r"|(?:i(?:'?ve| have)? )?(?:pressed|chose|chosen|picked|typed|hit) the wrong (?:one|number|key|answer|thing))"
    r"(?:[\s,.!]+(?:please|thanks?|thank you|sorry))*\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """Where the conversation stands as a message comes in."""

    form: str | None
    asked: str | None
    offered_safeguarding: bool
    last_text: str
    case_in_mind: bool = False
    attachments: tuple[str, ...] = ()
    unsent: bool = False
    """Whether an account was confirmed and is not known to be stored."""
    danger_told: bool = False
    """Whether danger was told in this conversation and is still kept."""
    at_risk: bool = False
    """Whether danger was told in the form that is open."""
    last_intent: str = ""
    choosing_for: str = ""
    """The staff goal for which it was asked which case is meant."""
    closing: bool = False
    """Whether it is the end of a case that is being recorded."""
    wanted: str = ""
    """The journey that the last message asked to begin instead of the open one."""
    checked: bool = False
    """Whether a post was checked with the last message."""
    receipt_held: bool = False
    """Whether the status of a receipt was told, and it was not left since."""
    about: str = ""
    """Whom the account that is told is about, where that was chosen."""

    @classmethod
    def of(cls, tracker: DialogueStateTracker) -> "Turn":
        """Read it from the tracker."""
        last = next((event for event in reversed(tracker.events) if isinstance(event, UserUttered)), None)
        form = tracker.active_loop_name
        users = [event for event in tracker.events if isinstance(event, UserUttered)]
        tells = [bool((event.parse_data or {}).get("danger") and event.text) for event in users]
        intents = [str((event.intent or {}).get("name") or "") for event in users]
        offered = len(users) - 1
        while offered > 0 and intents[offered] in OFFER_STAYS and not tells[offered]:
            offered -= 1
        entities = {one.get("entity"): one.get("value") for one in (last.entities if last else [])}
        checked = False
        for event in reversed(tracker.events):
            if isinstance(event, UserUttered):
                break
            checked = checked or (isinstance(event, ActionExecuted) and event.action_name == _CHECKED)
        return cls(
            form=form,
            asked=tracker.get_slot(REQUESTED_SLOT) if form else None,
            offered_safeguarding=bool(users) and tells[offered],
            last_text=(last.text or "") if last else "",
            case_in_mind=tracker.get_slot("case_in_mind") is not None,
            attachments=tuple(tracker.get_slot(ACCOUNT_ATTACHMENTS) or ()),
            unsent=form is None and SEND in (tracker.get_slot("account_confirm"), tracker.get_slot("added_confirm")),
            danger_told=any(tells),
            at_risk=form is not None and bool(tracker.get_slot("at_risk")),
            last_intent=intents[-1] if intents else "",
            choosing_for=str(tracker.get_slot("case_goal") or "") if form == CHOOSE_CASE_FORM else "",
            closing=form is not None and _records_the_end(tracker.get_slot("case_what")),
            wanted=str(entities.get("wanted") or ""),
            checked=checked,
            receipt_held=tracker.get_slot("held_receipt") is not None,
            about=str(tracker.get_slot("account_about") or ""),
        )


def _records_the_end(what: Any) -> bool:
    """Tell whether what is to be recorded closes a case; before it was understood it is a text."""
    return isinstance(what, list) and any(name == What.CLOSED for name, _ in what)


def parse_command(payload: str, title: str, turn: Turn) -> dict[str, Any]:
    """Return the parse of a verified button: ``/intent`` or ``/intent?entity=value``.

    No braces: Rasa would fill them in as it fills in a response, fail, and log what it had in its hands.
    """
    name, _, query = payload.removeprefix("/").partition("?")
    values = dict(parse_qsl(query))
    if name == THAT_WAS_MY_ANSWER:
        return _parsed(FREE_TEXT, turn.last_text, {})
    if turn.form in CASE_FORMS and name in STAFF_INTENTS - STAFF_LOOKS:
        values[LEFT_FORM] = turn.form
    return _parsed(name, turn.last_text if "take_over" in values else title, values)


def place_in_form(
    parse: dict[str, Any], text: str, receipt: str | None, turn: Turn, *, staff: bool = False, unread: bool = False
) -> dict[str, Any]:
    """Return a typed message's parse with the intent that it has at this place of the conversation.

    With ``unread`` the person has not been shown yet what the form asked.
    """
    placed = dict(parse) | {"text": text}
    if receipt is not None and turn.form in (None, "follow_up_form"):
        return placed | _intent("follow_up") | _entities(receipt=receipt)
    waiting = None if parse.get("danger") else _answer_to_what_waits(parse["intent"]["name"], text, receipt, turn)
    if waiting:
        return placed | waiting
    ordered = _ordered(text, turn) if staff and not parse.get("danger") else None
    if ordered:
        return placed | ordered
    if turn.form is None or turn.asked is None:
        return placed | _outside_forms(parse, text, turn, staff=staff)
    inside = placed | _inside_form(parse, text, turn, staff=staff)
    unasked = unread and turn.asked == "account_place" and inside["intent"]["name"] == FREE_TEXT
    return inside | _intent(ADD_DETAIL) if unasked and not find_location(text) else inside


def _ordered(text: str, turn: Turn) -> dict[str, Any] | None:
    """Return what an order of staff is here, or nothing where it is none, or answers what was asked.

    What only shows something lets the open form go on; anything else leaves it. A question which case is meant is
    left too where nothing was told yet.
    """
    order = find_order(text)
    if order is None or order.goal == turn.choosing_for or (turn.closing and order.goal == "case_close"):
        return None
    looks = order.goal in STAFF_LOOKS
    if turn.form not in CASE_FORMS:
        return _intent(order.goal) if looks or turn.form is None else None
    untold = turn.choosing_for in STAFF_LOOKS and order.goal != "case_list"
    if looks and not order.drops and not untold:
        return _intent(order.goal)
    return _intent(order.goal) | _entities(left_form=turn.form)


def _outside_forms(parse: dict[str, Any], text: str, turn: Turn, *, staff: bool) -> dict[str, Any]:
    if not has_words(text) or is_command(text):
        return _intent("out_of_scope")
    if turn.unsent and wants_again(text):
        return _intent(SEND_AGAIN)
    if not staff:
        meant = _meant_outside(parse, text, turn)
    else:
        if names_only_a_case(text):
            return _intent("case_show")
        if _is_note(parse, text):
            return _intent("case_record") | _entities(as_note=True)
        meant = _meant_of_a_case(parse, text, turn) if parse["intent"]["name"] not in STAFF_INTENTS else None
    return _intent(meant) if meant else {}


def _is_note(parse: dict[str, Any], text: str) -> bool:
    """Tell whether staff state something of a case that is no event; the model may be sure of another staff goal."""
    goal, confidence = parse["intent"]["name"], parse["intent"]["confidence"]
    other = goal in STAFF_INTENTS - {"case_record"} and confidence >= _SURELY
    return states_of_a_case(text) and not other


def _inside_form(parse: dict[str, Any], text: str, turn: Turn, *, staff: bool) -> dict[str, Any]:
    intent, confidence, danger = parse["intent"]["name"], parse["intent"]["confidence"], parse.get("danger")
    asked = str(turn.asked)
    stops = intent == "cancel" and turn.at_risk
    beside = not (danger or stops) and has_words(text) and _plainly_beside(intent, confidence, text, asked, staff=staff)
    if _GO_BACK.fullmatch(text):
        return _intent(GO_BACK)
    recording = staff and turn.form == RECORD_FORM
    meant = _meant_in_a_case(asked, text, turn, beside=beside) if staff and not danger else None
    if meant:
        return meant
    for_a_case = recording and names_only_a_case(text)
    elsewhere = danger or for_a_case or not has_words(text)
    within = None if elsewhere else _within_form(intent, confidence, text, turn, beside=beside)
    if within is not None:
        return within
    if asked in _CHOICES:
        return _choice(asked, text, danger=bool(danger), beside=beside, for_a_case=for_a_case)
    if beside and not for_a_case:
        return {}
    if not has_words(text):
        return _intent(CHOOSE)
    return _intent(FREE_TEXT) | (_entities(at_risk=True) if danger else {})


def _meant_in_a_case(asked: str, text: str, turn: Turn, *, beside: bool) -> dict[str, Any] | None:
    """Return what a message in a form about a case means where it is plainly no answer to the question, or nothing."""
    if turn.form == RECORD_FORM:
        return _meant_while_recording(asked, text, beside=beside)
    leaves = turn.form in CASE_FORMS and asked not in _NONE_IS_AN_ANSWER and takes_back(text)
    return _intent("cancel") if leaves else None


def _meant_while_recording(asked: str, text: str, *, beside: bool) -> dict[str, Any] | None:
    """Return what an answer means that takes back, asks about or corrects what is being recorded, or nothing.

    Where the words are free, only what can be nothing else is meant so.
    """
    if asked == "case_confirm" and match_case_confirm(text):
        return None
    if (denies if asked in _SETTLED else takes_back)(text):
        return _intent("cancel")
    if asks_of_a_case(text) or (asked == "case_confirm" and is_question(text)):
        if beside or asked not in _SETTLED | {"case_reason"}:
            return None
        return _intent("case_show" if tells_of_something(text) or find_numbers(text) else UNANSWERED)
    if asked != "case_confirm":
        return None
    corrects = tells_of_something(text) or (names_a_day(text) and not beside)
    return _intent(CHOOSE) | _entities(choice=text) if corrects else None


def with_attachments(parse: dict[str, Any], new: Sequence[str], turn: Turn, *, typed: bool) -> dict[str, Any]:
    """Return a parse with the files that the message names put to those named before.

    A message without words, and one outside of forms that begins none, is there for its files.
    """
    kept, _ = together(turn.attachments, new)
    entities = [*parse.get("entities", []), {"entity": ACCOUNT_ATTACHMENTS, "value": kept}]
    with_files = parse | {"entities": entities}
    return with_files | _intent(SEND_ATTACHMENTS) if typed and _is_for_its_files(parse, turn) else with_files


def _is_for_its_files(parse: dict[str, Any], turn: Turn) -> bool:
    if parse.get("danger"):
        return False
    if turn.form is not None:
        return not has_words(parse["text"])
    return parse["intent"]["name"] not in _BEGINS_ACCOUNT


def answered_beside(parse: dict[str, Any], turn: Turn) -> bool:
    """Tell whether a message was answered although the form had asked for free text, which it may have been."""
    name = parse["intent"]["name"]
    free_text = turn.form is not None and turn.asked is not None and turn.asked not in _CHOICES
    beside = name in (UNANSWERED, WHO_READS) or bool(_BESIDE_A_FORM.fullmatch(name))
    looked = name in STAFF_LOOKS and turn.asked in _TOLD_FREELY and not leaves_form(parse, turn)
    return free_text and name != "cancel" and (beside or looked)


def leaves_form(parse: dict[str, Any], turn: Turn) -> bool:
    """Tell whether a message leaves the open form for something else."""
    name = parse["intent"]["name"]
    if any(one["entity"] in ("take_over", LEFT_FORM) for one in parse["entities"]):
        return True
    stays = _STAYS_AT_RECEIPT | {FREE_TEXT, CHOOSE, GO_BACK, GO_ON, "cancel"} | OFFER_STAYS | {PASS_ON, NOT_PASS_ON}
    return turn.asked == "receipt" and not parse.get("danger") and name not in stays


def _answer_to_what_waits(intent: str, text: str, receipt: str | None, turn: Turn) -> dict[str, Any] | None:
    """Return what a message means for a question that waits beside the form's own, or nothing."""
    offer = _answer_to_offer(intent, text, receipt, turn) if turn.offered_safeguarding else None
    if offer:
        return offer
    if turn.danger_told and (asks_to_pass_on(text) or (turn.last_intent == NOT_PASS_ON and changed_mind(text))):
        return _intent(PASS_ON)
    if turn.form is None or turn.last_intent not in ASKS_FIRST:
        return None
    if says_no(text):
        return _intent(GO_ON)
    if turn.last_intent == ASK_STOP:
        return _intent("cancel") if says_yes(text) or wants_to_stop(text) else None
    return {"text": turn.last_text} | _intent(turn.wanted) | _entities(take_over=True) if says_yes(text) else None


def _answer_to_offer(intent: str, text: str, receipt: str | None, turn: Turn) -> dict[str, Any] | None:
    """Return what a message means for the offer to pass something on. Only a plain yes passes it on."""
    if says_yes(text) or asks_to_pass_on(text) or agrees_to_send(text):
        return _intent(PASS_ON)
    if says_no(text):
        return _intent(NOT_PASS_ON)
    contact = match_contact(text) if receipt is None else None
    if contact not in (None, NO_CONTACT):
        return _intent(GIVE_CONTACT) | _entities(contact=contact)
    if asks_about_offer(text):
        return _intent(ABOUT_OFFER)
    unclear = receipt is not None or not has_words(text)
    if turn.form is None:
        unclear = unclear or intent in _NO_ANSWER_TO_OFFER
    else:
        unclear = unclear or intent in ("affirm", "deny") or turn.form == LEAVE_CONTACT_FORM
    return _intent(OFFER_AGAIN) if unclear else None


def _meant_outside(parse: dict[str, Any], text: str, turn: Turn) -> str | None:
    """Return what words outside a form plainly mean where the model could take them for something else."""
    if parse.get("danger"):
        asks = wanted_journey(text) == "check_post" or _second(parse) == "check_post"
        return "check_post" if asks and find_draft(text) else None
    if turn.checked and would_change_draft(text):
        return "check_post"
    if parse["intent"]["name"] in _TAKEN_FOR_A_DRAFT and shows_the_draft(turn.last_text, text):
        return "check_post"
    if turn.receipt_held and (of_record := wanted_of_record(text)):
        return of_record
    if names_own_record(text):
        return "follow_up"
    if wants_record_deleted(text):
        return ASK_RIGHT if turn.receipt_held else "follow_up"
    if names_a_worry(text):
        return "raise_concern"
    for means, meant in ((asks_how_long, HOW_LONG), (needs_an_easy_way, EASY_WAY), (is_rude, RUDE)):
        if means(text):
            return meant
    return WHO_READS if asks_who_reads(text) and not _POLICY.match(parse["intent"]["name"]) else None


def _second(parse: dict[str, Any]) -> str:
    ranked = [entry["name"] for entry in parse.get("intent_ranking") or [] if entry["name"] != EMERGENCY]
    return str(ranked[0]) if ranked else ""


def _within_form(intent: str, confidence: float, text: str, turn: Turn, *, beside: bool) -> dict[str, Any] | None:
    """Return what a message in a form means where it is plainly no answer to the question, or nothing."""
    asked = str(turn.asked)
    if wants_to_stop(text) and not (asked in _CHOICES and _CHOICES[asked](text)):
        return _intent(ASK_STOP if turn.at_risk and turn.last_intent != ASK_STOP else "cancel")
    if wants_to_go_on(text) and asked != "draft" and not (asked in _CHOICES and _CHOICES[asked](text)):
        return _intent(GO_ON)
    if asked == "receipt":
        return _at_receipt(intent, confidence, text)
    if turn.form == LEAVE_CONTACT_FORM:
        return _intent(ADD_DETAIL) if _tells_more(text) else None
    if turn.form not in _ACCOUNT_FORMS:
        return None
    journey = wanted_journey(text)
    if (
        journey
        and journey != _ACCOUNT_FORMS[turn.form]
        and (count_words(text) <= _SHORT_WORDS or journey == "check_post")
    ):
        return _intent(ASK_LEAVE) | _entities(wanted=journey)
    if asks_who_reads(text):
        return _intent(WHO_READS)
    about = _corrected_about(text, turn.about) if asked in ("account_contact", "account_confirm") else None
    if about:
        return _intent(CORRECT_ABOUT) | _entities(about=str(about))
    return _told_beside(asked, text, beside=beside)


def _corrected_about(text: str, before: str) -> About | None:
    """Return whom an account is about once a message has named one more, or another."""
    both = also_about(text, About(before)) if before and count_words(text) <= _SHORT_WORDS * 2 else None
    person = corrected_person(text)
    return both or (match_about(person) if person else None)


def _told_beside(asked: str, text: str, *, beside: bool) -> dict[str, Any] | None:
    choice = _CHOICES[asked](text) if asked in _CHOICES else None
    if asked == "account_confirm" and choice is None:
        contact = match_contact(text)
        if contact not in (None, NO_CONTACT):
            return _intent(GIVE_CONTACT) | _entities(contact=contact)
    if asked in _CHOICES and (choice is None or asked != "account_contact") and adds_to_account(text):
        return _intent(ADD_DETAIL) if not (asked == "account_about" and choice) else None
    if beside or choice is not None:
        return None
    short = count_words(text) <= (_SHORT_QUESTION if asked == "account_text" else _SHORT_WORDS)
    if (
        short
        and asked != "account_confirm"
        and is_question(text)
        and not (asked == "account_place" and find_location(text))
    ):
        return _intent(UNANSWERED)
    least = _TELLS_OF_THEM if asked == "account_about" and _OF_THEM.match(text) else _TELLS_WORDS.get(asked)
    if least is not None and count_words(text) >= least and not wants_change(text):
        return _intent(ADD_DETAIL)
    return None


def _tells_more(text: str) -> bool:
    """Tell whether words at the question for a contact are more of what was told."""
    told = count_words(text) >= _TELLS_WORDS["account_contact"] and not is_question(text)
    return told and match_contact_answer(text) is None


def _at_receipt(intent: str, confidence: float, text: str) -> dict[str, Any] | None:
    if lost_receipt(text) or asks_to_delete(text):
        return _intent(LOST_RECEIPT)
    meant = "raise_concern" if names_a_worry(text) else wanted_journey(text)
    if meant is None and confidence >= _PLAINLY and intent not in _STAYS_AT_RECEIPT | STAFF_INTENTS:
        meant = intent
    return _intent(meant) if meant else None


def _choice(asked: str, text: str, *, danger: bool, beside: bool, for_a_case: bool) -> dict[str, Any]:
    if danger:
        return _intent(ADD_DETAIL) | _entities(at_risk=True)
    choice = text if for_a_case else _CHOICES[asked](text)
    if choice is not None:
        return _intent(CHOOSE) | _entities(choice=str(choice))
    return _intent(FREE_TEXT) if not beside or wants_change(text) else {}


def _plainly_beside(intent: str, confidence: float, text: str, asked: str, *, staff: bool) -> bool:
    if asked in _PLAIN_ANSWERS and _PLAIN_ANSWERS[asked](text):
        return False
    if _POLICY.match(intent) and asked not in _CHOICES and not _ASKS.match(text):
        return False
    plainly = _PLAINLY_STOP if intent == "cancel" else _PLAINLY
    other = _BESIDE_A_FORM.fullmatch(intent) or (
        staff and asked not in ("case_ref", "case_title") and _BESIDE_FOR_STAFF.fullmatch(intent)
    )
    return bool(other) and confidence >= plainly and count_words(text) <= _SHORT_WORDS


def _meant_of_a_case(parse: dict[str, Any], text: str, turn: Turn) -> str | None:
    """Return the staff goal that a message of staff has where the model, which hears parents most, took another.

    Danger is answered all the same; what was told is then recorded instead of asked for again. A post that a parent
    would report is a new case.
    """
    if only_calls_a_case(text):
        return "case_show"
    if parse["intent"]["name"] == "report_post" and not tells_of_something(text):
        return "case_open"
    if turn.case_in_mind and asks_for_later(text) and count_words(text) <= _SHORT_WORDS:
        return "case_next_step"
    if not tells_of_something(text) or _ASKS.match(text):
        return None
    ranked = [entry["name"] for entry in parse.get("intent_ranking") or [] if entry["name"] != EMERGENCY]
    if ranked and ranked[0] in STAFF_INTENTS:
        return str(ranked[0])
    return "case_record" if parse["intent"]["name"] in _TAKEN_FOR or _POLICY.match(parse["intent"]["name"]) else None


def _intent(name: str) -> dict[str, Any]:
    return {"intent": {"name": name, "confidence": 1.0}}


def _entities(**values: Any) -> dict[str, Any]:
    return {"entities": [{"entity": name, "value": value} for name, value in values.items()]}


def _parsed(intent: str, text: str, values: dict[str, Any]) -> dict[str, Any]:
    return {"text": text, "intent_ranking": []} | _intent(intent) | _entities(**values)
