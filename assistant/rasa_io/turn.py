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

from assistant.core.choices import match_about, match_confirm, match_contact, wants_change
from assistant.core.text import count_words, has_words, is_command

FREE_TEXT, CHOOSE, GO_BACK, ADD_DETAIL = "free_text", "choose", "go_back", "add_detail"
PASS_ON, NOT_PASS_ON = "pass_to_safeguarding", "not_to_safeguarding"
THAT_WAS_MY_ANSWER = "that_was_my_answer"

_CHOICES = {
    "account_about": match_about,
    "account_contact": match_contact,
    "account_confirm": match_confirm,
}
_BESIDE_A_FORM = re.compile(r"policy_.+|privacy|ask_human|cancel|ask_bot")
_SHORT_WORDS = 12
_PLAINLY = 0.6
_PLAINLY_STOP = 0.9
"""To stop throws away what was typed, so it takes a plainer wish than a question on the side."""
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


def place_in_form(parse: dict[str, Any], text: str, receipt: str | None, turn: Turn) -> dict[str, Any]:
    """Return a typed message's parse with the intent that it has at this place of the conversation."""
    intent, confidence = parse["intent"]["name"], parse["intent"]["confidence"]
    danger = parse.get("danger")
    placed = dict(parse) | {"text": text}
    if receipt is not None and turn.form in (None, "follow_up_form"):
        return placed | _intent("follow_up") | _entities(receipt=receipt)
    if turn.offered_safeguarding and intent in ("affirm", "deny"):
        return placed | _intent(PASS_ON if intent == "affirm" else NOT_PASS_ON)
    if turn.form is None or turn.asked is None:
        meant = has_words(text) and not is_command(text)
        return placed if meant else placed | _intent("out_of_scope")
    beside = not danger and has_words(text) and _plainly_beside(intent, confidence, text)
    if _GO_BACK.fullmatch(text):
        return placed | _intent(GO_BACK)
    if turn.asked in _CHOICES:
        return placed | _choice(turn.asked, text, danger=bool(danger), beside=beside)
    if beside:
        return placed
    if not has_words(text):
        return placed | _intent(CHOOSE)
    return placed | _intent(FREE_TEXT) | (_entities(at_risk=True) if danger else {})


def answered_beside(parse: dict[str, Any], turn: Turn) -> bool:
    """Tell whether a message was answered although the form had asked for free text, which it may have been."""
    name = parse["intent"]["name"]
    free_text = turn.form is not None and turn.asked is not None and turn.asked not in _CHOICES
    return free_text and name != "cancel" and bool(_BESIDE_A_FORM.fullmatch(name))


def _choice(asked: str, text: str, *, danger: bool, beside: bool) -> dict[str, Any]:
    if danger:
        return _intent(ADD_DETAIL) | _entities(at_risk=True)
    choice = _CHOICES[asked](text)
    if choice is not None:
        return _intent(CHOOSE) | _entities(choice=str(choice))
    return _intent(FREE_TEXT) if not beside or wants_change(text) else {}


def _plainly_beside(intent: str, confidence: float, text: str) -> bool:
    plainly = _PLAINLY_STOP if intent == "cancel" else _PLAINLY
    return bool(_BESIDE_A_FORM.fullmatch(intent)) and confidence >= plainly and count_words(text) <= _SHORT_WORDS


def _intent(name: str) -> dict[str, Any]:
    return {"intent": {"name": name, "confidence": 1.0}}


def _entities(**values: Any) -> dict[str, Any]:
    return {"entities": [{"entity": name, "value": value} for name, value in values.items()]}


def _parsed(intent: str, text: str, values: dict[str, Any]) -> dict[str, Any]:
    return {"text": text, "intent_ranking": []} | _intent(intent) | _entities(**values)
