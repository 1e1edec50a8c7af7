"""Privacy, people, the menu, and what is said when a message was not understood."""

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.speaking import Said, goal_buttons, intent_of_message, menu_buttons, say_whom_to_ring
from actions.staff import staff_of
from assistant.core.access import may_open
from assistant.core.goals import GOALS, SMALL_GOALS, STAFF_GOALS, goal_of
from assistant.core.retention import Rule
from assistant.core.routing import Role
from assistant.core.staff import StaffAccount
from assistant.core.text import has_words
from assistant.wiring import wiring

_FALLBACK = "nlu_fallback"
_OFFERED = 3
_OFFERABLE = frozenset(GOALS) - frozenset(SMALL_GOALS)


class ActionPrivacy(Action):
    """Says what is kept, where, until when and who reads it, from the settings in force."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_privacy"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Say it."""
        parts = wiring()
        told = [f"{part.title}:\n{_bulleted(part.lines)}" for part in parts.privacy_card(chat=True)]
        if parts.staff_privacy and staff_of(tracker) is not None:
            told = [_bulleted(parts.staff_privacy)]
        dispatcher.utter_message(
            response="utter_privacy",
            card="\n".join(told),
            chat_days=str(parts.retention.period(Rule.CHATS).days),
            phone=parts.directory.contacts[Role.OFFICE].phone,
        )
        return []


class ActionAskHuman(Action):
    """Names the people and numbers."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_ask_human"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Say whom to ring; on the web, outside of forms, with the button for a message."""
        free = tracker.active_loop_name is None and menu_buttons(tracker)
        say_whom_to_ring(dispatcher, "utter_ask_human", buttons=goal_buttons(["raise_concern"]) if free else [])
        return []


class ActionOfferMenu(Action):
    """Offers what the assistant can do, as buttons."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_offer_menu"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Offer the menu; for another subject, with the office's number."""
        titles, staff = wiring().titles, staff_of(tracker)
        buttons = goal_buttons(_staff_menu(staff) if staff else list(titles.menu))
        if intent_of_message(tracker) != "out_of_scope":
            dispatcher.utter_message(response="utter_menu_staff" if staff else "utter_menu", buttons=buttons)
        elif not has_words(tracker.latest_message.get("text") or ""):
            dispatcher.utter_message(response="utter_no_words", buttons=buttons)
        else:
            phone = wiring().directory.contacts[Role.OFFICE].phone
            dispatcher.utter_message(response="utter_out_of_scope", phone=phone, buttons=buttons)
        return []


class ActionOfferGoals(Action):
    """Offers the likeliest goals once; when that did not help, a person. Never a loop."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_offer_goals"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Offer three goals, or a person after two messages that were not understood."""
        if _not_understood_before(tracker):
            say_whom_to_ring(dispatcher, "utter_still_not_understood")
            return []
        ranking = tracker.latest_message.get("intent_ranking") or []
        goals = [goal_of(entry["name"]) for entry in ranking]
        offerable = _OFFERABLE - frozenset(STAFF_GOALS if staff_of(tracker) is None else ())
        likely = [goal for goal in goals if goal in offerable][:_OFFERED]
        dispatcher.utter_message(response="utter_offer_goals", buttons=goal_buttons([*likely, "ask_human"]))
        return []


def _staff_menu(person: StaffAccount) -> list[str]:
    """Return what the menu offers a person: who may open no case is not offered it."""
    return [goal for goal in wiring().titles.staff_menu if goal != "case_open" or may_open(person)]


def _bulleted(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _not_understood_before(tracker: Tracker) -> bool:
    messages = [event for event in tracker.events if event.get("event") == "user"]
    if len(messages) < 2:
        return False
    intent = (messages[-2].get("parse_data") or {}).get("intent") or {}
    return bool(intent.get("name") == _FALLBACK)
