"""Files that come without words: kept with the account that is being told, or one is offered to be begun."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.records import KIND_OF_FORM, attachments_of
from actions.speaking import Said, goal_buttons
from actions.staff import staff_of
from assistant.core.attachments import count_in_words

_TAKE_FILES = ["raise_concern", "report_post", "make_complaint"]


class ActionTakeAttachments(Action):
    """Says where the files are now, and what can be done with them."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_take_attachments"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Say it; the channel has put the files to those named before."""
        files = count_in_words(len(attachments_of(tracker)))
        if staff_of(tracker) is not None or tracker.active_loop_name not in {None, *KIND_OF_FORM}:
            dispatcher.utter_message(response="utter_attachments_not_here")
        elif tracker.active_loop_name is None:
            buttons = goal_buttons(_TAKE_FILES)
            dispatcher.utter_message(response="utter_attachments_offer", files=files, buttons=buttons)
        else:
            dispatcher.utter_message(response="utter_attachments_added", files=files)
        return []
