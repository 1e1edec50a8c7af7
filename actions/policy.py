"""Questions about the policy."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.speaking import Said, by_text, goal_buttons, intent_of_message
from assistant.core.goals import goal_of
from assistant.wiring import wiring

_WITH_A_PAGE = "children_online"
_NEXT_BY_TEXT = 1
"""Topics offered next in a text message, where each line costs."""


class ActionAnswerPolicy(Action):
    """Answers with our lead, the clauses word for word, and what people ask next."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_answer_policy"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Answer the topic of the message's intent."""
        topic_id = goal_of(intent_of_message(tracker)).removeprefix("policy/")
        topic = wiring().policy.topics[topic_id]
        dispatcher.utter_message(
            response="utter_policy_answer", lead=topic.lead, json_message={"quotes": list(topic.clauses)}
        )
        if topic_id == _WITH_A_PAGE:
            dispatcher.utter_message(text=wiring().children_online_told)
        if tracker.active_loop_name is None:
            goals = [f"policy/{name}" for name in topic.next][: _NEXT_BY_TEXT if by_text(tracker) else None]
            dispatcher.utter_message(
                response="utter_policy_what_next",
                buttons=goal_buttons([*goals, "check_post", "raise_concern", "ask_human"]),
            )
        return []
