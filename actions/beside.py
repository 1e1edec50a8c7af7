"""What is said and done beside the question that was asked: about the offer, who reads it, another journey."""

import logging
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.records import KIND_OF_FORM, draft_of
from actions.speaking import Said, goal_buttons, say_whom_to_ring, titles_of, ways_out
from assistant.core.errors import AssistantError
from assistant.core.reader_words import asks_for_another
from assistant.core.routing import ADULTS_AT_SCHOOL, About, Role
from assistant.services.route_record import readers_of
from assistant.wiring import wiring

_MENU = ("raise_concern", "make_complaint", "check_post", "ask_human")
_ASK_LEAVE = {
    "make_complaint": "utter_ask_leave_make_complaint",
    "raise_concern": "utter_ask_leave_raise_concern",
    "report_post": "utter_ask_leave_report_post",
    "check_post": "utter_ask_leave_check_post",
}

logger = logging.getLogger(__name__)


class ActionGiveContact(Action):
    """Keeps how to reach the person, wherever they say it."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_give_contact"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Keep it."""
        dispatcher.utter_message(response="utter_contact_noted")
        return [SlotSet("account_contact", next(tracker.get_latest_entity_values("contact"), None))]


class ActionAboutOffer(Action):
    """Says who the safeguarding lead is and what they do."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_about_offer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Say it."""
        lead = wiring().directory.contacts[Role.SAFEGUARDING_LEAD].title
        dispatcher.utter_message(response="utter_about_offer", lead=lead)
        return []


class ActionAskLeave(Action):
    """Asks whether to leave the open form for another journey."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_ask_leave"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Ask."""
        wanted = next(tracker.get_latest_entity_values("wanted"), "")
        dispatcher.utter_message(response=_ASK_LEAVE[wanted])
        return []


class ActionCorrectAbout(Action):
    """Changes whom it is about, which decides who reads it."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_correct_about"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Change it."""
        dispatcher.utter_message(response="utter_about_corrected")
        return [SlotSet("account_about", next(tracker.get_latest_entity_values("about"), None))]


class ActionUnanswered(Action):
    """Says kindly that a question has no answer here; the form then asks again."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_unanswered"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Say it, with the office's number."""
        phone = wiring().directory.contacts[Role.OFFICE].phone
        dispatcher.utter_message(response="utter_unanswered", phone=phone, buttons=ways_out(tracker))
        return []


class ActionWhoReads(Action):
    """Says who reads what is told, by the routing in force."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_who_reads"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Name the readers where they are known, or else how it is decided."""
        in_form = tracker.active_loop_name in KIND_OF_FORM
        if not in_form or tracker.get_slot("account_about") is None:
            buttons = [] if in_form else goal_buttons(["privacy"])
            dispatcher.utter_message(response="utter_who_reads_not_yet", buttons=buttons)
            return []
        draft = draft_of(tracker)
        try:
            told = readers_of(wiring().route_desk, draft)
        except AssistantError:
            logger.exception("the readers of a record were not found")
            told = ()
        if not told:
            dispatcher.utter_message(response="utter_who_reads_not_yet")
            return []
        of_a_person = draft.about in ADULTS_AT_SCHOOL or draft.about in (About.PARENT, About.PUPIL)
        apart = of_a_person and asks_for_another(tracker.latest_message.get("text") or "", told)
        response = "utter_who_reads_not_them" if apart else "utter_who_reads"
        dispatcher.utter_message(response=response, readers=titles_of(told))
        return []


class ActionLostReceipt(Action):
    """Says how what was sent is found without its receipt."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_lost_receipt"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Say whom to ring, and offer to tell it again."""
        say_whom_to_ring(dispatcher, "utter_lost_receipt", buttons=goal_buttons(["raise_concern"]))
        return []


class ActionHowLong(Action):
    """Says by when the school has promised to answer."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_how_long"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Say it."""
        hours = wiring().directory.hours
        dispatcher.utter_message(
            response="utter_how_long",
            reply_within=hours.reply_within,
            read_when=hours.read_when,
            read_when_short=hours.read_when_short,
        )
        return []


class ActionEasyWay(Action):
    """Gives somebody who finds this hard a next step."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_easy_way"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Name the few things that help, and a person."""
        say_whom_to_ring(dispatcher, "utter_easy_way", buttons=goal_buttons(list(_MENU)))
        return []


class ActionRude(Action):
    """Stays calm, and names a person."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_rude"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Say it in one sentence."""
        say_whom_to_ring(dispatcher, "utter_rude")
        return []
