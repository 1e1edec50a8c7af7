"""Something is posted already."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.speaking import Said, goal_buttons


class ActionAnswerAlreadyPosted(Action):
    """Says what helps when something is posted already, and what happens first."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_answer_already_posted"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Say it with the policy's first step."""
        dispatcher.utter_message(
            response="utter_already_posted",
            json_message={"quotes": ["procedure.first_step"]},
            buttons=goal_buttons(["policy/if_refused", "check_post", "raise_concern", "ask_human"]),
        )
        return []
