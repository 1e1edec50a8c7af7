"""What was confirmed and is not known to be stored is sent again."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.held_receipt import ActionAddInformation
from actions.records import ActionMakeComplaint, ActionRaiseConcern, ActionReportPost
from actions.speaking import Said
from assistant.core.choices import SEND

_SENDERS: dict[str, tuple[Action, str]] = {
    "raise_concern": (ActionRaiseConcern(), "account_confirm"),
    "make_complaint": (ActionMakeComplaint(), "account_confirm"),
    "report_post": (ActionReportPost(), "account_confirm"),
    "add_information": (ActionAddInformation(), "added_confirm"),
}
"""What stores each journey, and the slot of the yes to it."""


class ActionSendAgain(Action):
    """Sends what was confirmed and could not be stored, or was stored without the person being told."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_send_again"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Send it; what is stored already is found again."""
        journey, _, _ = (tracker.get_slot("account_begun") or "").partition(" ")
        sender, confirm = _SENDERS.get(journey, (None, ""))
        if sender is None or tracker.get_slot(confirm) != SEND:
            dispatcher.utter_message(response="utter_nothing_unsent")
            return []
        events: Said = sender.run(dispatcher, tracker, domain)
        return events
