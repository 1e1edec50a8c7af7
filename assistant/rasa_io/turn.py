"""What a message is for at its place in the conversation: an answer to a form, or something else that was meant.

Outside forms the model's goal stands. Inside a form a free-text question takes whatever was typed, except a short
message that is plainly something else; a choice takes its answer in plain words.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.core.case_words import asks_for_later, find_numbers, names_only_a_case, tells_of_something
from assistant.core.choices import (
    SEND,
    match_about,
    match_case_confirm,
    match_confirm,
    match_contact,
    wants_again,
    wants_change,
)
from assistant.core.day_words import names_a_day
from assistant.core.fact_words import find_categories, find_location
from assistant.core.goals import EMERGENCY, STAFF_INTENTS
from assistant.core.text import count_words, has_words, is_command

FREE_TEXT, CHOOSE, GO_BACK, ADD_DETAIL = "free_text", "choose", "go_back", "add_detail"
PASS_ON, NOT_PASS_ON = "pass_to_safeguarding", "not_to_safeguarding"
SEND_AGAIN = "send_again"
THAT_WAS_MY_ANSWER = "that_was_my_answer"
STAFF = "staff"
"""The role of somebody who has signed in."""

_CHOICES = {
    "account_about": match_about,
    "account_contact": match_contact,
    "account_confirm": match_confirm,
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
_BESIDE_A_FORM = re.compile(r"policy_.+|privacy|ask_human|cancel|ask_bot")
_BESIDE_FOR_STAFF = re.compile(r"case_(?:next_step|list|show)")
_SHORT_WORDS = 12
_PLAINLY = 0.6
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
    r"\W*(?:(?:can (?:i|we) )?(?:go |get )?back(?: a step| one| please)?|previous(?: question)?|undo)\W*",
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
    unsent: bool = False
    """Whether an account was confirmed and is not known to be stored."""

    @classmethod
    def of(cls, tracker: DialogueStateTracker) -> "Turn":
        """Read it from the tracker."""
        last = next((event for event in reversed(tracker.events) if isinstance(event, UserUttered)), None)
        parse = (last.parse_data or {}) if last else {}
        form = tracker.active_loop_name
        return cls(
            form=form,
            asked=tracker.get_slot(REQUESTED_SLOT) if form else None,
            offered_safeguarding=bool(parse.get("danger")),
            last_text=(last.text or "") if last else "",
            case_in_mind=tracker.get_slot("case_in_mind") is not None,
            unsent=form is None and tracker.get_slot("account_confirm") == SEND,
        )


def parse_command(payload: str, title: str, turn: Turn) -> dict[str, Any]:
    """Return the parse of a verified button: ``/intent`` or ``/intent?entity=value``.

    No braces: Rasa would fill them in as it fills in a response, fail, and log what it had in its hands.
    """
    name, _, query = payload.removeprefix("/").partition("?")
    values = dict(parse_qsl(query))
    if name == THAT_WAS_MY_ANSWER:
        return _parsed(FREE_TEXT, turn.last_text, {})
    return _parsed(name, title, values)


def place_in_form(
    parse: dict[str, Any], text: str, receipt: str | None, turn: Turn, *, staff: bool = False
) -> dict[str, Any]:
    """Return a typed message's parse with the intent that it has at this place of the conversation."""
    intent, confidence = parse["intent"]["name"], parse["intent"]["confidence"]
    danger = parse.get("danger")
    placed = dict(parse) | {"text": text}
    if receipt is not None and turn.form in (None, "follow_up_form"):
        return placed | _intent("follow_up") | _entities(receipt=receipt)
    if turn.offered_safeguarding and intent in ("affirm", "deny"):
        return placed | _intent(PASS_ON if intent == "affirm" else NOT_PASS_ON)
    if turn.form is None or turn.asked is None:
        if not has_words(text) or is_command(text):
            return placed | _intent("out_of_scope")
        if turn.unsent and wants_again(text):
            return placed | _intent(SEND_AGAIN)
        meant = _meant_of_a_case(parse, text, turn) if staff and intent not in STAFF_INTENTS else None
        return placed | (_intent(meant) if meant else {})
    beside = not danger and has_words(text) and _plainly_beside(intent, confidence, text, turn.asked, staff=staff)
    if _GO_BACK.fullmatch(text):
        return placed | _intent(GO_BACK)
    for_a_case = staff and turn.form == "case_record_form" and names_only_a_case(text)
    if turn.asked in _CHOICES:
        return placed | _choice(turn.asked, text, danger=bool(danger), beside=beside, for_a_case=for_a_case)
    if beside and not for_a_case:
        return placed
    if not has_words(text):
        return placed | _intent(CHOOSE)
    return placed | _intent(FREE_TEXT) | (_entities(at_risk=True) if danger else {})


def answered_beside(parse: dict[str, Any], turn: Turn) -> bool:
    """Tell whether a message was answered although the form had asked for free text, which it may have been."""
    name = parse["intent"]["name"]
    free_text = turn.form is not None and turn.asked is not None and turn.asked not in _CHOICES
    return free_text and name != "cancel" and bool(_BESIDE_A_FORM.fullmatch(name))


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

    Danger is answered all the same; what was told is then recorded instead of asked for again.
    """
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
